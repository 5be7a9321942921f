"""What was read of editions stays in memory."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.municipalities.states import Role
from overens.base.papers.models import Edition
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.kept import Kept
from overens.cycle.agreements.letters import Proposed
from tests.cast import cast
from tests.cycle.agreements.test_life import drafted
from tests.examples import NOW

pytestmark = pytest.mark.django_db


def test_what_is_not_in_memory_is_read_in_one_query_and_nothing_is_read_twice() -> None:
    people = cast(NOW)
    by = people.seats["koge", Role.COORDINATOR]
    for turn, text in enumerate(("Vi lærer", "Vi lærer mere")):
        at = NOW + timedelta(minutes=turn)
        propose(by=by, draft=drafted(people, "koge", text, at=at), at=at)
    editions = list(Edition.objects.values_list("pk", flat=True))
    kept = Kept(Proposed.read, 500)
    with CaptureQueriesContext(connection) as captured:
        found = kept.of(editions)
        assert kept.of(editions) == found
    assert len(captured) == 1
    # The text that was typed in from paper is no proposal.
    assert [said is None for said in found.values()].count(True) == len(editions) - 2


def test_it_forgets_what_nobody_asks_for_and_never_what_is_asked_for_now() -> None:
    people = cast(NOW)
    by = people.seats["koge", Role.COORDINATOR]
    first = propose(by=by, draft=drafted(people, "koge", "Vi lærer"), at=NOW)
    at = NOW + timedelta(minutes=1)
    second = propose(by=by, draft=drafted(people, "koge", "Vi lærer mere", at=at), at=at)
    kept = Kept(Proposed.read, 0)
    assert kept.of([first.edition_id])[first.edition_id]
    assert all(kept.of([first.edition_id, second.edition_id]).values())
    assert kept.of([second.edition_id])[second.edition_id]

"""A group between two databases: whatever is late, lost or comes in another order, both have the same."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from overens.base.consents.models import Consent
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.models import WorkingGroup
from overens.cycle.groups.rules.mandate import MandateWords
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.instances import Instance, prepared
from tests.cycle.groups.test_founding import WORDS

pytestmark = pytest.mark.own_databases
MINUTE = timedelta(minutes=1)


class Groups(Between):
    """Three parties on two instances, which propose groups."""

    def founds(self, party: str, said: MandateWords) -> str:
        """The seal of what was proposed: of a new group, or of the one that is there."""
        self.now += MINUTE
        with self.home(party).here():
            return propose_group(
                by=self.seat(party),
                agreement=self.agreement(),
                said=said,
                group=WorkingGroup.objects.first(),
                at=self.now,
            ).edition.sha256

    def says_yes(self, party: str, seal: str) -> None:
        self.now += MINUTE
        self.answers(party, seal, "yes")  # type: ignore[arg-type]  as it is written

    def stands(self, instance: Instance) -> list[object]:
        with instance.here():
            return [
                (g.pk, g.slug, g.names.texts(), g.founded_at, g.closed_at, g.thread)
                for g in WorkingGroup.objects.order_by("pk")
            ]


@pytest.fixture
def between(
    django_db_blocker: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Groups]:
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    with django_db_blocker.unblock():
        found = Groups(prepared(tmp_path, ("sqlite", "sqlite")), (0, 0, 1))
        yield found
        found.close()


def known(between: Groups) -> None:
    """The agreement is known and counts on both instances."""
    first = between.parties[0]
    between.proposes(first, signing=False)
    between.deliver_all()
    (seal,) = between.texts(first)
    for party in between.parties:
        between.says_yes(party, seal)
    between.deliver_all()


def test_each_instance_has_the_same_group_whoever_answers_in_which_order(between: Groups) -> None:
    known(between)
    words = MandateWords(WORDS.names, WORDS.text)
    for order in permutations(between.parties):
        one = between.copied()
        seal = one.founds(one.parties[0], words)
        one.deliver_all()
        for party in order:
            with one.instances[1].here():
                assert WorkingGroup.objects.get().founded_at is None
            one.says_yes(party, seal)
        one.deliver_all()
        here, there = map(one.stands, one.instances)
        assert here == there
        assert here[0][3] == one.now  # type: ignore[index]  a row of unknown columns
        one.close()


def test_two_mandates_that_cross_on_the_way_end_as_the_same_one(between: Groups) -> None:
    known(between)
    a, b, c = between.parties
    seal = between.founds(a, MandateWords(WORDS.names, WORDS.text))
    between.deliver_all()
    for party in between.parties:
        between.says_yes(party, seal)
    between.deliver_all()
    # A change and an end are proposed at the same time; the end is agreed on last.
    changed = between.founds(a, MandateWords({"sv": "Kustgruppen"}, WORDS.text))
    ended = between.founds(c, MandateWords(WORDS.names, WORDS.text, closes=True))
    between.deliver_all()
    between.says_yes(a, ended)
    between.says_yes(b, changed)
    between.says_yes(c, changed)
    between.says_yes(a, changed)
    between.says_yes(b, ended)
    between.says_yes(c, ended)
    between.deliver_all()
    here, there = map(between.stands, between.instances)
    assert here == there
    assert here[0][4] == between.now  # type: ignore[index]  a row of unknown columns
    with between.instances[1].here():
        assert Consent.objects.filter(kind="group.mandate").count() == 3

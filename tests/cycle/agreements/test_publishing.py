"""Each party publishes its own part of a matter, and no other's; withdrawn, it leaves a trace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Answer, Consent
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.queries import faults, public_lines
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.publishing import publish_own, withdraw_own
from overens.cycle.agreements.models import Published
from overens.cycle.agreements.own_parts import own_editions, published_in, published_of
from tests.cast import THIRD, Cast, cast
from tests.cycle.agreements.test_life import carried, drafted
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


@pytest.fixture
def put(people: Cast) -> Consent:
    """Køge has proposed, and Kristianstad has put it off and then said yes."""
    by = people.seats["koge", Role.COORDINATOR]
    consent = propose(by=by, draft=drafted(people, "koge", "Vi lærer"), at=NOW)
    carried(NOW)
    return consent


def answered(people: Cast, put: Consent, answer: str, **more: object) -> Answer:
    by = people.seats["kristianstad", Role.LEADER]
    said = answer_edition(by=by, consent=put, answer=answer, at=NOW, **more)
    carried(NOW)
    return said


def test_a_personal_number_blocks_publishing(people: Cast, put: Consent) -> None:
    said = answered(people, put, "no", because="Frågan rör 811228-9874.")
    assert said.edition
    by = people.seats["kristianstad", Role.LEADER]
    with pytest.raises(Refused, match="A personal number stands"):
        publish_own(by=by, consent=put, edition=said.edition, at=NOW)
    assert not Published.objects.exists()


def test_a_party_publishes_what_it_proposed_and_takes_it_back_with_a_trace(
    people: Cast, put: Consent
) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    published = publish_own(by=by, consent=put, edition=put.edition, at=NOW)
    withdrawn = withdraw_own(by=by, published=published, at=LATER)
    assert (withdrawn.withdrawn_by, withdrawn.withdrawn_at) == (by, LATER)
    again = publish_own(by=by, consent=put, edition=put.edition, at=LATER)
    assert published_in(people.agreement) == [again, withdrawn]
    assert not faults()
    lines = [line.what for line in public_lines("agreement", str(people.agreement.pk))]
    assert sorted(what for what in lines if ".own-" in what) == [
        "agreement.own-published",
        "agreement.own-published",
        "agreement.own-withdrawn",
    ]


def test_each_answer_of_a_party_is_its_own_to_publish(people: Cast, put: Consent) -> None:
    until = (NOW + timedelta(days=30)).date()
    first = answered(people, put, "postponed", until=until)
    second = answered(people, put, "no", because="Det blir för dyrt.")
    by = people.seats["kristianstad", Role.LEADER]
    assert second.edition
    publish_own(by=by, consent=put, edition=second.edition, at=NOW)
    parts = own_editions(put, by.post.authority)
    assert [(part.answer, part.standing is not None) for part in parts] == [
        (first, False),
        (second, True),
    ]
    assert [part.answer for part in own_editions(put, put.edition.owner)] == [None]


@pytest.mark.parametrize("side", ["kristianstad", THIRD])
def test_nobody_publishes_what_another_party_said(people: Cast, put: Consent, side: str) -> None:
    with pytest.raises(Refused):
        publish_own(
            by=people.seats[side, Role.COORDINATOR], consent=put, edition=put.edition, at=NOW
        )
    published = publish_own(
        by=people.seats["koge", Role.LEADER], consent=put, edition=put.edition, at=NOW
    )
    with pytest.raises(Refused):
        withdraw_own(by=people.seats[side, Role.LEADER], published=published, at=NOW)
    answer = answered(people, put, "yes")
    assert answer.edition
    with pytest.raises(Refused, match="its own part"):
        publish_own(
            by=people.seats["koge", Role.LEADER], consent=put, edition=answer.edition, at=NOW
        )
    assert Published.objects.filter(withdrawn_at=None).count() == 1


def test_what_stands_is_not_published_twice_nor_withdrawn_twice(people: Cast, put: Consent) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    published = publish_own(by=by, consent=put, edition=put.edition, at=NOW)
    with pytest.raises(Refused, match="published this already"):
        publish_own(by=by, consent=put, edition=put.edition, at=NOW)
    withdraw_own(by=by, published=published, at=NOW)
    with pytest.raises(Refused, match="withdrawn this already"):
        withdraw_own(by=by, published=published, at=NOW)


def test_a_waiver_is_published_in_the_same_way(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    asked = waive(by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW)
    publish_own(by=by, consent=asked, edition=asked.edition, at=NOW)
    assert [row.consent for row in published_in(people.agreement)] == [asked]


def test_what_the_transcription_is_confirmed_by_is_public_already(people: Cast) -> None:
    consent = Consent.objects.get(kind="agreement.transcription")
    by = people.seats["koge", Role.COORDINATOR]
    with pytest.raises(Refused, match="its own part"):
        publish_own(by=by, consent=consent, edition=consent.edition, at=NOW)


def test_reading_costs_the_same_however_much_was_published(people: Cast, put: Consent) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    counted = []
    for _turn in range(3):
        published = publish_own(by=by, consent=put, edition=put.edition, at=NOW)
        withdraw_own(by=by, published=published, at=NOW)
        with CaptureQueriesContext(connection) as captured:
            rows = published_in(people.agreement) + published_of(put)
            assert [row.edition.owner.name for row in rows]
            assert own_editions(put, by.post.authority)
        counted.append(len(captured))
    assert counted == [4, 4, 4]

"""A mandate and minutes that are not answered by their day go on, as a proposed text does."""

from datetime import timedelta

import pytest

from overens.base.consents.actions import answer_edition
from overens.base.consents.kinds import KINDS
from overens.base.consents.models import Asked, Consent
from overens.base.mail.models import Letter
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions import going_on
from overens.cycle.agreements.actions.going_on import go_on
from overens.cycle.agreements.models import GoneOn, Party
from overens.cycle.agreements.states import PROPOSAL, WAIVER
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.states import MANDATE, MINUTES
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote
from tests.cycle.groups.test_founding import WORDS
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LAST = TODAY + 30 * DAY
PASSED = NOW + 31 * DAY
TOLD = ["director@kristianstad.example", "leader@kristianstad.example"]


@pytest.fixture(autouse=True)
def nothing_is_over() -> None:
    going_on._OVER.clear()


def put(people: Cast, kind: str) -> Consent:
    """Køge has put it, and answered itself."""
    if kind == MANDATE:
        by = people.seats["koge", Role.COORDINATOR]
        agreement = people.agreement
        consent = propose_group(by=by, agreement=agreement, said=WORDS, at=NOW, answer_by=LAST)
    else:
        meeting = a_meeting(people, NOW, group=a_group(people, NOW), record="minutes")
        wrote(people, meeting, NOW)
        found = sent(people, meeting, NOW, answer_by=LAST).consent
        assert found
        consent = found
    carry_waiting(now=NOW)
    answer(people, "koge", consent, "yes")
    return consent


def answer(people: Cast, side: str, consent: Consent, said: str) -> None:
    by = people.seats[side, Role.LEADER]
    answer_edition(by=by, consent=consent, answer=said, because="Nej.", at=NOW)
    carry_waiting(now=NOW)


def rounds(days: int) -> list[str]:
    """Who was told in so many days, beside the letters that follow on the minutes themselves."""
    for day in range(days):
        go_on(now=PASSED + day * DAY)
        go_on(now=PASSED + day * DAY)
    found = Letter.objects.filter(about_kind="asked").order_by("queued_at", "to")
    return list(found.values_list("to", flat=True))


def test_which_kinds_go_on() -> None:
    assert {name for name, kind in KINDS.items() if kind.goes_on} == {
        PROPOSAL, WAIVER, MANDATE, MINUTES
    }  # fmt: skip


@pytest.mark.parametrize("kind", [MANDATE, MINUTES])
def test_it_goes_on_day_by_day_and_each_is_told_once(people: Cast, kind: str) -> None:
    put(people, kind)
    assert go_on(now=NOW + 30 * DAY) == 0  # the last day to answer in time
    assert rounds(40) == TOLD
    assert [(one.stage, (one.since - LAST).days) for one in GoneOn.objects.order_by("since")] == [
        ("director", 8),
        ("leader", 15),
    ]
    lines = Line.objects.filter(what=f"{kind}.gone-on")
    assert {line.chain.holder_id for line in lines} == {
        str(people.seats["kristianstad", Role.LEADER].post.authority_id)
    }
    assert faults() == {}


@pytest.mark.parametrize("kind", [MANDATE, MINUTES])
@pytest.mark.parametrize("said", ["yes", "no"])
def test_what_is_answered_goes_on_to_nobody(people: Cast, kind: str, said: str) -> None:
    consent = put(people, kind)
    answer(people, "kristianstad", consent, said)
    assert rounds(40) == []


@pytest.mark.parametrize("kind", [MANDATE, MINUTES])
def test_what_another_party_refused_waits_for_nobody(people: Cast, kind: str) -> None:
    consent = put(people, kind)
    answer(people, "kristianstad", consent, "no")
    # A third party that was asked as well, and says nothing.
    third = people.seats["lund", Role.COORDINATOR].post.authority
    Party.objects.create(agreement=people.agreement, authority=third, position=3)
    Asked.objects.create(consent=consent, authority=third, reached_at=NOW)
    assert rounds(40) == []


def test_minutes_that_were_sent_anew_are_asked_about_no_more(people: Cast) -> None:
    consent = put(people, MINUTES)
    sent(people, consent.minutes.notes.meeting, NOW + DAY)
    assert rounds(40) == []


def test_a_letter_that_speaks_of_nothing_here_stops_nothing(people: Cast) -> None:
    consent = put(people, MANDATE)
    other = Consent(
        kind=PROPOSAL, about_kind="agreement", about_id="'; --", edition=consent.edition
    )
    assert going_on.agreement_of(other) is None

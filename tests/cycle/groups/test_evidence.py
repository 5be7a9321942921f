"""What somebody has withdrawn by hand stays so, until the party itself notes it anew."""

from dataclasses import replace
from datetime import timedelta

import pytest

from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.cycle.agreements.actions.evidence import withdraw_evidence
from overens.cycle.agreements.models import Commitment, Evidence, Party
from overens.cycle.groups.actions.calling import change_meeting
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.running import close_meeting
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Meeting
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, anew, called
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db
SIDES = ("koge", "kristianstad")


@pytest.fixture
def commitment(people: Cast) -> Commitment:
    return people.agreement.commitments.get(number=3)


def shown(meeting: Meeting) -> list[tuple[str, int]]:
    """Of which party what stands, with the number of the commitment."""
    rows = Evidence.objects.filter(source=f"meeting:{meeting.pk}", withdrawn_at=None)
    return sorted(rows.values_list("party__authority__slug", "commitment__number"))


def says(people: Cast, meeting: Meeting, side: str, *there: str) -> None:
    """People of a side say whose members were there."""
    posts = [people.seats[one, Role.MEMBER].post_id for one in there]
    note_held(
        by=people.seats[side, Role.MEMBER],
        meeting=anew(meeting),
        who_was_there=[one.pk for one in meeting.participants.filter(post__in=posts)],
        at=meeting.ends_at + timedelta(days=1),
    )


def withdrawn(people: Cast, commitment: Commitment, meeting: Meeting, side: str) -> None:
    withdraw_evidence(
        by=people.seats[side, Role.COORDINATOR],
        commitment=commitment,
        party=Party.objects.get(agreement=people.agreement, authority__slug=side),
        source=f"meeting:{meeting.pk}",
        at=NOW,
    )


def test_notes_that_come_to_stand_show_nothing_anew(people: Cast, commitment: Commitment) -> None:
    meeting = a_meeting(people, NOW, group=a_group(people, NOW))
    meeting.commitments.add(commitment)
    for side in SIDES:
        note_held(
            by=people.seats[side, Role.COORDINATOR],
            meeting=anew(meeting),
            who_was_there=[one.pk for one in meeting.participants.all()],
            at=NOW,
        )
        withdrawn(people, commitment, meeting, side)
    wrote(people, anew(meeting), NOW)
    sent(people, anew(meeting), NOW)
    later = NOW + timedelta(days=16)
    assert notes_stand(now=later) == 1
    carry_waiting(now=later + timedelta(minutes=1))
    assert shown(meeting) == []


def test_who_says_something_else_of_a_meeting_does_not_note_it_anew(
    people: Cast, commitment: Commitment
) -> None:
    about = replace(ABOUT, commitments=(commitment.number,))
    meeting = called(people, a_group(people, NOW), about=about)
    says(people, meeting, "koge", *SIDES)
    withdrawn(people, commitment, meeting, "koge")
    says(people, meeting, "koge", "koge")
    close_meeting(
        by=people.seats["koge", Role.MEMBER],
        meeting=anew(meeting),
        at=meeting.ends_at + timedelta(days=1),
    )
    assert shown(meeting) == []
    # The other party's own first word is no repetition.
    says(people, meeting, "kristianstad", "kristianstad")
    assert shown(meeting) == [("kristianstad", 3)]
    says(people, meeting, "koge")
    assert shown(meeting) == [("kristianstad", 3)]
    says(people, meeting, "koge", "koge")
    assert shown(meeting) == [("koge", 3), ("kristianstad", 3)]


def change(people: Cast, meeting: Meeting, **about: object) -> None:
    meeting = anew(meeting)
    change_meeting(
        by=people.seats["koge", Role.MEMBER],
        meeting=meeting,
        about=replace(ABOUT, **about),
        revision=meeting.revision,
        at=meeting.ends_at + timedelta(days=1),
    )


def test_what_was_held_shows_what_it_serves_now(people: Cast, commitment: Commitment) -> None:
    asks = next(
        one
        for one in people.agreement.commitments.all()
        if "dialogue-held" in str(one.terms.order_by("-pk").first().evidence)
    )
    meeting = called(people, a_group(people, NOW))
    change(people, meeting, commitments=(commitment.number,))
    assert shown(meeting) == []
    says(people, meeting, "koge", "koge")
    change(people, meeting, commitments=())
    assert shown(meeting) == []
    change(people, meeting, commitments=(commitment.number, asks.number))
    assert shown(meeting) == [("koge", commitment.number)]
    change(people, meeting, commitments=(commitment.number, asks.number), kind="dialogue")
    assert shown(meeting) == sorted([("koge", commitment.number), ("koge", asks.number)])
    withdrawn(people, commitment, meeting, "koge")
    change(people, meeting, commitments=(commitment.number, asks.number), kind="dialogue")
    assert shown(meeting) == [("koge", asks.number)]
    says(people, meeting, "koge")
    change(people, meeting, commitments=(commitment.number,))
    assert shown(meeting) == []

"""What waits in the shared rooms: for which post, until when, and in how many queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.municipalities.states import Role
from overens.cycle.agreements.queries import parties
from overens.cycle.groups.models import (
    Membership,
    Notes,
    Objection,
    Participant,
    Question,
    QuestionSide,
    SentNotes,
    Task,
)
from overens.cycle.groups.states import MINUTES
from overens.reach.overview.queries import Overview
from overens.reach.overview.rooms import InRoom, PutInRoom
from overens.reach.overview.states import Kind
from tests.cast import SIDES, THIRD, Cast, cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import HOUR, a_meeting, a_task, named, seat_of, sent
from tests.examples import NOW, TODAY
from tests.reach.overview.test_matters import overview

pytestmark = pytest.mark.django_db
WEEK, DAY = timedelta(days=7), timedelta(days=1)
OF_ROOMS = {
    Kind.ANSWER_IN_GROUP,
    Kind.INVITED,
    Kind.TASK,
    Kind.OWN_SIDE,
    Kind.NOTES,
    Kind.NOTES_STAND,
}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def waits(people: Cast, side: str, role: Role = Role.MEMBER, now: datetime = NOW) -> list:
    found = overview(people, side, role, now).waits_for_you()
    return [
        (one.kind.name, getattr(one.about, "place", "approvals"), one.day, one.is_late)
        for one in found
        if one.kind in OF_ROOMS
    ]


def invited(people: Cast, meeting, side: str, role: Role = Role.MEMBER, **more) -> Participant:
    seat = people.seats[side, role]
    return Participant.objects.create(
        meeting=meeting,
        post=seat.post,
        authority=seat.post.authority,
        added_by=seat,
        **{"invited": 0, "invited_at": NOW, **more},
    )


def test_an_invitation_waits_for_the_post_until_it_is_answered_or_over(people: Cast) -> None:
    meeting = a_meeting(people, NOW + WEEK, group=a_group(people, NOW))
    participant = invited(people, meeting, "koge")
    row = ("INVITED", "meetings/first/", TODAY + WEEK, False)
    assert waits(people, "koge") == [row]
    assert waits(people, "kristianstad") == waits(people, "koge", Role.LEADER) == []
    assert waits(people, "koge", now=NOW + WEEK + HOUR) == []
    for change in ({"coming": "maybe"}, {"coming": "awaited", "invited": None}):
        Participant.objects.filter(pk=participant.pk).update(**change)
        assert waits(people, "koge") == []
    Participant.objects.filter(pk=participant.pk).update(invited=0)
    assert waits(people, "koge") == [row]
    type(meeting).objects.update(state="cancelled")
    assert waits(people, "koge") == []


def test_a_task_waits_for_its_post_and_is_late_after_its_day(people: Cast) -> None:
    for number, due in ((1, TODAY + DAY), (2, TODAY - DAY), (3, None)):
        a_task(people, seat_of(people, role=Role.MEMBER), number, NOW, due=due)
    assert waits(people, "koge") == [
        ("TASK", "tasks/2/", TODAY - DAY, True),
        ("TASK", "tasks/1/", TODAY + DAY, False),
        ("TASK", "tasks/3/", TODAY, False),
    ]
    assert waits(people, "koge", Role.COORDINATOR) == waits(people, "kristianstad") == []
    Task.objects.update(state="done")
    assert waits(people, "koge") == []


def test_ones_own_words_on_a_question_wait_for_its_owner_there(people: Cast) -> None:
    seat = seat_of(people, role=Role.MEMBER)
    question = Question.objects.create(
        agreement=people.agreement,
        number=4,
        sentence=named("How?"),
        opened_by=seat,
        opened_at=NOW,
    )
    row = ("OWN_SIDE", "questions/4/", TODAY, False)
    # Nobody is its owner yet: then the coordinator of each party is asked, and of no other.
    for side in SIDES:
        assert waits(people, side, Role.COORDINATOR) == [row]
        assert waits(people, side) == []
    assert waits(people, THIRD, Role.COORDINATOR) == []
    words = QuestionSide.objects.create(
        question=question,
        authority=seat.post.authority,
        owner=seat.post,
        written_by=seat,
        written_at=NOW,
    )
    assert waits(people, "koge") == [row]
    assert waits(people, "koge", Role.COORDINATOR) == []
    words.why = named("Because")
    words.save()
    assert waits(people, "koge") == []
    assert waits(people, "kristianstad", Role.COORDINATOR) == [row]
    Question.objects.update(state="left")
    assert waits(people, "kristianstad", Role.COORDINATOR) == []


def test_notes_wait_for_the_authority_that_writes_them_until_they_are_sent(people: Cast) -> None:
    group = a_group(people, NOW - 9 * WEEK)
    meeting = a_meeting(people, NOW - WEEK, group=group, state="planned")
    row = ("NOTES", "meetings/first/", TODAY - WEEK, False)
    assert waits(people, "koge") == waits(people, "koge", Role.COORDINATOR) == [row]
    assert waits(people, "kristianstad") == waits(people, "kristianstad", Role.COORDINATOR) == []
    type(meeting).objects.update(state="held")
    written = ("NOTES", "meetings/first/notes/", TODAY - WEEK, False)
    assert waits(people, "koge") == [written]
    Membership.objects.filter(post__role=Role.MEMBER).update(until=TODAY - DAY)
    assert waits(people, "koge") == []
    assert waits(people, "koge", Role.COORDINATOR) == [written]
    sent(meeting, NOW - DAY, stands=False)
    assert [row[0] for row in waits(people, "koge", Role.COORDINATOR)] == ["NOTES_STAND"]


def test_of_a_visit_that_was_noted_afterwards_nobody_asks_for_notes(people: Cast) -> None:
    """Until somebody begins to write them."""
    meeting = a_meeting(people, NOW - 50 * WEEK, state="held")
    type(meeting).objects.update(called_at=NOW - DAY)
    assert waits(people, "koge", Role.COORDINATOR) == []
    seat = people.seats["koge", Role.COORDINATOR]
    Notes.objects.create(
        meeting=meeting, owner=meeting.owner, language="da", written_by=seat, written_at=NOW
    )
    assert [row[0] for row in waits(people, "koge", Role.COORDINATOR)] == ["NOTES"]


def test_notes_that_stand_soon_are_told_to_each_member_and_reopened_by_an_objection(
    people: Cast,
) -> None:
    group = a_group(people, NOW - 9 * WEEK)
    meeting = a_meeting(people, NOW - WEEK, group=group, state="held")
    letter = sent(meeting, NOW, stands=False)
    row = ("NOTES_STAND", "meetings/first/notes/", TODAY + 14 * DAY, False)
    for side in SIDES:
        for role in (Role.MEMBER, Role.COORDINATOR):
            assert waits(people, side, role) == [row], (side, role)
        assert waits(people, side, Role.LEADER) == []
    assert waits(people, THIRD, Role.COORDINATOR) == []
    assert waits(people, "koge", now=NOW + 15 * DAY) == []
    seat = seat_of(people, "kristianstad", Role.MEMBER)
    Objection.objects.create(sent=letter, seat=seat, text="No.", language="sv", at=NOW)
    assert waits(people, "kristianstad") == []
    assert [one[0] for one in waits(people, "koge")] == ["NOTES"]
    sent(meeting, NOW + DAY, stands=False, number=2)
    assert [one[0] for one in waits(people, "koge")] == ["NOTES_STAND"]


def minutes(people: Cast, number: int = 1) -> Consent:
    """Minutes that were put to each party, as rows."""
    meeting = people.agreement.meetings.first() or a_meeting(people, NOW - WEEK, state="held")
    letter = sent(meeting, NOW, stands=False, number=number)
    by = seat_of(people)
    asked = Consent.objects.create(
        kind=MINUTES,
        edition=letter.edition,
        about_kind="meeting",
        about_id=str(meeting.pk),
        asked_by=by,
        asked_at=NOW,
        answer_by=TODAY + WEEK,
    )
    for party in parties(people.agreement):
        Asked.objects.create(consent=asked, authority=party.authority, reached_at=NOW)
    values = {"number": 50 + number, "edition": letter.edition, "sent_by": by, "sent_at": NOW}
    copy = letter.edition
    copy.pk = None
    copy._state.adding = True
    copy.save()
    values["edition"] = copy
    SentNotes.objects.create(notes=letter.notes, readers="partners", consent=asked, **values)
    return asked


def said(people: Cast, side: str, consent: Consent, answer: str) -> None:
    asked = consent.asked.get(authority__slug=side)
    Answer.objects.create(
        asked=asked, number=1, answer=answer, on=TODAY, seat=seat_of(people, side), at=NOW
    )


def awaited(people: Cast, side: str) -> list[str]:
    found = overview(people, side).waits_for_partner()
    return [one.party.authority.slug for one in found if isinstance(one, PutInRoom)]


def test_minutes_wait_for_each_party_until_it_has_answered(people: Cast) -> None:
    consent = minutes(people)
    row = ("ANSWER_IN_GROUP", "approvals", TODAY + WEEK, False)
    for side in SIDES:
        assert row in waits(people, side, Role.LEADER)
        assert row not in waits(people, side, Role.MEMBER)
    assert awaited(people, "koge") == ["kristianstad"]
    said(people, "koge", consent, "yes")
    assert row not in waits(people, "koge", Role.LEADER)
    assert awaited(people, "kristianstad") == []
    assert awaited(people, "koge") == ["kristianstad"]
    said(people, "kristianstad", consent, "sent-back")
    assert awaited(people, "koge") == []


def test_minutes_that_were_sent_again_wait_no_more(people: Cast) -> None:
    minutes(people)
    minutes(people, number=2)
    found = [one for one in waits(people, "koge", Role.LEADER) if one[0] == "ANSWER_IN_GROUP"]
    assert len(found) == 1
    assert len(awaited(people, "koge")) == 1


def asks(people: Cast, role: Role) -> int:
    found: Overview = overview(people, "koge", role)
    list(found.rooms.waiting())
    found = overview(people, "koge", role)
    questions = found._questions
    with CaptureQueriesContext(connection) as captured:
        waiting = list(found.rooms.waiting())
        _awaited = found.rooms.awaited
    assert questions is found._questions
    return len(captured) if waiting else -len(captured)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.COORDINATOR])
def test_it_is_one_query_where_there_is_nothing_and_as_many_for_a_hundred(
    people: Cast, role: Role
) -> None:
    assert asks(people, role) == -1
    group, made, found = a_group(people, NOW), 0, set()
    assert asks(people, role) == -1
    for size in (1, 10, 100):
        for n in range(made, size):
            a_task(people, people.seats["koge", role], n + 1, NOW, due=TODAY)
            held = a_meeting(people, NOW - WEEK, slug=f"h{n}", group=group, state="held")
            invited(people, a_meeting(people, NOW + WEEK, slug=f"m{n}"), "koge", role)
            if n % 2:
                sent(held, NOW, stands=False)
        made = size
        found.add(asks(people, role))
    assert found == {2}


def test_what_is_in_a_room_is_an_agreements_own(people: Cast) -> None:
    a_task(people, seat_of(people, role=Role.MEMBER), 1, NOW)
    (one,) = overview(people, "koge", Role.MEMBER).rooms.waiting()
    assert isinstance(one.about, InRoom)
    assert one.about.agreement == people.agreement
    assert overview(people, "koge").rooms.agreements == {people.agreement.pk}
    assert overview(people, THIRD).rooms.agreements == frozenset()

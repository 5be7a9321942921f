"""Answers come from the desk, by mail and from calendars; each to what was asked."""

from datetime import date, time, timedelta

import pytest

from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.cycle.groups.actions.answering import answer_invitation, take_reply
from overens.cycle.groups.actions.calling import continue_series
from overens.cycle.groups.actions.changing import cancel_meeting, postpone_meeting
from overens.cycle.groups.calendar import Reply
from overens.cycle.groups.models import Meeting, Participant
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import When
from overens.cycle.groups.states import Coming
from tests.cast import Cast
from tests.cycle.groups.calling import anew, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return called(people, a_group(people, NOW))


def of(meeting: Meeting, people: Cast, side: str = "koge", role: str = Role.MEMBER) -> Participant:
    return Participant.objects.select_related(
        "meeting__agreement", "meeting__group", "meeting__series"
    ).get(meeting=meeting, post=people.seats[side, role].post)


def test_each_side_answers_for_its_own_people(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    mine = answer_invitation(
        by=by, participant=of(meeting, people), coming="yes", way="desk", at=NOW
    )
    assert (mine.coming, mine.way, mine.answered_at) == ("yes", "desk", NOW)
    theirs = of(meeting, people, "kristianstad")
    with pytest.raises(Refused, match="own people"):
        answer_invitation(by=by, participant=theirs, coming="yes", way="desk", at=NOW)
    assert Line.objects.filter(what="meeting.answered").count() == 1


def test_without_a_seat_whoever_got_the_letter_answers(people: Cast, meeting: Meeting) -> None:
    found = answer_invitation(participant=of(meeting, people), coming="no", way="mail", at=NOW)
    assert (found.coming, found.way) == ("no", "mail")
    with pytest.raises(Refused):
        answer_invitation(participant=found, coming="awaited", way="mail", at=NOW)
    with pytest.raises(Refused):
        answer_invitation(participant=found, coming="perhaps", way="mail", at=NOW)


def test_what_was_cancelled_is_not_answered_and_another_time_is_asked_anew(
    people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    theirs = of(meeting, people, "kristianstad")
    answer_invitation(participant=theirs, coming="yes", way="mail", at=NOW)
    when = When(date(2026, 12, 9), time(10), time(11))
    postpone_meeting(by=by, meeting=meeting, when=when, because={"da": "x"}, revision=1, at=NOW)
    assert of(meeting, people, "kristianstad").coming == Coming.AWAITED
    cancel_meeting(by=by, meeting=anew(meeting), because={"da": "x"}, revision=2, at=NOW)
    with pytest.raises(Refused, match="cancelled"):
        answer_invitation(participant=of(meeting, people), coming="yes", way="mail", at=NOW)


def test_whoever_sets_the_time_comes_unless_they_say_otherwise(
    people: Cast, meeting: Meeting
) -> None:
    by, other = of(meeting, people), people.seats["koge", Role.COORDINATOR]
    assert (by.coming, by.way, by.answered_at) == (Coming.YES, "desk", NOW)
    awaited = meeting.participants.filter(coming=Coming.AWAITED)
    assert awaited.count() == meeting.participants.count() - 1
    when = When(date(2026, 12, 9), time(10), time(11))
    postpone_meeting(by=other, meeting=meeting, when=when, because={"da": "x"}, revision=1, at=NOW)
    assert of(meeting, people).coming == Coming.AWAITED
    assert of(meeting, people, role=Role.COORDINATOR).coming == Coming.YES
    series = called(people, meeting.group, again=Again("weekly", count=3)).series
    said = Participant.objects.filter(meeting__series=series, post=by.post)
    assert [one.coming for one in said] == [Coming.YES] * 3


def test_a_calendar_answers_the_newest_invitation_alone(people: Cast, meeting: Meeting) -> None:
    reply = Reply(meeting.uid, "x@y.example", Coming.MAYBE)
    found = take_reply(participant=of(meeting, people), reply=reply, at=NOW)
    assert (found.coming, found.way) == ("maybe", "calendar")
    Meeting.objects.update(sequence=1)
    with pytest.raises(Refused, match="newest"):
        take_reply(participant=of(meeting, people), reply=reply, at=NOW)
    with pytest.raises(Refused, match="another meeting"):
        take_reply(participant=of(meeting, people), reply=Reply("no", "", Coming.YES), at=NOW)


def test_a_series_is_answered_as_a_whole_or_one_by_one(people: Cast) -> None:
    first = called(people, a_group(people, NOW), again=Again("weekly", count=4))
    meetings = list(first.series.meetings.order_by("occurrence"))
    whole = Reply(first.uid, "", Coming.YES)
    take_reply(participant=of(first, people), reply=whole, at=NOW)
    assert [of(one, people).coming for one in meetings] == ["yes"] * 4
    one = Reply(first.uid, "", Coming.NO, instead_of=meetings[2].occurrence)
    # The letter was about the first of them.
    take_reply(participant=of(first, people), reply=one, at=NOW)
    assert [of(one, people).coming for one in meetings] == ["yes", "yes", "no", "yes"]
    later = meetings[1].starts_at + timedelta(hours=1)
    maybe = Reply(first.uid, "", Coming.MAYBE)
    take_reply(participant=of(first, people), reply=maybe, at=later)
    assert [of(one, people).coming for one in meetings] == ["yes", "yes", "maybe", "maybe"]
    nowhere = Reply(first.uid, "", Coming.NO, instead_of=NOW)
    with pytest.raises(Refused, match="another meeting"):
        take_reply(participant=of(first, people), reply=nowhere, at=NOW)
    # At the desk it is this one, unless all of them are meant.
    answer_invitation(participant=of(meetings[0], people), coming="no", way="desk", at=NOW)
    assert [of(one, people).coming for one in meetings] == ["no", "yes", "maybe", "maybe"]


def test_an_answer_to_one_of_a_series_says_nothing_of_those_that_are_made_later(
    people: Cast,
) -> None:
    first = called(people, a_group(people, NOW), again=Again("monthly", count=24))
    series = first.series
    last = series.meetings.order_by("occurrence").last()
    answer_invitation(
        participant=of(first, people), coming="yes", way="mail", at=NOW, whole_series=True
    )
    answer_invitation(participant=of(last, people), coming="no", way="mail", at=NOW)
    theirs = of(first, people, "kristianstad")
    answer_invitation(participant=theirs, coming="yes", way="mail", at=NOW, whole_series=True)
    assert continue_series(now=NOW + timedelta(days=90)) > 0
    new = series.meetings.order_by("occurrence").last()
    assert new.occurrence > last.occurrence
    assert of(new, people).coming == Coming.AWAITED
    assert of(new, people, "kristianstad").coming == "yes"


def test_somebody_without_an_address_is_nobody_else_in_the_series(people: Cast) -> None:
    first = called(people, a_group(people, NOW), again=Again("weekly", count=3))
    by = people.seats["koge", Role.MEMBER]
    guest = Participant.objects.create(
        meeting=first, name="Eksempel Gæst", authority=by.post.authority, added_by=by
    )
    answer_invitation(by=by, participant=guest, coming="no", way="desk", at=NOW, whole_series=True)
    said = Participant.objects.filter(meeting__series=first.series, coming="no")
    assert [one.pk for one in said] == [guest.pk]


def test_whoever_is_invited_answers_without_a_seat_in_the_group(people: Cast) -> None:
    meeting = called(people, a_group(people, NOW, roles=(Role.MEMBER,)))
    leader = people.seats["kristianstad", Role.LEADER]
    Participant.objects.create(
        meeting=meeting,
        post=leader.post,
        authority=leader.post.authority,
        added_by=people.seats["koge", Role.MEMBER],
    )
    mine = of(meeting, people, "kristianstad", Role.LEADER)
    said = answer_invitation(by=leader, participant=mine, coming="yes", way="desk", at=NOW)
    assert said.coming == "yes"
    colleague = of(meeting, people, "kristianstad")
    with pytest.raises(Refused, match="Only members"):
        answer_invitation(by=leader, participant=colleague, coming="no", way="desk", at=NOW)


def test_a_time_that_one_has_not_read_is_not_answered(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    when = When(date(2026, 12, 9), time(10), time(11))
    postpone_meeting(
        by=by, meeting=meeting, when=when, because={"da": "Sygdom."}, revision=1, at=NOW
    )
    said = {"by": by, "participant": of(meeting, people), "coming": "no", "way": "desk", "at": NOW}
    with pytest.raises(Changed, match="Somebody has changed this meeting") as raised:
        answer_invitation(**said, read=0)
    assert "9 December 2026, 10:00–11:00" in raised.value.theirs
    assert of(meeting, people).coming == Coming.YES  # they moved it themselves
    answer_invitation(**said, read=raised.value.revision)
    assert of(meeting, people).coming == Coming.NO

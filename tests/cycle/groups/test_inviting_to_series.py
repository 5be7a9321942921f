"""Invitations to a series: one letter with its rule, and what becomes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.changing import (
    cancel_meeting,
    change_rest,
    end_series,
    postpone_meeting,
)
from overens.cycle.groups.actions.inviting import invite_post, uninvite
from overens.cycle.groups.actions.letters import invite_waiting
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import When
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, WHEN, anew, called
from tests.cycle.groups.making import a_group
from tests.cycle.groups.test_inviting import WHY, event, method, sent
from tests.examples import NOW

pytestmark = pytest.mark.django_db


def series_of(people: Cast) -> Meeting:
    return called(people, a_group(people, NOW), again=Again("weekly", count=3))


def test_a_series_is_one_letter_with_its_rule(people: Cast) -> None:
    series_of(people)
    assert invite_waiting(now=NOW) == 4
    assert invite_waiting(now=NOW) == 0
    for letter in sent():
        assert event(letter)["rrule"]["COUNT"] == [3]
        assert "recurrence-id" not in event(letter)
        assert letter.text.count("10:00–11:30") == 3


def test_one_of_a_series_that_is_changed_is_a_letter_about_that_one(people: Cast) -> None:
    first = series_of(people)
    invite_waiting(now=NOW)
    organizers = {letter.to: event(letter)["organizer"] for letter in sent()}
    second, third = first.series.meetings.order_by("occurrence")[1:]
    by = people.seats["koge", Role.MEMBER]
    when = When(date(2026, 12, 16), time(13), time(14))
    postpone_meeting(by=by, meeting=anew(second), when=when, because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 4
    for letter in sent():
        assert event(letter).decoded("recurrence-id").astimezone(UTC) == second.occurrence
        assert (method(letter), event(letter)["sequence"]) == ("REQUEST", 1)
        assert event(letter)["uid"] == first.uid
    cancel_meeting(by=by, meeting=anew(third), because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 4
    for letter in sent():
        assert event(letter).decoded("recurrence-id").astimezone(UTC) == third.occurrence
        assert method(letter) == "CANCEL"
        assert event(letter)["organizer"] == organizers[letter.to]
    # A newcomer gets all of it at once.
    side = people.seats["kristianstad", Role.DIRECTOR].post
    for meeting in first.series.meetings.filter(state="planned"):
        invite_post(by=by, meeting=anew(meeting), post=side.pk, at=NOW)
    assert invite_waiting(now=NOW) == 1
    (letter,) = sent()
    master, moved = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert master["exdate"].dts[0].dt.astimezone(UTC) == third.occurrence
    assert moved.decoded("recurrence-id").astimezone(UTC) == second.occurrence


def test_the_rest_of_a_series_is_told_as_two_series(people: Cast) -> None:
    first = series_of(people)
    invite_waiting(now=NOW)
    organizers = {letter.to: event(letter)["organizer"] for letter in sent()}
    second = first.series.meetings.order_by("occurrence")[1]
    by = people.seats["koge", Role.MEMBER]
    change_rest(
        by=by, meeting=anew(second), about=ABOUT,
        when=replace(WHEN, day=date(2026, 12, 16)), because=WHY, revision=1, at=NOW,
    )  # fmt: skip
    # Also once all that is left in the old one lies in the past.
    later = first.ends_at + timedelta(days=1)
    assert invite_waiting(now=later) == 8
    letters = sent()
    old = [one for one in letters if event(one)["uid"] == first.uid]
    assert len(old) == 4
    for letter in old:
        assert event(letter)["rrule"]["UNTIL"][0] == datetime(2026, 12, 14, 22, 59, 59, tzinfo=UTC)
        assert event(letter)["organizer"] == organizers[letter.to]
        assert event(letter)["sequence"] == 1
    new = [one for one in letters if one not in old]
    assert {event(one)["rrule"]["COUNT"][0] for one in new} == {2}
    assert invite_waiting(now=later) == 0


def test_the_end_of_a_series_is_told_once(people: Cast) -> None:
    first = series_of(people)
    invite_waiting(now=NOW)
    sent()
    by = people.seats["koge", Role.MEMBER]
    end_series(by=by, meeting=first, because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 4
    letters = sent()
    assert {method(letter) for letter in letters} == {"CANCEL"}
    assert {event(letter)["sequence"] for letter in letters} == {1}


def test_the_letter_about_a_series_waits_beside_one_about_its_first_meeting(people: Cast) -> None:
    first = series_of(people)
    invite_waiting(now=NOW)
    by = people.seats["koge", Role.MEMBER]
    cancel_meeting(by=by, meeting=anew(first), because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 4
    letters = [letter for letter in sent() if letter.to == "member@koge.example"]
    assert sorted(method(letter) for letter in letters) == ["CANCEL", "REQUEST"]


def test_who_is_taken_off_one_meeting_of_a_series_is_told_of_that_one(people: Cast) -> None:
    first = series_of(people)
    by, side = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER].post
    invite_waiting(now=NOW)
    (organizer,) = {
        event(one)["organizer"] for one in sent() if one.to == "member@kristianstad.example"
    }
    third = first.series.meetings.order_by("occurrence")[2]
    off = third.participants.get(post=side)
    uninvite(by=by, meeting=third, participant=off.pk, at=NOW)
    (letter,) = sent()
    assert (letter.to, method(letter)) == ("member@kristianstad.example", "CANCEL")
    assert event(letter).decoded("recurrence-id").astimezone(UTC) == third.occurrence
    assert event(letter)["organizer"] == organizer


def test_who_is_taken_off_the_first_of_a_series_is_still_invited_to_the_others(
    people: Cast,
) -> None:
    first = series_of(people)
    by, side = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER].post
    invite_waiting(now=NOW)  # The letters wait.
    off = first.participants.get(post=side)
    uninvite(by=by, meeting=first, participant=off.pk, at=NOW)
    letters = [one for one in sent() if one.to == "member@kristianstad.example"]
    assert [method(one) for one in letters] == ["REQUEST", "CANCEL"]

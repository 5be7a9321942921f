"""Who is invited gets a letter that a calendar reads, in their language, and each change of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from overens.base.mail.actions import reply_address
from overens.base.mail.models import Letter, SwitchedOff
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.actions.people import note_seat
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.calling import change_meeting
from overens.cycle.groups.actions.changing import (
    cancel_meeting,
    postpone_meeting,
)
from overens.cycle.groups.actions.inviting import invite_by_name, invite_post, uninvite
from overens.cycle.groups.actions.letters import HOLD, invite_waiting
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.times import When
from tests.cast import THIRD, Cast, account_of
from tests.cycle.groups.calling import ABOUT, WHEN, account, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db
MEMBERS = {
    f"{role}@{side}.example"
    for side in ("koge", "kristianstad")
    for role in ("member", "coordinator")
}
WHY = {"da": "Sygdom."}


@pytest.fixture(autouse=True)
def mail_comes_in(settings: Any) -> None:
    settings.MAIL_IN = Path("/nowhere")


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return called(people, a_group(people, NOW))


def sent(at: datetime = NOW) -> list[Letter]:
    """What is queued by now, as if it were sent."""
    letters = list(Letter.objects.filter(sent_at__isnull=True).order_by("queued_at", "to"))
    Letter.objects.update(sent_at=at, begun_at=at)
    return letters


def event(letter: Letter) -> Any:
    (found,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    return found


def method(letter: Letter) -> str:
    return str(Calendar.from_ical(letter.calendar)["method"])


def test_each_member_gets_one_letter_and_not_another(people: Cast, meeting: Meeting) -> None:
    assert invite_waiting(now=NOW) == 4
    assert invite_waiting(now=NOW) == 0
    letters = sent()
    assert {letter.to for letter in letters} == MEMBERS
    assert {letter.about_kind for letter in letters} == {"participant"}
    assert {letter.next_at for letter in letters} == {NOW + HOLD}
    assert {letter.key for letter in letters} == {"invitation"}
    assert all(letter.reply_token for letter in letters)
    assert {str(event(letter)["uid"]) for letter in letters} == {meeting.uid}
    for letter in letters:
        assert event(letter)["organizer"] == f"mailto:{reply_address(letter)}"
        assert event(letter)["attendee"] == f"mailto:{letter.to}"
    assert {p.invited for p in meeting.participants.all()} == {0}


def test_a_letter_is_in_its_receivers_language(people: Cast, meeting: Meeting) -> None:
    account(people, "koge", Role.COORDINATOR, "en")
    invite_waiting(now=NOW)
    by = {letter.to: letter for letter in sent()}
    assert {to: letter.language for to, letter in by.items()} == {
        "member@koge.example": "da",
        "coordinator@koge.example": "en",
        "member@kristianstad.example": "sv",
        "coordinator@kristianstad.example": "sv",
    }
    english = by["coordinator@koge.example"]
    assert english.subject == "Invitation: Klima i foråret, 8 December 2026"
    assert "10:00–11:30 (the clock in Denmark)" in english.text
    assert (
        "/en/desk/agreements/koge-kristianstad/meetings/2026-12-08-klima-i-foraret/" in english.text
    )


def test_several_changes_are_one_letter(people: Cast, meeting: Meeting) -> None:
    invite_waiting(now=NOW)
    by = people.seats["koge", Role.MEMBER]
    about = replace(ABOUT, place="Havnen")
    change_meeting(by=by, meeting=meeting, about=about, revision=1, at=NOW)
    invite_waiting(now=NOW)
    letters = sent()
    assert len(letters) == 4
    assert {int(event(letter)["sequence"]) for letter in letters} == {1}
    assert {str(event(letter)["location"]) for letter in letters} == {"Havnen"}


def test_what_becomes_of_it_is_told_in_one_conversation(people: Cast, meeting: Meeting) -> None:
    invite_waiting(now=NOW)
    first = {letter.to: letter for letter in sent()}
    by = people.seats["koge", Role.MEMBER]
    when = When(date(2026, 12, 10), time(13), time(14))
    postpone_meeting(by=by, meeting=meeting, when=when, because=WHY, revision=1, at=NOW)
    invite_waiting(now=NOW)
    moved = sent()
    assert len(moved) == 4
    for letter in moved:
        assert letter.answers == first[letter.to].message_id
        assert event(letter)["organizer"] == event(first[letter.to])["organizer"]
        assert (event(letter)["sequence"], method(letter)) == (1, "REQUEST")
        assert event(letter).decoded("dtstart").astimezone(UTC) == datetime(
            2026, 12, 10, 12, tzinfo=UTC
        )
        assert "Sygdom." in letter.text
    cancel_meeting(by=by, meeting=meeting, because={"da": "Storm."}, revision=2, at=NOW)
    invite_waiting(now=NOW)
    gone = sent()
    assert {(event(one)["sequence"], method(one), str(event(one)["status"])) for one in gone} == {
        (2, "CANCEL", "CANCELLED")
    }
    assert all("Storm." in letter.text for letter in gone)
    assert {str(event(one)["uid"]) for one in gone} == {meeting.uid}


def test_what_nobody_was_told_of_needs_no_cancelling(people: Cast, meeting: Meeting) -> None:
    invite_waiting(now=NOW)
    by = people.seats["koge", Role.MEMBER]
    cancel_meeting(by=by, meeting=meeting, because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 0
    assert not Letter.objects.exists()


def test_whoever_switched_invitations_off_gets_none(people: Cast, meeting: Meeting) -> None:
    mine = account(people, "koge", Role.MEMBER)
    SwitchedOff.objects.create(account=mine, kind=NoticeKind.INVITATION)
    assert invite_waiting(now=NOW) == 3
    assert invite_waiting(now=NOW) == 0
    assert mine.email not in {letter.to for letter in sent()}


def test_the_last_line_says_where_invitations_are_switched_off_in_ones_own_language(
    people: Cast, meeting: Meeting
) -> None:
    invite_waiting(now=NOW)
    for letter in sent():
        assert f"/{letter.language}/desk/settings/notices/" in letter.text.splitlines()[-1]


def test_who_is_taken_off_the_list_reads_of_it_in_their_own_language_or_not_at_all(
    people: Cast, meeting: Meeting
) -> None:
    account(people, "kristianstad", Role.DIRECTOR, "en")
    by = people.seats["koge", Role.MEMBER]
    named = {"by": by, "meeting": meeting, "at": NOW}
    posts = [people.seats["kristianstad", role] for role in (Role.DIRECTOR, Role.REGISTRAR)]
    added = [invite_post(post=seat.post_id, **named) for seat in posts]
    invite_waiting(now=NOW)
    sent()
    off = account(people, "kristianstad", Role.REGISTRAR)
    SwitchedOff.objects.create(account=off, kind=NoticeKind.INVITATION)
    for one in added:
        uninvite(participant=one.pk, **named)
    (letter,) = sent()
    assert (letter.to, letter.language) == ("director@kristianstad.example", "en")
    assert "/en/desk/settings/notices/" in letter.text.splitlines()[-1]


def test_who_comes_into_an_invited_post_is_invited_and_nobody_twice(
    people: Cast, meeting: Meeting
) -> None:
    invite_waiting(now=NOW)
    sent()
    old = people.seats["koge", Role.MEMBER]
    Seat.objects.filter(pk=old.pk).update(until=date(2026, 11, 30))
    new, _made = note_seat(post=old.post, person="Eksempel Ny", since=date(2026, 12, 1))
    account_of(new, "ny@koge.example")
    assert invite_waiting(now=NOW) == 0
    later = NOW + timedelta(days=8)
    assert invite_waiting(now=later) == 1
    assert invite_waiting(now=later) == 0
    assert [letter.to for letter in sent()] == ["ny@koge.example"]
    # It stands in the calendar of whoever has left.
    by = people.seats["koge", Role.COORDINATOR]
    cancel_meeting(by=by, meeting=meeting, because=WHY, revision=1, at=later)
    invite_waiting(now=later)
    told = {letter.to: method(letter) for letter in sent()}
    assert told[old.person.account.email] == told["ny@koge.example"] == "CANCEL"


def test_who_has_left_the_post_is_told_that_it_is_cancelled(people: Cast, meeting: Meeting) -> None:
    account(people, "koge", Role.MEMBER, "sv")
    invite_waiting(now=NOW)
    first = {letter.to: letter for letter in sent()}
    post = people.seats["koge", Role.MEMBER].post
    Seat.objects.filter(post=post).update(until=NOW.date() - timedelta(days=2))
    coordinator = people.seats["koge", Role.COORDINATOR]
    cancel_meeting(by=coordinator, meeting=meeting, because=WHY, revision=1, at=NOW)
    assert invite_waiting(now=NOW) == 4
    assert invite_waiting(now=NOW) == 0
    (gone,) = (letter for letter in sent() if letter.to == "member@koge.example")
    assert (method(gone), gone.language) == ("CANCEL", "sv")
    assert event(gone)["uid"] == event(first[gone.to])["uid"]
    assert event(gone)["sequence"] == 1


def test_who_has_left_the_post_is_told_once_that_a_meeting_has_changed(
    people: Cast, meeting: Meeting
) -> None:
    """They are asked to come to no other time: it goes out of their calendar."""
    invite_waiting(now=NOW)
    first = {letter.to: letter for letter in sent()}
    post = people.seats["koge", Role.MEMBER].post
    Seat.objects.filter(post=post).update(until=NOW.date() - timedelta(days=2))
    by = people.seats["koge", Role.COORDINATOR]
    for revision, days in ((1, 2), (2, 3)):
        meeting.refresh_from_db()
        when = replace(WHEN, day=WHEN.day + timedelta(days=days))
        postpone_meeting(by=by, meeting=meeting, when=when, because=WHY, revision=revision, at=NOW)
        told = invite_waiting(now=NOW)
        assert told == (4 if revision == 1 else 3)
        assert invite_waiting(now=NOW) == 0
    (gone,) = (letter for letter in sent() if letter.to == "member@koge.example")
    assert (method(gone), event(gone)["sequence"]) == ("CANCEL", 2)  # of the first change
    assert event(gone)["uid"] == event(first[gone.to])["uid"]
    assert "Du er ikke længere indkaldt" in gone.text
    # Nor are they told that it is cancelled after that.
    meeting.refresh_from_db()
    cancel_meeting(by=by, meeting=meeting, because=WHY, revision=3, at=NOW)
    invite_waiting(now=NOW)
    assert "member@koge.example" not in {letter.to for letter in sent()}


def test_a_deputy_is_invited_where_nobody_holds_the_post(people: Cast, meeting: Meeting) -> None:
    old = people.seats["koge", Role.MEMBER]
    deputy, _made = note_seat(
        post=old.post, person="Eksempel Ved", since=date(2026, 1, 1), holding="deputy"
    )
    account_of(deputy, "ved@koge.example")
    assert invite_waiting(now=NOW) == 4
    sent()
    Seat.objects.filter(pk=old.pk).update(ended_at=NOW, until=NOW.date())
    assert invite_waiting(now=NOW + timedelta(days=1)) == 1
    assert [letter.to for letter in sent()] == ["ved@koge.example"]


def test_what_has_begun_invites_nobody(people: Cast, meeting: Meeting) -> None:
    assert invite_waiting(now=meeting.starts_at) == 0


def test_people_without_an_account_are_invited_by_name(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    side = Authority.objects.get(slug="kristianstad")
    named = {"by": by, "meeting": meeting, "at": NOW}
    invite_by_name(name="Gäst", email="g@x.example", language="sv", side=side.pk, **named)
    guest = invite_by_name(name="Uden", email="", language="da", side=None, **named)
    assert guest.authority is None
    assert invite_waiting(now=NOW) == 5
    letter = next(one for one in sent() if one.to == "g@x.example")
    assert letter.language == "sv"
    assert event(letter)["attendee"].params["CN"] == "Gäst"
    assert "/desk/" not in letter.text
    with pytest.raises(Refused, match="already"):
        invite_by_name(name="En", email="G@x.example", language="sv", side=None, **named)
    for wrong in (
        {"name": " ", "email": "a@x.example", "language": "sv", "side": None},
        {"name": "A", "email": "not-an-address", "language": "sv", "side": None},
        {"name": "A", "email": "a@x.example\nBcc: b@x.example", "language": "sv", "side": None},
        {"name": "A", "email": "a@x.example", "language": "xx", "side": None},
        {"name": "A", "email": "", "language": "sv", "side": Authority.objects.get(slug=THIRD).pk},
    ):
        with pytest.raises(Refused):
            invite_by_name(**wrong, **named)


def test_further_posts_of_the_parties_are_invited_once(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    director = people.seats["kristianstad", Role.DIRECTOR].post
    invite_post(by=by, meeting=meeting, post=director.pk, at=NOW)
    with pytest.raises(Refused, match="already"):
        invite_post(by=by, meeting=meeting, post=director.pk, at=NOW)
    with pytest.raises(Refused, match="parties"):
        invite_post(by=by, meeting=meeting, post=people.seats[THIRD, Role.MEMBER].post_id, at=NOW)
    assert invite_waiting(now=NOW) == 5


def test_who_is_taken_off_the_list_is_told_if_they_were_invited(
    people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    named = {"by": by, "meeting": meeting, "at": NOW}
    one = invite_by_name(name="A", email="a@x.example", language="en", side=None, **named)
    uninvite(participant=one.pk, **named)
    assert not Letter.objects.exists()
    two = invite_by_name(name="B", email="b@x.example", language="en", side=None, **named)
    invite_waiting(now=NOW)
    sent()
    with pytest.raises(Refused):
        uninvite(
            by=people.seats["kristianstad", Role.MEMBER],
            meeting=meeting,
            participant=two.pk,
            at=NOW,
        )
    uninvite(participant=two.pk, **named)
    (letter,) = sent()
    assert (letter.to, method(letter)) == ("b@x.example", "CANCEL")
    assert event(letter)["sequence"] == 1
    assert letter.subject.startswith("Not invited any more")


def test_invitations_that_wait_are_found_in_as_many_queries_for_one_and_for_many(
    people: Cast, django_assert_num_queries: Any
) -> None:
    group = a_group(people, NOW)
    for number in range(3):
        called(people, group, about=replace(ABOUT, titles={"da": f"M{number}"}))
        invite_waiting(now=NOW)
        with django_assert_num_queries(3):
            assert invite_waiting(now=NOW) == 0


def test_who_is_taken_off_the_list_of_what_is_over_gets_no_letter(
    people: Cast, meeting: Meeting
) -> None:
    by, side = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER].post
    invite_waiting(now=NOW)
    sent()
    off = meeting.participants.get(post=side)
    uninvite(by=by, meeting=meeting, participant=off.pk, at=meeting.ends_at)
    assert sent() == []

"""That a meeting was held is taken back as a whole, as long as nothing rests on it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from overens.base.languages.rules import Wordings
from overens.base.mail.models import Letter
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups import meeting_queries, open_queries
from overens.cycle.groups.actions.afterwards import Held, note_meeting
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.changing import postpone_meeting
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.inviting import invite_by_name
from overens.cycle.groups.actions.letters import invite_waiting
from overens.cycle.groups.actions.running import Came, close_meeting, note_outcome
from overens.cycle.groups.actions.taking_back import take_back_meeting
from overens.cycle.groups.models import Change, GroupFile, Meeting, WorkingGroup
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.times import About, When
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, anew, called
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db
WHY = {"da": "Forkert møde."}
OPEN = replace(ABOUT, readers="public", commitments=(3,))
"""Of which everyone reads, and which serves a commitment that meetings show."""


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    return a_group(people, NOW)


@pytest.fixture
def meeting(people: Cast, group: WorkingGroup) -> Meeting:
    return called(people, group, about=OPEN)


def held(people: Cast, meeting: Meeting, side: str = "koge") -> datetime:
    """When one of its people noted that everybody was there."""
    at = meeting.ends_at + timedelta(days=1)
    there = [one.pk for one in meeting.participants.all()]
    by = people.seats[side, Role.MEMBER]
    note_held(by=by, meeting=anew(meeting), who_was_there=there, at=at)
    return at


def taken_back(people: Cast, meeting: Meeting, at: datetime, side: str = "koge") -> Meeting:
    return take_back_meeting(
        by=people.seats[side, Role.MEMBER],
        meeting=meeting,
        because=WHY,
        revision=anew(meeting).revision,
        at=at,
    )


def shown(meeting: Meeting) -> list[str]:
    """Of which parties it shows something."""
    rows = Evidence.objects.filter(source=f"meeting:{meeting.pk}", withdrawn_at=None)
    return sorted(rows.values_list("party__authority__slug", flat=True))


def test_one_that_was_called_is_planned_again(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    at = held(people, meeting)
    close_meeting(by=by, meeting=anew(meeting), at=at)
    assert shown(meeting) == ["koge"]
    before = anew(meeting)
    taken_back(people, meeting, at)
    found = anew(meeting)
    assert (found.state, found.held_by, found.held_at, found.closed_at) == (
        "planned", None, None, None,
    )  # fmt: skip
    assert found.revision == before.revision + 1
    assert shown(meeting) == []
    assert not meeting.participants.filter(was_there__isnull=False).exists()
    change = Change.objects.get()
    assert (change.kind, change.was_at, change.because.shown().text) == (
        "taken-back", meeting.starts_at, "Forkert møde.",
    )  # fmt: skip
    line = Line.objects.filter(what="meeting.taken-back").get()
    assert (line.audience, line.chain.holder_id) == ("public", str(found.owner_id))
    assert not faults()


def test_nobody_gets_a_letter_until_it_is_moved(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    invite_by_name(
        by=by, meeting=meeting, name="Gæst", email="g@example.org", language="da", side=None, at=NOW
    )
    invited = invite_waiting(now=NOW)
    assert invited
    at = held(people, meeting)
    taken_back(people, meeting, at)
    assert invite_waiting(now=at) == 0
    when = When(at.date() + timedelta(days=9), time(10), time(11))
    meeting = anew(meeting)
    postpone_meeting(
        by=by, meeting=meeting, when=when, because=WHY, revision=meeting.revision, at=at
    )
    assert invite_waiting(now=at) == invited
    calendar = Letter.objects.filter(to="g@example.org").latest("queued_at").calendar
    assert "SEQUENCE:1" in calendar
    assert "STATUS:CONFIRMED" in calendar


def test_it_shows_the_right_day_once_it_was_held_on_another(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    at = held(people, meeting)
    taken_back(people, meeting, at)
    found = anew(meeting)
    when = When(date(2027, 1, 12), time(10), time(11))
    postpone_meeting(by=by, meeting=found, when=when, because=WHY, revision=found.revision, at=at)
    held(people, anew(meeting))
    row = Evidence.objects.get(withdrawn_at=None)
    assert (row.since, row.until) == (date(2027, 1, 12), date(2027, 1, 12))


def test_one_that_was_noted_afterwards_stays_on_file_and_on_no_list(people: Cast) -> None:
    by = people.seats["koge", Role.MEMBER]
    day = date(2026, 11, 16)
    about = About(titles={"da": "Kaffe"}, readers="public", commitments=(3,))
    noted = note_meeting(
        by=by, agreement=people.agreement, held=Held(about, day, day, "da"), at=NOW
    )
    file = GroupFile.objects.create(
        agreement=people.agreement, meeting=noted, owner=by.post.authority, file="0" * 64,
        name="kort.pdf", size=1, readers="public", put_by=by, at=NOW,
    )  # fmt: skip
    assert open_queries.open_file(people.agreement, file.pk)
    assert shown(noted) == ["koge"]
    taken_back(people, noted, NOW)
    assert anew(noted).state == "taken-back"
    assert shown(noted) == []
    now = NOW + timedelta(days=1)
    assert not meeting_queries.past(people.agreement, now).exists()
    assert not meeting_queries.coming(people.agreement, NOW - timedelta(days=60)).exists()
    assert meeting_queries.meeting_named(people.agreement, noted.slug) == noted
    assert not open_queries.open_room(people.agreement).meetings
    assert open_queries.meeting_named(people.agreement, noted.slug) is None
    assert open_queries.open_file(people.agreement, file.pk) is None
    assert open_queries.things_of(people.agreement)[str(noted.pk)].place == ""
    assert Line.objects.filter(what="meeting.taken-back").get().audience == "public"
    with pytest.raises(Refused, match="by mistake"):
        note_held(by=by, meeting=anew(noted), who_was_there=[], at=NOW)
    with pytest.raises(Refused, match="Nobody has noted"):
        taken_back(people, noted, NOW)


def test_whoever_did_not_call_it_nor_note_it_does_not_take_it_back(
    people: Cast, meeting: Meeting
) -> None:
    with pytest.raises(Refused, match="Nobody has noted"):
        taken_back(people, meeting, NOW)
    at = held(people, meeting)
    with pytest.raises(Refused, match="Only who called"):
        taken_back(people, meeting, at, "kristianstad")
    with pytest.raises(Refused, match="Write why"):
        take_back_meeting(
            by=people.seats["koge", Role.MEMBER],
            meeting=meeting,
            because={"da": " "},
            revision=1,
            at=at,
        )
    with pytest.raises(Changed):
        take_back_meeting(
            by=people.seats["koge", Role.MEMBER], meeting=meeting, because=WHY, revision=9, at=at
        )


def test_whoever_noted_it_takes_it_back_also_where_another_party_called_it(
    people: Cast, meeting: Meeting
) -> None:
    at = held(people, meeting, "kristianstad")
    assert taken_back(people, meeting, at, "kristianstad").state == "planned"


def test_what_another_party_says_is_its_own_to_withdraw(people: Cast, meeting: Meeting) -> None:
    at = held(people, meeting)
    held(people, meeting, "kristianstad")
    with override("en"), pytest.raises(Refused, match="Kristianstad too"):
        taken_back(people, meeting, at)
    assert shown(meeting) == ["koge", "kristianstad"]
    theirs = people.seats["kristianstad", Role.MEMBER]
    note_held(by=theirs, meeting=anew(meeting), who_was_there=[], at=at)
    assert taken_back(people, meeting, at).state == "planned"


@pytest.mark.parametrize(
    ("came", "stays"),
    [
        (Came("information", {"da": "Nyt."}), False),
        (Came("decision", {"da": "Ja."}), True),
        (Came("task", {"da": "Skriv."}), True),
    ],
)
def test_what_was_decided_or_given_to_somebody_keeps_it(
    people: Cast, meeting: Meeting, came: Came, stays: bool
) -> None:
    by = people.seats["koge", Role.MEMBER]
    item = add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    at = held(people, meeting)
    post = by.post_id if came.kind == "task" else None
    note_outcome(by=by, meeting=anew(meeting), item=item.pk, came=replace(came, post=post), at=at)
    if stays:
        with pytest.raises(Refused, match="decision or a task"):
            taken_back(people, meeting, at)
    else:
        assert taken_back(people, meeting, at).state == "planned"


def test_what_was_sent_keeps_it(people: Cast, group: WorkingGroup) -> None:
    meeting = a_meeting(people, NOW, group=group, items=0)
    Meeting.objects.update(
        held_by=people.seats["koge", Role.COORDINATOR],
        held_at=NOW,
        called_at=NOW - timedelta(days=9),
        titles=Wordings.of({"da": "Møde"}),
    )
    wrote(people, anew(meeting), NOW)
    sent(people, anew(meeting), NOW)
    with pytest.raises(Refused, match="Something was sent"):
        taken_back(people, meeting, NOW)


def test_notes_are_not_sent_of_what_was_taken_back_meanwhile(
    people: Cast, group: WorkingGroup
) -> None:
    """Whoever sends them has read the meeting as it was."""
    meeting = a_meeting(people, NOW, group=group, items=0)
    wrote(people, meeting, NOW)
    stale = anew(meeting)
    Meeting.objects.update(state="planned")
    with pytest.raises(Refused, match="Note first"):
        sent(people, stale, NOW)

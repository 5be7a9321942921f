"""Notes are written by people of one authority, sent, and objected to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from overens.base.languages.rules import Wordings
from overens.base.mail.models import Letter, SwitchedOff
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.records.models import Entry
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.calling import change_meeting
from overens.cycle.groups.actions.notes import object_to_notes, send_notes, write_notes
from overens.cycle.groups.models import Meeting, Notes, Outcome, SentNotes, WorkingGroup
from overens.cycle.groups.notes_queries import standing_of_notes
from overens.cycle.groups.rules.times import About
from overens.cycle.groups.states import NotesState
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import TEXT, a_meeting, read, sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db
OURS, THEIRS = ("koge", Role.COORDINATOR), ("kristianstad", Role.COORDINATOR)


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return a_meeting(people, NOW, group=a_group(people, NOW))


def write(people: Cast, meeting: Meeting, who: tuple[str, str], text: str, revision: int) -> Notes:
    return write_notes(
        by=people.seats[who],
        meeting=meeting,
        text=text,
        language="da",
        readers="partners",
        revision=revision,
        at=NOW,
    )


def state(meeting: Meeting) -> NotesState:
    return standing_of_notes(meeting).state


def test_whoever_begins_owns_them_and_what_is_kept_is_cleaned(
    people: Cast, meeting: Meeting
) -> None:
    notes = write(people, meeting, OURS, "<p>Sand</p><script>alert(1)</script>", 0)
    assert (notes.text, notes.owner.slug, notes.revision) == ("<p>Sand</p>", "koge", 1)
    with pytest.raises(Refused, match="only its people"):
        write(people, meeting, THEIRS, "<p>Sten</p>", 1)
    assert Line.objects.filter(what="notes.written").count() == 1
    assert "Sand" not in str(list(Line.objects.filter(what="notes.written").values()))


def test_another_authority_takes_them_over_while_nothing_is_written(
    people: Cast, meeting: Meeting
) -> None:
    assert write(people, meeting, OURS, "", 0).owner.slug == "koge"
    assert write(people, meeting, THEIRS, "<p>Sten</p>", 1).owner.slug == "kristianstad"


def test_two_colleagues_who_write_at_once_lose_nothing(people: Cast, meeting: Meeting) -> None:
    member = ("koge", Role.MEMBER)
    write(people, meeting, OURS, "<p>Sand</p>", 0)
    with pytest.raises(Changed) as changed:
        write(people, meeting, member, "<p>Sten</p>", 0)
    assert (changed.value.theirs, changed.value.revision) == ("<p>Sand</p>", 1)
    assert Notes.objects.get().text == "<p>Sand</p>"
    notes = write(people, meeting, member, "<p>Sand</p><p>Sten</p>", changed.value.revision)
    assert notes.revision == 2
    # The same text once more is no change, whatever was read.
    assert write(people, meeting, OURS, "<p>Sand</p><p>Sten</p>", 1).revision == 2


@pytest.mark.parametrize(
    "more",
    [
        {"language": "xx"},
        {"readers": "own"},
        {"text": "<p>a\u202eb</p>"},
        {"text": "x" * 50_001},
    ],
)
def test_what_cannot_be_kept_is_refused(
    people: Cast, meeting: Meeting, more: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        wrote(people, meeting, NOW, **more)
    assert not Notes.objects.exists()


def test_only_members_write_and_nobody_of_another_place(people: Cast, meeting: Meeting) -> None:
    for who in (("koge", Role.REGISTRAR), ("lund", Role.COORDINATOR), ("koge", Role.ADMINISTRATOR)):
        with pytest.raises(Refused):
            write(people, meeting, who, TEXT, 0)


def test_sending_freezes_it_and_says_until_when_one_may_object(
    people: Cast, meeting: Meeting
) -> None:
    wrote(people, meeting, NOW)
    found = sent(people, meeting, NOW)
    assert (found.number, found.stands_at, found.edition.owner.slug) == (1, None, "koge")
    assert str(found.stands_after) == "2026-12-08"
    assert state(meeting) == NotesState.SENT
    # It leaves the shared room once it stands, and not before.
    assert not Entry.objects.filter(documents__edition=found.edition).exists()
    assert faults() == {}


def test_each_member_has_a_letter_in_their_language(people: Cast, meeting: Meeting) -> None:
    account = people.accounts["koge", Role.MEMBER]
    SwitchedOff.objects.create(account=account, kind="notes")
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    letters = {one.to: one for one in Letter.objects.filter(about_id=str(meeting.pk))}
    assert set(letters) == {
        "coordinator@koge.example",
        "coordinator@kristianstad.example",
        "member@kristianstad.example",
    }
    swedish, danish = (letters[f"coordinator@{side}.example"] for side in ("kristianstad", "koge"))
    assert (swedish.language, danish.language) == ("sv", "da")
    assert "8 december 2026" in swedish.text
    assert "8. december 2026" in danish.text
    assert {one.reply_token for one in letters.values()} == {""}
    for one in letters.values():
        assert f"/{one.language}/desk/settings/notices/" in one.text.splitlines()[-1]


def test_only_what_was_read_is_sent(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    before = read(meeting, NOW)
    Outcome.objects.filter(kind="decision").update(text=Wordings.of({"da": "Nej."}))
    by = people.seats[OURS]
    with pytest.raises(Refused, match="changed since you opened"):
        send_notes(by=by, meeting=meeting, read=before, at=NOW)
    sent(people, meeting, NOW)


def test_two_who_send_at_once_send_it_once(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    before = read(meeting, NOW)
    for times in range(2):
        by = people.seats[OURS if not times else ("koge", Role.MEMBER)]
        if times:
            with pytest.raises(Refused, match="somebody has sent it"):
                send_notes(by=by, meeting=meeting, read=before, at=NOW)
        else:
            send_notes(by=by, meeting=meeting, read=before, at=NOW)
    assert SentNotes.objects.count() == 1


@pytest.mark.parametrize(("state", "reason"), [("planned", "was held"), ("cancelled", "was held")])
def test_what_was_not_held_is_not_sent(
    people: Cast, meeting: Meeting, state: str, reason: str
) -> None:
    wrote(people, meeting, NOW)
    meeting.state = state
    meeting.save()
    with pytest.raises(Refused, match=reason):
        sent(people, meeting, NOW)


def test_only_its_own_authority_sends_it(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    with pytest.raises(Refused, match="only its people send"):
        send_notes(by=people.seats[THEIRS], meeting=meeting, read=read(meeting, NOW), at=NOW)


def test_an_objection_reopens_them_and_sending_anew_begins_anew(
    people: Cast, meeting: Meeting
) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    said = {"meeting": meeting, "language": "sv", "at": NOW + timedelta(days=1)}
    objection = object_to_notes(by=people.seats[THEIRS], number=1, text="Nej, grus.", **said)
    assert state(meeting) == NotesState.REOPENED
    line = Line.objects.filter(what="notes.objected").get()
    assert line.chain.holder_id == people.seats[THEIRS].post.authority.ref.id
    again = sent(people, meeting, NOW + timedelta(days=2))
    assert (again.number, str(again.stands_after)) == (2, "2026-12-10")
    assert state(meeting) == NotesState.SENT
    with pytest.raises(Refused, match="Newer notes"):
        object_to_notes(by=people.seats[THEIRS], number=1, text="Nej.", **said)
    assert objection.sent.number == 1
    assert faults() == {}


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4_001])
def test_an_objection_says_what(people: Cast, meeting: Meeting, text: str) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    with pytest.raises(Refused):
        object_to_notes(
            by=people.seats[THEIRS], meeting=meeting, number=1, text=text, language="sv", at=NOW
        )


def test_numbers_of_people_do_not_reach_everyone(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW, text="<p>Ring 010170-1234.</p>", readers="public")
    with pytest.raises(Refused, match="personal number"):
        sent(people, meeting, NOW)


def test_a_meeting_without_a_group_tells_who_was_invited(people: Cast) -> None:
    meeting = a_meeting(people, NOW, slug="uden-gruppe")
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    assert set(Letter.objects.filter(about_id=str(meeting.pk)).values_list("to", flat=True)) == {
        "coordinator@koge.example",
        "coordinator@kristianstad.example",
    }


@pytest.mark.parametrize("over", ["closed", "ended"])
def test_notes_of_the_last_meeting_are_written_sent_and_objected_to_all_the_same(
    people: Cast, over: str
) -> None:
    meeting = a_meeting(people, NOW, group=a_group(people, NOW))
    if over == "closed":
        WorkingGroup.objects.update(closed_at=NOW)
    else:
        Party.objects.update(left=NOW.date())
    at = NOW if over == "closed" else NOW + timedelta(days=1)
    meeting = Meeting.objects.select_related("agreement", "group").get(pk=meeting.pk)
    wrote(people, meeting, at)
    found = sent(people, meeting, at)
    by = people.seats["kristianstad", Role.MEMBER]
    objection = object_to_notes(
        by=by, meeting=meeting, number=found.number, text="Nej.", language="da", at=at
    )
    assert objection.sent == found


def test_what_was_sent_as_notes_never_becomes_minutes(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    by = people.seats["koge", Role.COORDINATOR]
    about = About(titles={"da": "Samtale"}, kind="dialogue", place="Havnen")
    with pytest.raises(Refused, match="dialogue"):
        change_meeting(by=by, meeting=meeting, about=about, revision=1, at=NOW)
    WorkingGroup.objects.update(kind="steering")
    found = Meeting.objects.select_related("agreement", "group").get(pk=meeting.pk)
    about = replace(about, kind="visit")
    changed = change_meeting(by=by, meeting=found, about=about, revision=1, at=NOW)
    assert (changed.kind, changed.record, changed.place) == ("visit", "notes", "Havnen")
    # It was held: whoever was invited is not told of another place.
    assert changed.sequence == 0

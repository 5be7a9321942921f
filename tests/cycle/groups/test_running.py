"""A meeting is held: what comes of each item, at the hands of several people at once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.running import (
    Came,
    change_outcome,
    close_meeting,
    mark_item,
    note_outcome,
    pass_on,
)
from overens.cycle.groups.actions.tasks import end_task
from overens.cycle.groups.models import AgendaItem, Meeting, Outcome, Task
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.times import When
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, WHEN, anew, called, held_at
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return called(people, a_group(people, NOW))


@pytest.fixture
def item(people: Cast, meeting: Meeting) -> AgendaItem:
    by = people.seats["koge", Role.MEMBER]
    return add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}, 20), at=NOW)


def test_two_at_once_lose_nothing(people: Cast, meeting: Meeting, item: AgendaItem) -> None:
    now = held_at(meeting)
    for side, text in (("koge", "Vi måler."), ("kristianstad", "Vi mäter.")):
        by = people.seats[side, Role.MEMBER]
        came = Came("information", {"da": text})
        note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=now)
    assert {one.text.shown().text for one in item.outcomes.all()} == {"Vi måler.", "Vi mäter."}


def test_an_outcome_is_changed_by_its_own_side_as_it_was_read(
    people: Cast, meeting: Meeting, item: AgendaItem
) -> None:
    now, by = held_at(meeting), people.seats["koge", Role.MEMBER]
    came = Came("decision", {"da": "Ja."}, review_on=date(2027, 6, 1))
    row = note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=now)
    assert row.review_on == date(2027, 6, 1)
    other = {
        "meeting": meeting,
        "outcome": row.pk,
        "came": Came("decision", {"da": "Nej."}),
        "at": now,
    }
    with pytest.raises(Refused, match="wrote this"):
        change_outcome(by=people.seats["kristianstad", Role.MEMBER], revision=1, **other)
    changed = change_outcome(by=by, revision=1, **other)
    assert (changed.revision, changed.review_on) == (2, None)
    with pytest.raises(Changed) as refused:
        change_outcome(by=by, revision=1, **other)
    assert refused.value.theirs == "Nej."


def test_a_task_knows_what_it_came_of(people: Cast, meeting: Meeting, item: AgendaItem) -> None:
    now, by = held_at(meeting), people.seats["koge", Role.MEMBER]
    post = people.seats["kristianstad", Role.MEMBER].post
    came = Came("task", {"da": "Skrive et brev."}, post=post.pk, due=date(2027, 1, 5))
    outcome = note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=now)
    task = Task.objects.get()
    assert (task.outcome, task.post, task.due, task.group) == (
        outcome,
        post,
        date(2027, 1, 5),
        meeting.group,
    )
    with pytest.raises(Refused, match="whose task"):
        note_outcome(by=by, meeting=meeting, item=item.pk, came=Came("task", {"da": "x"}), at=now)
    assert Outcome.objects.count() == Task.objects.count() == 1


@pytest.mark.parametrize(
    "came",
    [
        Came("decision", {"da": " "}),
        Came("decision", {"da": "a" * 2001}),
        Came("decision", {"da": "a"}, review_on=date(2026, 12, 8)),
    ],
)
def test_what_cannot_have_come_of_it_is_refused(
    people: Cast, meeting: Meeting, item: AgendaItem, came: Came
) -> None:
    by = people.seats["koge", Role.MEMBER]
    with pytest.raises(Refused):
        note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=held_at(meeting))


def test_an_item_goes_on_to_the_next_meeting(
    people: Cast, meeting: Meeting, item: AgendaItem
) -> None:
    now, by = held_at(meeting), people.seats["koge", Role.MEMBER]
    with pytest.raises(Refused, match="No later meeting"):
        pass_on(by=by, meeting=meeting, item=item.pk, at=now)
    later = called(people, meeting.group, when=When(date(2027, 1, 12), WHEN.starts, WHEN.ends))
    carried = pass_on(by=by, meeting=meeting, item=item.pk, at=now)
    assert (carried.meeting, carried.carried_from) == (later, item)
    for again in (
        lambda: pass_on(by=by, meeting=meeting, item=item.pk, at=now),
        lambda: mark_item(by=by, meeting=meeting, item=item.pk, is_done=True, at=now),
    ):
        with pytest.raises(Refused, match="later agenda"):
            again()


def test_closing_says_that_it_was_held(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    with pytest.raises(Refused, match="not begun"):
        close_meeting(by=by, meeting=meeting, at=NOW)
    now = meeting.ends_at
    closed = close_meeting(by=by, meeting=meeting, at=now)
    assert (closed.state, closed.closed_at, closed.held_by) == ("held", now, by)
    with pytest.raises(Refused, match="closed"):
        close_meeting(by=by, meeting=meeting, at=now)


def test_each_party_notes_for_itself_that_it_was_held(people: Cast) -> None:
    commitment = next(
        one
        for one in people.agreement.commitments.all()
        if "meeting-held" in str(one.terms.order_by("-pk").first().evidence)
    )
    about = replace(ABOUT, commitments=(commitment.number,))
    meeting = called(people, a_group(people, NOW), about=about)
    later = meeting.ends_at + timedelta(days=1)
    koge, theirs = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER]
    mine = meeting.participants.get(post=koge.post)
    yours = meeting.participants.get(post=theirs.post)
    note_held(by=koge, meeting=meeting, who_was_there=[mine.pk, yours.pk], at=later)
    held = anew(meeting)
    assert (held.state, held.held_by) == ("held", koge)
    assert {e.party.authority.slug for e in Evidence.objects.filter(kind="meeting-held")} == {
        "koge"
    }
    note_held(by=theirs, meeting=meeting, who_was_there=[], at=later)
    mine.refresh_from_db()
    yours.refresh_from_db()
    # Each side's own word counts for its own people.
    assert (mine.was_there, yours.was_there) == (True, False)
    shown = Evidence.objects.filter(kind="meeting-held", withdrawn_at__isnull=True)
    # Of a party of which nobody was there nothing is shown, and what was shown is taken back.
    assert {e.party.authority.slug for e in shown.all()} == {"koge"}
    for _again in range(2):
        note_held(by=theirs, meeting=meeting, who_was_there=[yours.pk], at=later)
        assert {e.party.authority.slug for e in shown.all()} == {"koge", "kristianstad"}
    assert shown.count() == 2
    assert anew(meeting).held_by == koge
    note_held(by=theirs, meeting=meeting, who_was_there=[], at=later)
    assert {e.party.authority.slug for e in shown.all()} == {"koge"}


@pytest.mark.parametrize(
    ("kind", "shown"), [("meeting", []), ("visit", []), ("dialogue", ["dialogue-held"])]
)
def test_a_dialogue_shows_a_commitment_that_asks_for_one(
    people: Cast, kind: str, shown: list[str]
) -> None:
    """And a meeting does not; what takes any meeting takes a dialogue too."""
    commitments = {
        "dialogue-held" in str(one.terms.order_by("-pk").first().evidence): one
        for one in people.agreement.commitments.all()
        if {"dialogue-held", "meeting-held"} & {*(one.terms.order_by("-pk").first().evidence or ())}
    }
    asks, takes_any = commitments[True], commitments[False]
    about = replace(ABOUT, kind=kind, commitments=(asks.number, takes_any.number))
    meeting = called(people, a_group(people, NOW), about=about)
    close_meeting(by=people.seats["koge", Role.MEMBER], meeting=meeting, at=meeting.ends_at)
    assert [one.kind for one in asks.evidence.all()] == shown
    assert [one.kind for one in takes_any.evidence.all()] == ["meeting-held"]


def test_a_task_says_what_its_outcome_says(
    people: Cast, meeting: Meeting, item: AgendaItem
) -> None:
    now, by = held_at(meeting), people.seats["koge", Role.MEMBER]
    here = {"by": by, "meeting": meeting, "at": now}
    came = Came("task", {"da": "Skriv til\nborgmesteren."}, post=by.post_id)
    row = note_outcome(item=item.pk, came=came, **here)
    assert row.text == row.task.text
    assert row.text.shown().text == "Skriv til borgmesteren."
    with pytest.raises(Refused, match="in one line, of at most 300 characters"):
        note_outcome(item=item.pk, came=replace(came, text={"da": "a" * 301}), **here)
    with pytest.raises(Refused, match="in one line, of at most 300 characters"):
        change_outcome(outcome=row.pk, came=Came("task", {"da": "a" * 301}), revision=1, **here)
    # What is no task has room for more.
    note_outcome(item=item.pk, came=Came("information", {"da": "a" * 2000}), **here)
    change_outcome(outcome=row.pk, came=Came("task", {"da": "Ring."}), revision=1, **here)
    task = Task.objects.get()
    assert (task.text.shown().text, task.revision) == ("Ring.", 2)
    end_task(by=by, task=task, state="done", on=now.date(), because=Wordings(), at=now)
    with pytest.raises(Refused, match="has ended"):
        change_outcome(outcome=row.pk, came=Came("task", {"da": "Skriv."}), revision=2, **here)
    assert Task.objects.get().text.shown().text == "Ring."

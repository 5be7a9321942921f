"""Open pages are kept, and made anew as soon as what they show has become another."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.calling import continue_series
from overens.cycle.groups.actions.guards import SHOWN, note
from overens.cycle.groups.actions.questions import ask_question, move_question
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import (
    SentNotes,
    WorkingGroup,
)
from overens.cycle.groups.rules.series import Again, Repeats
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, called
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_meeting, decided, named, seat_of, sent
from tests.examples import NOW
from tests.web.public.groups.reading import HOME, WEEK, text

pytestmark = pytest.mark.django_db


def test_pages_know_at_once_what_a_group_serves_by_its_questions(
    client: Client, people: Cast
) -> None:
    a_group(people, NOW)
    four, five = (people.agreement.commitments.get(number=n) for n in (4, 5))
    by = people.seats["koge", Role.MEMBER]
    places = ("commitments/4/", "commitments/5/", "groups/climate/")

    def told() -> list[list[str]]:
        """Which of its own kind each page links to: groups, and commitments."""
        pages = [client.get(f"{HOME}{place}").content.decode() for place in places]
        links = [html.fromstring(page).xpath("//main//a/@href") for page in pages]
        ours = ("groups/climate/", "commitments/4/", "commitments/5/")
        return [[one for one in ours if f"{HOME}{one}" in found] for found in links]

    assert told() == [[], [], []]
    group = WorkingGroup.objects.select_related("agreement").get()
    asks = {"by": by, "agreement": people.agreement, "sentence": named("How?"), "at": NOW}
    question = ask_question(**asks, group=group, commitment=four)
    assert told() == [["groups/climate/"], [], ["commitments/4/"]]
    moves = {"by": by, "focus_area": None, "at": NOW}
    question = move_question(question=question, group=group, commitment=five, revision=1, **moves)
    assert told() == [[], ["groups/climate/"], ["commitments/5/"]]
    move_question(question=question, group=None, commitment=five, revision=2, **moves)
    assert told() == [[], [], []]
    said = "Køge changed which commitments a group serves: Grupp climate"
    assert text(client, "history/").count(said) == 3


@pytest.mark.parametrize("what", sorted(SHOWN))
def test_a_page_is_made_anew_by_each_line_that_changes_it(
    client: Client, people: Cast, what: str
) -> None:
    meeting = a_meeting(people, NOW + WEEK)
    assert "Rådhus 1" in text(client, "meetings/first/")
    with transaction.atomic():
        type(meeting).objects.update(place="Rådhus 2")
        note(seat_of(people), what, meeting.ref, NOW)
    assert "Rådhus 2" in text(client, "meetings/first/")


@pytest.mark.parametrize("readers", [Audience.PUBLIC, Audience.PARTNERS])
def test_kept_pages_show_notes_from_when_they_stand(
    client: Client, people: Cast, readers: str
) -> None:
    group = a_group(people, NOW - 9 * WEEK)
    meeting = a_meeting(people, NOW - 5 * WEEK, group=group, state="held", readers=readers)
    decided(meeting, NOW - 5 * WEEK)
    letter = sent(meeting, NOW - 4 * WEEK, stands=False)
    SentNotes.objects.filter(pk=letter.pk).update(stands_after=(NOW - 2 * WEEK).date())
    is_open = readers == Audience.PUBLIC
    assert "We decide." not in text(client, "groups/climate/")
    if is_open:
        assert "What was said." not in text(client, "meetings/first/")
    assert notes_stand(now=NOW) == 1
    assert ("We decide." in text(client, "groups/climate/")) == is_open
    line = Line.objects.get(what="notes.stood")
    assert line.audience == readers
    if is_open:
        assert "What was said." in text(client, "meetings/first/")
        assert "The notes of a meeting stand: Meeting first (sv)." in text(client, "history/")


def test_a_kept_page_tells_no_decision_any_more_that_was_changed(
    client: Client, people: Cast
) -> None:
    group = a_group(people, NOW - 9 * WEEK)
    meeting = a_meeting(people, NOW - 5 * WEEK, group=group, state="held")
    outcome = decided(meeting, NOW - 5 * WEEK)
    sent(meeting, NOW - 4 * WEEK)
    assert "We decide." in text(client, "groups/climate/")
    type(outcome).objects.update(written_at=NOW, text=named("We do not."))
    found = text(client, "groups/climate/")
    assert "We decide." not in found
    assert "We do not." not in found


def test_a_series_that_goes_on_is_told_where_everyone_reads_of_it(
    client: Client, people: Cast
) -> None:
    about = replace(ABOUT, readers=Audience.PUBLIC)
    group = a_group(people, NOW - 9 * WEEK)
    called(people, group, about=about, again=Again(Repeats.MONTHLY, count=24))
    first = text(client, "meetings/")
    assert continue_series(now=NOW + 30 * WEEK) > 0
    assert text(client, "meetings/") != first
    assert "A series of meetings goes on: Klima i foråret" in text(client, "history/")

"""Several people at the same moment: each number is given once, each item is carried once, and one closes."""

from datetime import date

import pytest
from django.db import transaction

from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.base.trail.queries import faults
from overens.cycle.groups.actions.agenda import add_item, carry_over
from overens.cycle.groups.actions.changing import end_series
from overens.cycle.groups.actions.questions import ask_question
from overens.cycle.groups.actions.running import close_meeting, pass_on
from overens.cycle.groups.actions.tasks import give_task
from overens.cycle.groups.models import AgendaItem, Meeting, Question, Series, Task
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import When
from tests.cast import SIDES, Cast, cast
from tests.cycle.groups.calling import WHEN, anew, called
from tests.cycle.groups.making import a_group
from tests.cycle.groups.test_notes_at_once import at_once, of_kind
from tests.examples import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    with transaction.atomic():
        return cast(NOW)


def test_each_number_is_given_once(people: Cast) -> None:
    said, agreement = Wordings.of({"da": "Hvad?"}), people.agreement

    def ask(side: str) -> Question:
        by = people.seats[side, Role.MEMBER]
        return ask_question(by=by, agreement=agreement, sentence=said, at=NOW)

    def give(side: str) -> Task:
        by = people.seats[side, Role.MEMBER]
        return give_task(
            by=by, agreement=agreement, group=None, text=said, post=by.post, due=None, at=NOW
        )

    came = at_once(*(lambda side=side: ask(side) for side in SIDES * 2))
    came += at_once(*(lambda side=side: give(side) for side in SIDES * 2))
    assert (of_kind(came, Question), of_kind(came, Task)) == (4, 4), came
    for noun in (Question, Task):
        assert sorted(noun.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert faults() == {}


def test_meetings_of_one_name_and_day_have_an_address_each(people: Cast) -> None:
    group = a_group(people, NOW)
    came = at_once(*(lambda side=side: called(people, group, side=side) for side in SIDES * 2))
    assert of_kind(came, Meeting) == 4, came
    assert len(set(Meeting.objects.values_list("slug", flat=True))) == 4


def test_it_is_closed_once_and_each_item_is_carried_once(people: Cast) -> None:
    group = a_group(people, NOW)
    meeting = called(people, group)
    koge, theirs = (people.seats[side, Role.MEMBER] for side in SIDES)
    item = add_item(by=koge, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    later = [
        called(people, group, when=When(date(2027, month, 12), WHEN.starts, WHEN.ends))
        for month in (1, 2)
    ]
    at = meeting.ends_at
    came = at_once(
        *(lambda by=by: close_meeting(by=by, meeting=meeting, at=at) for by in (koge, theirs))
    )
    assert (of_kind(came, Meeting), of_kind(came, Refused)) == (1, 1), came
    came = at_once(
        *(
            lambda by=by, one=one: carry_over(by=by, meeting=one, at=at)
            for by, one in zip((koge, theirs), later, strict=True)
        )
    )
    assert (of_kind(came, list), of_kind(came, Refused)) == (1, 1), came
    assert AgendaItem.objects.filter(carried_from=item).count() == 1
    assert faults() == {}


def test_an_item_that_is_passed_on_is_not_carried_over_too(people: Cast) -> None:
    group = a_group(people, NOW)
    meeting = called(people, group)
    koge, theirs = (people.seats[side, Role.MEMBER] for side in SIDES)
    item = add_item(by=koge, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    first, second = (
        called(people, group, when=When(date(2027, month, 12), WHEN.starts, WHEN.ends))
        for month in (1, 2)
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    at = meeting.ends_at
    came = at_once(
        lambda: pass_on(by=koge, meeting=anew(meeting), item=item.pk, at=at),
        lambda: carry_over(by=theirs, meeting=second, at=at),
    )
    assert of_kind(came, Refused) == 1, came
    assert AgendaItem.objects.filter(carried_from=item).count() == 1
    assert first.pk != second.pk


def test_two_who_end_a_series_from_different_meetings_never_wait_for_each_other(
    people: Cast,
) -> None:
    first = called(people, a_group(people, NOW), again=Again("weekly", count=12))
    meetings = [anew(one) for one in first.series.meetings.order_by("occurrence")]
    by = people.seats["koge", Role.MEMBER]

    def end(meeting: Meeting) -> Series:
        why = {"da": "Sygdom."}
        return end_series(by=by, meeting=meeting, because=why, revision=1, at=NOW)

    came = at_once(*(lambda one=one: end(one) for one in (meetings[2], meetings[6])))
    # Whoever comes second finds theirs cancelled, or ends the rest of what is left.
    assert of_kind(came, Series) + of_kind(came, Changed) == 2, came
    assert first.series.meetings.filter(state="planned").count() == 2

"""An agenda is written by members of each side; what was left undone comes over once."""

from datetime import date, timedelta

import pytest

from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions import agenda
from overens.cycle.groups.actions.agenda import (
    add_item,
    begin_from_template,
    carry_over,
    change_item,
    move_item,
    remove_item,
)
from overens.cycle.groups.actions.changing import cancel_meeting
from overens.cycle.groups.actions.running import Came, close_meeting, mark_item, note_outcome
from overens.cycle.groups.meeting_queries import offered
from overens.cycle.groups.models import Meeting, WorkingGroup
from overens.cycle.groups.rules.agenda import Item, behind, current, planned_minutes
from overens.cycle.groups.rules.times import When
from tests.cast import THIRD, Cast
from tests.cycle.groups.calling import WHEN, anew, called, held_at
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    return a_group(people, NOW)


@pytest.fixture
def meeting(people: Cast, group: WorkingGroup) -> Meeting:
    return called(people, group)


def later(people: Cast, group: WorkingGroup | None, day: date = date(2027, 1, 12)) -> Meeting:
    return called(people, group, when=When(day, WHEN.starts, WHEN.ends))


def titles(meeting: Meeting) -> list[str]:
    return [one.titles.shown().text for one in meeting.agenda.all()]


def test_items_are_each_sides_own_and_their_order_everybodys(
    people: Cast, meeting: Meeting
) -> None:
    koge, theirs = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER]
    first = add_item(by=koge, meeting=meeting, said=Item({"da": "Vand"}, 20, koge.post_id), at=NOW)
    add_item(by=theirs, meeting=meeting, said=Item({"sv": "Skog"}), at=NOW)
    move_item(by=theirs, meeting=meeting, item=first.pk, earlier=False, at=NOW)
    assert titles(meeting) == ["Skog", "Vand"]
    move_item(by=theirs, meeting=meeting, item=first.pk, earlier=False, at=NOW)
    assert titles(meeting) == ["Skog", "Vand"]
    change = {"meeting": meeting, "item": first.pk, "said": Item({"da": "Hav"}), "at": NOW}
    with pytest.raises(Refused, match="wrote this"):
        change_item(by=theirs, revision=1, **change)
    assert change_item(by=koge, revision=1, **change).revision == 2
    with pytest.raises(Changed) as refused:
        change_item(by=koge, revision=1, **change)
    assert refused.value.theirs == "Hav"
    with pytest.raises(Refused, match="wrote this"):
        remove_item(by=theirs, meeting=meeting, item=first.pk, at=NOW)
    remove_item(by=koge, meeting=meeting, item=first.pk, at=NOW)
    assert titles(meeting) == ["Skog"]


@pytest.mark.parametrize(
    "said",
    [
        Item({}),
        Item({"da": "a" * 151}),
        Item({"da": "a"}, 0),
        Item({"da": "a"}, 601),
        Item({"da": "a"}, question=7),
    ],
)
def test_an_item_that_cannot_be_is_refused(people: Cast, meeting: Meeting, said: Item) -> None:
    with pytest.raises(Refused):
        add_item(by=people.seats["koge", Role.MEMBER], meeting=meeting, said=said, at=NOW)


def test_a_presenter_is_of_a_party(people: Cast, meeting: Meeting) -> None:
    said = Item({"da": "a"}, presenter=people.seats[THIRD, Role.MEMBER].post_id)
    with pytest.raises(Refused, match="parties"):
        add_item(by=people.seats["koge", Role.MEMBER], meeting=meeting, said=said, at=NOW)


def test_an_empty_agenda_begins_from_a_template(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    begin_from_template(by=by, meeting=meeting, at=NOW)
    assert len(titles(meeting)) == 5
    with pytest.raises(Refused, match="already"):
        begin_from_template(by=by, meeting=meeting, at=NOW)


def test_what_was_left_undone_comes_over_once(
    people: Cast, group: WorkingGroup, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    theirs = people.seats["kristianstad", Role.MEMBER]
    done = add_item(by=by, meeting=meeting, said=Item({"da": "Gjort"}), at=NOW)
    undone = add_item(by=theirs, meeting=meeting, said=Item({"sv": "Kvar"}, 15), at=NOW)
    now = held_at(meeting)
    next_one, other = later(people, group), later(people, None)
    assert offered(next_one) == []
    mark_item(by=by, meeting=meeting, item=done.pk, is_done=True, at=now)
    close_meeting(by=by, meeting=meeting, at=now)
    assert [one.item for one in offered(next_one)] == [undone]
    assert offered(other) == []
    (carried,) = carry_over(by=by, meeting=next_one, at=now)
    assert (carried.carried_from, carried.minutes) == (undone, 15)
    assert carried.titles.shown().text == "Kvar"
    # In whose words it stood.
    assert carried.written_by == theirs
    third = later(people, group, date(2027, 2, 9))
    assert offered(next_one) == offered(third) == []
    with pytest.raises(Refused, match="nothing to carry over"):
        carry_over(by=by, meeting=third, at=now)
    # A meeting that does not take place leaves all of its agenda.
    cancel_meeting(by=by, meeting=anew(next_one), because={"da": "x"}, revision=1, at=now)
    assert [one.item for one in offered(third)] == [carried]


def test_what_is_taken_out_again_is_offered_again(
    people: Cast, group: WorkingGroup, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    undone = add_item(by=by, meeting=meeting, said=Item({"da": "Rest"}), at=NOW)
    now = held_at(meeting)
    close_meeting(by=by, meeting=meeting, at=now)
    next_one = later(people, group)
    (carried,) = carry_over(by=by, meeting=next_one, at=now)
    remove_item(by=by, meeting=next_one, item=carried.pk, at=now)
    assert [one.item for one in offered(next_one)] == [undone]


def test_a_decision_comes_up_again_on_the_first_agenda_after_its_day(
    people: Cast, group: WorkingGroup, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    item = add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    now = held_at(meeting)
    days = (date(2027, 1, 20), date(2027, 2, 1))
    for number, day in enumerate(days):
        came = Came("decision", {"da": f"Beslutning {number}"}, review_on=day)
        note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=now)
    mark_item(by=by, meeting=meeting, item=item.pk, is_done=True, at=now)
    close_meeting(by=by, meeting=meeting, at=now)
    assert offered(later(people, group)) == []
    february = later(people, group, date(2027, 2, 9))
    found = carry_over(by=by, meeting=february, at=now)
    assert [one.titles.shown().text for one in found] == ["Beslutning 0", "Beslutning 1"]
    assert {one.carried_from for one in found} == {item}
    assert offered(later(people, group, date(2027, 3, 9))) == []


def test_a_closed_agenda_takes_nothing_more(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    close_meeting(by=by, meeting=meeting, at=held_at(meeting))
    with pytest.raises(Refused, match="closed"):
        add_item(by=by, meeting=meeting, said=Item({"da": "a"}), at=held_at(meeting))


class Row:
    def __init__(self, minutes: int | None, is_done: bool = False) -> None:
        self.minutes, self.is_done = minutes, is_done


def test_how_the_time_is_kept() -> None:
    items = [Row(10, True), Row(None), Row(20)]
    begins = NOW
    assert planned_minutes(items) == 30
    assert current(items) == 1
    assert current([Row(1, True)]) is None
    assert behind(items, 1, begins, begins - timedelta(minutes=5)) == 0
    assert behind(items, 1, begins, begins + timedelta(minutes=4)) == -6
    assert behind(items, 1, begins, begins + timedelta(minutes=13)) == 3
    assert behind(items, 2, begins, begins + timedelta(minutes=13)) == -17


def test_what_two_agendas_take_over_at_once_stands_on_one_of_them(
    people: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever comes second sees it, who asked what is offered before the first had it."""
    by = people.seats["koge", Role.MEMBER]
    item = add_item(by=by, meeting=meeting, said=Item({"da": "Vand"}), at=NOW)
    close_meeting(by=by, meeting=meeting, at=meeting.ends_at)
    first, second = (
        called(people, meeting.group, when=When(date(2027, month, 12), WHEN.starts, WHEN.ends))
        for month in (1, 2)
    )
    stale = list(offered(second))
    carry_over(by=by, meeting=first, at=meeting.ends_at)
    monkeypatch.setattr(agenda, "offered", lambda meeting: stale)
    with pytest.raises(Refused, match="later agenda"):
        carry_over(by=by, meeting=second, at=meeting.ends_at)
    assert [one.meeting for one in item.carried_to.all()] == [first]

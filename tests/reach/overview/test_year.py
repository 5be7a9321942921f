"""The agreement's year, its marks, and where they stand on the ring."""

import itertools
from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.reach.overview.rules.year import APART, MOST_MARKS, nearest, spread, year_at

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(start=DAYS, today=DAYS)
def test_each_day_lies_in_one_year_and_the_years_follow_each_other(
    start: date, today: date
) -> None:
    year = year_at(start, today)
    assert year.number >= 1
    if today >= start:
        assert year.first <= today <= year.last
    else:
        assert (year.number, year.first) == (1, start)
    following = year_at(start, year.last + timedelta(days=1))
    assert (following.number, following.first) == (year.number + 1, year.last + timedelta(days=1))
    assert (year.last - year.first).days in (364, 365)


@given(start=DAYS, today=DAYS)
def test_a_year_begins_on_the_agreements_own_day(start: date, today: date) -> None:
    first = year_at(start, today).first
    if (start.month, start.day) == (2, 29) and not isleap(first.year):
        assert (first.month, first.day) == (2, 28)
    else:
        assert (first.month, first.day) == (start.month, start.day)


@pytest.mark.parametrize(
    ("today", "number", "first"),
    [
        (date(2026, 9, 30), 5, date(2025, 10, 1)),
        (date(2026, 10, 1), 6, date(2026, 10, 1)),
        (date(2026, 12, 31), 6, date(2026, 10, 1)),
        (date(2027, 1, 1), 6, date(2026, 10, 1)),
    ],
)
def test_the_year_turns_on_its_own_day_and_not_at_new_year(
    today: date, number: int, first: date
) -> None:
    year = year_at(date(2021, 10, 1), today)
    assert (year.number, year.first) == (number, first)


@given(start=DAYS, day=st.integers(0, 364))
def test_a_day_stands_in_its_month_and_further_round_than_the_day_before(
    start: date, day: int
) -> None:
    year = year_at(start, start)
    here = year.first + timedelta(days=day)
    months = year.months()
    place = year.month_of(here)
    assert months[place] <= here
    assert place == 11 or here < months[place + 1]
    assert 0 <= year.degrees(here) < 360
    assert year.month_of(year.last + timedelta(days=1)) == 12
    assert year.month_of(year.first - timedelta(days=1)) == -1


@given(st.lists(st.floats(0, 359.9), max_size=MOST_MARKS).map(sorted))
def test_no_mark_covers_another_one_and_their_order_stays(angles: list[float]) -> None:
    placed = spread(angles)
    assert placed == sorted(placed)
    gaps = [after - before for before, after in itertools.pairwise(placed)]
    if len(placed) > 1:
        gaps.append(360 - placed[-1] + placed[0])
    assert all(gap >= APART - 1e-6 for gap in gaps)


@given(past=st.integers(0, 30), coming=st.integers(0, 30))
def test_at_most_seven_are_marked_and_never_fewer_than_there_is_room_for(
    past: int, coming: int
) -> None:
    days = list(range(past + coming))
    first, last = nearest(days, past)
    shown = days[first:last]
    assert len(shown) == min(len(days), MOST_MARKS)
    if coming:
        assert past in shown
    if past:
        assert past - 1 in shown

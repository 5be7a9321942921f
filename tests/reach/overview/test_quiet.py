"""In which months something is on file, and since when it is quiet."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.countries.rules import Country
from overens.reach.overview.rules.quiet import months_to, quiet

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(DAYS)
def test_there_are_twelve_months_in_a_row_and_the_newest_is_this_one(today: date) -> None:
    months = months_to(today)
    assert len(set(months)) == 12
    assert months[-1] == today.replace(day=1)
    for before, after in itertools.pairwise(months):
        assert (before + timedelta(days=32)).replace(day=1) == after


@given(DAYS, st.lists(st.integers(-500, 100)))
def test_a_month_is_marked_where_something_is_dated_in_it_by_today(
    today: date, offsets: list[int]
) -> None:
    days = [today + timedelta(days=n) for n in offsets]
    found = quiet(days, today)
    for month, mark in zip(months_to(today), found.months, strict=True):
        here = [d for d in days if (d.year, d.month) == (month.year, month.month) and d <= today]
        assert mark == bool(here)
    assert (found.latest is None) == (not any(found.months))


@pytest.mark.parametrize(
    ("latest", "is_quiet"),
    [
        (date(2026, 11, 2), False),
        (date(2026, 9, 1), False),
        (date(2026, 8, 31), True),
        (date(2025, 12, 1), True),
    ],
)
def test_two_whole_months_of_silence_make_it_quiet(latest: date, is_quiet: bool) -> None:
    found = quiet([latest], date(2026, 11, 23))
    assert (found.is_quiet, found.latest) == (is_quiet, latest.replace(day=1))


def test_what_is_older_than_twelve_months_is_not_shown() -> None:
    found = quiet([date(2025, 11, 30)], date(2026, 11, 23))
    assert found.latest is None
    assert found.is_quiet


def test_the_leap_day_belongs_to_february() -> None:
    assert quiet([date(2028, 2, 29)], date(2028, 3, 1)).months[-2:] == (True, False)


def test_at_one_instant_it_may_be_another_month_at_another_party() -> None:
    """An hour before midnight in Copenhagen it is the new year in Helsinki already."""
    instant = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    west = Country("dk", ZoneInfo("Europe/Copenhagen"), ("da",), {})
    east = Country("fi", ZoneInfo("Europe/Helsinki"), ("fi",), {})
    day = [date(2026, 12, 31)]
    assert quiet(day, west.today(instant)).months[-1] is True
    assert quiet(day, east.today(instant)).months[-2:] == (True, False)
    assert months_to(east.today(instant))[-1] == date(2027, 1, 1)

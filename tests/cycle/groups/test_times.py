"""When a meeting is: instants, clocks, and what moves with it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.municipalities.rules import Refused
from overens.cycle.groups.clock_words import clock_of, differ, written
from overens.cycle.groups.rules.times import ALL_DAY, When, moved, on_the_wall, span, when_of

ZONES = ("Europe/Copenhagen", "Europe/Stockholm", "Europe/Helsinki", "America/St_Johns", "UTC")


@settings(deadline=None)  # the first look at a clock reads it from the disk
@given(
    st.dates(date(2020, 1, 1), date(2050, 1, 1)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.integers(1, 14 * 24 * 60),
    st.sampled_from(ZONES),
)
def test_what_a_clock_shows_comes_back(day: date, clock: time, minutes: int, zone: str) -> None:
    end = datetime.combine(day, clock) + timedelta(minutes=minutes)
    when = When(day, clock, end.time(), end.date(), zone)
    try:
        starts, ends = span(when)
    except Refused:
        return
    assert when_of(starts, ends, zone) == when
    assert starts.tzinfo is UTC
    assert ends > starts


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/Stockholm", "Europe/Helsinki"])
@pytest.mark.parametrize("to", [date(2027, 3, 29), date(2026, 10, 26), date(2026, 6, 1)])
def test_a_programme_moves_by_the_clock_on_the_wall(zone: str, to: date) -> None:
    old = datetime(2026, 12, 8, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    second_day = datetime(2026, 12, 9, 13, 15, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    new = datetime.combine(to, time(9), ZoneInfo(zone)).astimezone(UTC)
    found = on_the_wall(moved(second_day, old, new, zone), zone)
    assert found == datetime.combine(to + timedelta(days=1), time(13, 15))


def test_in_words_with_the_clock_it_is() -> None:
    starts, ends = datetime(2026, 12, 8, 9, tzinfo=UTC), datetime(2026, 12, 8, 10, 30, tzinfo=UTC)
    assert written(starts, ends, "Europe/Copenhagen", "en") == (
        "8 December 2026, 10:00–11:30 (the clock in Denmark)"
    )
    assert written(starts, ends, "Europe/Helsinki", "en", with_clock=False) == (
        "8 December 2026, 11:00–12:30"
    )
    assert clock_of("Europe/Helsinki", "en") == "Helsinki"
    two = span(When(date(2026, 12, 8), time(9), time(15), date(2026, 12, 9), "Europe/Stockholm"))
    assert written(*two, "Europe/Stockholm", "sv", with_clock=False) == (
        "8 december 2026, 09:00 – 9 december 2026, 15:00"
    )


def test_of_a_visit_long_ago_the_days_alone_are_said() -> None:
    days = span(When(date(1998, 5, 4), time(0), ALL_DAY, date(1998, 5, 5), "Europe/Copenhagen"))
    assert written(*days, "Europe/Copenhagen", "en") == "4 May 1998 – 5 May 1998"


def test_clocks_differ_or_do_not_at_an_instant() -> None:
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert not differ(["Europe/Copenhagen", "Europe/Stockholm"], at)
    assert differ(["Europe/Copenhagen", "Europe/Helsinki"], at)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), date.max])
def test_a_year_in_which_no_meeting_is_was_mistyped(day: date) -> None:
    for when in (
        When(day, time(0), ALL_DAY, zone="Europe/Copenhagen"),
        When(date(2026, 1, 1), time(0), ALL_DAY, day, "Europe/Copenhagen"),
    ):
        with pytest.raises(Refused, match="between 1900 and 2199"):
            span(when)

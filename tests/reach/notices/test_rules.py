"""When somebody is reminded, and when others are asked: by each authority's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.countries.rules import countries
from overens.reach.notices.rules import (
    SILENT_AFTER,
    SILENT_AT_LEAST,
    is_day_before,
    is_silent,
    is_time_for_notes,
    monday_of,
    task_moment,
)

DAY = timedelta(days=1)
START = datetime(2024, 1, 1, tzinfo=UTC)
DUE = date(2026, 12, 10)
SE, DK = countries()["se"], countries()["dk"]


@pytest.mark.parametrize(
    ("today", "moment"),
    [
        (date(2026, 12, 2), ""),
        (date(2026, 12, 3), "before 2026-12-10"),
        (date(2026, 12, 9), "before 2026-12-10"),
        (date(2026, 12, 10), ""),
        (date(2026, 12, 11), "after 2026-12-10"),
        (date(2027, 1, 9), "after 2026-12-10"),
        (date(2027, 1, 10), ""),
    ],
)
def test_a_task_has_a_moment_before_its_day_and_one_after_it(today: date, moment: str) -> None:
    assert task_moment(DUE, today) == moment
    assert task_moment(None, today) == ""


def test_the_day_before_is_that_of_the_receivers_own_calendar() -> None:
    starts = datetime(2026, 12, 3, 23, 30, tzinfo=UTC)  # on the 4th in Copenhagen
    morning = datetime(2026, 12, 3, 6, tzinfo=UTC)
    assert is_day_before(starts, morning, DK.today)
    assert not is_day_before(starts, morning - DAY, DK.today)
    assert not is_day_before(starts, morning + DAY, DK.today)


def test_notes_have_three_working_days() -> None:
    friday = date(2026, 12, 4)
    days = [
        day
        for day in range(10)
        if is_time_for_notes(friday, friday + day * DAY, SE.after_working_days)
    ]
    assert days[0] == 5  # Wednesday


def test_twenty_working_days_are_counted_in_the_countrys_own_calendar() -> None:
    """Over Christmas and New Year Sweden has the sixth of January, and Denmark has not."""
    since = datetime(2026, 12, 14, 9, tzinfo=UTC)

    def first(country) -> date:
        now = since
        while not is_silent(since, None, now, country.today, country.after_working_days):
            now += DAY
        return now.date()

    assert first(SE) > first(DK)


@given(
    since=st.integers(0, 2_000_000).map(lambda minutes: START + timedelta(minutes=minutes)),
    days=st.integers(0, 60),
    country=st.sampled_from([SE, DK]),
)
def test_nobody_is_silent_before_twenty_working_days_or_after_signing_in(
    since: datetime, days: int, country
) -> None:
    now = since + days * DAY
    silent = is_silent(since, None, now, country.today, country.after_working_days)
    first, today = country.today(since), country.today(now)
    passed = sum(country.is_working_day(first + n * DAY) for n in range(1, (today - first).days))
    assert silent == (passed >= SILENT_AFTER)
    if silent:
        assert now - since > SILENT_AT_LEAST
    later = since + timedelta(minutes=1)
    assert not is_silent(since, later, now, country.today, country.after_working_days)
    assert silent == is_silent(since, since - DAY, now, country.today, country.after_working_days)


def test_a_week_begins_on_monday() -> None:
    assert {monday_of(date(2026, 12, day)) for day in range(7, 14)} == {date(2026, 12, 7)}

"""Times from a start, such as 'within six months of the signing'."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.cycle.agreements.rules.durations import BadDuration, due_within

SIGNED = date(2021, 10, 1)


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        (SIGNED, "P6M", date(2022, 4, 1)),
        (SIGNED, "P1Y", date(2022, 10, 1)),
        (SIGNED, "P30D", date(2021, 10, 31)),
        (SIGNED, "P2W", date(2021, 10, 15)),
        (SIGNED, "P1Y2M10D", date(2022, 12, 11)),
        (date(2021, 8, 31), "P6M", date(2022, 2, 28)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2021, 8, 31), "P6M1D", date(2022, 3, 1)),
    ],
)
def test_a_time_from_the_start_gives_a_date(start: date, duration: str, due: date) -> None:
    assert due_within(start, duration) == due


@pytest.mark.parametrize(
    "duration",
    ["", "P", "P0D", "6M", "P6", "P-6M", "PT12H", "P1DT1H", "P1.5Y", "P1D1Y", "p6m", "P٦M"],
)
def test_what_is_no_time_in_days_says_so(duration: str) -> None:
    with pytest.raises(BadDuration, match="cannot be counted from a start"):
        due_within(SIGNED, duration)


@pytest.mark.parametrize("duration", ["P9999Y", "P99999M", "P99999W", "P9999Y999999D"])
def test_a_time_beyond_the_calendar_says_so(duration: str) -> None:
    start = date(9990, 1, 1)
    with pytest.raises(BadDuration, match="beyond the year 9999"):
        due_within(start, duration)


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(1, 99_999))
def test_days_and_weeks_are_counted(start: date, number: int) -> None:
    assert due_within(start, f"P{number}D") == start + timedelta(days=number)
    assert due_within(start, f"P{number}W") == start + timedelta(weeks=number)

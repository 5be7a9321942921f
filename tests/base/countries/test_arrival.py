"""The day on which something arrives: midnight and the nights when the clock moves, in each country."""

from datetime import UTC, date, datetime, timedelta

import pytest

from overens.base.countries.rules import countries

SECOND = timedelta(seconds=1)

# Midnight there, as UTC: winter, summer, and both ends of each night on which the clock moves.
MIDNIGHTS = [
    (datetime(2026, 1, 14, 23, tzinfo=UTC), date(2026, 1, 15)),
    (datetime(2026, 7, 14, 22, tzinfo=UTC), date(2026, 7, 15)),
    (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 1, 1)),
    (datetime(2026, 3, 28, 23, tzinfo=UTC), date(2026, 3, 29)),  # 02:00 becomes 03:00: 23 hours
    (datetime(2026, 3, 29, 22, tzinfo=UTC), date(2026, 3, 30)),
    (datetime(2026, 10, 24, 22, tzinfo=UTC), date(2026, 10, 25)),  # 03:00 becomes 02:00: 25 hours
    (datetime(2026, 10, 25, 23, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2028, 2, 28, 23, tzinfo=UTC), date(2028, 2, 29)),
]


@pytest.mark.parametrize("code", ["dk", "se"])
@pytest.mark.parametrize(("midnight", "day"), MIDNIGHTS)
def test_a_day_ends_at_midnight_there(code: str, midnight: datetime, day: date) -> None:
    here = countries()[code]
    assert f"{midnight.astimezone(here.zone):%H:%M:%S}" == "00:00:00"
    assert here.today(midnight - SECOND) == day - timedelta(days=1)
    assert here.today(midnight - timedelta(microseconds=1)) == day - timedelta(days=1)
    assert here.today(midnight) == day


@pytest.mark.parametrize("code", ["dk", "se"])
@pytest.mark.parametrize(
    ("begins", "hours"),
    [
        (datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
    ],
)
def test_every_hour_of_a_night_on_which_the_clock_moves_is_of_one_day(
    code: str, begins: datetime, hours: int
) -> None:
    here = countries()[code]
    days = {here.today(begins + timedelta(minutes=minutes)) for minutes in range(hours * 60)}
    assert days == {here.today(begins)}
    assert here.today(begins + timedelta(hours=hours)) == here.today(begins) + timedelta(days=1)

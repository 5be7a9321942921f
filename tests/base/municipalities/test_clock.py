"""When a clock on the wall shows what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.municipalities.clock import moment
from overens.base.municipalities.rules import Refused

COPENHAGEN, STOCKHOLM = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_the_nights_in_which_the_clock_is_set(zone: ZoneInfo) -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    with pytest.raises(Refused, match="summer time"):
        moment(spring, time(2, 30), zone)
    assert moment(spring, time(1, 59), zone) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert moment(spring, time(3, 0), zone) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    # It comes twice; the first is meant.
    assert moment(autumn, time(2, 30), zone) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(autumn, time(3, 0), zone) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@given(
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
    st.sampled_from([COPENHAGEN, STOCKHOLM, ZoneInfo("America/St_Johns"), ZoneInfo("UTC")]),
)
def test_the_clock_there_shows_what_was_chosen(day: date, clock: time, zone: ZoneInfo) -> None:
    try:
        found = moment(day, clock, zone)
    except Refused:
        # No instant of that day shows it.
        shown = {
            (datetime.combine(day, clock, UTC) + timedelta(minutes=15 * n)).astimezone(zone)
            for n in range(-60, 60)
        }
        assert datetime.combine(day, clock) not in {at.replace(tzinfo=None) for at in shown}
        return
    there = found.astimezone(zone)
    assert (there.date(), there.replace(tzinfo=None).time()) == (day, clock)
    earlier = (found - timedelta(hours=1)).astimezone(zone)
    assert earlier.replace(tzinfo=None) != there.replace(tzinfo=None)

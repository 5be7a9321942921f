"""A clock as calendar programs read it (VTIMEZONE; RFC 5545, 3.6.5), made of what is known of the zone.
Pure.

Our own, since the library writes the beginning of summer time by the new clock in place of the old one,
and each change as a date of its own, which some programs do not read.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from overens.cycle.agreements.rules.rule_text import WEEKDAYS

YEARS = 6
"""So long a zone is looked at; what it does by a rule in these years is written as that rule."""

Change = tuple[datetime, timedelta, timedelta, str, bool]
"""The instant; the distance to UTC before and after it; what the clock is called then; whether that is
summer time."""


@lru_cache(maxsize=64)
def zone(name: str, year: int) -> Timezone:
    """From the beginning of a year on."""
    found = Timezone()
    found.add("tzid", name)
    clock = ZoneInfo(name)
    begins = datetime(year, 1, 1, tzinfo=UTC)
    offset = _offset(begins, clock)
    first: Change = (begins, offset, offset, *_called(begins, clock))
    changes = sorted(_changes(clock, begins), key=lambda one: one[1:])
    for alike in [[first], *(list(same) for _of, same in groupby(changes, lambda one: one[1:]))]:
        found.add_component(_part(alike))
    return found


def _offset(at: datetime, clock: ZoneInfo) -> timedelta:
    return at.astimezone(clock).utcoffset() or timedelta(0)


def _called(at: datetime, clock: ZoneInfo) -> tuple[str, bool]:
    local = at.astimezone(clock)
    return local.tzname() or "", bool(local.dst())


def _changes(clock: ZoneInfo, begins: datetime) -> Iterator[Change]:
    """Each time that the clock is set, to the minute."""
    for day in range(366 * YEARS):
        low = begins + timedelta(days=day)
        high = low + timedelta(days=1)
        before, after = _offset(low, clock), _offset(high, clock)
        if before == after:
            continue
        while high - low > timedelta(minutes=1):
            middle = low + timedelta(minutes=((high - low) // timedelta(minutes=1)) // 2)
            low, high = (low, middle) if _offset(middle, clock) == after else (middle, high)
        yield (high, before, after, *_called(high, clock))


def _part(changes: Sequence[Change]) -> TimezoneStandard | TimezoneDaylight:
    """What comes again alike; its times are those of the clock that is left."""
    _at, before, after, name, is_summer = changes[0]
    part = TimezoneDaylight() if is_summer else TimezoneStandard()
    onsets = [(at + before).replace(tzinfo=None) for at, *_rest in changes]
    part.add("dtstart", onsets[0])
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", name)
    if len(onsets) > 1:
        if rule := _rule(onsets):
            part.add("rrule", vRecur.from_ical(rule))
        else:
            part.add("rdate", onsets[1:])
    return part


def _rule(onsets: Sequence[datetime]) -> str:
    """The rule that gives them; empty where none does."""
    first = onsets[0]
    if any(
        (one.month, one.weekday(), one.time()) != (first.month, first.weekday(), first.time())
        for one in onsets
    ):
        return ""
    weekday = WEEKDAYS[first.weekday()]
    if all((one + timedelta(days=7)).month != one.month for one in onsets):
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY=-1{weekday}"
    places = {(one.day - 1) // 7 + 1 for one in onsets}
    if len(places) == 1:
        return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={places.pop()}{weekday}"
    return ""

"""The dates on which a recurring commitment falls due: RFC 5545 rules, on whole days. Pure.

A rule on the 29th, 30th or 31st falls on the month's last day where there is no such day (RFC
7529 calls it SKIP=BACKWARD). That comes before weekdays and positions are chosen, and dates are
found as far as somebody asks: python-dateutil can do neither (a rule without dates walks to the
year 9999), and is the oracle of the tests instead.
"""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import islice, takewhile

from django.utils.translation import gettext as _

from overens.cycle.agreements.rules.rule_text import BadRule, Recurrence, read_rule

DayTest = Callable[[date], bool]

STARTS = tuple(date(2001, 1, day) for day in range(1, 8))
"""A start on each weekday, for rules that take theirs from it."""

LAST_KIND_OF_YEAR = date(2029, 12, 31)
"""28 years hold each of the 14 calendars: leap or not, beginning on each weekday."""


def due_dates(rule: str, start: date, until: date) -> Iterator[date]:
    """The dates of `rule` after `start` and up to `until`, rising, found one by one.

    `start` is the DTSTART of RFC 5545: days that the rule leaves open come from it. It is itself
    no due date, so COUNT=3 means three due dates after it (in a calendar, where the start is an
    event, it would be the first of three). Raises BadRule.
    """
    recurrence = read_rule(rule)
    last = min(until, recurrence.until or until)
    return islice(takewhile(last.__ge__, _dates(recurrence, start, last)), recurrence.count)


def check_rule(rule: str) -> None:
    """Raises BadRule when `rule` cannot be used, or can never give a date."""
    recurrence = replace(read_rule(rule), interval=1)
    found = (_dates(recurrence, start, LAST_KIND_OF_YEAR) for start in STARTS)
    if all(next(dates, None) is None for dates in found):
        raise BadRule(_("This rule never gives a date. Its parts exclude each other."))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or that month's last day where it is shorter.

    Raises ValueError beyond the year 9999.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _dates(recurrence: Recurrence, start: date, last: date) -> Iterator[date]:
    """Dates after `start`, rising; at least all that are not after `last`."""
    if recurrence.freq in ("YEARLY", "MONTHLY") and not recurrence.chooses_days:
        months = recurrence.interval * (12 if recurrence.freq == "YEARLY" else 1)
        return _same_day_every(months, start, last)
    return filter(start.__lt__, _chosen_days(_completed(recurrence, start), start, last))


def _same_day_every(months: int, start: date, last: date) -> Iterator[date]:
    """Each date is counted from the start, so that the 31st stays the 31st after a February."""
    between = (last.year - start.year) * 12 + last.month - start.month
    return (months_after(start, passed) for passed in range(months, between + 1, months))


def _completed(rule: Recurrence, start: date) -> Recurrence:
    """What a rule leaves open comes from its start (RFC 5545, 3.3.10)."""
    if rule.freq == "DAILY" or rule.weekdays or rule.month_days or rule.year_days:
        return rule
    if rule.freq == "WEEKLY" or rule.week_numbers:
        return replace(rule, weekdays=frozenset({(0, start.weekday())}))
    return replace(rule, month_days=frozenset({start.day}))


def _chosen_days(rule: Recurrence, start: date, last: date) -> Iterator[date]:
    tests = _tests(rule)
    for days in _stretches(rule, start, last):
        for test in tests:
            days = filter(test, days)
        yield from _at_positions(rule.positions, days) if rule.positions else days


def _at_positions(positions: Iterable[int], days: Iterable[date]) -> list[date]:
    """BYSETPOS: the first is 1, the last is -1."""
    among = list(days)
    places = {place - 1 if place > 0 else len(among) + place for place in positions}
    return [among[place] for place in sorted(places) if 0 <= place < len(among)]


def _stretches(rule: Recurrence, start: date, last: date) -> Iterator[Iterable[date]]:
    """The days of every year, month, week or day that the rule looks at, from the start's on."""
    if rule.freq == "YEARLY":
        for year in range(start.year, last.year + 1, rule.interval):
            yield _days_of(year, sorted(rule.months) or range(1, 13))
    elif rule.freq == "MONTHLY":
        end = last.year * 12 + last.month
        for months in range(start.year * 12 + start.month - 1, end, rule.interval):
            year, month = divmod(months, 12)
            yield _days_of(year, (month + 1,))
    else:
        yield from _weeks_or_days(rule, start, last)


def _days_of(year: int, months: Iterable[int]) -> Iterator[date]:
    for month in months:
        for day in range(1, monthrange(year, month)[1] + 1):
            yield date(year, month, day)


def _weeks_or_days(rule: Recurrence, start: date, last: date) -> Iterator[Iterable[date]]:
    length, back = 1, 0
    if rule.freq == "WEEKLY":
        length, back = 7, (start.weekday() - rule.week_start) % 7
    for first in range(start.toordinal() - back, last.toordinal() + 1, length * rule.interval):
        days = range(max(first, 1), min(first + length, date.max.toordinal() + 1))
        yield map(date.fromordinal, days)


def _tests(rule: Recurrence) -> list[DayTest]:
    """What a day must pass: every part that is written, by any of its values."""
    tests: list[DayTest] = []
    if rule.months:
        tests.append(lambda day: day.month in rule.months)
    if rule.month_days:
        tests.append(partial(_is_month_day, rule.month_days))
    if rule.has_numbered_weekdays:
        tests.append(partial(_is_numbered_weekday, rule))
    elif rule.weekdays:
        tests.append(lambda day: (0, day.weekday()) in rule.weekdays)
    if rule.year_days:
        tests.append(partial(_is_year_day, rule.year_days))
    if rule.week_numbers:
        tests.append(partial(_is_in_week, rule))
    return tests


def _is_month_day(wanted: frozenset[int], day: date) -> bool:
    if day.day in wanted:
        return True
    if day.day < 28 and min(wanted) > 0:
        return False
    length = monthrange(day.year, day.month)[1]
    return day.day - length - 1 in wanted or (day.day == length and max(wanted) > length)


def _is_year_day(wanted: frozenset[int], day: date) -> bool:
    number = day.timetuple().tm_yday
    return number in wanted or number - _length_of(day.year) - 1 in wanted


def _is_numbered_weekday(rule: Recurrence, day: date) -> bool:
    """Counted within the month, unless the rule is about years and names no months."""
    if rule.freq == "YEARLY" and not rule.months:
        passed, left = day.timetuple().tm_yday - 1, _length_of(day.year)
    else:
        passed, left = day.day - 1, monthrange(day.year, day.month)[1]
    numbers = (0, passed // 7 + 1, -((left - passed - 1) // 7 + 1))
    return any((number, day.weekday()) in rule.weekdays for number in numbers)


def _is_in_week(rule: Recurrence, day: date) -> bool:
    """A week belongs to the year that holds most of its days (ISO 8601, with any first day)."""
    fourth = day.toordinal() - (day.weekday() - rule.week_start) % 7 + 3
    year, passed = day.year, fourth - date(day.year, 1, 1).toordinal()
    if passed < 0:
        year, passed = year - 1, passed + _length_of(year - 1)
    elif passed >= _length_of(year):
        year, passed = year + 1, passed - _length_of(year)
    number, following = passed // 7 + 1, (_length_of(year) - passed - 1) // 7
    return number in rule.week_numbers or -following - 1 in rule.week_numbers


def _length_of(year: int) -> int:
    return 366 if isleap(year) else 365

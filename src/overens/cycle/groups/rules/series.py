"""Meetings that come again: the rule (RFC 5545, RRULE), and the days that it gives. Pure.

The rule holds no more than calendar programs understand alike: by weekdays, or by dates that every
month has. The house's recurrence gives the days; a day's instant is that of the clock on the wall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, islice, takewhile
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.cycle.agreements.rules.recurrence import due_dates
from overens.cycle.agreements.rules.rule_text import WEEKDAYS, Recurrence, read_rule
from overens.cycle.groups.rules.saying import Missing

MOST_IN_SERIES, MOST_EVERY, LAST_DATE = 120, 26, 28
"""Meetings of one series; weeks between two of them; the last date that every month has."""
HORIZON = timedelta(days=396)
"""Meetings are made thirteen months ahead."""
STEP = timedelta(days=31)
"""And the next of them this often."""


class Repeats(TextChoices):
    """How a meeting comes again."""

    WEEKLY = "weekly", gettext_lazy("every week, or every few weeks")
    MONTHLY = "monthly", gettext_lazy("every month")
    QUARTERLY = "quarterly", gettext_lazy("every quarter")
    HALF_YEARLY = "half-yearly", gettext_lazy("every half-year")
    YEARLY = "yearly", gettext_lazy("every year")


class By(TextChoices):
    """What stays the same from month to month."""

    WEEKDAY = "weekday", gettext_lazy("the weekday, as the second Tuesday")
    DATE = "date", gettext_lazy("the date, as the 12th")


MONTHS = {Repeats.MONTHLY: 1, Repeats.QUARTERLY: 3, Repeats.HALF_YEARLY: 6, Repeats.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Again:
    """How often: `every` so many weeks; as long as `count` meetings, or `until` a day (one of both)."""

    repeats: str
    by: str = By.WEEKDAY
    every: int = 1
    count: int | None = None
    until: date | None = None


def rule_of(again: Again, first: date) -> str:
    """The rule of a series that begins on `first`. Raises Missing."""
    if (again.count is None) == (again.until is None):
        raise Missing(
            _("Say how many meetings there are, or until which day: one of the two."), "count"
        )
    if again.count is not None and not 1 <= again.count <= MOST_IN_SERIES:
        raise Missing(_too_many(), "count")
    if again.until is not None and again.until < first:
        raise Missing(_("The last day lies before the first meeting."), "until")
    ending = f"COUNT={again.count}" if again.count else f"UNTIL={again.until:%Y%m%d}"
    rule = f"{_rule(again, first)};{ending}"
    if len(list(islice(days(rule, first), MOST_IN_SERIES + 1))) > MOST_IN_SERIES:
        raise Missing(_too_many(), "until")
    return rule


def _too_many() -> str:
    return _("A series has %(most)s meetings at most.") % {"most": MOST_IN_SERIES}


def _rule(again: Again, first: date) -> str:
    repeats = Repeats(again.repeats)
    if repeats == Repeats.WEEKLY:
        if not 1 <= again.every <= MOST_EVERY:
            raise Missing(
                _("Say how many weeks lie between two meetings: at most %(most)s.")
                % {"most": MOST_EVERY},
                "every",
            )
        return f"FREQ=WEEKLY;INTERVAL={again.every}"
    months = MONTHS[repeats]
    if By(again.by) == By.DATE:
        if first.day > LAST_DATE:
            raise Missing(
                _("Not every month has this date. Choose one up to the 28th, or the weekday."), "by"
            )
        return f"FREQ=MONTHLY;INTERVAL={months}"
    return f"FREQ=MONTHLY;INTERVAL={months};BYDAY={numbered(first)}"


def numbered(day: date) -> str:
    """'2TU' for a second Tuesday; a fifth one is called the last, since not every month has it."""
    number = (day.day - 1) // 7 + 1
    return f"{-1 if number == 5 else number}{WEEKDAYS[day.weekday()]}"


def days(rule: str, first: date) -> Iterator[date]:
    """The days of a series, from its first on; found one by one."""
    read = read_rule(rule)
    if read.count == 1:
        return iter((first,))
    after = due_dates(_without_first(rule, read), first, read.until or date.max)
    return chain((first,), after)


def _without_first(rule: str, read: Recurrence) -> str:
    """The house counts what comes after the start; in a calendar the start is the first of them."""
    if read.count is None:
        return rule
    return rule.replace(f"COUNT={read.count}", f"COUNT={read.count - 1}")


def instant(day: date, clock: time, zone: str) -> datetime:
    """When a clock there shows that. What it skips is read as calendars do (RFC 5545, 3.3.5): with the
    distance to UTC from before."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def occurrences(rule: str, first: datetime, zone: str, until: datetime) -> Iterator[datetime]:
    """The instants of a series up to one of them (`until`), by the clock that showed its `first`."""
    local = first.astimezone(ZoneInfo(zone))
    found = (instant(day, local.time(), zone) for day in days(rule, local.date()))
    return takewhile(lambda at: at <= until, found)


def last_day(rule: str, first: date) -> date:
    """Of the last meeting."""
    *_before, last = days(rule, first)
    return last


def ended_before(rule: str, day: date) -> str:
    """The same rule without what comes on `day` and after it."""
    return f"{_bare(rule)};UNTIL={day - timedelta(days=1):%Y%m%d}"


def moved_rule(rule: str, first: date, left: int) -> str:
    """The same again from another day on, for `left` meetings. Raises Missing."""
    read = read_rule(rule)
    if read.freq == "WEEKLY":
        again = Again(Repeats.WEEKLY, every=read.interval, count=left)
    else:
        repeats = {months: one for one, months in MONTHS.items()}[read.interval]
        by = By.WEEKDAY if read.has_numbered_weekdays else By.DATE
        again = Again(repeats, by=by, count=left)
    return rule_of(again, first)


def _bare(rule: str) -> str:
    return ";".join(part for part in rule.split(";") if part[:6] not in ("COUNT=", "UNTIL="))


def in_calendars(rule: str, zone: str) -> str:
    """The rule as a calendar program reads it beside a start with a clock: UNTIL is an instant there
    (RFC 5545, 3.3.10)."""
    until = read_rule(rule).until
    if until is None:
        return rule
    end = datetime.combine(until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
    return f"{_bare(rule)};UNTIL={end:%Y%m%dT%H%M%SZ}"

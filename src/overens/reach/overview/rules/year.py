"""The year of an agreement, which begins on the agreement's own day. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from overens.cycle.agreements.rules.recurrence import months_after

MONTHS = 12
MOST_MARKS = 7
CIRCLE = 360.0
APART = 17.0
"""Degrees between two marks, so that each can be read."""

Day = TypeVar("Day")


@dataclass(frozen=True, slots=True)
class Year:
    """The n-th year, from `first` to `last`, both included."""

    number: int
    first: date
    last: date

    def months(self) -> list[date]:
        """The day on which each of its months begins."""
        return [months_after(self.first, n) for n in range(MONTHS)]

    def month_of(self, day: date) -> int:
        """In which of its months a day lies, from 0; -1 before the year, 12 after it."""
        if day > self.last:
            return MONTHS
        return sum(begins <= day for begins in self.months()) - 1

    def degrees(self, day: date) -> float:
        """Where a day of the year stands on the circle, from its top."""
        return CIRCLE * (day - self.first).days / ((self.last - self.first).days + 1)


def year_at(start: date, today: date) -> Year:
    """The year in which today lies; the first one where the agreement lies ahead.

    What began on 29 February begins its years on the 28th where there is no such day.
    """
    number = max(1, today.year - start.year + 1)
    if number > 1 and months_after(start, MONTHS * (number - 1)) > today:
        number -= 1
    first = months_after(start, MONTHS * (number - 1))
    return Year(number, first, months_after(start, MONTHS * number) - timedelta(days=1))


def nearest(days: Sequence[Day], days_past: int, most: int = MOST_MARKS) -> tuple[int, int]:
    """Which of the days are marked, as from and until: what comes first, after what was last.

    The first `days_past` of them are over. Where there is room, more of the past is shown.
    """
    coming = min(len(days) - days_past, most - min(days_past, 2))
    past = min(days_past, most - coming)
    return days_past - past, days_past + coming


def spread(angles: Sequence[float], apart: float = APART) -> list[float]:
    """Rising angles moved as little as it takes that no mark covers another one."""
    placed: list[float] = []
    for angle in angles:
        placed.append(max(angle, placed[-1] + apart) if placed else angle)
    highest = CIRCLE - apart + (angles[0] if angles else 0)
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], highest)
        highest = placed[place] - apart
    return placed

"""In which months something is on file, and since when it is quiet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MONTHS = 12
QUIET_AFTER = 2
"""Whole months without anything, before this one, that make it quiet."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """The last twelve months, oldest first: in which of them something is dated.

    `latest` is the first day of the newest month with something; None where there is none.
    """

    months: tuple[bool, ...]
    latest: date | None
    is_quiet: bool


def months_to(today: date) -> list[date]:
    """The first day of each of the last twelve months, oldest first; the newest is today's."""
    last = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def quiet(days: Iterable[date], today: date) -> Quiet:
    """From the days on which something is dated. What is dated after today is nothing yet."""
    shown = {day.replace(day=1) for day in days if day <= today}
    months = months_to(today)
    marks = tuple(month in shown for month in months)
    latest = max((month for month in months if month in shown), default=None)
    silent = next((n for n, mark in enumerate(reversed(marks)) if mark), MONTHS)
    return Quiet(marks, latest, silent > QUIET_AFTER)

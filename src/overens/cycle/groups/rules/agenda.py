"""What an agenda may hold, and how its time is kept. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from overens.cycle.groups.rules.saying import Missing, Texts

MOST_ITEMS, MOST_MINUTES = 100, 600
"""Items of one agenda; minutes of one item."""


@dataclass(frozen=True, slots=True)
class Item:
    """What is said of an item; `presenter` is a post, `question` the number of a concrete one."""

    titles: Texts
    minutes: int | None = None
    presenter: UUID | None = None
    question: int | None = None


class Timed(Protocol):
    """What the rules need to know of an item."""

    minutes: int | None
    is_done: bool


def template() -> list[tuple[str, int]]:
    """The items with which an empty agenda begins, in the language that is switched on, with minutes."""
    return [
        (_("Since last time"), 10),
        (_("Concrete questions"), 30),
        (_("Decisions"), 15),
        (_("Tasks: who does what by when"), 10),
        (_("Next meeting"), 5),
    ]


def minutes(value: int | None) -> int | None:
    """Raises Missing for what no item takes."""
    if value is not None and not 0 < value <= MOST_MINUTES:
        raise Missing(
            _("Write between 1 and %(most)s minutes.") % {"most": MOST_MINUTES}, "minutes"
        )
    return value


def planned_minutes(items: Iterable[Timed]) -> int:
    return sum(one.minutes or 0 for one in items)


def behind(items: Sequence[Timed], current: int, starts_at: datetime, now: datetime) -> int:
    """Whole minutes by which the item at a place (`current`) has overrun what the agenda gives it and
    those before it; negative where there is time left. Zero before the meeting begins."""
    due = starts_at + timedelta(minutes=planned_minutes(items[: current + 1]))
    if now < starts_at:
        return 0
    return int((now - due).total_seconds() // 60)


def current(items: Sequence[Timed]) -> int | None:
    """The place of the first that is not done."""
    return next((place for place, one in enumerate(items) if not one.is_done), None)

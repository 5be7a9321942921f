"""In which order things wait for somebody. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from overens.reach.overview.states import Kind


class Waiting(NamedTuple):
    """Something that waits. `day` is its date: a last day to act, or the day on which it came up.

    `is_late` is said on the desk alone, and computed whenever it is shown. `about` is the row that
    it is about, as its kind has it; `subject` orders what has the same date.
    """

    kind: Kind
    day: date | None
    is_deadline: bool
    is_late: bool
    subject: str
    about: object


def in_order(found: Iterable[Waiting]) -> list[Waiting]:
    """Late first, then by the date to be kept, then what has no such date: oldest first."""
    return sorted(
        found,
        key=lambda one: (
            not one.is_late,
            not one.is_deadline,
            one.day or date.max,
            one.kind,
            one.subject,
        ),
    )

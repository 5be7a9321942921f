"""May and must about posts and seats. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol


class Held(Protocol):
    """What the rules need to know of a seat."""

    since: date | None
    until: date | None


class Refused(Exception):
    """An action that may not be done; the message is a whole sentence for the user."""


def overlaps(seat: Held, others: Iterable[Held]) -> bool:
    """Whether a seat shares a day with another one; seats without known dates share none."""
    if seat.since is None:
        return False
    end = seat.until or date.max
    return any(
        other.since is not None
        and other.since <= end
        and (other.until is None or other.until >= seat.since)
        for other in others
    )

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


class Changed(Refused):
    """Somebody else has written in the text since it was read; nothing was written over it.

    `theirs` is the text as it stands now, `revision` the one that it has: whoever sends again with
    that revision has read it.
    """

    def __init__(self, message: str, theirs: str, revision: int) -> None:
        super().__init__(message)
        self.theirs, self.revision = theirs, revision


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

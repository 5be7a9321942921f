"""May and must about posts and seats. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol


class Held(Protocol):
    """What the rules need to know of a seat."""

    since: date | None
    until: date | None
    began_at: datetime | None
    ended_at: datetime | None


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


NEVER = datetime.max.replace(tzinfo=UTC)
"""When a seat ends whose last day nobody has said."""


def overlaps(seat: Held, others: Iterable[Held], zone: tzinfo = UTC) -> bool:
    """Whether a seat shares a moment with another one; seats without known dates share none.

    `zone` is the authority's: a day begins and ends by its clock. Who was ended in the middle of
    a day shares nothing with whoever begins later on that day.
    """
    if seat.since is None:
        return False
    begins, ends = _moments(seat, zone)
    others_moments = (_moments(other, zone) for other in others if other.since is not None)
    # A seat that was ended before it began holds no moment at all.
    return begins < ends and any(
        max(begins, first) < min(ends, last) for first, last in others_moments
    )


LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "đ": "d"})
"""Letters that are no letter with a mark, and what stands for them in an address."""


def slug_of(name: str, most: int = 40) -> str:
    """A name as it stands in addresses: 'Køge Kommune' becomes 'koge-kommune'. Empty where
    nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    words = re.split(r"[^a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(filter(None, words))[:most].strip("-")


def are_without_gap(seats: Iterable[Held], at: datetime, zone: tzinfo) -> bool:
    """Whether somebody holds one of the seats at each moment from `at` on, for ever."""
    moments = sorted(_moments(seat, zone) for seat in seats if seat.since is not None)
    reached = at
    for begins, ends in moments:
        if begins <= reached < ends:
            reached = ends
    return reached == NEVER


def _moments(seat: Held, zone: tzinfo) -> tuple[datetime, datetime]:
    """From when (included) until when (not included) a seat with known dates is held."""
    assert seat.since
    begins = seat.began_at or _midnight(seat.since, zone)
    ends = NEVER if seat.until in (None, date.max) else _after(seat.until, zone)
    return begins, min(ends, seat.ended_at or NEVER)


def _after(day: date | None, zone: tzinfo) -> datetime:
    assert day
    return _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)

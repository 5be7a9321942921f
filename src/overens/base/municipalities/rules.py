"""May and must about posts and seats. Pure."""

import re
import unicodedata
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


LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "đ": "d"})
"""Letters that are no letter with a mark, and what stands for them in an address."""


def slug_of(name: str, most: int = 40) -> str:
    """A name as it stands in addresses: 'Køge Kommune' becomes 'koge-kommune'. Empty where
    nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    words = re.split(r"[^a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    return "-".join(filter(None, words))[:most].strip("-")

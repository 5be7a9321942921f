"""What makes a line hold: its canonical form, its seal, and what verifying finds. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from overens.base.trail.canonical import canonical, values_of


@dataclass(frozen=True, slots=True)
class Entry:
    """A line as bytes are made from it. Times are UTC, hashes lower-case hexadecimal SHA-256."""

    chain: str
    number: int
    at: datetime
    by_kind: str
    by_id: str
    what: str
    object_kind: str
    object_id: str
    audience: str
    details_hash: str
    previous: str

    def canonical(self) -> bytes:
        """RFC 8785 JSON; the time as text, since JSON has none."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        return canonical(values_of(self) | {"at": at})

    def seal(self) -> str:
        """The hash that the next line names as `previous`."""
        return sha256(self.canonical()).hexdigest()


@dataclass(frozen=True, slots=True)
class Stored:
    """A line as it was found: the entry, its seal, and its details where they still exist."""

    entry: Entry
    seal: str
    details: tuple[str, Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain had come when somebody wrote it down."""

    number: int
    seal: str


def hash_details(salt: str, values: Mapping[str, Any]) -> str:
    """Salted, so that a removed name cannot be found again by trying names."""
    return sha256(salt.encode() + canonical(dict(values))).hexdigest()


def in_utc(at: datetime | None) -> str:
    """An instant as details hold it, since JSON has none; empty where there is none."""
    return at.astimezone(UTC).isoformat() if at else ""


def first_fault(lines: Iterable[Stored], held: Head, published: Head | None = None) -> str:
    """The first thing that does not hold in one chain, as a sentence; empty where all holds.

    `held` is the head that the chain's own row names, `published` one that was written down
    outside: it alone shows that a whole tail was cut off or written anew.
    """
    number, seal, passed = 0, "", published is None or published.number == 0
    for line in lines:
        fault = _fault(line, number + 1, seal)
        if fault:
            return fault
        number, seal = line.entry.number, line.seal
        if published and number == published.number:
            if seal != published.seal:
                return written_anew(number)
            passed = True
    if (number, seal) != (held.number, held.seal):
        return _(
            "The chain ends with line %(number)s, but its head says line %(head)s: lines are missing."
        ) % {"number": number, "head": held.number}
    if not passed and published:
        return cut_off(number, published.number)
    return ""


def written_anew(number: int) -> str:
    """That a chain does not have a head that was published at its place."""
    return _(
        "Line %(number)s is not the one that was published: "
        "it, or a line before it, was written anew."
    ) % {"number": number}


def cut_off(number: int, head: int) -> str:
    """That a chain ends before a head that was published."""
    return _(
        "The chain ends with line %(number)s, but line %(head)s was published: its end was cut off."
    ) % {"number": number, "head": head}


def _fault(line: Stored, number: int, previous: str) -> str:
    entry = line.entry
    if entry.number != number:
        return _("Line %(number)s is missing; line %(next)s follows in its place.") % {
            "number": number,
            "next": entry.number,
        }
    if entry.previous != previous:
        return _("Line %(number)s does not follow from the line before it.") % {"number": number}
    if entry.seal() != line.seal:
        return _("Line %(number)s was changed: its hash is not that of its content.") % {
            "number": number
        }
    if line.details and hash_details(*line.details) != entry.details_hash:
        return _("The details of line %(number)s were changed.") % {"number": number}
    return ""

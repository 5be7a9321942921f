"""The parts of a programme: what overlaps, and what an old programme says. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Protocol, TypeVar
from uuid import UUID

from overens.base.languages.rules import legible
from overens.cycle.groups.rules.saying import MOST_IN_PLACE, MOST_IN_TITLE, Texts
from overens.cycle.groups.states import PartKind

MOST_PARTS = 200
"""Of one programme."""


class Timed(Protocol):
    """What the rules need to know of a part."""

    track: str
    position: int
    starts_at: datetime | None
    ends_at: datetime | None


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of a part; without `starts`, nobody knows when it was. Without `ends` it is known
    when it began alone."""

    titles: Texts
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    track: str = ""
    kind: str = PartKind.SESSION
    place: str = ""
    responsible: UUID | None = None


def in_order(parts: Sequence[T]) -> list[T]:
    """By time, and what has none at the end, as it stood."""
    timed = ((one.starts_at, one.track, place) for place, one in enumerate(parts) if one.starts_at)
    rest = sorted((one.position, place) for place, one in enumerate(parts) if not one.starts_at)
    places = [*(place for *_when, place in sorted(timed)), *(place for _line, place in rest)]
    return [parts[place] for place in places]


def overlapping(parts: Sequence[T]) -> list[tuple[T, T]]:
    """Parts of one track, or of all and of one track, that share a moment; each beside the one that
    lasts longest of those that began before it."""
    spans = [
        (one.starts_at, one.ends_at, place)
        for place, one in enumerate(parts)
        if one.starts_at and one.ends_at
    ]
    found: set[tuple[int, int]] = set()
    for track in {parts[place].track for *_when, place in spans}:
        longest: tuple[datetime, int] | None = None
        for starts, ends, place in sorted(spans):
            if parts[place].track not in (track, ""):
                continue
            if longest and longest[0] > starts:
                found.add((longest[1], place))
            if longest is None or ends > longest[0]:
                longest = (ends, place)
    return [(parts[a], parts[b]) for a, b in sorted(found, key=lambda pair: _began(parts, pair))]


def _began(parts: Sequence[Timed], pair: tuple[int, int]) -> tuple[str, str]:
    return str(parts[pair[1]].starts_at), str(parts[pair[0]].starts_at)


DASH = r"\s*(?:[-‐-―−]|to|till|til)\s*"
CLOCK = r"(?:kl\.?\s*)?([01]?\d|2[0-4])(?:[.:h]([0-5]\d))?"
TIMES = re.compile(
    rf"^\W*{CLOCK}(?:{DASH}{CLOCK})?(?:\s*(?:h|uhr|hrs|kl\.?))?\b[\s:.,;)–—-]*", re.I
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
DAY = re.compile(r"\b(\d{1,2})\.?\s*(?:/|(?:den\s+)?)([a-zæøå]{3,}|\d{1,2})\b(?:\s*(\d{4}))?", re.I)
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
NUMBERED = re.compile(r"^\W*(?:dag|day)\s*(\d{1,2})\b", re.I)


def read_lines(text: str, language: str, first: date, last: date) -> list[Part]:
    """The parts of an old programme, a line each: '09.00–10.30 Title; place'. A line that names a day
    alone ('Tisdag 4 maj', 'Dag 2') begins that day.

    Read leniently, and nothing is lost: a line whose time cannot be read is a part without time, and
    what has no room in a title goes on in the next part.
    """
    found: list[Part] = []
    day = first
    for line in legible(text).split("\n"):
        said = " ".join(line.split())
        if not said:
            continue
        times = TIMES.match(said)
        clock = _clocks(times) if times and not ISO.match(said) else None
        if clock is None:
            named = _day_in(said, first, last)
            if named and len(said) <= 40:
                day = named
                continue
        at = times.end() if clock and times else 0
        found += _parts(said[at:].strip() or said, language, day, clock)
    return found


def _clocks(found: re.Match[str]) -> tuple[time, time | None] | None:
    """A beginning with its end. A bare number is no time unless another one follows it."""
    first, minutes, until, rest = found.groups()
    if minutes is None and until is None:
        return None
    if minutes is None and rest is None and int(until) <= int(first):
        return None
    starts = _time(first, minutes)
    ends = _time(until, rest) if until else None
    if starts is None or (until and ends is None):
        return None
    return starts, ends


def _time(hour: str, minutes: str | None) -> time | None:
    if int(hour) == 24:
        return time(23, 59)
    return time(int(hour), int(minutes or 0))


def _day_in(said: str, first: date, last: date) -> date | None:
    """The day of the visit that a line names."""
    days = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    if numbered := NUMBERED.match(said):
        place = int(numbered[1]) - 1
        return days[place] if 0 <= place < len(days) else None
    if iso := ISO.search(said):
        return next((one for one in days if one.isoformat() == iso[0]), None)
    for found in DAY.finditer(said):
        number, month = int(found[1]), found[2].lower()
        wanted = int(month) if month.isdigit() else MONTHS.get(month[:3])
        for one in days:
            if (one.day, one.month) == (number, wanted):
                return one
    return None


def _parts(
    said: str, language: str, day: date, clock: tuple[time, time | None] | None
) -> list[Part]:
    """One, or several where the line is longer than a title."""
    title, _semicolon, place = (one.strip() for one in said.partition(";"))
    if not title or len(place) > MOST_IN_PLACE:
        title, place = said, ""
    pieces = [title[n : n + MOST_IN_TITLE] for n in range(0, len(title), MOST_IN_TITLE)]
    starts, ends = clock or (None, None)
    if ends and starts and ends <= starts:
        # It ends after midnight, or was mistyped: when it began is known.
        ends = None
    first = Part({language: pieces[0]}, day if clock else None, starts, ends, place=place)
    return [first, *(Part({language: piece}) for piece in pieces[1:])]

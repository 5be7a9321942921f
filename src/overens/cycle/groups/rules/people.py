"""Who was there, from an old list: names by their side. Pure."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from overens.base.languages.rules import legible
from overens.cycle.groups.rules.saying import line

MOST_IN_PERSON = 200
"""Characters: a name with what stands beside it in an old list."""

MARK = re.compile(r"^(?:[-–—•*·]|\d{1,3}[.)])\s+")
PARTS = re.compile(r"\s*[,;\t]\s*")
IN_BRACKETS = re.compile(r"^(.*\S)\s*\(([^()]*)\)$")


def read_people(
    text: str, field: str, side: UUID | None, parties: Mapping[str, UUID]
) -> Iterator[tuple[UUID | None, str]]:
    """Each line as somebody, with the side: that under which the line was written (None: a guest),
    unless it says another one itself, as old lists do: 'Name, title, municipality', or a line with a
    municipality alone above its people. `parties` are the names of each, in small letters.

    All else stays in the line as it was written: a title is told from a name by nobody. Raises Missing.
    """
    known, under = dict(parties), side
    for said in legible(text).split("\n"):
        said = MARK.sub("", said.strip())
        if heading := known.get(_key(said)):
            under = heading
            continue
        if said:
            own, rest = _own_side(said, known)
            yield own or under, line(rest, field, MOST_IN_PERSON)


def _own_side(said: str, known: Mapping[str, UUID]) -> tuple[UUID | None, str]:
    """The party that a line names last, and the line without it."""
    bracketed = IN_BRACKETS.match(said)
    if bracketed and (found := known.get(_key(bracketed[2]))):
        return found, bracketed[1]
    parts = [part for part in PARTS.split(said) if part]
    if len(parts) > 1 and (found := known.get(_key(parts[-1]))):
        return found, ", ".join(parts[:-1])
    return None, ", ".join(parts) if "\t" in said else said


def _key(said: str) -> str:
    return " ".join(said.split()).rstrip(" :.").casefold()

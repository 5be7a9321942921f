"""How an authority writes the numbers of its register, and reads them again. Pure.

A format is text with fields in it: `{prefix} {year}/{number}` gives 'KS 2018/14', and
`{year}-{number:5}` gives '2018-00014', at least so many digits. Each authority sets its own; a country
only says with which one it begins.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from string import Formatter
from typing import NamedTuple

from django.utils.translation import gettext as _


class Number(NamedTuple):
    """A number taken apart; `prefix` is empty where the format has none."""

    prefix: str
    year: int
    number: int


class _Part(NamedTuple):
    """Text that stands as it is, and the field behind it: none at the end. `width` is in digits."""

    text: str
    field: str
    width: int


PREFIX = r"\S(?:.*\S)?"
FIELDS = {"prefix": f"({PREFIX})", "year": r"([1-9]\d{3})", "number": r"(\d{1,18})", "": ""}


def write(format: str, prefix: str, year: int, number: int) -> str:
    """A number as the register shows it, in a format that `refusal` let pass."""
    written = {"prefix": prefix, "year": str(year), "": ""}
    return "".join(
        part.text + (written | {"number": f"{number:0{part.width}}"})[part.field]
        for part in _parts(format)
    )


def read(format: str, text: str) -> Number | None:
    """What a written number says; nothing where it is not written in this format."""
    parts = _parts(format)
    pattern = "".join(re.escape(part.text) + FIELDS[part.field] for part in parts)
    match = re.fullmatch(pattern, text, re.ASCII)
    if not match:
        return None
    fields = [part.field for part in parts if part.field]
    said = {"prefix": ""} | dict(zip(fields, match.groups(), strict=True))
    number = Number(said["prefix"], int(said["year"]), int(said["number"]))
    # '2018/014' is not how 14 is written in a format without a width.
    return number if number.number and write(format, *number) == text else None


def refusal(format: str, prefix: str = "") -> str:
    """Why a register cannot be numbered so; empty where it can."""
    try:
        parts = _parts(format)
    except ValueError:
        return _(
            "The format may hold {prefix}, {year}, {number} and {number:5}, and no other braces."
        )
    fields = sorted(part.field for part in parts if part.field)
    if fields not in (["number", "year"], ["number", "prefix", "year"]):
        return _("The format must hold the year and the number, and each field once.")
    if "prefix" in fields and not re.fullmatch(PREFIX, prefix, re.ASCII):
        return _("This format needs a prefix, which begins and ends with a letter or a mark.")
    if not _are_parted(parts):
        return _("In the format something that is no digit must stand between two fields.")
    return ""


@lru_cache(maxsize=100)  # each list writes its numbers in one format
def _parts(format: str) -> tuple[_Part, ...]:
    parts = []
    for text, field, width, conversion in Formatter().parse(format):
        if field not in (None, "prefix", "year", "number") or conversion:
            raise ValueError(format)
        if width and not (field == "number" and re.fullmatch("[1-9]", width)):
            raise ValueError(format)
        parts.append(_Part(text, field or "", int(width or 1)))
    return tuple(parts)


def _are_parted(parts: Sequence[_Part]) -> bool:
    """Whether a digit of a field is never taken for one of its neighbour's, or of the text's."""
    between = [part.text for part in parts if part.field][1:]
    touching = [mark for part in parts for mark in (part.text[:1], part.text[-1:])]
    return all(between) and not any(mark.isdecimal() for mark in touching)

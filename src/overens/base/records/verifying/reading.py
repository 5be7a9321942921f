"""How rows and lines are read to be compared: in parts, since a register grows for years."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from overens.base.records.models import Register
from overens.base.records.states import Direction
from overens.base.trail.models import Line

AT_ONCE = 500
ENTERED = tuple(f"entry.{direction}" for direction in Direction)


def in_parts(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """At most so many of them at once."""
    rows = iter(rows)
    while some := list(islice(rows, AT_ONCE)):
        yield some


def lines(register: Register, what: Iterable[str]) -> QuerySet[Line]:
    """The lines of an authority's chain that tell of such things, in order."""
    return (
        Line.objects.filter(
            chain__holder="authority", chain__holder_id=str(register.pk), what__in=list(what)
        )
        .select_related("details")
        .order_by("number")
    )


def lines_about(
    register: Register, what: Iterable[str], about: Iterable[object]
) -> dict[str, list[Line]]:
    """Such lines by the id of what they are about."""
    found: dict[str, list[Line]] = {}
    for line in lines(register, what).filter(object_id__in=[str(pk) for pk in about]):
        found.setdefault(line.object_id, []).append(line)
    return found


def told(line: Line, name: str) -> Any:
    """What a line tells under a name; None where such was not told yet when it was written. Where
    its details are gone it is empty, as no seal is."""
    return line.details.values.get(name) if hasattr(line, "details") else ""


def by_entry(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    """Rows that are ordered by their entry."""
    return {pk: list(own) for pk, own in groupby(rows, key=lambda row: row.entry_id)}

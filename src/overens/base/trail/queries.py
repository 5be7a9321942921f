"""Readers of the trail: what is new since a cursor, the heads, and whether the chains hold."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F, Q, QuerySet

from overens.base.trail.models import Chain, Line
from overens.base.trail.rules import Entry, Head, Stored, first_fault
from overens.base.trail.states import Audience, Holder

Cursor = Mapping[str, int]
"""How far a reader has come: per chain the number of the last line it has read.

One number per chain, since a line's number is given under the chain's lock: whoever has read
line 7 has read every line before it. A cursor over all lines loses those that commit late.
"""


def lines_after(cursor: Cursor, most: int = 1000) -> list[Line]:
    """At most that many lines that the reader has not read, chain by chain, in order."""
    behind = Q(pk__in=[])
    for chain in Chain.objects.all():
        read = cursor.get(str(chain), 0)
        if chain.length > read:
            behind |= Q(chain=chain, number__gt=read)
    lines = Line.objects.filter(behind).select_related("chain").order_by("chain", "number")
    return list(lines[:most])


def moved(cursor: Cursor, lines: list[Line]) -> dict[str, int]:
    """The cursor after these lines."""
    return {**cursor, **{str(line.chain): line.number for line in lines}}


def public_lines(object_kind: str, object_id: str) -> QuerySet[Line]:
    """What everyone may read of one object's history, newest first."""
    return (
        Line.objects.filter(object_kind=object_kind, object_id=object_id, audience=Audience.PUBLIC)
        .select_related("chain", "details")
        .order_by("-at", "-chain_id", "-number")
    )


def public_lines_of(kinds: Collection[str], ids: Collection[str]) -> QuerySet[Line]:
    """The same for many objects."""
    found = Line.objects.filter(object_kind__in=kinds, object_id__in=ids, audience=Audience.PUBLIC)
    return found.select_related("chain", "details").order_by("-at", "-chain_id", "-number")


def public_lengths(authorities: Sequence[str] = ()) -> list[tuple[str, int]]:
    """Per authority (each one, where none is named) the number of its newest public line.

    Plain SQL, as in `last_public`: every public page asks these, and composing the statement anew
    by the ORM costs five times what the database needs to answer it.
    """
    named = f" AND holder_id IN ({', '.join(['%s'] * len(authorities))})" if authorities else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT holder_id, public_length FROM trail_chain WHERE holder = %s{named} "
            "ORDER BY holder_id",
            [Holder.AUTHORITY.value, *authorities],
        )
        return [(holder, length) for holder, length in cursor.fetchall()]


def last_public(object_kind: str, object_id: str) -> tuple[datetime, str] | None:
    """When the newest public line about an object was written, and whose chain holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT line.at, chain.holder_id FROM trail_line line "
            "JOIN trail_chain chain ON chain.id = line.chain_id "
            "WHERE line.object_kind = %s AND line.object_id = %s AND line.audience = %s "
            "ORDER BY line.at DESC LIMIT 1",
            [object_kind, object_id, Audience.PUBLIC.value],
        )
        for at, holder in cursor.fetchall():
            # SQLite keeps times as text.
            when = at if isinstance(at, datetime) else datetime.fromisoformat(at)
            return when.replace(tzinfo=when.tzinfo or UTC), holder
    return None


def has_written(authority: str) -> bool:
    """Whether an authority's own people have ever written anything here."""
    return Chain.objects.filter(holder=Holder.AUTHORITY, holder_id=authority, length__gt=0).exists()


def heads() -> dict[str, Head]:
    """The head of each chain by its name, as it is published."""
    return {
        str(chain): Head(chain.length, chain.head)
        for chain in Chain.objects.order_by("holder", "holder_id")
    }


def stored_lines(chain: Chain) -> Iterator[Stored]:
    """One chain from its beginning, as it lies in the database."""
    # Up to the head as it was read: what is written meanwhile is no fault.
    lines = chain.lines.select_related("details").order_by("number", F("pk"))
    lines = lines.filter(number__lte=chain.length)
    for line in lines.iterator(chunk_size=2000):
        details = getattr(line, "details", None)
        yield Stored(
            Entry(
                chain=str(chain),
                number=line.number,
                at=line.at,
                by_kind=line.by_kind,
                by_id=line.by_id,
                what=line.what,
                object_kind=line.object_kind,
                object_id=line.object_id,
                audience=line.audience,
                details_hash=line.details_hash,
                previous=line.previous,
            ),
            line.seal,
            (details.salt, details.values) if details else None,
        )


def faults(published: Mapping[str, Head] | None = None) -> dict[str, str]:
    """Per chain the first thing that does not hold; empty where every chain holds.

    A chain that was published and is not here any more is a fault too.
    """
    published = published or {}
    found = {}
    here = {str(chain): chain for chain in Chain.objects.all()}
    for name in sorted(here.keys() | published.keys()):
        chain = here.get(name)
        lines = stored_lines(chain) if chain else iter(())
        held = Head(chain.length, chain.head) if chain else Head(0, "")
        fault = first_fault(lines, held, published.get(name))
        if fault:
            found[name] = fault
    return found

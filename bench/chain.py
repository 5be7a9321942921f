"""A worker with one chain that holds so many lines already. It answers in lines per second.

'write 50' writes that many, each in a transaction of its own; 'verify' verifies the chain;
'hash' takes only the SHA-256 of the same lines' canonical bytes.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import perf_counter
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from overens.base.trail.models import Chain
    from overens.base.trail.rules import Entry

HOLDER = "11111111-1111-4111-8111-111111111111"
SEAT = "22222222-2222-4222-8222-222222222222"
AGREEMENT = "33333333-3333-4333-8333-333333333333"
SALT = "0123456789abcdef0123456789abcdef"
DETAILS = {"agreement": "koge-kristianstad", "commitment": 3, "kind": "meeting-held"}
BEGUN = datetime(2022, 1, 1, tzinfo=UTC)


def entries(length: int) -> "Iterator[Entry]":
    """Lines of one chain that follow from each other."""
    from overens.base.trail.rules import Entry, hash_details

    details, previous = hash_details(SALT, DETAILS), ""
    for number in range(1, length + 1):
        entry = Entry(
            chain=f"authority:{HOLDER}",
            number=number,
            at=BEGUN + timedelta(minutes=number),
            by_kind="seat",
            by_id=SEAT,
            what="evidence.noted",
            object_kind="agreement",
            object_id=AGREEMENT,
            audience="public",
            details_hash=details,
            previous=previous,
        )
        yield entry
        previous = entry.seal()


def fill(length: int) -> None:
    """Put the lines into the database at once: writing them one by one would take minutes."""
    from django.db import transaction

    from overens.base.trail.models import Chain, Details, Line

    found = list(entries(length))
    head = found[-1].seal() if found else ""
    seals = [entry.previous for entry in found[1:]] + [head]
    with transaction.atomic():
        chain = Chain.objects.create(
            holder="authority", holder_id=HOLDER, length=length, public_length=length, head=head
        )
        for first in range(0, length, 5000):
            lines = [
                Line(chain=chain, seal=seal, **_columns(entry))
                for entry, seal in zip(
                    found[first : first + 5000], seals[first : first + 5000], strict=True
                )
            ]
            Line.objects.bulk_create(lines)
            Details.objects.bulk_create(
                Details(line=line, salt=SALT, values=DETAILS) for line in lines
            )


def _columns(entry: "Entry") -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__slots__ if name != "chain"}


def write(lines: int) -> float:
    """Lines per second, as an action writes them."""
    from django.db import transaction

    from overens.base.trail.actions import Ref, write
    from overens.base.trail.states import Audience

    begun = perf_counter()
    for _line in range(lines):
        with transaction.atomic():
            write(
                chain=Ref("authority", HOLDER),
                by=Ref("seat", SEAT),
                what="evidence.noted",
                about=Ref("agreement", AGREEMENT),
                audience=Audience.PUBLIC,
                details=DETAILS,
            )
    return lines / (perf_counter() - begun)


def verify() -> float:
    """Lines per second, read from the database and verified."""
    from overens.base.trail.queries import stored_lines
    from overens.base.trail.rules import Head, first_fault

    chain = _chain()
    begun = perf_counter()
    fault = first_fault(stored_lines(chain), Head(chain.length, chain.head))
    taken = perf_counter() - begun
    if fault:
        raise RuntimeError(fault)
    return chain.length / taken


def hashed() -> float:
    """Lines per second, hashed in memory and nothing else."""
    from overens.base.trail.queries import stored_lines

    lines = [stored.entry.canonical() for stored in stored_lines(_chain())]
    begun = perf_counter()
    for line in lines:
        sha256(line).hexdigest()
    return len(lines) / (perf_counter() - begun)


def _chain() -> "Chain":
    from overens.base.trail.models import Chain

    return Chain.objects.get(holder="authority", holder_id=HOLDER)


def answer(line: str) -> float:
    """Do what a line says."""
    what, *number = line.split()
    if what == "write":
        return write(int(number[0]))
    return {"verify": verify, "hash": hashed}[what]()


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
    for said in sys.stdin:
        print(answer(said), flush=True)

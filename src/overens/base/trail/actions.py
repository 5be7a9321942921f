"""The one way to write the trail: `write`, the last statement of every action."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from overens.base.trail.identifiers import new_salt
from overens.base.trail.models import Chain, Details, Line
from overens.base.trail.rows import found, insert, new, update
from overens.base.trail.rules import Entry, hash_details
from overens.base.trail.states import INSTANCE_ID, Audience, Holder


class Ref(NamedTuple):
    """Somebody or something, as the trail knows it: 'seat' and its id, 'agreement' and its id."""

    kind: str
    id: str


INSTANCE = Ref(Holder.INSTANCE, INSTANCE_ID)


class SecondChain(RuntimeError):
    """A transaction wrote two chains: on PostgreSQL that deadlocks with one that does the reverse."""


def write(
    *,
    chain: Ref,
    by: Ref,
    what: str,
    about: Ref,
    audience: Audience,
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Line:
    """Write one line at the end of a chain, inside the caller's transaction and at its end.

    `chain` is (authority, its id) or INSTANCE; `details` are JSON values that may go one day.
    Raises SecondChain where this transaction has written another chain.
    """
    _one_chain_per_transaction(chain)
    row = _locked(chain)
    salt, values = new_salt(), dict(details or {})
    entry = Entry(
        chain=str(row),
        number=row.length + 1,
        at=at or timezone.now(),
        by_kind=by.kind,
        by_id=by.id,
        what=what,
        object_kind=about.kind,
        object_id=about.id,
        audience=Audience(audience).value,
        details_hash=hash_details(salt, values),
        previous=row.head,
    )
    line = _kept(row, entry)
    insert(new(Details, line=line, salt=salt, values=values))
    row.length, row.head = line.number, line.seal
    if audience == Audience.PUBLIC:
        row.public_length = line.number
    update(row, "length", "head", "public_length")
    return line


def _kept(row: Chain, entry: Entry) -> Line:
    line = new(
        Line,
        chain=row,
        number=entry.number,
        at=entry.at,
        by_kind=entry.by_kind,
        by_id=entry.by_id,
        what=entry.what,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        audience=entry.audience,
        details_hash=entry.details_hash,
        previous=entry.previous,
        seal=entry.seal(),
    )
    insert(line)
    return line


def _locked(chain: Ref) -> Chain:
    """The chain's row, locked until the transaction ends; made by the first line."""
    named = {"holder": chain.kind, "holder_id": chain.id}
    held = found(Chain, lock=True, **named)
    if not held:
        Chain.objects.bulk_create([Chain(**named)], ignore_conflicts=True)
        held = found(Chain, lock=True, **named)
    return held[0]


class _Written:
    """Left among the transaction's on-commit calls, which Django drops on commit and on rollback."""

    def __init__(self, chain: Ref) -> None:
        self.chain = chain

    def __call__(self) -> None:
        """Nothing to do: that it stood there was the message."""


def _one_chain_per_transaction(chain: Ref) -> None:
    """Remember with the outermost transaction which chain it writes."""
    if not connection.in_atomic_block:
        raise RuntimeError("The trail is written inside the action's transaction.")
    for savepoints, call in (left[:2] for left in connection.run_on_commit):
        if isinstance(call, _Written) and call.chain != chain and _is_own(savepoints):
            raise SecondChain(f"This transaction writes {call.chain} and {chain}.")
    transaction.on_commit(_Written(chain))


def _is_own(savepoints: set[str]) -> bool:
    """Whether a call was left by this action's transaction.

    Always so outside of tests; inside, where a test's own blocks stand around all actions, each
    action's outermost block is a savepoint.
    """
    around = sum(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)
    return not around or not savepoints.isdisjoint(connection.savepoint_ids[around - 1 : around])

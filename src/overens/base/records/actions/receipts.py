"""Receipts under their lock, with all that entering and noting them needs."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from overens.base.municipalities.models import Authority, Municipality
from overens.base.records.models import Arrival, Receipt, Register, Sender
from overens.base.trail.rows import columns, made


def locked_receipts(pk: UUID) -> dict[UUID, Receipt]:
    """A receipt and all others of its arrival, with the arrival, under their lock; with its sender,
    and with the authorities and their registers."""
    with connection.cursor() as cursor:
        cursor.execute(_receipts(connection.features.has_select_for_update), [_key(pk)])
        return {receipt.pk: receipt for receipt in map(_receipt, cursor.fetchall())}


JOINED: Mapping[str, type[Model]] = {
    "receipt": Receipt,
    "arrival": Arrival,
    "sender": Sender,
    "authority": Authority,
    "municipality": Municipality,
    "register": Register,
}


def _receipt(row: Sequence[Any]) -> Receipt:
    """What a LEFT JOIN did not find has no key."""
    read: dict[str, Any] = {}
    for name, model in JOINED.items():
        own, row = row[: (most := len(model._meta.local_concrete_fields))], row[most:]
        read[name] = None if own[0] is None else made(model, own)
    receipt: Receipt = read["receipt"]
    authority: Authority = read["authority"]
    register, arrival = read["register"], read["arrival"]
    authority._state.fields_cache |= {"municipality": read["municipality"], "register": register}
    if register:
        register._state.fields_cache["authority"] = authority
    arrival._state.fields_cache["sender"] = read["sender"]
    receipt._state.fields_cache |= {"arrival": arrival, "authority": authority}
    return receipt


@cache
def _receipts(locks: bool) -> str:
    read = ", ".join(columns(model, table) for table, model in JOINED.items())
    return (
        f"SELECT {read} FROM records_receipt asked "
        "JOIN records_arrival arrival ON arrival.id = asked.arrival_id "
        "JOIN records_receipt receipt ON receipt.arrival_id = arrival.id "
        "JOIN municipalities_authority authority ON authority.id = receipt.authority_id "
        "JOIN municipalities_municipality municipality ON municipality.id = authority.municipality_id "
        "LEFT JOIN records_sender sender ON sender.arrival_id = arrival.id "
        "LEFT JOIN records_register register ON register.authority_id = authority.id "
        "WHERE asked.id = %s ORDER BY receipt.id"
        + (" FOR NO KEY UPDATE OF receipt, arrival" if locks else "")
    )


def _key(pk: UUID) -> Any:
    return Receipt._meta.pk.get_db_prep_value(pk, connection)

"""Rows written where every millisecond counts: by statements that are composed once per table.

They are what `save` sends. Composing them anew costs Django several times what the database needs
to carry them out.
"""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model


class NotThere(LookupError):
    """A row that is to be changed is not there."""


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)`, for a model without signals or parents."""
    statement, fields, returned = _insert(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if returned:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)`."""
    statement, fields = _update(type(row), names)
    values = [field.get_db_prep_save(field.pre_save(row, False), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if cursor.rowcount != 1:
            raise NotThere(f"{row._meta.db_table} {row.pk}")


@cache
def _insert(model: type[Model]) -> tuple[str, list[Any], bool]:
    """The statement, the fields that it writes, and whether the database gives the key."""
    fields = list(model._meta.local_concrete_fields)
    own = [field for field in fields if not getattr(field, "db_returning", False)]
    columns = ", ".join(_quoted(field.column) for field in own)
    values = ", ".join(["%s"] * len(own))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({values})"
    if returned := len(own) < len(fields):
        statement += f" RETURNING {_quoted(model._meta.pk.column)}"
    return statement, own, returned


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    """The statement, and the fields that it writes; the last is the key."""
    meta = model._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    where = f"WHERE {_quoted(meta.pk.column)} = %s"
    return f"UPDATE {_quoted(meta.db_table)} SET {sets} {where}", [*fields, meta.pk]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))

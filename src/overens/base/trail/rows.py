"""Rows read and written where every millisecond counts: by statements that are composed once per
table.

They are what `get` and `save` send. Composing them anew costs Django several times what the
database needs to carry them out.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model
from django.db.models.expressions import Col

Row = TypeVar("Row", bound=Model)


class NotThere(LookupError):
    """A row that is to be changed is not there."""


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)`, for a model without signals or parents."""
    statement, fields, returned = _insert(type(row))
    database = connections[DEFAULT_DB_ALIAS]  # looked up once, and not by each field
    values = [field.get_db_prep_save(field.pre_save(row, True), database) for field in fields]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        if returned:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, database.alias


def update(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)`."""
    statement, fields = _update(type(row), names)
    database = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, False), database) for field in fields]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        if cursor.rowcount != 1:
            raise NotThere(f"{row._meta.db_table} {row.pk}")


def found(model: type[Row], *, lock: bool = False, **values: Any) -> list[Row]:
    """As `model.objects.filter(**values)`, of the model's own fields and without an order; with
    `lock`, as `select_for_update(no_key=True)`."""
    statement, fields = _select(model, tuple(values), _locking() if lock else "")
    handed = [
        field.get_db_prep_value(_plain(value), connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, handed)
        return [made(model, row) for row in cursor.fetchall()]


def made(model: type[Row], row: Sequence[Any]) -> Row:
    """The object of a row with the columns that `columns` names, as the database's driver gave it."""
    names, converters = _reading(model, connection.vendor)
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    return model.from_db(connection.alias, names, values)


@cache
def columns(model: type[Model], table: str = "") -> str:
    """All columns of a table, in the order of the model's fields, for a SELECT."""
    named = _quoted(table or model._meta.db_table)
    return ", ".join(f"{named}.{_quoted(f.column)}" for f in model._meta.local_concrete_fields)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def _locking() -> str:
    return " FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""


@cache
def _select(model: type[Model], names: tuple[str, ...], locking: str) -> tuple[str, list[Any]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    where = " AND ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table = _quoted(model._meta.db_table)
    return f"SELECT {columns(model)} FROM {table} WHERE {where}{locking}", fields


@cache
def _reading(
    model: type[Model], _vendor: str
) -> tuple[list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """The fields' names, and for each place what makes a value of what the driver gives."""
    fields = model._meta.local_concrete_fields
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, field in enumerate(fields):
        column: Col = field.get_col(model._meta.db_table)  # of a key, what it points at
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        ):
            found.append((place, _converting(convert, column)))
    return [field.attname for field in fields], found


def _converting(convert: Callable[..., Any], column: Col) -> Callable[[Any], Any]:
    return lambda value: convert(value, column, connection)


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

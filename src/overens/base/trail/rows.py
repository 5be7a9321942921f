"""Rows read and written where every millisecond counts: by statements that are composed once per
table, and without what Django asks anew of each field of each row.

They are what `get` and `save` send, for models without signals, parents and fields that set
themselves (`auto_now`, files). Composing them anew costs Django several times what the database needs
to carry them out.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=Model)
Convert = Callable[[Any, BaseDatabaseWrapper], Any]


class NotThere(LookupError):
    """A row that is to be changed is not there."""


def new(model: type[Row], **values: Any) -> Row:
    """As `model(**values)`."""
    usual, made_anew, keys = _defaults(model)
    row = _made(model, usual)
    held = row.__dict__
    for name, default in made_anew:
        if name not in values:
            held[name] = default()
    for name, value in values.items():
        if isinstance(value, Model):
            row._state.fields_cache[name], value = value, value.pk
        held[keys.get(name, name)] = value
    return row


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)`."""
    statement, fields, returned = _insert(type(row))
    database = connections[DEFAULT_DB_ALIAS]  # looked up once, and not by each field
    with database.cursor() as cursor:
        cursor.execute(statement, fields.of_row(row, database))
        if returned:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def insert_unless_there(row: Model) -> bool:
    """The same where no constraint is in the way; whether it was. Waits for whoever writes such a row
    just now."""
    statement, fields, _returned = _insert(type(row))
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", fields.of_row(row, database))
        is_new = bool(cursor.rowcount)
    row._state.adding, row._state.db = not is_new, DEFAULT_DB_ALIAS
    return is_new


def update(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)`."""
    statement, fields = _update(type(row), names)
    database = connections[DEFAULT_DB_ALIAS]
    with database.cursor() as cursor:
        cursor.execute(statement, fields.of_row(row, database))
        if cursor.rowcount != 1:
            raise NotThere(f"{row._meta.db_table} {row.pk}")


def found(model: type[Row], *, lock: bool = False, **values: Any) -> list[Row]:
    """As `model.objects.filter(**values)`, of the model's own fields and without an order; with
    `lock`, as `select_for_update(no_key=True)`."""
    database = connections[DEFAULT_DB_ALIAS]
    locks = lock and database.features.has_select_for_update
    statement, fields = _select(model, tuple(values), locks)
    named = [value.pk if isinstance(value, Model) else value for value in values.values()]
    with database.cursor() as cursor:
        cursor.execute(statement, fields.of(named, database))
        return [made(model, row) for row in cursor.fetchall()]


def made(model: type[Row], row: Sequence[Any]) -> Row:
    """The object of a row with the columns that `columns` names, as the database's driver gave it."""
    names, converters = _reading(model, connection.vendor)
    values = list(row)
    for place, convert in converters:
        values[place] = convert(values[place])
    read = _made(model, zip(names, values, strict=True))
    read._state.adding, read._state.db = False, DEFAULT_DB_ALIAS
    return read


@cache
def columns(model: type[Model], table: str = "") -> str:
    """All columns of a table, in the order of the model's fields, for a SELECT."""
    named = _quoted(table or model._meta.db_table)
    return ", ".join(f"{named}.{_quoted(f.column)}" for f in model._meta.local_concrete_fields)


def _made(model: type[Row], values: Any) -> Row:
    """An object with these values by their columns' names, past the model's `__init__`."""
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(values)
    return row


@cache
def _defaults(
    model: type[Model],
) -> tuple[Mapping[str, Any], list[tuple[str, Callable[[], Any]]], Mapping[str, str]]:
    """What each column holds where nothing is said; those that are made anew for each row; and the
    columns of keys by the names of what they point at."""
    fields = model._meta.local_concrete_fields
    usual = {f.attname: f.default if f.has_default() else f.get_default() for f in fields}
    made_anew = [(name, default) for name, default in usual.items() if callable(default)]
    return usual, made_anew, {f.name: f.attname for f in fields if f.is_relation}


class Columns:
    """Some columns of a table as they are written: what `get_db_prep_save` makes of a value, without
    asking for what is handed over as it is (text, numbers, booleans)."""

    def __init__(self, fields: Sequence[Any]) -> None:
        self.names = [field.attname for field in fields]
        converters = enumerate(map(_converter, fields))
        self.converters = [(place, convert) for place, convert in converters if convert]

    def of(self, values: Sequence[Any], database: BaseDatabaseWrapper) -> list[Any]:
        """What the driver takes of values in this order."""
        written = list(values)
        for place, convert in self.converters:
            if written[place] is not None:
                written[place] = convert(written[place], database)
        return written

    def of_row(self, row: Model, database: BaseDatabaseWrapper) -> list[Any]:
        """The same of a row's values."""
        held = row.__dict__
        return self.of([held[name] for name in self.names], database)


AS_IT_IS = (models.CharField, models.TextField, models.BooleanField, models.IntegerField)


def _converter(field: Any) -> Convert | None:
    pointed_at = field
    while pointed_at.remote_field:
        pointed_at = pointed_at.target_field
    if isinstance(pointed_at, AS_IT_IS):
        return None
    if isinstance(pointed_at, models.UUIDField):
        return _identifier
    usual: Convert = field.get_db_prep_save
    if isinstance(pointed_at, models.DateTimeField):
        return lambda value, database: (
            database.ops.adapt_datetimefield_value(value)
            if value.tzinfo
            else usual(value, database)
        )
    return usual


def _identifier(value: Any, database: BaseDatabaseWrapper) -> Any:
    known = value if isinstance(value, UUID) else UUID(value)
    return known if database.features.has_native_uuid_field else known.hex


@cache
def _select(model: type[Model], names: tuple[str, ...], locks: bool) -> tuple[str, Columns]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    where = " AND ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, locking = _quoted(model._meta.db_table), " FOR NO KEY UPDATE" if locks else ""
    statement = f"SELECT {columns(model)} FROM {table} WHERE {where}{locking}"
    return statement, Columns(fields)


@cache
def _reading(
    model: type[Model], _vendor: str
) -> tuple[list[str], list[tuple[int, Callable[[Any], Any]]]]:
    """The columns' names, and for each place what makes a value of what the driver gives: of each
    kind of database another."""
    fields = model._meta.local_concrete_fields
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)  # of a key, what it points at
        for convert in (
            *connection.ops.get_db_converters(column),
            *column.get_db_converters(connection),
        ):
            found.append((place, _converting(convert, column)))
    return [field.attname for field in fields], found


def _converting(convert: Callable[..., Any], column: Any) -> Callable[[Any], Any]:
    return lambda value: convert(value, column, connection)


@cache
def _insert(model: type[Model]) -> tuple[str, Columns, bool]:
    """The statement, the columns that it writes, and whether the database gives the key."""
    fields = list(model._meta.local_concrete_fields)
    own = [field for field in fields if not getattr(field, "db_returning", False)]
    columns = ", ".join(_quoted(field.column) for field in own)
    values = ", ".join(["%s"] * len(own))
    statement = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES ({values})"
    if returned := len(own) < len(fields):
        statement += f" RETURNING {_quoted(model._meta.pk.column)}"
    return statement, Columns(own), returned


@cache
def _update(model: type[Model], names: tuple[str, ...]) -> tuple[str, Columns]:
    """The statement, and the columns that it writes; the last is the key."""
    meta = model._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    sets = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    where = f"WHERE {_quoted(meta.pk.column)} = %s"
    statement = f"UPDATE {_quoted(meta.db_table)} SET {sets} {where}"
    return statement, Columns([*fields, meta.pk])


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))

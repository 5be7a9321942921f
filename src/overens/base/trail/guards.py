"""Append-only, kept by the database itself.

Rooms name their tables in `GUARDED`; `install` puts the triggers on after every migration, since
SQLite's table rebuilds drop them silently. On SQLite, REPLACE passes a DELETE trigger: a guard
before INSERT refuses a key that exists. On PostgreSQL TRUNCATE has a trigger of its own.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """What a table refuses. `grows` names a column of which a change may only count one up."""

    model: str
    keeps_rows: bool = True
    grows: str = ""


GUARDED: list[Guard] = [
    Guard("trail.Line"),
    Guard("trail.Details", keeps_rows=False),
    Guard("trail.Chain", grows="length"),
]
"""Every append-only table; a room adds its own in `apps.ready()`. A house test tries each."""

MESSAGE = "append-only: this row is never changed or removed"


def install(using: str = "default", **_: Any) -> None:
    """Put every guard on, whatever stands there."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in GUARDED:
            table = apps.get_model(guard.model)._meta.db_table
            if table in existing:
                for statement in _statements(connection, guard, table):
                    cursor.execute(statement)


def _statements(connection: BaseDatabaseWrapper, guard: Guard, table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return _for_sqlite(guard, table, _keys(guard))
    return _for_postgresql(guard, table)


def _keys(guard: Guard) -> list[list[str]]:
    """Each set of columns in which no two rows may be equal."""
    meta = apps.get_model(guard.model)._meta
    fields = [[field.name] for field in meta.concrete_fields if field.unique]
    sets = fields + [list(constraint.fields) for constraint in meta.total_unique_constraints]
    return [[meta.get_field(name).column for name in names] for names in sets]


def _for_sqlite(guard: Guard, table: str, keys: list[list[str]]) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    when = f"WHEN NEW.{guard.grows} <> OLD.{guard.grows} + 1" if guard.grows else ""
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in keys
    )
    events = {
        "update": f"BEFORE UPDATE ON {table} {when} {refuse}",
        # A conflict is resolved by REPLACE without firing DELETE triggers.
        "replace": f"BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) {refuse}",
    }
    if guard.keeps_rows:
        events["delete"] = f"BEFORE DELETE ON {table} {refuse}"
    made = []
    for event, rest in events.items():
        made += [
            f"DROP TRIGGER IF EXISTS {table}_no_{event}",
            f"CREATE TRIGGER {table}_no_{event} {rest}",
        ]
    return made


def _for_postgresql(guard: Guard, table: str) -> list[str]:
    when = f"WHEN (NEW.{guard.grows} <> OLD.{guard.grows} + 1)" if guard.grows else ""
    events = {"update": f"BEFORE UPDATE ON {table} FOR EACH ROW {when}"}
    if guard.keeps_rows:
        events["delete"] = f"BEFORE DELETE ON {table} FOR EACH ROW"
        events["truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    made = [
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    ]
    for event, rest in events.items():
        made += [
            f"DROP TRIGGER IF EXISTS {table}_no_{event} ON {table}",
            f"CREATE TRIGGER {table}_no_{event} {rest} EXECUTE FUNCTION refuse_change()",
        ]
    return made

"""Append-only, kept by the database itself.

Rooms name their tables in `GUARDED`; `install` puts the triggers on after every migration, since
SQLite's table rebuilds drop them silently. On SQLite, REPLACE passes a DELETE trigger: a guard
before INSERT refuses a key that exists. On PostgreSQL TRUNCATE has a trigger of its own.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """What a table refuses: removing rows (unless `keeps_rows` is false), and changes.

    `may_change` names columns that may change while `while_` holds; `grows` one of them of which a
    change counts one up. `only_where` is SQL about OLD: rows for which it is false are not guarded; `nor_into` is
    SQL about NEW: no row is changed so that it becomes true.
    """

    model: str
    keeps_rows: bool = True
    may_change: tuple[str, ...] = ()
    while_: str = "1 = 1"
    grows: str = ""
    only_where: str = "1 = 1"
    nor_into: str = "1 = 0"


GUARDED: list[Guard] = [
    Guard("trail.Line"),
    Guard("trail.Details", keeps_rows=False),
    Guard(
        "trail.Chain",
        may_change=("length", "head", "public_length"),
        while_="NEW.public_length >= OLD.public_length",
        grows="length",
    ),
]
"""Every append-only table; a room adds its own in `apps.ready()`. A house test tries each."""

EVENTS = ("update", "delete", "replace", "truncate")

MESSAGE = "append-only: this row is never changed or removed"


def install(using: str = "default", **_: object) -> None:
    """Put every guard on, whatever stands there: all of them or, where one fails, none."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for guard in GUARDED:
            table = apps.get_model(guard.model)._meta.db_table
            if table in existing:
                for statement in _statements(connection, guard, table):
                    cursor.execute(statement)


def lift() -> None:
    """Take every guard off: for migrations in one transaction, and for tests whose rows can go."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in GUARDED:
            table = apps.get_model(guard.model)._meta.db_table
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for event in EVENTS if table in existing else ():
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")


def _statements(connection: BaseDatabaseWrapper, guard: Guard, table: str) -> list[str]:
    if connection.vendor == "sqlite":
        return _for_sqlite(guard, table)
    return _for_postgresql(guard, table)


def _forbidden(guard: Guard, differs: str) -> str:
    """SQL about OLD and NEW: whether an update is refused."""
    wrong = ["1 = 1"]
    if guard.may_change:
        fields = apps.get_model(guard.model)._meta.concrete_fields
        fixed = [field.column for field in fields if field.column not in guard.may_change]
        wrong = [f'NEW."{column}" {differs} OLD."{column}"' for column in fixed]
        # Where NULL leaves it open, it is refused.
        wrong.append(f"NOT COALESCE(({guard.while_}), 1 = 0)")
    if guard.grows:
        wrong.append(f"NEW.{guard.grows} <> OLD.{guard.grows} + 1")
    return f"(({guard.only_where}) OR ({guard.nor_into})) AND ({' OR '.join(wrong)})"


def _keys(guard: Guard) -> list[list[str]]:
    """Each set of columns in which no two rows may be equal."""
    meta = apps.get_model(guard.model)._meta
    fields = [[field.name] for field in meta.concrete_fields if field.unique]
    sets = fields + [list(constraint.fields) for constraint in meta.total_unique_constraints]
    return [[meta.get_field(name).column for name in names] for names in sets]


def _for_sqlite(guard: Guard, table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    same = " OR ".join(
        "(" + " AND ".join(f'OLD."{column}" = NEW."{column}"' for column in columns) + ")"
        for columns in _keys(guard)
    )
    events = {
        "update": f"BEFORE UPDATE ON {table} WHEN {_forbidden(guard, 'IS NOT')} {refuse}",
        # A conflict is resolved by REPLACE without firing DELETE triggers.
        "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} OLD "
        f"WHERE ({same}) AND ({guard.only_where})) {refuse}",
    }
    if guard.keeps_rows:
        events["delete"] = f"BEFORE DELETE ON {table} WHEN {guard.only_where} {refuse}"
    made = []
    for event, rest in events.items():
        made += [
            f"DROP TRIGGER IF EXISTS {table}_no_{event}",
            f"CREATE TRIGGER {table}_no_{event} {rest}",
        ]
    return made


def _for_postgresql(guard: Guard, table: str) -> list[str]:
    made = []
    events = {"update": _forbidden(guard, "IS DISTINCT FROM")}
    if guard.keeps_rows:
        events |= {"delete": guard.only_where, "truncate": "1 = 1"}
    for event, forbidden in events.items():
        kept = {"update": "NEW", "delete": "OLD", "truncate": "NULL"}[event]
        each = "STATEMENT" if event == "truncate" else "ROW"
        name = f"{table}_no_{event}"
        made += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {forbidden} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN {kept}; END $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE {event.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {name}()",
        ]
    return made

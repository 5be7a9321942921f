"""The database itself refuses to change or remove what is append-only."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.guards import GUARDED, MESSAGE, Guard
from overens.base.trail.states import Audience

pytestmark = pytest.mark.django_db


def refused(statement: str, *values: object) -> bool:
    """Whether the database refuses a statement with the guards' own message."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return MESSAGE in str(error)
    return False


def triggers() -> set[str]:
    """The names of the triggers that the database has."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return {row[0] for row in cursor.fetchall()}


def table(guard: Guard) -> str:
    return apps.get_model(guard.model)._meta.db_table


def expected(guard: Guard) -> set[str]:
    events = {"update"}
    if connection.vendor == "sqlite":
        events.add("replace")
    if guard.keeps_rows:
        events.add("delete")
        if connection.vendor == "postgresql":
            events.add("truncate")
    return {f"{table(guard)}_no_{event}" for event in events}


@pytest.fixture
def a_line() -> Iterator[Any]:
    with transaction.atomic():
        yield write(
            chain=INSTANCE,
            by=INSTANCE,
            what="test.written",
            about=INSTANCE,
            audience=Audience.OWN,
            details={"note": "first"},
            at=timezone.now(),
        )


@pytest.mark.parametrize("guard", GUARDED, ids=lambda guard: guard.model)
def test_every_guard_is_installed(guard: Guard) -> None:
    assert expected(guard) <= triggers()


def test_lines_are_neither_changed_nor_removed(a_line: Any) -> None:
    assert refused("UPDATE trail_line SET what = 'forged' WHERE id = %s", a_line.pk)
    assert refused("DELETE FROM trail_line WHERE id = %s", a_line.pk)


def test_details_may_go_but_not_change(a_line: Any) -> None:
    assert refused("UPDATE trail_details SET salt = 'x' WHERE line_id = %s", a_line.pk)
    assert not refused("DELETE FROM trail_details WHERE line_id = %s", a_line.pk)


def test_a_chain_only_grows_by_one(a_line: Any) -> None:
    assert refused("UPDATE trail_chain SET length = length - 1")
    assert refused("UPDATE trail_chain SET head = 'forged'")
    assert refused("DELETE FROM trail_chain")


def test_replacing_a_row_is_refused_on_sqlite(a_line: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    columns = (
        "chain_id, number, at, by_kind, by_id, what, object_kind, object_id, audience, "
        "details_hash, previous, seal"
    )
    same = f"SELECT {columns} FROM trail_line WHERE id = %s"
    assert refused(f"INSERT OR REPLACE INTO trail_line ({columns}) {same}", a_line.pk)
    assert refused(f"REPLACE INTO trail_line (id, {columns}) SELECT id, {columns} FROM trail_line")


@pytest.mark.postgresql
def test_truncating_is_refused_on_postgresql(a_line: Any) -> None:
    with connection.cursor() as cursor:
        # What the line itself left to check at the transaction's end would be refused first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert refused("TRUNCATE trail_line CASCADE")


@pytest.mark.django_db(transaction=True)
def test_the_guards_stand_again_after_every_migration() -> None:
    with connection.cursor() as cursor:
        # What Django's own rebuild of a table does on SQLite, and a careless operator anywhere.
        on = " ON trail_line" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER trail_line_no_update{on}")
    assert "trail_line_no_update" not in triggers()
    call_command("migrate", verbosity=0)
    assert set().union(*map(expected, GUARDED)) <= triggers()

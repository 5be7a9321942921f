"""On PostgreSQL one role owns the tables, and another works every day."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.instance import environment_for, overens

pytestmark = pytest.mark.postgresql
NAME = f"overens_{secrets.token_hex(4)}"
PASSWORD = secrets.token_hex(8)


def admin(database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    said = connection.settings_dict
    return psycopg.connect(
        dbname=database,
        user=said["USER"] or None,
        password=said["PASSWORD"] or None,
        host=said["HOST"] or None,
        port=said["PORT"] or None,
        autocommit=True,
    )


def address(role: str) -> str:
    host, port = connection.settings_dict["HOST"] or "127.0.0.1", connection.settings_dict["PORT"]
    return f"postgresql://{role}:{PASSWORD}@{host}:{port or 5432}/{NAME}"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, with the roles that docs/reference/settings.md describes."""
    owner = f"{NAME}_owner"
    with admin() as server:
        for role in (owner, NAME):
            server.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
        server.execute(f"CREATE DATABASE {NAME} OWNER {owner}")
        with admin(NAME) as database:
            database.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} "
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {NAME}"
            )
        try:
            yield environment_for(
                tmp_path / "data",
                DATABASE_URL=address(NAME),
                DATABASE_OWNER_URL=address(owner),
            )
        finally:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
            for role in (owner, NAME):
                server.execute(f"DROP ROLE {role}")


def test_who_works_every_day_cannot_take_the_guards_off(environment: dict[str, str]) -> None:
    for command in (
        ("prepare", "--demo"),
        ("agreement", "confirm", "koge-kristianstad", "--as", "koge/coordinator"),
        ("trail", "verify"),
        ("prepare",),
    ):
        done = overens(*command, environment=environment)
        assert (done.returncode, done.stderr) == (0, ""), command
    with psycopg.connect(address(NAME), autocommit=True) as daily:
        for statement in (
            "ALTER TABLE trail_line DISABLE TRIGGER ALL",
            "DROP TRIGGER trail_line_no_update ON trail_line",
            "UPDATE trail_line SET what = 'x'",
            "DELETE FROM trail_line",
            "TRUNCATE trail_line CASCADE",
            "DROP TABLE trail_line CASCADE",
        ):
            with pytest.raises(psycopg.Error):
                daily.execute(statement)

"""Two instances in one process: each a database and a folder of its own, with the same authorities.
Whoever tests carries what they send each other.

A database is made once and then copied, as the bytes of SQLite's or as a template of PostgreSQL's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend
from django.test import override_settings

from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_authority
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import _carry, take_parcel
from overens.base.records.models import Dispatch
from overens.settings.site import database
from tests.cast import seat_of
from tests.examples import NAMES, NOW

ROLES = (Role.COORDINATOR, Role.LEADER)
POSTGRESQL = "postgresql:///"
numbers = count(1)


def opened(address: str) -> BaseDatabaseWrapper:
    """A connection that Django can work with in the place of its own."""
    entry = connections.configure_settings({"default": database("", address)})["default"]
    if entry["ENGINE"].endswith("sqlite3"):
        # Nobody cuts the power.
        entry["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        entry["NAME"] = ":memory:"
    made: BaseDatabaseWrapper = load_backend(entry["ENGINE"]).DatabaseWrapper(entry, "default")
    return made


@dataclass
class Instance:
    """Nothing of another one is read or written inside `here`. Of what it keeps, `copied` gives an
    instance that goes on by itself; the files lie under their hashes, so that copies share a folder."""

    files: Path
    wrapper: BaseDatabaseWrapper
    seats: dict[tuple[str, str], Seat] = field(default_factory=dict)
    name: str = ""

    @classmethod
    def empty(cls, files: Path, vendor: str) -> "Instance":
        files.mkdir(parents=True, exist_ok=True)
        if vendor == "sqlite":
            return cls.of_sqlite(files, _migrated())
        made = cls.of_postgresql(files)
        made.migrate()
        return made

    def migrate(self) -> None:
        with self.here():
            call_command("migrate", verbosity=0)

    @classmethod
    def of_sqlite(cls, files: Path, data: bytes = b"") -> "Instance":
        made = cls(files, opened("sqlite:///memory"))
        made.wrapper.ensure_connection()
        if data:
            made.wrapper.connection.deserialize(data)
        return made

    @classmethod
    def of_postgresql(cls, files: Path, template: str = "template0") -> "Instance":
        name = f"overens_life_{next(numbers)}_{files.parent.name}".lower().replace("-", "_")
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return cls(files, opened(f"{POSTGRESQL}{name}"), name=name)

    def copied(self) -> "Instance":
        if self.name:
            self.wrapper.close()  # a template has no readers
            made = self.of_postgresql(self.files, self.name)
        else:
            made = self.of_sqlite(self.files, self.wrapper.connection.serialize())
        made.seats = self.seats
        return made

    @contextmanager
    def here(self) -> Iterator[None]:
        before = connections["default"]
        connections["default"] = self.wrapper
        try:
            with override_settings(FILES=self.files):
                yield
        finally:
            connections["default"] = before

    def close(self) -> None:
        # Not Django's own, which keeps a database in memory.
        BaseDatabaseWrapper.close(self.wrapper)
        if self.name:
            _on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def carry(self, dispatch: Dispatch, deliver: Callable[[bytes, datetime], bytes]) -> None:
        """Carry one of what waits here, as the worker would once its time has come."""
        with self.here():
            Dispatch.objects.filter(pk=dispatch.pk).update(next_at=NOW)
            dispatch.refresh_from_db()
            _carry(dispatch, NOW, deliver)

    def take(self, data: bytes, at: datetime) -> bytes:
        with self.here():
            return take_parcel(data, at)


@cache
def _migrated() -> bytes:
    """A database of SQLite in which nothing stands, made once for all tests of a process."""
    made = Instance.of_sqlite(Path())
    made.migrate()
    found: bytes = made.wrapper.connection.serialize()
    made.close()
    return found


def _on_server(statement: str) -> None:
    with psycopg.connect(f"{POSTGRESQL}postgres", autocommit=True) as server:
        server.execute(statement)  # type: ignore[arg-type]  # names cannot be handed in


def prepared(folder: Path, vendors: tuple[str, str]) -> list[Instance]:
    """Two instances with the five authorities and their people: the same names, and nothing else."""
    found = []
    for name, vendor in zip(("one", "other"), vendors, strict=True):
        instance = Instance.empty(folder / name / "files", vendor)
        found.append(instance)
        with instance.here(), transaction.atomic():
            for place, slug in enumerate(NAMES):
                language = ("sv", "da")[place % 2]
                note_authority(
                    slug=slug,
                    municipality=slug,
                    country={"sv": "se", "da": "dk"}[language],
                    names=Wordings.of({language: slug.title()}),
                    short=slug.title(),
                )
            instance.seats = {(n, role): seat_of(n, role) for n in NAMES for role in ROLES}
    return found

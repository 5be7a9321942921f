"""Two instances in one process: each a SQLite database and a folder of its own, with the same
authorities. Whoever tests carries what they send each other."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
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


class Instance:
    """A copy of a prepared folder. Nothing of another one is read or written inside `here`."""

    def __init__(self, folder: Path, like: Path | None = None) -> None:
        if like:
            shutil.copytree(like, folder)
        self.folder, self.files = folder, folder / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        entry = database("", f"sqlite:///{folder / 'overens.sqlite3'}")
        # Nobody cuts the power, and many are made.
        entry["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
        self._wrapper = DatabaseWrapper(
            connections.configure_settings({"default": entry})["default"], "default"
        )
        self.seats: dict[tuple[str, str], Seat] = {}

    @contextmanager
    def here(self) -> Iterator[None]:
        before = connections["default"]
        connections["default"] = self._wrapper
        try:
            with override_settings(FILES=self.files):
                yield
        finally:
            connections["default"] = before

    def find_people(self) -> None:
        self.seats = {(name, role): seat_of(name, role) for name in NAMES for role in ROLES}

    def close(self) -> None:
        self._wrapper.close()

    def carry(self, dispatch: Dispatch, deliver: Callable[[bytes, datetime], bytes]) -> None:
        """Carry one of what waits here, as the worker would once its time has come."""
        with self.here():
            Dispatch.objects.filter(pk=dispatch.pk).update(next_at=NOW)
            dispatch.refresh_from_db()
            _carry(dispatch, NOW, deliver)

    def take(self, data: bytes, at: datetime) -> bytes:
        with self.here():
            return take_parcel(data, at)


def prepared(folder: Path) -> list[Path]:
    """Two folders with the five authorities and their people: the same names, and nothing else."""
    empty = folder / "empty"
    made = Instance(empty)
    with made.here():
        call_command("migrate", verbosity=0)
    made.close()
    found = []
    for name in ("one", "other"):
        instance = Instance(folder / name, like=empty)
        with instance.here():
            for place, slug in enumerate(NAMES):
                language = ("sv", "da")[place % 2]
                note_authority(
                    slug=slug,
                    municipality=slug,
                    country={"sv": "se", "da": "dk"}[language],
                    names=Wordings.of({language: slug.title()}),
                    short=slug.title(),
                )
            instance.find_people()
        instance.close()
        found.append(folder / name)
    return found

"""The folder in which everything lives that an instance writes."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from overens.running.trouble import CannotRun
from overens.settings.environment import KEY

MARKER = "overens-data"
PARTS = ("files", "static")


def prepare_folder(data: Path) -> None:
    """Make the folder, its parts and its key, where they are not there yet.

    Raises CannotRun for a folder that holds something else: nothing is written into it.
    """
    if data.exists() and not data.is_dir():
        raise CannotRun(
            _("OVERENS_DATA is %(data)s, which is no folder. Name another one.") % {"data": data}
        )
    if _is_foreign(data) and _is_still_foreign(data):
        raise CannotRun(
            _("OVERENS_DATA is %(data)s, which holds other things. Name an empty or new folder.")
            % {"data": data}
        )
    data.mkdir(parents=True, exist_ok=True)
    _write_once(data / MARKER, "Everything that an instance of Overens keeps lies here.\n")
    for part in PARTS:
        (data / part).mkdir(exist_ok=True)
    _write_once(data / KEY, secrets.token_urlsafe(50) + "\n")


def demo_secret(place: Path) -> str:
    """What stands in the links of the demo's sign-ins: made once, for the owner's eyes."""
    _write_once(place, secrets.token_urlsafe(24) + "\n")
    return place.read_text("ascii").strip()


def _is_foreign(data: Path) -> bool:
    return data.is_dir() and any(data.iterdir()) and not (data / MARKER).exists()


def _is_still_foreign(data: Path) -> bool:
    """Another process may be making the folder just now, and its mark is written in a moment."""
    for _turn in range(10):
        time.sleep(0.05)
        if not _is_foreign(data):
            return False
    return True


def _write_once(place: Path, text: str) -> None:
    """The whole text or no file, for the owner's eyes; two processes at once write one."""
    if place.exists() and place.stat().st_size:
        return
    place.unlink(missing_ok=True)
    new = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(new, place)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def preparing(data: Path) -> Iterator[None]:
    """One process at a time prepares a folder; a second one waits."""
    with (data / "preparing").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def hold(data: Path) -> IO[str]:
    """The folder for this process alone, as long as the file that is given back stays open."""
    file = (data / "running").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise CannotRun(
            _("Overens runs already on the folder %(data)s.") % {"data": data}
        ) from error
    return file

"""Files by their SHA-256: kept before a row names them, never changed, checked when read."""

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils.translation import gettext as _


class CannotKeep(OSError):
    """A file could not be kept; nothing was. The text is a sentence for the user."""


class CannotFetch(OSError):
    """A kept file is missing, or is not what was kept. The text is a sentence for the user."""


def keep(root: Path, data: bytes) -> str:
    """Keep bytes under their SHA-256, which is given back. Keeping twice keeps once.

    The file is on disk when this returns. Raises CannotKeep.
    """
    name = sha256(data).hexdigest()
    place = kept_at(root, name)
    try:
        # What was damaged meanwhile is mended by keeping it again.
        if not (place.exists() and place.read_bytes() == data):
            if not place.parent.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                _sync(root)
            _write(place, data)
        # Also where somebody else has written it just now, and has not come so far.
        _sync(place.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            sentence = _("There is no space left on the disk of %(folder)s; nothing was kept.")
        else:
            sentence = _("Nothing can be written to %(folder)s; nothing was kept.")
        raise CannotKeep(sentence % {"folder": root}) from error
    return name


def fetch(root: Path, name: str) -> bytes:
    """The bytes that were kept under that hash. Raises CannotFetch."""
    try:
        data = kept_at(root, name).read_bytes()
    except OSError as error:
        raise CannotFetch(_("The file %(name)s is missing.") % {"name": name}) from error
    if sha256(data).hexdigest() != name:
        raise CannotFetch(
            _("The file %(name)s is damaged: it is not what was kept.") % {"name": name}
        )
    return data


NAMED: list[Callable[[], Iterable[str]]] = []
"""Gives the names of the kept files that rows name; rooms add theirs in `apps.ready()`."""


def damaged(root: Path) -> Iterator[str]:
    """A sentence for each file that some row names and that is missing or not what was kept."""
    for name in sorted({name for names in NAMED for name in names() if name}):
        try:
            fetch(root, name)
        except CannotFetch as error:
            yield str(error)


def kept_at(root: Path, name: str) -> Path:
    """Where the file of that hash is, or would be."""
    return root / name[:2] / name


def _write(place: Path, data: bytes) -> None:
    """All of it under its name, or nothing: a crash leaves at most a file that nobody names."""
    with NamedTemporaryFile(dir=place.parent, prefix="new-", delete=False) as file:
        new = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            new.replace(place)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def _sync(folder: Path) -> None:
    """What the folder names is on disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

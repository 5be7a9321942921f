"""The folder in which a mail server puts mails for us (Maildir): each is stored, and only then moved."""

import logging
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from overens.reach.notices.actions.taking import take, understand_waiting
from overens.reach.notices.models import Taken
from overens.reach.notices.reading import MOST_BYTES
from overens.reach.notices.states import Became

logger = logging.getLogger(__name__)
AT_ONCE = 20
MOST_KEPT = 2 * MOST_BYTES
"""Bytes of a mail that is kept at all: a mail server takes none that is larger."""
APART = "apart"


def take_mail(*, now: datetime) -> int:
    """Take what lies in the folder, then do what was stored; how much that was. Nothing where no mail is
    taken.

    Of many workers one moves a mail; what two have stored is one row. Raises OSError where the folder
    itself cannot be read.
    """
    folder: Path | None = settings.MAIL_IN
    try:
        done = _taken_from(folder, now) if folder else 0
    except OSError:
        understand_waiting(now=now)  # what was stored before needs no folder
        raise
    return done + understand_waiting(now=now)


def _taken_from(folder: Path, now: datetime) -> int:
    """Only `new` is read: what is in `tmp` is not whole yet (maildir, “How a message is delivered”)."""
    with os.scandir(folder / "new") as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return sum(_took(folder, name, now) for name in names[:AT_ONCE])


def _took(folder: Path, name: str, now: datetime) -> bool:
    place = folder / "new" / name
    try:
        if place.stat().st_size > MOST_KEPT:
            raise OSError("too large")
        data = place.read_bytes()
    except FileNotFoundError:  # another worker was quicker
        return False
    except OSError as error:
        _set_apart(folder, name, error, now)
        return True
    take(data=data, at=now)
    (folder / "cur").mkdir(exist_ok=True)
    _move(place, folder / "cur" / f"{name.partition(':')[0]}:2,S")
    return True


def _set_apart(folder: Path, name: str, error: OSError, now: datetime) -> None:
    """What cannot be read is out of the way, and listed."""
    (folder / APART).mkdir(exist_ok=True)
    if not _move(folder / "new" / name, folder / APART / name):
        return
    with transaction.atomic():
        Taken.objects.create(
            at=now, became=Became.UNREADABLE, trouble=type(error).__name__, file=""
        )
    logger.error("a mail could not be read, and lies in %s: %s", folder / APART, name)


def _move(place: Path, to: Path) -> bool:
    try:
        place.rename(to)
    except FileNotFoundError:
        return False
    return True

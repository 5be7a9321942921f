"""Files of a message that is not sent yet: kept apart for a day, so that nobody chooses them twice.

They are no records: a form that came back with an error has them, and the sender may still go.
"""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from overens.base.papers.attachments import take
from overens.base.papers.storage import fetch, keep
from overens.base.records.rules import Attached

KEPT_FOR = 24 * 3600
"""Seconds."""
MOST_UNSENT = 2_000_000_000
"""Bytes of all: anybody may choose files and never send them, and nobody fills the disk with that."""


def put_by(data: bytes, name: str) -> Attached:
    """Judge a file by its content and keep it apart. Raises Refused, CannotKeep."""
    kind, shown = take(data, name)
    clear_unsent(room_for=len(data))
    sha256 = keep(settings.UNSENT, data)
    os.utime(settings.UNSENT / sha256[:2] / sha256)  # chosen again, its day begins again
    return Attached(name=shown, media_type=kind.media_type, size=len(data), sha256=sha256)


def keep_sent(attached: Sequence[Attached]) -> None:
    """Keep what was put by among the records, before a message names it. Raises CannotFetch,
    CannotKeep."""
    for file in attached:
        keep(settings.FILES, fetch(settings.UNSENT, file.sha256))


def clear_unsent(room_for: int = 0) -> None:
    """Take away what nobody sent within a day; and the oldest where all of it is too much."""
    oldest, left = time.time() - KEPT_FOR, MOST_UNSENT - room_for
    for chosen_at, size, file in sorted(_unsent(), reverse=True):
        left -= size
        if chosen_at < oldest or left < 0:
            file.unlink(missing_ok=True)


def _unsent() -> Iterator[tuple[float, int, Path]]:
    for file in settings.UNSENT.glob("*/*"):
        try:
            seen = file.stat()
        except FileNotFoundError:  # somebody else has just taken it away
            continue
        yield seen.st_mtime, seen.st_size, file

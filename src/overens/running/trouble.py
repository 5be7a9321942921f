"""What went wrong outside of Overens, as one sentence for the operator."""

import errno

from django.db import DatabaseError, DataError, IntegrityError
from django.utils.translation import gettext as _


class CannotRun(Exception):
    """An instance cannot start, or cannot go on. The message is a sentence for the operator."""


def sentence_for(error: Exception) -> str:
    """For an error of the database or of the disk; empty where it is neither."""
    if isinstance(error, DatabaseError):
        return _of_database(error)
    if isinstance(error, OSError):
        return _of_disk(error)
    return ""


def _of_database(error: DatabaseError) -> str:
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    low = str(error).lower()
    if "disk is full" in low or "no space left" in low:
        return _("There is no space left on the disk of the database; nothing is lost.")
    if "disk i/o error" in low:
        return _("The disk of the database cannot be read or written, or is full; nothing is lost.")
    if "not a database" in low or "malformed" in low:
        return _("The database is damaged: %(said)s. Bring back its newest copy.") % {"said": said}
    if "readonly" in low or "read-only" in low or "permission denied" in low:
        return _("The database cannot be written: %(said)s.") % {"said": said}
    if "no such table" in low or ("does not exist" in low and "relation" in low):
        return _("The database is empty or unfinished. Prepare it first: overens prepare.")
    if "locked" in low:
        return _("Another process holds the database for too long. Try again in a minute.")
    if isinstance(error, DataError | IntegrityError):
        return _("The database refuses what was written: %(said)s.") % {"said": said}
    return _("The database does not answer: %(said)s. Look at DATABASE_URL.") % {"said": said}


def _of_disk(error: OSError) -> str:
    place = error.filename or ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("There is no space left on the disk; nothing is lost.")
    if isinstance(error, PermissionError):
        return _("%(place)s may not be read or written by this user.") % {"place": place}
    if isinstance(error, FileNotFoundError):
        return _("%(place)s does not exist.") % {"place": place}
    if error.errno == errno.EROFS:
        return _("%(place)s lies on a disk that cannot be written.") % {"place": place}
    if isinstance(error, NotADirectoryError):
        return _("%(place)s lies below something that is no folder.") % {"place": place}
    if isinstance(error, IsADirectoryError):
        return _("%(place)s is a folder, not a file.") % {"place": place}
    return str(error)

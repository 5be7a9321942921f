"""`overens mail …`, for the pipe of a mail server."""

import os
import sys
from argparse import Namespace
from datetime import UTC, datetime

from django.db import DatabaseError
from django.utils.translation import gettext as _

from overens.cli.operation import PRIVATE
from overens.reach.notices.actions.maildir import MOST_KEPT
from overens.reach.notices.actions.taking import take as take_mail
from overens.running.database import refuse_missing
from overens.running.trouble import CannotRun, sentence_for


def take(_said: Namespace) -> int:
    """Store what comes on standard input; the worker reads it. Exit codes are those of sysexits: 75 where
    the mail server should try again, 65 where that is no use."""
    os.umask(PRIVATE)
    try:
        refuse_missing()
        data = sys.stdin.buffer.read(MOST_KEPT + 1)
        if len(data) > MOST_KEPT or not data.strip():
            print(_("This is no mail that could be kept."), file=sys.stderr)
            return os.EX_DATAERR
        take_mail(data=data, at=datetime.now(UTC))
    except CannotRun as error:
        print(error, file=sys.stderr)
        return os.EX_TEMPFAIL
    except (DatabaseError, OSError) as error:
        print(sentence_for(error), file=sys.stderr)
        return os.EX_TEMPFAIL
    return os.EX_OK

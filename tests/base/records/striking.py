"""Submissions that misfortune strikes at one moment after the other: `python -m … WAY`.

Each is made by a process of its own, as by a web server's. Its moments are every SQL statement, and
before and after each commit and each file. At the first one, then at the second, and so on until
there is none left, something strikes:

- `process`: the process is gone, as by `kill -9` or a power cut;
- `backend`: PostgreSQL ends the session;
- `disk`: the database refuses, as where its disk is full.

Then the same is sent again, every other time; else nobody comes back and the worker alone goes on.
Prints JSON: for each moment the key, and what the sender was shown the first time and the second.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import django
import psycopg

WENT_WELL, MOMENTS_LEFT = 0, 1


class Moments:
    """Counts moments, and strikes at one of them."""

    def __init__(self, last: int, strike: Callable[[], None]) -> None:
        self.left, self.strike = last, strike

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.strike()

    def statement(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Stands before every statement."""
        self()
        return execute(*arguments)

    def around(self, owner: object, name: str) -> None:
        """One moment before a function is called, and one after it."""
        original = getattr(owner, name)

        def between(*arguments: Any) -> Any:
            self()
            done = original(*arguments)
            self()
            return done

        setattr(owner, name, between)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def end_session() -> None:
    """Of this process's own connection, by another one."""
    from django.db import connection

    if connection.connection is None or connection.connection.closed:
        return
    pid = connection.connection.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def refuse() -> None:
    from django.db import OperationalError

    raise OperationalError("database or disk is full")


STRIKES = {"process": kill, "backend": end_session, "disk": refuse}


def submit(key: str) -> str:
    """What the sender is shown: the arrival's key, or nothing where it was not received."""
    from django.db import Error

    from tests.base.records.people import sent

    try:
        arrival = sent("koge", "kristianstad", key=key, wants_reply=True, email="a@example.org")
    except (Error, OSError):
        return ""
    return str(arrival.pk)


def in_a_process(key: str, moments: Moments) -> tuple[str, bool]:
    """What was shown, and whether there was a moment at which it could be struck."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        from django.db import connection

        from overens.base.records.actions import arriving

        connection.execute_wrappers.append(moments.statement)
        moments.around(connection, "commit")
        moments.around(arriving, "keep")
        shown = submit(key)
        os.write(write, shown.encode())
        os._exit(MOMENTS_LEFT if moments.left > 0 else WENT_WELL)
    os.close(write)
    with os.fdopen(read) as pipe:
        shown = pipe.read()
    _pid, status = os.waitpid(pid, 0)
    return shown, os.waitstatus_to_exitcode(status) != MOMENTS_LEFT


def main(way: str) -> None:
    """Strike at each moment."""
    from django.urls import get_resolver
    from django.utils.translation import gettext, override

    import tests.base.records.people  # noqa: F401  read before the forks, as each would read it

    # Read once, and not anew in each process: the modules, the addresses and the sentences.
    assert get_resolver().url_patterns
    for language in ("sv", "da"):
        with override(language):
            gettext("Question")
    found = []
    for moment in count(1):
        key = f"{way}-{moment}"
        shown, struck = in_a_process(key, Moments(moment, STRIKES[way]))
        again, _struck = in_a_process(key, Moments(0, kill)) if moment % 2 else ("", False)
        found.append({"key": key, "shown": shown, "again": again})
        if not struck:
            break
    print(json.dumps(found))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1])

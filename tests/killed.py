"""`overens` that is killed at a named moment: `python -m tests.killed MOMENT TIMES …`.

`MOMENT` is the beginning of an SQL statement; when it comes for the time that is said, the process
is gone before the database hears of it, as by `kill -9` or a power cut.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from overens.cli import main

moment, left, *arguments = sys.argv[1:]
counted = 0


def kill(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """Stands before every statement."""
    global counted
    counted += sql.startswith(moment)
    if counted == int(left):
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, *rest)


def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    if kill not in connection.execute_wrappers:
        connection.execute_wrappers.append(kill)


connection_created.connect(watch)
sys.exit(main(arguments))

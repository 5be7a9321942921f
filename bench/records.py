"""Submissions by the form beside a bare script that sends the same statements, and beside the least
that a register with numbers can do; on SQLite, and on PostgreSQL where one answers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from os import getpid

import psycopg
from psycopg.sql import SQL, Identifier
from tests.__main__ import postgresql

from bench.rows import Row, interleaved
from bench.running import Ask, prepared, worker

ROOM = "records"
SUBMISSIONS, ROUNDS = 40, 9
WAYS = ("receive", "bare", "limit")


def rows() -> Iterator[Row]:
    """Each way in a database of its own, with the demo's authorities."""
    address, name = postgresql()
    for where, server in (("SQLite", ""), *([(name, address)] if address else [])):
        with ExitStack() as open_until_done:
            asks = [open_until_done.enter_context(_submitting(server, way)) for way in WAYS]
            received, bare, limit = interleaved(ROUNDS, *map(_measured, asks, WAYS))
        named = {"room": ROOM, "value": received, "unit": "submissions/s"}
        yield Row(
            name=f"received on {where}",
            compared_with="the same statements and files, bare",
            compared_value=bare,
            bound=0.5,
            **named,
        )
        yield Row(
            name=f"received on {where}, beside the limit",
            compared_with="counter and one row alone",
            compared_value=limit,
            **named,
        )


def _measured(ask: Ask, way: str) -> Callable[[], float]:
    def rate() -> float:
        return float(ask(f"{way} {SUBMISSIONS}"))

    rate()
    return rate


@contextmanager
def _submitting(server: str, way: str) -> Iterator[Ask]:
    with ExitStack() as open_until_done:
        more = {}
        if server:
            more["DATABASE_URL"] = open_until_done.enter_context(_database(server, way))
        environment = open_until_done.enter_context(prepared("--demo", **more))
        yield open_until_done.enter_context(worker(environment, "bench.submissions"))


@contextmanager
def _database(server: str, way: str) -> Iterator[str]:
    """A database that is there for one worker."""
    name = f"overens_bench_{way}_{getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

"""A worker that answers how many submissions it takes in a second.

'receive 50' receives that many by `receive_message`, as the form does; 'bare 50' sends the same SQL
statements in the same transactions to the same tables by the database's own driver, and writes the
same files, without anything around it; 'limit 50' only counts a number up and inserts one row, in
one transaction: the least that a register with numbers can do.

The bare statements are those of two submissions that were listened to: what differs between them
is made anew for each one, a number counted on by as much, everything else by chance.
"""

import os
import random
import re
import string
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

import django

if TYPE_CHECKING:
    from overens.base.municipalities.models import Authority
    from overens.base.records.models import Arrival

BEGUN = datetime(2022, 1, 3, tzinfo=UTC)
APART = timedelta(minutes=11)
"""So far apart that no submission is one of many."""
SAVEPOINT = r'"s\d+_x\d+"'
numbers = count(1)


class Step(NamedTuple):
    """What a submission asks of the database or of the disk, in order."""

    what: str
    values: Sequence[Any] = ()


@cache
def koge() -> "Authority":
    """To whom it is sent; the page with the form has read it."""
    from overens.base.municipalities.models import Authority

    read = Authority.objects.select_related("municipality", "register__received_by")
    return read.get(slug="koge")


def receive() -> "Arrival":
    """One question to one authority, by somebody who wants a reply."""
    from overens.base.records.actions.arriving import receive_message
    from overens.base.records.rules import Message

    number = next(numbers)
    return receive_message(
        message=Message(
            about="question",
            text=f"Hvornår er mødet nummer {number:06} om kysten, og kan man komme uden at sige til?",
            language="da",
            key=f"bench-{number:08}-{random.getrandbits(128):032x}",
            wants_reply=True,
            email="nogen@example.org",
        ),
        authorities=[koge()],
        at=BEGUN + number * APART,
        origin=f"{random.getrandbits(128):032x}",
    )


def listened_to() -> list[Step]:
    """The steps of one submission."""
    from django.db import connection

    from overens.base.records.actions import arriving

    steps: list[Step] = []

    def statement(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        said = "BEGIN" if sql.startswith("BEGIN") else re.sub(SAVEPOINT, "s", sql)
        steps.append(Step(said, tuple(values or ())))
        return execute(sql, values, *rest)

    def heard(owner: Any, name: str, says: Callable[..., Step]) -> None:
        usual = getattr(owner, name)
        undo.append(lambda: setattr(owner, name, usual))

        def listening(*arguments: Any, **named: Any) -> Any:
            steps.append(says(*arguments))
            return usual(*arguments, **named)

        setattr(owner, name, listening)

    undo: list[Callable[[], None]] = []
    heard(connection, "_commit", lambda: Step("COMMIT"))
    heard(arriving, "keep", lambda _root, data: Step("KEEP", (data,)))
    heard(arriving, "fetch", lambda _root, name: Step("FETCH", (name,)))
    if connection.vendor == "postgresql":
        heard(connection, "_set_autocommit", lambda on: Step("COMMITTED" if on else "BEGIN"))
    with connection.execute_wrapper(statement):
        receive()
    for back in undo:
        back()
    return [step for step in steps if step.what != "COMMITTED"]


class Bare:
    """A submission's steps with values of their own each time."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.db import connection

        receive()
        first, second = listened_to(), listened_to()
        if [step.what for step in first] != [step.what for step in second]:
            raise RuntimeError("two submissions send other statements")
        self.steps, self.root = second, Path(settings.FILES)
        self.differs = {
            new: old
            for a, b in zip(first, second, strict=True)
            for old, new in zip(a.values, b.values, strict=True)
            if old != new and isinstance(new, int | str | UUID | bytes | datetime)
        }
        self.times = 0
        self.raw = connection.connection
        self.postgresql = connection.vendor == "postgresql"
        if not self.postgresql:
            self.steps = [Step(s.what.replace("%s", "?"), s.values) for s in self.steps]

    def send(self) -> None:
        """One submission."""
        self.times += 1
        anew: dict[Any, Any] = {}
        name = ""
        for what, values in self.steps:
            if what == "BEGIN":
                self._begin()
            elif what == "COMMIT":
                self.raw.commit()
                if self.postgresql:
                    self.raw.autocommit = True
            elif what == "KEEP":
                name = keep(self.root, os.urandom(len(values[0]) // 2).hex().encode())
            elif what == "FETCH":
                (self.root / name[:2] / name).read_bytes()
            else:
                cursor = self.raw.execute(what, [self._anew(value, anew) for value in values])
                if cursor.description:
                    cursor.fetchall()

    def _begin(self) -> None:
        if self.postgresql:
            self.raw.autocommit = False
        else:
            self.raw.execute("BEGIN IMMEDIATE")

    def _anew(self, value: Any, anew: dict[Any, Any]) -> Any:
        if not isinstance(value, int | str | UUID | datetime) or value not in self.differs:
            return value
        if value not in anew:
            anew[value] = self._other(value, self.differs[value])
        return anew[value]

    def _other(self, value: Any, before: Any) -> Any:
        if isinstance(value, int | datetime):
            return value + (value - before) * self.times
        if isinstance(value, UUID):
            return uuid4()
        if re.fullmatch(r"\d{4}-\d\d-\d\d.*|[\[{].*", value, re.DOTALL):
            return value  # a time or JSON, which no constraint knows
        return "".join(random.choices(string.hexdigits[:16], k=len(value)))


def keep(root: Path, data: bytes) -> str:
    """What is kept, without asking anything."""
    from hashlib import sha256

    name = sha256(data).hexdigest()
    folder = root / name[:2]
    if not folder.exists():
        folder.mkdir(parents=True)
        sync(root)
    new = folder / f"new-{name}"
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / name)
    sync(folder)
    return name


def sync(folder: Path) -> None:
    """What the folder names is on disk."""
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)


class Limit:
    """Two statements: the next number, and a row that has it."""

    def __init__(self) -> None:
        from django.db import connection

        self.raw, self.postgresql = connection.connection, connection.vendor == "postgresql"
        self.raw.execute("CREATE TABLE IF NOT EXISTS bench_counter (length integer)")
        self.raw.execute("CREATE TABLE IF NOT EXISTS bench_entry (number integer, subject text)")
        self.raw.execute("INSERT INTO bench_counter VALUES (0)")

    def send(self) -> None:
        """One number."""
        if self.postgresql:
            self.raw.autocommit = False
        else:
            self.raw.execute("BEGIN IMMEDIATE")
        self.raw.execute("UPDATE bench_counter SET length = length + 1")
        self.raw.execute(
            "INSERT INTO bench_entry SELECT length, 'Spørgsmål om kysten' FROM bench_counter"
        )
        self.raw.commit()
        if self.postgresql:
            self.raw.autocommit = True


def rates() -> Iterator[float]:
    """What each line asks for, per second."""
    ways: dict[str, Callable[[], object]] = {"receive": receive}
    for line in sys.stdin:
        what, times = line.split()
        if what == "bare" and what not in ways:
            ways[what] = Bare().send
        if what == "limit" and what not in ways:
            receive()
            ways[what] = Limit().send
        begun = perf_counter()
        for _time in range(int(times)):
            ways[what]()
        yield int(times) / (perf_counter() - begun)


if __name__ == "__main__":
    django.setup()
    for rate in rates():
        print(rate, flush=True)

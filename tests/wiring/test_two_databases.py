"""A dispatch between two instances, each with its own folder and database, when things go wrong."""

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from overens.base.municipalities.models import Authority
from overens.base.papers.storage import keep
from overens.base.records.actions.cases import forward_case
from overens.base.records.actions.dispatching import carry_waiting, parcel_of
from overens.base.records.models import Dispatch
from overens.base.records.queries import number_of
from overens.base.records.rules import Attached
from overens.base.trail.queries import faults
from tests.base.records.people import registrar, sent
from tests.cast import cast
from tests.examples import NOW
from tests.instance import environment_for, overens

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]
SERVER = "postgresql:///postgres"
NEVER = ("no such statement", 1)

TAKE = """
import sys
from django.utils import timezone
from overens.base.records.actions.dispatching import take_parcel
sys.stdout.buffer.write(take_parcel(sys.stdin.buffer.read(), timezone.now()))
"""
LOOK = """
import json
from django.conf import settings
from overens.base.papers.storage import damaged
from overens.base.records.models import Carried
from overens.base.records.queries import number_of
found = Carried.objects.order_by("dispatch")
print(json.dumps({
    "carried": {
        str(one.dispatch): [one.number, *(number_of(r.entry) for r in one.arrival.receipts.all())]
        for one in found
    },
    "damaged": list(damaged(settings.FILES)),
}))
"""


class OtherSide:
    """The receiver's instance: each parcel is taken by a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}

    def python(self, code: str, said: bytes = b"", moment: tuple[str, int] = NEVER) -> bytes:
        """What it prints; raises where it was killed, at the statement that is named, or failed."""
        command = ["manage", "shell", "--no-imports", "-c", code]
        done = subprocess.run(
            [sys.executable, "-m", "tests.killed", moment[0], str(moment[1]), *command],
            env=self.environment,
            input=said,
            capture_output=True,
            check=False,
            timeout=120,
        )
        if done.returncode:
            raise ConnectionError(done.stderr.decode())
        return done.stdout

    def take(self, data: bytes, _at: datetime) -> bytes:
        return self.python(TAKE, data)

    def killed_at(self, statement: str, times: int = 1) -> Callable[[bytes, datetime], bytes]:
        def deliver(data: bytes, _at: datetime) -> bytes:
            answer = self.python(TAKE, data, (statement, times))
            raise AssertionError(f"it was not killed: {answer!r}")

        return deliver

    def look(self) -> dict[str, list[str]]:
        """Per dispatch its number at the sender, and each number here; all files and chains hold."""
        done = overens("trail", "verify", environment=self.environment)
        assert (done.returncode, done.stderr) == (0, "")
        found = json.loads(self.python(LOOK))
        assert found["damaged"] == []
        return dict(found["carried"])


@contextmanager
def database(server: psycopg.Connection, like: str = "template1") -> Iterator[str]:
    """A new one, and gone in the end."""
    name = f"overens_{secrets.token_hex(4)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield name
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def on_postgresql(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[psycopg.Connection, str, Path]]:
    """A server, and on it a database that was prepared, with its folder; no test changes them."""
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=20)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers here")
    with server, database(server) as made:
        folder = tmp_path_factory.mktemp("postgresql") / "data"
        environment = environment_for(folder, DATABASE_URL=f"postgresql:///{made}")
        done = overens("prepare", "--demo", environment=environment)
        assert done.returncode == 0, done.stderr
        yield server, made, folder


@pytest.fixture(params=["to-sqlite", "to-pg"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OtherSide]:
    """An instance with the same parties, and nothing else in common."""
    if request.param == "to-sqlite":
        yield OtherSide(environment_for(request.getfixturevalue("data")))
        return
    server, made, folder = request.getfixturevalue("on_postgresql")
    with database(server, like=made) as name:
        data = Path(shutil.copytree(folder, tmp_path / "there"))
        yield OtherSide(environment_for(data, DATABASE_URL=f"postgresql:///{name}"))


@pytest.fixture(autouse=True)
def everybody() -> None:
    with transaction.atomic():
        cast(NOW)


def sent_on(key: str, settings) -> Dispatch:
    name = keep(settings.FILES, f"kort {key}".encode())
    file = Attached("kort.txt", "text/plain; charset=utf-8", len(f"kort {key}"), name)
    arrival = sent("koge", key=key, wants_reply=True, email="a@example.org", attached=(file,))
    case = arrival.receipts.get().entry.case
    to = Authority.objects.get(slug="kristianstad")
    return forward_case(by=registrar("koge"), case=case, to=to, at=NOW)


class Killed(BaseException):
    """The sender's worker is gone: nothing is written here afterwards."""


def test_whatever_happens_on_the_way_each_has_one_entry_with_the_others_number(
    there: OtherSide, settings
) -> None:
    def lost(data: bytes, at: datetime) -> bytes:
        raise ConnectionError

    def answer_lost(data: bytes, at: datetime) -> bytes:
        there.take(data, at)
        raise ConnectionError

    def sender_killed(data: bytes, at: datetime) -> bytes:
        there.take(data, at)
        raise Killed

    orders = [
        [
            lost,
            there.killed_at('INSERT INTO "records_arrival"'),
            there.killed_at('INSERT INTO "records_carried"'),
            there.killed_at('INSERT INTO "records_entry"'),
            there.killed_at('INSERT INTO "trail_details"'),
            sender_killed,
        ],
        [answer_lost, there.killed_at("SELECT"), lost, sender_killed],
    ]
    dispatches = [sent_on(f"order {turn}", settings) for turn, _order in enumerate(orders)]
    for dispatch, order in zip(dispatches, orders, strict=True):
        others = Dispatch.objects.exclude(pk=dispatch.pk).filter(their_number="")
        others.update(next_at=None)
        Dispatch.objects.filter(pk=dispatch.pk).update(next_at=NOW)
        now = NOW
        for deliver in [*order, there.take]:
            now += timedelta(hours=5)
            try:
                carried = carry_waiting(now=now, deliver=deliver)
            except Killed:
                carried = 0
            assert carried == (deliver == there.take)
    found = there.look()
    for dispatch in dispatches:
        dispatch.refresh_from_db()
        ours, theirs = number_of(dispatch.entry), dispatch.their_number
        assert found[str(dispatch.pk)] == [ours, theirs]
    assert {d.their_number for d in dispatches} == {"KRISTIANSTAD 2026/1", "KRISTIANSTAD 2026/2"}
    assert faults() == {}


def test_taken_by_two_processes_at_once_it_arrives_once(there: OtherSide, settings) -> None:
    dispatch = sent_on("at once", settings)
    data = parcel_of(dispatch)
    with ThreadPoolExecutor() as both:
        answers = list(both.map(lambda _turn: there.take(data, NOW), range(2)))
    answers.append(there.take(data, NOW))
    numbers = {number for answer in answers if (number := json.loads(answer)["number"])}
    assert len(numbers) == 1
    assert there.look() == {str(dispatch.pk): [number_of(dispatch.entry), *numbers]}

"""The rounds: what waits is done within seconds, one chore's trouble is not the others', and a
database that goes away is waited for."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import OperationalError

from overens.base.papers.office import is_at_hand
from overens.running.rounds import AT_MOST, EVERY, SELDOM, Alone, chores, go, one_round
from tests.base.records.people import sent
from tests.cast import cast
from tests.examples import NOW
from tests.instance import Instance, environment_for, instance
from tests.smtp import mail_server

WITHIN = 60  # seconds: the machine may have other work


@pytest.mark.django_db
def test_an_idle_round_asks_the_database_very_little(settings, django_assert_num_queries) -> None:
    settings.MAIL = True
    idle: dict[str, Alone] = {}
    while one_round(chores(), NOW, idle) != (0, 0):
        pass
    with django_assert_num_queries(7):
        assert one_round(chores(), NOW + timedelta(seconds=EVERY), idle) == (0, 0)
    # Once in ten minutes a round asks all chores; for previews only where LibreOffice is at hand.
    with django_assert_num_queries(17 + is_at_hand()):
        assert one_round(chores(), NOW) == (0, 0)


def test_what_nobody_waits_for_is_left_alone_once_there_was_nothing_to_do() -> None:
    assert set(chores()) >= set(SELDOM)
    name = "people are reminded"
    asked: list[datetime] = []
    waiting = [0, 0, 2, 0]

    def chore(now: datetime) -> int:
        asked.append(now)
        return waiting.pop()

    idle: dict[str, Alone] = {}
    for seconds in (0, 3, 59, 60, 61, 62):
        one_round({name: chore}, NOW + timedelta(seconds=seconds), idle)
    one_round({name: chore}, NOW, idle)  # the clock was put back
    assert [(at - NOW).seconds for at in asked] == [0, 60, 61, 0]
    assert waiting == []


def test_what_fails_is_tried_ever_more_seldom_and_the_others_as_ever() -> None:
    """So it is where the folder of mails is gone, or may not be read."""
    tried: list[int] = []
    worked: list[int] = []
    seconds, works_again = 0, False

    def broken(_now: datetime) -> int:
        tried.append(seconds)
        if works_again:
            return 0
        raise PermissionError

    def works(_now: datetime) -> int:
        worked.append(seconds)
        return 0

    both = {"mail is taken": broken, "works": works}
    alone: dict[str, Alone] = {}
    for seconds in range(0, 300, EVERY):
        one_round(both, NOW + timedelta(seconds=seconds), alone)
    assert worked == list(range(0, 300, EVERY))
    assert tried == [0, 3, 9, 21, 45, 93, 153, 213, 273]
    assert max(later - at for at, later in pairwise(tried)) == AT_MOST
    works_again = True
    for seconds in (333, 336, 343):
        one_round(both, NOW + timedelta(seconds=seconds), alone)
    assert tried[9:] == [333, 343]  # and left alone again as what found nothing to do


@pytest.mark.django_db
def test_what_could_not_be_entered_at_once_is_entered_in_a_round(monkeypatch) -> None:
    cast(NOW)
    one_round(chores(), NOW)  # the digests of this week
    with monkeypatch.context() as patched:
        patched.setattr("overens.base.records.actions.arriving.enter", lambda *_, **__: False)
        receipt = sent("koge").receipts.get()
    assert receipt.entry is None
    assert one_round(chores(), NOW) == (1, 0)
    receipt.refresh_from_db()
    assert receipt.entry


@pytest.mark.django_db
def test_one_chores_trouble_is_not_the_others(caplog: pytest.LogCaptureFixture) -> None:
    did: list[str] = []

    def away(_now: datetime) -> int:
        raise OperationalError("connection refused")

    def broken(_now: datetime) -> int:
        raise KeyError("anna@example.org")

    def works(_now: datetime) -> int:
        did.append("it")
        return 1

    assert one_round({"away": away, "broken": broken, "works": works}, NOW) == (1, 2)
    assert did == ["it"]
    sentences = [record.getMessage() for record in caplog.records]
    assert sentences[0].startswith("away: The database does not answer")
    assert sentences[1] == "broken: KeyError"
    assert caplog.records[0].exc_info is None or not caplog.records[0].exc_info
    assert caplog.records[0].levelno == logging.ERROR


def test_rounds_follow_at_once_while_there_is_work(monkeypatch) -> None:
    stopped, waits, done = Event(), [], [0, 3, 0]

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if not done:
            stopped.set()

    monkeypatch.setattr(stopped, "wait", wait)
    monkeypatch.setattr("overens.running.rounds.one_round", lambda *_: (done.pop(), 1))
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    go(stopped)
    assert waits == [EVERY, 0, EVERY]


def test_it_stops_when_it_is_told_to(monkeypatch) -> None:
    stopped = Event()
    monkeypatch.setattr("overens.running.rounds.one_round", lambda *_: (0, 0))
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    thread = Thread(target=go, args=(stopped,))
    thread.start()
    stopped.set()
    thread.join(EVERY)
    assert not thread.is_alive()


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < end, "it was not done"
        time.sleep(0.3)


def rounds_of(running: Instance) -> list[int]:
    """The processes of this instance that go its rounds."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said, status = place.read_bytes(), place.with_name("stat").read_text()
        except OSError:
            continue
        parent = int(status.rpartition(")")[2].split()[1])
        if b"overens.running.rounds" in said and parent == running.process.pid:
            found.append(int(place.parent.name))
    return found


QUEUE = """
from django.utils import timezone
from overens.base.mail.actions import queue
from overens.base.trail.actions import Ref
queue(to="nogen@example.org", subject="Hej", text="Hej", language="da", about=Ref("x", "1"),
      at=timezone.now())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which process it is")
def test_an_instance_does_what_waits_also_after_its_rounds_were_killed(
    prepared_empty: Path,
) -> None:
    with mail_server() as server:
        settings = {"OVERENS_MAIL": f"smtp://127.0.0.1:{server.port}"}
        with instance(demo=False, like=prepared_empty, **settings) as running:

            def queue() -> None:
                done = running.overens("manage", "shell", "--no-imports", "-c", QUEUE)
                assert done.returncode == 0, done.stderr

            queue()
            until(lambda: len(server.taken) == 1)
            (first,) = rounds_of(running)
            os.kill(first, signal.SIGKILL)
            queue()
            until(lambda: len(server.taken) == 2)
            (second,) = rounds_of(running)
            assert second != first
            running.process.kill()
            running.process.wait()
            until(lambda: not Path(f"/proc/{second}").exists())
    assert server.taken[0]["From"] == "overens@localhost"


def test_a_database_that_is_not_there_is_waited_for(data: Path) -> None:
    environment = environment_for(
        data,
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        DJANGO_SETTINGS_MODULE="overens.settings.site",
    )
    with subprocess.Popen(
        [sys.executable, "-m", "overens.running.rounds"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        for _chore in range(4):
            assert "The database does not answer" in process.stderr.readline()
        assert process.poll() is None
        process.terminate()
        assert process.wait(WITHIN) == 0

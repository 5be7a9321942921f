"""Whatever strikes a submission, and when: every receipt that was shown is stored, nothing is there
twice, and no number is missing or used twice."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from overens.base.mail.actions import send_waiting
from overens.base.mail.models import Letter
from overens.base.papers.storage import CannotKeep, damaged, fetch
from overens.base.records.actions.arriving import enter_waiting
from overens.base.records.models import Arrival, Counter, Entry, Receipt
from overens.base.records.states import ReceiptState
from overens.base.records.verifying.registers import faults
from overens.base.trail import queries as trail
from tests.base.records.people import sent
from tests.cast import cast
from tests.examples import NOW
from tests.instance import environment_for

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def everybody() -> None:
    with transaction.atomic():
        cast(NOW)


def strike(way: str) -> list[dict[str, str]]:
    """Submissions that were struck in turn, in processes that use this test's database."""
    database = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{database}"
    if connection.vendor == "postgresql":
        address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    environment = environment_for(
        settings.DATA,
        DATABASE_URL=address,
        DJANGO_SETTINGS_MODULE="overens.settings.site",
        PYTHONPATH=f"{ROOT / 'src'}:{ROOT}",
    )
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.base.records.striking", way],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def nothing_is_lost_or_double() -> None:
    """After a restart everything that waits has its number, and all holds."""
    waiting = Receipt.objects.filter(state=ReceiptState.WAITING).count()
    assert enter_waiting(now=LATER) == waiting
    assert set(Receipt.objects.values_list("state", flat=True)) <= {ReceiptState.ENTERED}
    for counter in Counter.objects.all():
        numbers = Entry.objects.filter(register=counter.register_id, year=counter.year)
        assert sorted(numbers.values_list("number", flat=True)) == [*range(1, counter.length + 1)]
    assert Receipt.objects.count() == 2 * Arrival.objects.count() == Entry.objects.count()
    told = Letter.objects.values_list("about_id", flat=True)
    assert sorted(told) == sorted(str(pk) for pk in Arrival.objects.values_list("pk", flat=True))
    assert trail.faults() == {}
    assert list(faults()) == []
    assert list(damaged(settings.FILES)) == []


@pytest.mark.parametrize(
    "way", ["process", pytest.param("backend", marks=pytest.mark.postgresql), "disk"]
)
def test_struck_at_every_moment(way: str) -> None:
    found = strike(way)
    assert len(found) > 40, "there are at least so many statements, files and commits"
    for each in found:
        arrived = Arrival.objects.filter(key=f"form:{each['key']}")
        if each["shown"]:
            assert [str(arrival.pk) for arrival in arrived] == [each["shown"]]
            assert fetch(settings.FILES, arrived[0].sha256)
        if each["again"]:
            assert [str(arrival.pk) for arrival in arrived] == [each["again"]]
        assert len(arrived) <= 1
    assert all(each["again"] for each in found[::2]), "sent again, it arrives"
    struck = [each["shown"] for each in found[:-1]]
    assert found[-1]["shown"]
    assert not all(struck), "some moments come before it is stored"
    if way != "process":
        assert any(struck), "what fails after it was stored does not concern the sender"
    nothing_is_lost_or_double()


@pytest.fixture
def small_database() -> Iterator[None]:
    """One that cannot grow beyond what it is now."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told how large it may be")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_database_that_is_full_at_every_page(small_database: None) -> None:
    shown = []
    for more in range(120):
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + more % 3}")
        try:
            shown.append(sent("koge", "kristianstad", key=str(more), **ASKS).pk)
        except DatabaseError as error:
            assert "full" in str(error)
            assert not Arrival.objects.filter(key=f"form:{more}").exists()
    assert 0 < len(shown) < 120
    assert set(shown) == set(Arrival.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
    nothing_is_lost_or_double()


ASKS = {"wants_reply": True, "email": "a@example.org"}


@pytest.mark.parametrize("place", ["write", "fsync", "replace"])
def test_a_disk_that_is_full_when_the_bytes_are_kept(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        if place == "fsync":
            patched.setattr("overens.base.papers.storage.os.fsync", full)
        elif place == "replace":
            patched.setattr("overens.base.papers.storage.Path.replace", full)
        else:
            patched.setattr("overens.base.papers.storage.NamedTemporaryFile", full)
        with pytest.raises(CannotKeep, match="no space left"):
            sent("koge", "kristianstad", key=place, **ASKS)
    assert Arrival.objects.count() == 0
    assert list(settings.FILES.rglob("new-*")) == []
    assert sent("koge", "kristianstad", key=place, **ASKS).receipts.count() == 2
    nothing_is_lost_or_double()


def test_a_file_that_is_missing_when_it_is_entered_waits_and_keeps_nobody_else_waiting() -> None:
    arrival = sent("koge", "kristianstad", key="gone", **ASKS)
    assert arrival.receipts.filter(state=ReceiptState.ENTERED).count() == 2
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("overens.base.records.actions.arriving.fetch", cannot_fetch)
        waits = sent("koge", "kristianstad", key="later", **ASKS)
    assert set(waits.receipts.values_list("state", "trouble")) == {("waiting", "FileNotFoundError")}
    sent("koge", "kristianstad", key="next", **ASKS)
    nothing_is_lost_or_double()


def cannot_fetch(*_arguments: object) -> bytes:
    raise FileNotFoundError


def test_mail_that_is_down_keeps_its_letters_and_stops_nothing_else(settings) -> None:
    settings.MAIL = True

    def down(_letter: Letter) -> None:
        raise ConnectionRefusedError

    arrival = sent("koge", "kristianstad", **ASKS)
    assert send_waiting(now=LATER, send=down) == 0
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.begun_at, letter.trouble) == (
        None,
        None,
        "ConnectionRefusedError",
    )
    assert letter.next_at > LATER
    assert sent("koge", "kristianstad", key="two", **ASKS) != arrival
    nothing_is_lost_or_double()
    gone: list[Letter] = []
    assert send_waiting(now=LATER + timedelta(hours=1), send=gone.append) == 2
    assert Letter.objects.filter(sent_at__isnull=True).count() == 0

"""Many who send, answer, send on and enter at once, some of whom fail on the way: each register has
the numbers 1 to n, and nobody waits for somebody in a circle."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Changed, Refused
from overens.base.records import arrivals
from overens.base.records.actions import arriving
from overens.base.records.actions.cases import answer_case, forward_case
from overens.base.records.actions.quarantine import release, set_aside
from overens.base.records.actions.registering import correct_entry, enter_by_hand
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Arrival, Case, Counter, Entry, Receipt
from overens.base.records.queries import latest, said_in
from overens.base.records.rules import Said
from overens.base.records.states import Direction, ReceiptState
from overens.base.records.verifying.registers import faults
from overens.base.trail import queries as trail
from tests.base.records.people import registrar, sent
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db(transaction=True)
SIDES = ("koge", "kristianstad")
TURNS = 8
LATER = NOW + timedelta(days=1)


class Rollback(Exception):
    """What happens to one in five, after all was written."""


class Worker(threading.Thread):
    """Somebody who does one thing after the other, in an order of their own."""

    def __init__(self, number: int, errors: list[Exception]) -> None:
        super().__init__()
        self.number, self.errors = number, errors
        self.chance = random.Random(number)

    def run(self) -> None:
        try:
            for turn in range(TURNS):
                verb = self.chance.choice(VERBS)
                with suppress(Rollback, Refused, Changed):
                    verb(self, f"{self.number}-{turn}")
        except Exception as error:
            self.errors.append(error)
        finally:
            connection.close()

    def one_of(self, rows: object) -> object:
        return self.chance.choice(list(rows[:20]) or [None])

    def perhaps_fails(self, action: Callable[[], object]) -> None:
        with transaction.atomic():
            action()
            if self.chance.random() < 0.2:
                raise Rollback


def send_to_all(who: Worker, key: str) -> None:
    sent(*SIDES, key=key, text=key, wants_reply=True, email="a@example.org")


def send_to_one(who: Worker, key: str) -> None:
    sent(who.chance.choice(SIDES), key=key, text=key)


def add_to_it(who: Worker, key: str) -> None:
    before = who.one_of(Arrival.objects.order_by("-pk"))
    if before:
        sent(*SIDES, key=key, text=key, thread=before.thread)


def send_twice(who: Worker, key: str) -> None:
    sent(*SIDES, key=f"both-{key.partition('-')[2]}", text="the same")


def send_junk(who: Worker, key: str) -> None:
    sent(*SIDES, key=key, text=key, trap=True)


def decide(who: Worker, key: str) -> None:
    receipt = who.one_of(Receipt.objects.filter(state=ReceiptState.QUARANTINED))
    if receipt:
        by = registrar(receipt.authority.slug)
        who.perhaps_fails(
            lambda: (
                release(by=by, receipt=receipt, at=NOW)
                if who.chance.random() < 0.7
                else set_aside(by=by, receipt=receipt, because="Reklame", at=NOW)
            )
        )


def answer(who: Worker, key: str) -> None:
    case = who.one_of(Case.objects.select_related("register__authority").order_by("-pk"))
    if case:
        by = registrar(case.register.authority.slug)
        closes = who.chance.random() < 0.5
        who.perhaps_fails(
            lambda: answer_case(
                by=by, case=case, text="<p>Ja.</p>", language="sv", at=NOW, closes=closes
            )
        )


def forward(who: Worker, key: str) -> None:
    case = who.one_of(Case.objects.select_related("register__authority").order_by("-pk"))
    if case:
        own = case.register.authority.slug
        to = Authority.objects.exclude(slug=own).filter(slug__in=SIDES).get()
        who.perhaps_fails(lambda: forward_case(by=registrar(own), case=case, to=to, at=NOW))


def enter_one(who: Worker, key: str) -> None:
    by, said = registrar(who.chance.choice(SIDES)), Said(subject=key, counterpart="Nogen")
    who.perhaps_fails(
        lambda: enter_by_hand(by=by, direction=Direction.RECEIVED, on=NOW.date(), said=said, at=NOW)
    )


def correct(who: Worker, key: str) -> None:
    entry = who.one_of(Entry.objects.select_related("register__authority").order_by("-pk"))
    if entry:
        standing = latest(entry)
        said = said_in(standing)
        better = Said(subject=f"{said.subject} ({key})"[:300], counterpart=said.counterpart or "x")
        who.perhaps_fails(
            lambda: correct_entry(
                by=registrar(entry.register.authority.slug),
                entry=entry,
                said=better,
                because=key,
                read=standing.number,
                at=NOW,
            )
        )


def go_on(who: Worker, key: str) -> None:
    arriving.enter_waiting(now=LATER)


VERBS = (
    *(send_to_all, send_to_all, send_to_one, add_to_it, send_twice, send_junk),
    *(decide, answer, forward, enter_one, correct, go_on),
)


@pytest.fixture
def fails_now_and_then(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One in five that are entered by themselves fails at the end; gives what failed."""
    usual, failed = arrivals.KINDS[MESSAGE], []
    chance = random.Random(1)

    def entered(entry: Entry, arrival: Arrival, data: bytes) -> None:
        if chance.random() < 0.2:
            raise Rollback

    kind = arrivals.ArrivalKind(MESSAGE, usual.words, usual.understand, entered)
    monkeypatch.setitem(arrivals.KINDS, MESSAGE, kind)
    noted = arriving._note_trouble

    def note(pk: object, error: Exception) -> None:
        failed.append(repr(error))
        noted(pk, error)

    monkeypatch.setattr(arriving, "_note_trouble", note)
    # Typesetting is not what is tried here, and one tenth of a second each time.
    monkeypatch.setattr("overens.base.papers.actions.as_pdf", lambda *_a, **_m: b"%PDF")
    # Nor is the flood.
    monkeypatch.setattr("overens.base.records.rules.MOST_IN_ALL", 10_000)
    monkeypatch.setattr("overens.base.records.queries.MOST_IN_ALL", 10_000)
    return failed


def test_numbers_without_a_gap_whoever_fails(
    fails_now_and_then: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        cast(NOW)
    errors: list[Exception] = []
    many = 32 if connection.vendor == "postgresql" else 8
    workers = [Worker(number, errors) for number in range(many)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        assert trail.faults() == {}, "what is written meanwhile is no fault"
        assert list(faults()) == [], "what is written meanwhile is no fault"
    assert errors == []
    assert set(fails_now_and_then) == {"Rollback()"}, "nobody waits in a circle"
    kind = arrivals.KINDS[MESSAGE]
    calm = arrivals.ArrivalKind(MESSAGE, kind.words, kind.understand)
    monkeypatch.setitem(arrivals.KINDS, MESSAGE, calm)
    arriving.enter_waiting(now=LATER)
    assert not Receipt.objects.filter(state=ReceiptState.WAITING).exists()
    assert Counter.objects.count() == 2
    for counter in Counter.objects.all():
        numbers = Entry.objects.filter(register=counter.register_id, year=counter.year)
        assert sorted(numbers.values_list("number", flat=True)) == [*range(1, counter.length + 1)]
        assert counter.length > many
    assert Arrival.objects.filter(key__startswith="form:both-").count() <= TURNS
    assert trail.faults() == {}
    assert list(faults()) == []


def test_several_workers_go_on_with_what_waits_and_each_is_entered_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        cast(NOW)
    with monkeypatch.context() as patched:
        patched.setattr(arriving, "enter_arrival", lambda *_a, **_m: None)
        for key in range(20):
            sent(*SIDES, key=str(key), text=str(key))
    done: list[int] = []

    def work() -> None:
        done.append(arriving.enter_waiting(now=LATER))
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 40
    assert Entry.objects.count() == 40
    assert not Receipt.objects.exclude(trouble="").exists()
    assert list(faults()) == []

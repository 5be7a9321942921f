"""The day on which something arrives, whatever happens later; and what is set apart in a flood."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Authority
from overens.base.papers.storage import fetch
from overens.base.records import arrivals
from overens.base.records.actions import arriving
from overens.base.records.actions.arriving import enter_waiting
from overens.base.records.actions.quarantine import release
from overens.base.records.actions.registering import enter_by_hand
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Arrival, Entry, Receipt, Register
from overens.base.records.queries import latest, number_of
from overens.base.records.rules import (
    LOOKS_BACK,
    MOST_ALIKE,
    MOST_FROM_ONE,
    MOST_IN_ALL,
    Said,
    alike,
)
from overens.base.records.states import Direction, Reason, ReceiptState
from overens.base.records.verifying.registers import faults
from tests.base.records.people import registrar, sent
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db
SIDES = ("koge", "kristianstad")
ZONES = {"koge": "Europe/Copenhagen", "kristianstad": "Europe/Stockholm"}


@pytest.fixture(autouse=True)
def everybody() -> None:
    cast(NOW)


@pytest.fixture
def nothing_is_understood(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Until it is undone, what arrives waits."""

    def understand(*_arguments: object) -> object:
        raise RuntimeError

    usual = arrivals.KINDS[MESSAGE]
    broken = arrivals.ArrivalKind(MESSAGE, usual.words, understand)
    monkeypatch.setitem(arrivals.KINDS, MESSAGE, broken)
    return monkeypatch


NIGHTS = {
    "a second before midnight": (datetime(2026, 6, 1, 21, 59, 59, tzinfo=UTC), date(2026, 6, 1)),
    "midnight": (datetime(2026, 6, 1, 22, tzinfo=UTC), date(2026, 6, 2)),
    "midnight before the clock goes forward": (
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        date(2026, 3, 29),
    ),
    "the last second of the short day": (
        datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
        date(2026, 3, 29),
    ),
    "midnight after it": (datetime(2026, 3, 29, 22, tzinfo=UTC), date(2026, 3, 30)),
    "midnight before the clock goes back": (
        datetime(2026, 10, 24, 22, tzinfo=UTC),
        date(2026, 10, 25),
    ),
    "the hour that comes twice": (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
    "and again": (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
    "the last second of the long day": (
        datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC),
        date(2026, 10, 25),
    ),
    "midnight after that": (datetime(2026, 10, 25, 23, tzinfo=UTC), date(2026, 10, 26)),
    "new year": (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 1, 1)),
}


@pytest.mark.parametrize(("at", "day"), NIGHTS.values(), ids=NIGHTS)
def test_the_day_of_arrival_is_the_authoritys_own_however_late_it_is_entered(
    nothing_is_understood: pytest.MonkeyPatch, at: datetime, day: date
) -> None:
    arrival = sent(*SIDES, at=at)
    assert not Entry.objects.exists()
    nothing_is_understood.undo()
    later = at + timedelta(days=3)
    assert enter_waiting(now=later) == 2
    for entry in Entry.objects.select_related("register__authority"):
        zone = ZoneInfo(ZONES[entry.register.authority.slug])
        assert entry.on == day == at.astimezone(zone).date()
        assert (entry.at, entry.entered_at, entry.year) == (arrival.at, later, day.year)


def test_what_arrives_in_the_last_second_of_a_year_counts_in_that_year(
    nothing_is_understood: pytest.MonkeyPatch,
) -> None:
    sent(*SIDES, key="old", at=datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC))
    nothing_is_understood.undo()
    new_year = datetime(2027, 1, 1, 8, tzinfo=UTC)
    said = Said(subject="Brev", counterpart="Nogen")
    by = registrar("koge")
    by_hand = enter_by_hand(
        by=by, direction=Direction.RECEIVED, on=date(2026, 12, 30), said=said, at=new_year
    )
    sent("koge", key="new", at=new_year)
    enter_waiting(now=new_year)
    numbers = sorted(map(number_of, Entry.objects.filter(register__authority__slug="koge")))
    assert numbers == ["2026-00001", "2027-00001", "2027-00002"]
    assert number_of(by_hand) == "2027-00001"
    assert list(faults()) == []


@pytest.mark.parametrize(
    "text",
    ["a\x00b\x07c", "x" * 20_000, "\N{RIGHT-TO-LEFT OVERRIDE}⁦", "\n\t ", "😀" * 400, "{0}%s"],
)
def test_whatever_was_stored_can_be_entered(text: str) -> None:
    receipt = sent(
        "koge", text=text, page_title=text, wants_reply=True, email="a" * 190 + "@a.example"
    ).receipts.get()
    assert (receipt.state, receipt.trouble) == (ReceiptState.ENTERED, "")
    assert latest(receipt.entry).subject


def test_the_log_says_nothing_that_somebody_wrote(
    nothing_is_understood: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def understand(*_arguments: object) -> object:
        raise ValueError("Failing row contains (Anna Exempel)")

    usual = arrivals.KINDS[MESSAGE]
    broken = arrivals.ArrivalKind(MESSAGE, usual.words, understand)
    nothing_is_understood.setitem(arrivals.KINDS, MESSAGE, broken)
    receipt = sent("koge").receipts.get()
    assert str(receipt.pk) in caplog.text
    assert "ValueError in understand" in caplog.text
    assert "Anna" not in caplog.text
    assert receipt.trouble == "ValueError"


# ── Floods ──


def states(**of: object) -> list[str]:
    return list(
        Receipt.objects.filter(**of).order_by("arrival__at", "pk").values_list("state", flat=True)
    )


def test_a_flood_from_one_connection_sets_only_itself_apart() -> None:
    for number in range(300):
        sent(*SIDES, key=str(number), text=f"Köp nu {number}", origin="one")
    real = sent("koge", key="real", origin="two", at=NOW + timedelta(seconds=1))
    assert real.receipts.get().state == ReceiptState.ENTERED
    junk = Receipt.objects.filter(arrival__origin="one")
    assert junk.count() == 600, "none is dropped"
    assert junk.filter(state=ReceiptState.ENTERED).count() == 2 * MOST_FROM_ONE
    apart = junk.filter(state=ReceiptState.QUARANTINED, because=Reason.MANY_FROM_ONE)
    assert apart.count() == 2 * (300 - MOST_FROM_ONE)
    assert set(apart.values_list("arrival__at", flat=True)) == {NOW}


def test_a_flood_from_everywhere_is_told_to_the_registrar_and_ends_with_itself(settings) -> None:
    sent("koge", key="first", origin="first", at=NOW - timedelta(days=1))
    Register.objects.update(email="registrator@example.org")
    mine = sent("koge", key="mine", origin="me", at=NOW - timedelta(hours=1))
    for number in range(MOST_IN_ALL + 20):
        sent("koge", key=str(number), text=f"Köp nu {number}", origin=str(number))
    apart = Receipt.objects.filter(state=ReceiptState.QUARANTINED)
    assert set(apart.values_list("because", flat=True)) == {Reason.MANY}
    assert apart.count() == 20
    letter = Letter.objects.get()
    assert letter.to == "registrator@example.org"
    assert "Køge" in letter.text
    elsewhere = sent("kristianstad", key="elsewhere", origin="x")
    assert elsewhere.receipts.get().state == ReceiptState.ENTERED, "another authority's flood"
    added = sent("koge", key="added", origin="me", thread=mine.thread)
    assert added.receipts.get().state == ReceiptState.ENTERED, "who is known by a message is heard"
    later = sent("koge", key="later", origin="y", at=NOW + LOOKS_BACK)
    assert later.receipts.get().state == ReceiptState.ENTERED
    released = release(by=registrar("koge"), receipt=apart.first(), at=NOW + LOOKS_BACK)
    assert released.entry
    assert released.entry.at == NOW


def test_what_arrived_of_late_is_found_by_its_time_however_much_arrived_before() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite says how it looks")
    plans = []

    def explained(execute: Callable[..., Any], sql: str, values: Any, *rest: Any) -> Any:
        if sql.startswith("SELECT (SELECT COUNT(*)"):
            plan = connection.connection.execute(
                f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}", values
            )
            plans.append(" ".join(row[3] for row in plan))
        return execute(sql, values, *rest)

    with connection.execute_wrapper(explained):
        sent("koge", key="one", text="Et langt spørgsmål om kysten, som ingen har stillet før")
    assert len(plans) == 2
    assert all(index in plans[0] for index in ("by_text", "by_origin", "arrival_thread"))
    assert "arrivals_by_time" in plans[1]


def test_additions_to_one_message_are_limited_too() -> None:
    mine = sent("koge", key="mine", origin="o")
    for number in range(10):
        sent("koge", key=str(number), text=str(number), thread=mine.thread, origin=str(number))
    because = Receipt.objects.filter(arrival__thread=mine.thread).values_list("because", flat=True)
    assert sorted(because) == [""] * MOST_FROM_ONE + [Reason.MANY_FROM_ONE] * (11 - MOST_FROM_ONE)


def test_the_same_text_several_times_a_day_is_set_apart_and_the_next_day_it_is_new() -> None:
    text = "Låna pengar  utan säkerhet i dag, ring oss genast på numret"
    for number in range(MOST_ALIKE + 1):
        at = NOW + timedelta(hours=number)
        arrival = sent("koge", key=str(number), text=text.upper(), origin=str(number), at=at)
    assert arrival.receipts.get().because == Reason.SAME
    tomorrow = sent("koge", key="n", text=text, origin="n", at=NOW + timedelta(days=1))
    assert tomorrow.receipts.get().state == ReceiptState.ENTERED
    short = [sent("koge", key=f"s{n}", text="Tack!", origin=f"s{n}") for n in range(5)]
    assert {each.receipts.get().because for each in short} == {""}


def test_texts_are_alike_whatever_spaces_and_letter_case_and_cannot_be_tried_without_the_key() -> (
    None
):
    text = "Så här långa texter skriver ingen likadant av en slump."
    assert alike(text, "a") == alike(f"  {text.upper()}\n", "a")
    assert alike(text, "a") != alike(text, "b")
    assert alike("Tack!", "a") == ""
    assert Arrival._meta.get_field("alike").max_length == len(alike(text, "a"))


def test_what_waits_is_not_held_up_by_what_fails_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arriving, "fetch", lambda *_arguments: 1 / 0)
    sent("koge", key="poison", at=NOW - timedelta(days=9))
    monkeypatch.setattr(arriving, "enter_arrival", lambda *_a, **_m: None)
    sent("koge", key="fresh")
    monkeypatch.setattr(arriving, "fetch", fetch)
    first, second = arriving.waiting_receipts()
    assert (first.trouble, second.trouble) == ("", "ZeroDivisionError")
    assert Authority.objects.filter(receipts=second).exists()

"""What arrives is stored, entered, answered, sent on; entries are corrected and never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers.storage import damaged
from overens.base.records.actions.arriving import ArrivedOtherwise
from overens.base.records.actions.cases import answer_case, forward_case
from overens.base.records.actions.quarantine import release, set_aside
from overens.base.records.actions.registering import cancel_entry, correct_entry, enter_by_hand
from overens.base.records.models import Arrival, Entry, Receipt
from overens.base.records.queries import latest, number_of, said_in
from overens.base.records.rules import Said
from overens.base.records.states import Direction, Reason, ReceiptState
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from tests.base.records.people import coordinator, registrar, sent
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everybody() -> None:
    cast(NOW)


def test_a_question_to_each_becomes_one_case_with_each_and_is_told_once() -> None:
    arrival = sent("koge", "kristianstad", wants_reply=True, email="a@example.org")
    entries = [receipt.entry for receipt in arrival.receipts.order_by("authority__slug")]
    assert [number_of(entry) for entry in entries] == ["2026-00001", "KRISTIANSTAD 2026/1"]
    assert latest(entries[0]).subject == "Spørgsmål: Hur går det med kusten?"
    (letter,) = Letter.objects.all()
    assert "2026-00001" in letter.text
    assert "KRISTIANSTAD 2026/1" in letter.text
    assert faults() == {}


def test_the_same_form_sent_twice_arrives_once_and_something_else_in_it_is_told() -> None:
    assert sent("koge") == sent("koge")
    assert Entry.objects.count() == 1
    with pytest.raises(ArrivedOtherwise):
        sent("koge", text="Något annat")
    assert Arrival.objects.count() == 1


def test_an_answer_and_what_is_sent_on_have_numbers_of_their_own() -> None:
    arrival = sent("koge", wants_reply=True, email="a@example.org")
    case = arrival.receipts.get().entry.case
    entry = answer_case(
        by=coordinator("koge"), case=case, text="<p>Det går godt.</p>", language="da", at=NOW
    )
    assert number_of(entry) == "2026-00002"
    to = Authority.objects.get(slug="kristianstad")
    dispatch = forward_case(by=registrar("koge"), case=case, to=to, at=NOW)
    assert number_of(dispatch.entry) == "2026-00003"
    case.refresh_from_db()
    assert case.closed_at
    assert Letter.objects.count() == 3
    with pytest.raises(Refused):
        forward_case(by=registrar("koge"), case=case, to=to, at=NOW)


def test_a_correction_is_a_version_and_a_cancelled_entry_keeps_its_number() -> None:
    by = registrar("koge")
    said = Said(subject="Brev om kysten", counterpart="Nogen")
    entry = enter_by_hand(by=by, direction=Direction.RECEIVED, on=NOW.date(), said=said, at=NOW)
    correct_entry(
        by=by,
        entry=entry,
        said=replace(said, secrecy="ofl-23"),
        because="Mærket",
        read=1,
        at=NOW,
    )
    assert latest(entry).secrecy_on == NOW.date()
    with pytest.raises(Changed):
        correct_entry(by=by, entry=entry, said=said, because="x", read=1, at=NOW)
    cancel_entry(by=by, entry=entry, because="Forkert register", read=2, at=NOW)
    assert said_in(latest(entry)).is_cancelled
    assert entry.versions.count() == 3
    assert number_of(entry) == "2026-00001"


def test_what_is_set_apart_is_stored_and_released_with_its_own_time() -> None:
    arrival = sent("koge", trap=True)
    receipt = arrival.receipts.get()
    assert (receipt.state, receipt.because) == (ReceiptState.QUARANTINED, Reason.TRAP)
    set_aside(by=registrar("koge"), receipt=receipt, because="Reklame", at=NOW)
    release(by=registrar("koge"), receipt=receipt, at=NOW)
    receipt = Receipt.objects.get()
    assert receipt.entry
    assert receipt.entry.at == NOW


def test_only_the_registers_own_people_act_in_it(settings) -> None:
    case = sent("koge").receipts.get().entry.case
    with pytest.raises(Refused):
        answer_case(by=registrar("kristianstad"), case=case, text="<p>x</p>", language="sv", at=NOW)
    assert list(damaged(settings.FILES)) == []


def test_what_was_told_is_noted_with_its_source_and_cannot_be_entered_as_of_another_day() -> None:
    """OFL § 13; FL 27 §: what, who wrote it, from whom, and when it was written."""
    by, told_on = registrar("koge"), NOW.date() - timedelta(days=3)
    said = Said(subject="Oplyst i telefonen: mødet er flyttet", counterpart="Region Eksempel")
    entry = enter_by_hand(by=by, direction=Direction.DRAWN_UP, on=told_on, said=said, at=NOW)
    assert (entry.on, entry.at, entry.entered_at) == (told_on, None, NOW)
    assert entry.entered_by == by
    assert said_in(latest(entry)) == said
    line = Line.objects.get(object_id=str(entry.pk))
    assert (line.what, line.at) == ("entry.drawn-up", NOW)
    with pytest.raises(Refused):
        enter_by_hand(
            by=by,
            direction=Direction.DRAWN_UP,
            on=NOW.date() + timedelta(days=2),
            said=said,
            at=NOW,
        )

"""What stands around the entries is sealed as well: what waits or was set apart, how senders are
reached, cases, numbers that others gave, and who read what."""

from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from overens.base.municipalities.models import Authority
from overens.base.papers.actions import check_what_is_kept
from overens.base.records.actions import arriving, cases, entering, noting, registering
from overens.base.records.actions.arriving import enter_waiting
from overens.base.records.actions.delivering import note_number
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Arrival, Case, Entry, Receipt, Register, Sender, Viewing
from overens.base.records.states import Keeping, ReceiptState, Way
from overens.base.records.verifying.registers import faults
from overens.base.trail import actions as trail
from overens.base.trail.models import Line
from tests.base.records.forging import may_anything, quoted, sentences, sql
from tests.base.records.people import coordinator, registrar, sent
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
ASKS = {"wants_reply": True, "email": "a@example.org"}


def cannot_fetch(*_arguments: object) -> bytes:
    raise FileNotFoundError


@pytest.fixture
def around(filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of Køge: the case of 3 is closed and was sent on as 7; 8 has its number in the case
    system, and 9 has none; something is set apart, and something waits."""
    by, kristianstad = registrar("koge"), Authority.objects.get(slug="kristianstad")
    closed = entry(3).case
    cases.forward_case(by=by, case=closed, to=kristianstad, at=NOW, keeps=True)
    assert carry_waiting(now=NOW) == 2
    cases.close_case(by=by, case=closed, because="Besvaret på telefon", at=NOW)
    cases.assign_case(by=by, case=entry(6).case, post=coordinator("koge").post, at=NOW)
    Register.objects.filter(authority__slug="koge").update(kept=Keeping.CASE_SYSTEM, way=Way.FOLDER)
    for key in ("8", "9"):
        sent("koge", key=key)
    note_number(by=by, entry=entry(8), number="26/417", at=NOW)
    for number in (1, 1, 4):
        registering.note_viewing(by=by, entry=entry(number), at=NOW)
    sent("koge", "kristianstad", key="apart", trap=True, **ASKS)
    with monkeypatch.context() as patched:
        patched.setattr(arriving, "fetch", cannot_fetch)
        sent("koge", key="waits", **ASKS)


@pytest.fixture
def forged(around: None) -> None:
    may_anything()


def entry(number: int) -> Entry:
    return Entry.objects.select_related("register__authority", "case").get(
        register__authority__slug="koge", number=number
    )


def gone(key: str) -> list[str]:
    """An arrival with all that hangs on it."""
    arrival = f"(SELECT id FROM records_arrival WHERE key = 'form:{key}')"
    return [
        f"DELETE FROM records_sender WHERE arrival_id = {arrival}",
        f"DELETE FROM records_receipt WHERE arrival_id = {arrival}",
        f"DELETE FROM records_arrival WHERE key = 'form:{key}'",
    ]


def arrival_of(key: str) -> str:
    return f"arrival_id = (SELECT id FROM records_arrival WHERE key = 'form:{key}')"


MISSING = "names something that is missing."
OTHERWISE = "is not what the trail says of it."
REACHED = "is reached is not what the trail says."
DECIDED = "What was decided about what arrived as "
THEIRS = (
    "The number that the entry 2026-00005 has at the other authority is not what the trail says."
)
SENT = "To whom the entry 2026-00005 was sent, and how, is not what the trail says."
CASE = "The case 2026-{:05} was changed: the trail says otherwise."
IN_SYSTEM = (
    "The number that the entry 2026-00008 has in the case system is not what the trail says."
)
READ = "Who read the entry 2026-00001 is not what the trail says."
PARCELS = "SELECT {} FROM records_arrival WHERE kind = 'sent-on' ORDER BY key {} LIMIT 1"

FORGED: Mapping[str, tuple[list[str], str]] = {
    "set apart, gone": (gone("apart"), MISSING),
    "waiting, gone": (gone("waits"), MISSING),
    "set apart, another time": (
        ["UPDATE records_arrival SET at = '2026-11-23 10:00:00+00' WHERE key = 'form:apart'"],
        OTHERWISE,
    ),
    "waiting, other bytes": (
        ["UPDATE records_arrival SET sha256 = 'x' WHERE key = 'form:waits'"],
        OTHERWISE,
    ),
    "set apart for another reason": (
        [f"UPDATE records_receipt SET because = 'links' WHERE {arrival_of('apart')}"],
        DECIDED,
    ),
    "set aside by nobody": (
        [f"UPDATE records_receipt SET state = 'set-aside' WHERE {arrival_of('apart')}"],
        DECIDED,
    ),
    "another reason to set aside": (
        [f"UPDATE records_receipt SET note = 'x' WHERE {arrival_of('4')}"],
        DECIDED,
    ),
    "somebody else set it aside": (
        [
            "UPDATE records_receipt SET decided_by_id = (SELECT id FROM municipalities_seat "
            f"WHERE id <> decided_by_id LIMIT 1) WHERE {arrival_of('4')}"
        ],
        DECIDED,
    ),
    "a line that was not written": (
        [f"UPDATE records_receipt SET noted = true WHERE {arrival_of('2')}"],
        OTHERWISE,
    ),
    "parcels exchanged": (
        [
            f"UPDATE records_arrival SET sha256 = ({PARCELS.format('sha256', '')}) "
            f"WHERE id = ({PARCELS.format('id', 'DESC')})"
        ],
        OTHERWISE,
    ),
    "what a parcel says of itself": (
        ["UPDATE records_carried SET number = '2026-00001' WHERE number = '2026-00007'"],
        OTHERWISE,
    ),
    "a parcel that says nothing of itself": (["DELETE FROM records_carried"], OTHERWISE),
    "another note of a dispatch": (["UPDATE records_dispatch SET note = 'x'"], SENT),
    "another receiver": (
        [
            "UPDATE records_dispatch SET to_id = (SELECT id FROM municipalities_authority "
            "WHERE id <> to_id LIMIT 1)"
        ],
        SENT,
    ),
    "no dispatch": (["DELETE FROM records_dispatch"], SENT),
    "another number at the other side": (
        ["UPDATE records_dispatch SET their_number = 'x'"],
        THEIRS,
    ),
    "another head of the other side": (
        ["UPDATE records_dispatch SET their_head_seal = 'x'"],
        THEIRS,
    ),
    "another number in the case system": (
        ["UPDATE records_delivery SET number = '26/418' WHERE entry_id = {e8}"],
        IN_SYSTEM,
    ),
    "nobody wrote the number in": (
        ["UPDATE records_delivery SET numbered_by_id = NULL WHERE entry_id = {e8}"],
        IN_SYSTEM,
    ),
    "a number that was not given": (
        ["UPDATE records_delivery SET number = '26/418' WHERE entry_id = {e9}"],
        IN_SYSTEM.replace("8", "9"),
    ),
    "a delivery, gone": (
        ["DELETE FROM records_delivery WHERE entry_id = {e9}"],
        "Whether the entry 2026-00009 goes to the case system was changed.",
    ),
    "a case, closed for another reason": (
        ["UPDATE records_case SET closed_because = 'x' WHERE closed_at IS NOT NULL"],
        CASE.format(1),
    ),
    "a case, closed at another time": (
        ["UPDATE records_case SET closed_at = '2026-11-23 10:00:00+00' WHERE closed_because <> ''"],
        CASE.format(1),
    ),
    "a case, opened again by nobody": (
        ["UPDATE records_case SET closed_at = NULL WHERE closed_because LIKE 'Besvaret%'"],
        CASE.format(3),
    ),
    "a case, closed by nobody": (
        [
            "UPDATE records_case SET closed_at = opened_at "
            "WHERE id = (SELECT case_id FROM records_entry WHERE id = {e4})"
        ],
        CASE.format(4),
    ),
    "somebody else's work": (
        ["UPDATE records_case SET handler_id = NULL WHERE handler_id IS NOT NULL"],
        CASE.format(6),
    ),
    "a sender's other address": (
        [f"UPDATE records_sender SET email = 'b@example.org' WHERE {arrival_of('1')}"],
        REACHED,
    ),
    "a sender, gone": ([f"DELETE FROM records_sender WHERE {arrival_of('1')}"], REACHED),
    "a waiting sender, gone": (
        [f"DELETE FROM records_sender WHERE {arrival_of('waits')}"],
        REACHED,
    ),
    "another reader": (
        [
            "UPDATE records_viewing SET seat_id = (SELECT id FROM municipalities_seat "
            "WHERE id <> seat_id LIMIT 1)"
        ],
        READ,
    ),
    "read at another time": (["UPDATE records_viewing SET at = '2026-11-23 10:00:00+00'"], READ),
    "one of two readings": (
        ["DELETE FROM records_viewing WHERE id = (SELECT max(id) - 1 FROM records_viewing)"],
        READ,
    ),
    "a reading that was none": (
        [
            "INSERT INTO records_viewing (entry_id, seat_id, at) "
            "SELECT entry_id, seat_id, '2026-12-24 10:00:00+00' FROM records_viewing "
            "WHERE entry_id = {e1} LIMIT 1"
        ],
        READ,
    ),
}


@pytest.mark.parametrize(("statements", "sentence"), FORGED.values(), ids=FORGED)
def test_what_is_changed_around_the_entries_is_named(
    forged: None, statements: list[str], sentence: str
) -> None:
    sql(*statements)
    assert [each for each in sentences() if sentence in each], sentences()
    assert any(sentence in each for each in check_what_is_kept())


def test_a_sender_who_appears_later_is_named(forged: None) -> None:
    Sender.objects.create(arrival=Arrival.objects.get(key="form:2"), email="b@example.org")
    assert [each for each in sentences() if each.endswith(REACHED)]


def test_details_that_are_gone_hide_nothing(forged: None) -> None:
    stored = "SELECT id FROM trail_line WHERE what = 'receipt.stored'"
    sql(f"DELETE FROM trail_details WHERE line_id IN ({stored})")
    assert [each for each in sentences() if each.endswith(OTHERWISE)]


def test_what_waits_or_is_set_apart_stands_in_the_trail_once(around: None) -> None:
    stored = Line.objects.filter(what="receipt.stored")
    waiting = Receipt.objects.exclude(state=ReceiptState.ENTERED)
    assert sorted(stored.values_list("object_id", flat=True)) == sorted(
        str(pk) for pk in waiting.values_list("pk", flat=True)
    )
    assert set(waiting.values_list("noted", flat=True)) == {True}
    before = stored.count()
    assert enter_waiting(now=LATER) == 1, "what waited is entered, and nothing is noted again"
    assert enter_waiting(now=LATER) == 0
    assert stored.count() == before
    assert list(faults()) == []


def test_what_could_not_be_noted_is_noted_by_the_worker(
    filled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(noting, "write", cannot_fetch)
        arrival = sent("koge", key="apart", trap=True)
    receipt = arrival.receipts.get()
    assert (receipt.state, receipt.noted) == (ReceiptState.QUARANTINED, False)
    assert list(faults()) == []
    assert enter_waiting(now=LATER) == 1
    receipt.refresh_from_db()
    assert receipt.noted
    assert Line.objects.filter(what="receipt.stored", object_id=str(receipt.pk)).count() == 1


def test_nothing_that_somebody_wrote_stands_in_these_lines(around: None) -> None:
    told = [
        str(values)
        for what in ("entry.received", "receipt.stored", "case.closed", "entry.viewed")
        for values in Line.objects.filter(what=what).values_list("details__values", flat=True)
    ]
    assert told
    for secret in ("example.org", "telefon", *Arrival.objects.values_list("thread", flat=True)):
        assert not [each for each in told if secret in each]


def test_each_sender_and_case_has_a_salt_of_its_own(around: None) -> None:
    for model in (Sender, Case):
        salts = model.objects.values_list("salt", flat=True)
        assert len({*salts}) == len(salts) > 1
    assert {len(salt) for salt in Sender.objects.values_list("salt", flat=True)} == {32}


# ── What was kept before its lines held seals ──

LATELY = {
    *("case_seal", "receipt", "arrival_seal", "sender_seal"),
    *("dispatches", "is_delivered", "arrived_at"),
}


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Lines are written as they were."""

    def written(*, details: Mapping[str, object], **named: object) -> None:
        kept = {name: value for name, value in details.items() if name not in LATELY}
        trail.write(details=kept, **named)

    with monkeypatch.context() as patched:
        for place in (entering, cases):
            patched.setattr(place, "write", written)
        for place in (registering, noting):
            patched.setattr(place, "write", lambda **_named: None)
        yield patched


@pytest.mark.usefixtures("before", "filled")
def test_what_was_before_is_no_fault_and_what_comes_after_it_is_sealed(
    before: pytest.MonkeyPatch,
) -> None:
    by = registrar("koge")
    registering.note_viewing(by=by, entry=entry(1), at=NOW)
    sent("koge", key="apart", trap=True, **ASKS)
    Receipt.objects.filter(state=ReceiptState.QUARANTINED).update(noted=False)
    Receipt.objects.filter(state=ReceiptState.SET_ASIDE).update(noted=False)
    assert list(faults()) == []
    before.undo()
    assert enter_waiting(now=LATER) == 2, "what is set apart is noted now"
    registering.note_viewing(by=by, entry=entry(1), at=LATER)
    cases.close_case(by=by, case=entry(3).case, because="Besvaret på telefon", at=LATER)
    may_anything()
    sql(*gone("apart"), "DELETE FROM records_viewing")
    sql(f"UPDATE records_case SET closed_because = 'x' WHERE id = {quoted(entry(3).case_id)}")
    said = sentences()
    assert [each.endswith((MISSING, READ, CASE.format(3))) for each in said] == [True] * 3
    assert Viewing.objects.count() == 0


def test_what_stood_before_the_seals_has_a_salt_of_its_own_in_each_row(forged: None) -> None:
    migration = import_module("overens.base.records.migrations.0003_seals")
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        for model in (Case, Sender):
            model.objects.update(salt="shared")
        migration.give_salts(apps, editor)
    for model in (Case, Sender):
        salts = model.objects.values_list("salt", flat=True)
        assert len(salts) > 1
        assert len(set(salts)) == len(salts)
        assert {len(salt) for salt in salts} == {32}

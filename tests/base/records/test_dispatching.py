"""What leaves one register enters the other: once, with a number at each, whatever happens between."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import product
from typing import Any

import pytest
import rfc8785

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Authority
from overens.base.papers.storage import damaged, keep
from overens.base.records.actions.cases import answer_case, forward_case
from overens.base.records.actions.dispatching import carry_waiting, parcel_of, take_parcel
from overens.base.records.actions.outbox import LEASE
from overens.base.records.actions.registering import correct_entry, enter_by_hand
from overens.base.records.arrivals import KINDS
from overens.base.records.messages import SENT_ON
from overens.base.records.models import Arrival, Carried, Case, Dispatch, Entry, Receipt
from overens.base.records.parcels import Answer, NotTaken, Parcel, opened
from overens.base.records.public_view import subject_of
from overens.base.records.queries import carried_parcel, latest, number_of, other_ends, said_in
from overens.base.records.rules import Attached, Said
from overens.base.records.states import Direction, ReceiptState, Trouble
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from tests.base.records.people import coordinator, registrar, sent
from tests.cast import cast
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def everybody() -> None:
    cast(NOW)


def sent_on(key: str = "one", **more: object) -> Dispatch:
    """A question to Køge that belongs to Kristianstad."""
    case = sent("koge", key=key, **more).receipts.get().entry.case
    to = Authority.objects.get(slug="kristianstad")
    return forward_case(by=registrar("koge"), case=case, to=to, note="Det er jeres kyst.", at=NOW)


def arrived(dispatch: Dispatch) -> Entry:
    return Entry.objects.get(receipt__arrival__carried__dispatch=dispatch.pk)


def test_each_end_has_its_number_and_the_others(settings) -> None:
    file = Attached("kort.txt", "text/plain; charset=utf-8", 4, keep(settings.FILES, b"kort"))
    dispatch = sent_on(wants_reply=True, email="a@example.org", attached=(file,))
    assert carry_waiting(now=LATER) == 1
    assert carry_waiting(now=LATER) == 0
    dispatch.refresh_from_db()
    entry = arrived(dispatch)
    (here,), (there,) = other_ends(dispatch.entry), other_ends(entry)
    assert here
    assert there
    assert (here.authority.slug, here.number) == ("kristianstad", number_of(entry))
    assert (there.authority.slug, there.number) == ("koge", number_of(dispatch.entry))
    assert there.note == here.note == "Det er jeres kyst."
    assert entry.case.thread == dispatch.entry.case.thread
    assert [d.sha256 for d in entry.documents.order_by("position")] == [
        d.sha256 for d in dispatch.entry.documents.order_by("position")
    ]
    head = Line.objects.get(object_id=str(entry.pk), what="entry.received")
    assert (dispatch.their_head_number, dispatch.their_head_seal) == (head.number, head.seal)
    assert dispatch.arrived_at == entry.at == LATER
    assert carried_parcel(entry.receipt.arrival).arrived_at == "2026-11-24T11:00:00+00:00"
    assert list(damaged(settings.FILES)) == []
    assert faults() == {}


def test_it_stands_in_the_receivers_language_and_names_nobody_in_public() -> None:
    dispatch = sent_on(wants_reply=True, email="a@example.org", page_title="Kyst")
    carry_waiting(now=NOW)
    said = said_in(latest(arrived(dispatch)))
    assert "a@example.org" in said.counterpart
    assert "Køge" in said.counterpart
    assert said.is_private
    assert "Køge" in said.public_counterpart
    assert "@" not in said.public_counterpart + said.public_subject
    assert said.public_subject.endswith("(Kyst)")


@pytest.mark.parametrize(
    "kept_from_everyone",
    [{"secrecy": "OSL 31:16"}, {"public_subject": "Ansøgning"}],
)
def test_what_everyone_does_not_read_here_they_do_not_read_there(
    kept_from_everyone: dict[str, str],
) -> None:
    by = registrar("koge")
    said = Said(subject="Kyst Byg og dens priser", counterpart="Kyst Byg", is_private=False)
    entry = enter_by_hand(by=by, direction=Direction.RECEIVED, on=NOW.date(), said=said, at=NOW)
    correct_entry(
        by=by,
        entry=entry,
        said=replace(said, **kept_from_everyone),
        because="Forretningsforhold",
        read=1,
        at=NOW,
    )
    to = Authority.objects.get(slug="kristianstad")
    dispatch = forward_case(by=by, case=entry.case, to=to, at=NOW)
    carry_waiting(now=NOW)
    there = said_in(latest(arrived(dispatch)))
    assert there.subject == said.subject
    assert "priser" not in subject_of(there).text


def test_what_is_corrected_on_the_way_is_the_same_dispatch() -> None:
    dispatch = sent_on()
    first = take_parcel(parcel_of(dispatch), NOW)
    opener = dispatch.entry.case.entries.get(direction=Direction.RECEIVED)
    better = replace(said_in(latest(opener)), subject="Et spørgsmål om kysten")
    correct_entry(
        by=registrar("koge"), entry=opener, said=better, because="Tydeligere", read=1, at=LATER
    )
    assert take_parcel(parcel_of(dispatch), LATER) == first


@pytest.mark.parametrize("values", [{"text": 5}, {"email": ["a"]}, {"page_title": {"a": 1}}])
def test_a_message_that_is_none_is_entered_as_a_file_and_waits_for_nobody(
    values: dict[str, object],
) -> None:
    said = json.loads(parcel_of(sent_on()))
    ((_name, text),) = said["files"].items()
    other = json.dumps(json.loads(b64decode(text)) | values).encode()
    named = sha256(other).hexdigest()
    said["files"] = {named: b64encode(other).decode()}
    said["parcel"]["documents"][0] |= {"sha256": named, "size": len(other)}
    assert Answer.read(
        take_parcel(json.dumps(said).encode(), NOW), said["parcel"]["dispatch"]
    ).number


def test_an_answer_of_the_receiver_reaches_whoever_asked() -> None:
    dispatch = sent_on(wants_reply=True, email="a@example.org")
    carry_waiting(now=NOW)
    entry = arrived(dispatch)
    told = [letter.text for letter in Letter.objects.order_by("queued_at", "pk")]
    assert number_of(entry) in told[-1]
    assert entry.receipt.arrival.sha256 not in told[-1]
    answer_case(
        by=coordinator("kristianstad"), case=entry.case, text="<p>Bra.</p>", language="sv", at=NOW
    )
    assert Letter.objects.count() == len(told) + 1
    assert {letter.to for letter in Letter.objects.all()} == {"a@example.org"}


def test_what_was_sent_on_can_be_sent_back_and_keeps_its_first_time() -> None:
    dispatch = sent_on()
    carry_waiting(now=LATER)
    koge = Authority.objects.get(slug="koge")
    case = arrived(dispatch).case
    back = forward_case(by=registrar("kristianstad"), case=case, to=koge, at=LATER)
    assert carry_waiting(now=LATER) == 1
    entry = arrived(back)
    assert entry.case == dispatch.entry.case
    assert entry.case.closed_at is None
    assert carried_parcel(entry.receipt.arrival).arrived_at == "2026-11-24T11:00:00+00:00"


def test_the_same_again_gives_the_same_answer() -> None:
    data = parcel_of(sent_on(wants_reply=True, email="a@example.org"))
    first = take_parcel(data, NOW)
    assert take_parcel(data, LATER) == first
    assert Carried.objects.count() == 1
    assert Answer.read(first, json.loads(data)["parcel"]["dispatch"]).number.endswith("2026/1")


def test_when_the_contact_has_gone_meanwhile_it_is_the_same_dispatch() -> None:
    dispatch = sent_on(wants_reply=True, email="a@example.org")
    first = take_parcel(parcel_of(dispatch), NOW)
    Arrival.objects.get(key="form:one").sender.delete()
    assert take_parcel(parcel_of(dispatch), LATER) == first


def test_what_cannot_be_entered_is_stored_and_its_number_follows(monkeypatch) -> None:
    dispatch = sent_on()

    def unable(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setitem(KINDS, SENT_ON, replace(KINDS[SENT_ON], understand=unable))
        assert carry_waiting(now=NOW) == 0
    dispatch.refresh_from_db()
    assert (dispatch.trouble, dispatch.arrived_at) == (Trouble.NUMBER_FOLLOWS, NOW)
    assert Receipt.objects.get(authority__slug="kristianstad").state == ReceiptState.WAITING
    assert carry_waiting(now=NOW) == 0
    assert carry_waiting(now=NOW + timedelta(minutes=1)) == 1
    dispatch.refresh_from_db()
    assert dispatch.trouble == ""
    assert arrived(dispatch).at == NOW
    assert faults() == {}


def test_two_workers_do_not_carry_the_same_at_once() -> None:
    sent_on()
    carried: list[bytes] = []

    def deliver(data: bytes, at: datetime) -> bytes:
        assert carry_waiting(now=at, deliver=deliver) == 0
        carried.append(data)
        return take_parcel(data, at)

    assert carry_waiting(now=NOW, deliver=deliver) == 1
    assert len(carried) == 1


def test_a_side_that_is_away_is_asked_ever_less_often_and_nothing_personal_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    dispatch = sent_on(wants_reply=True, email="a@example.org")

    def away(data: bytes, at: datetime) -> bytes:
        raise ConnectionError(data)

    for minutes in (1, 5, 15, 60, 240, 240):
        dispatch.refresh_from_db()
        now = dispatch.next_at
        assert carry_waiting(now=now, deliver=away) == 0
        dispatch.refresh_from_db()
        assert dispatch.next_at - now == timedelta(minutes=minutes)
    assert dispatch.trouble == Trouble.NO_ANSWER
    assert "a@example.org" not in caplog.text


class Killed(BaseException):
    """As by `kill -9`: nothing is written afterwards."""


def lost_on_the_way(data: bytes, at: datetime) -> bytes:
    raise ConnectionError


def answer_lost(data: bytes, at: datetime) -> bytes:
    take_parcel(data, at)
    raise ConnectionError


def killed_before(data: bytes, at: datetime) -> bytes:
    raise Killed


def killed_after(data: bytes, at: datetime) -> bytes:
    take_parcel(data, at)
    raise Killed


def twice(data: bytes, at: datetime) -> bytes:
    take_parcel(data, at)
    return take_parcel(data, at)


def damaged_answer(data: bytes, at: datetime) -> bytes:
    return take_parcel(data, at)[:-2]


MISFORTUNES = (lost_on_the_way, answer_lost, killed_before, killed_after, twice, damaged_answer)


def test_after_any_two_misfortunes_each_has_one_entry_with_the_others_number() -> None:
    first: dict[str, bytes] = {}
    for turn, order in enumerate(product(MISFORTUNES, repeat=2)):
        dispatch = sent_on(key=f"turn {turn}", at=NOW + turn * timedelta(hours=1))
        case = dispatch.entry.case
        now = NOW
        first[str(turn)] = parcel_of(dispatch)
        for deliver in (*order, take_parcel):
            now += LEASE + timedelta(hours=4)
            try:
                carry_waiting(now=now, deliver=deliver)
            except Killed:
                continue
        take_parcel(first[str(turn)], now)
        dispatch.refresh_from_db()
        entry = arrived(dispatch)
        assert dispatch.their_number == number_of(entry)
        assert entry.receipt.arrival.carried.number == number_of(dispatch.entry)
        assert Case.objects.filter(thread=case.thread).count() == 2
    count = len(MISFORTUNES) ** 2
    numbers = Entry.objects.filter(register__authority__slug="kristianstad")
    assert sorted(numbers.values_list("number", flat=True)) == list(range(1, count + 1))
    assert Line.objects.filter(what="dispatch.arrived").count() == count
    assert faults() == {}


def changed(**values: object) -> Callable[[dict[str, Any]], None]:
    return lambda said: said["parcel"].update(values)


def of_document(**values: object) -> Callable[[dict[str, Any]], None]:
    return lambda said: said["parcel"]["documents"][0].update(values)


def other_bytes(said: dict[str, Any]) -> None:
    (name,) = said["files"]
    said["files"][name] = b64encode(b"other").decode()


def more_bytes(said: dict[str, Any]) -> None:
    said["files"][sha256(b"more").hexdigest()] = b64encode(b"more").decode()


def no_files(said: dict[str, Any]) -> None:
    said["files"] = {}


HOSTILE = {
    "other bytes": (other_bytes, Trouble.DAMAGED),
    "bytes that nothing names": (more_bytes, Trouble.DAMAGED),
    "no bytes": (no_files, Trouble.DAMAGED),
    "a sender that nobody knows": (changed(sender="nobody"), Trouble.UNKNOWN_AUTHORITY),
    "a receiver that nobody knows": (changed(receiver="nobody"), Trouble.UNKNOWN_AUTHORITY),
    "to itself": (changed(receiver="koge"), Trouble.UNKNOWN_AUTHORITY),
    "the kind of the form": (changed(kind="message"), Trouble.UNKNOWN_KIND),
    "a later kind": (changed(kind="edition"), Trouble.UNKNOWN_KIND),
    "a later format": (lambda said: said.update(format="overens-parcel/2"), Trouble.UNKNOWN_KIND),
    "no id": (changed(dispatch="../../x"), Trouble.DAMAGED),
    "a thread that is an address": (changed(thread="a/b"), Trouble.DAMAGED),
    "a subject that is none": (changed(subject=""), Trouble.DAMAGED),
    "a subject too long": (changed(subject="x" * 301), Trouble.DAMAGED),
    "a sign that no database takes": (changed(note="a\0b"), Trouble.DAMAGED),
    "half a sign": (changed(note="\ud800"), Trouble.DAMAGED),
    "a number that is none": (changed(head_number=-1), Trouble.DAMAGED),
    "a head that is none": (changed(head_seal="x"), Trouble.DAMAGED),
    "an address with two lines": (changed(email="a@b.se\nBcc: c@d.se"), Trouble.DAMAGED),
    "a field that is not ours": (changed(more="x"), Trouble.DAMAGED),
    "a name that climbs": (of_document(name="../x"), Trouble.DAMAGED),
    "a kind of document that is none": (of_document(kind="program"), Trouble.DAMAGED),
    "a media type that is none": (of_document(media_type="text/html\nx"), Trouble.DAMAGED),
    "a wrong size": (of_document(size=1), Trouble.DAMAGED),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_parcel_that_is_not_right_is_refused_and_nothing_of_it_is_stored(
    what: str, settings
) -> None:
    change, why = HOSTILE[what]
    said = json.loads(parcel_of(sent_on()))
    change(said)
    before = (Arrival.objects.count(), Line.objects.count(), sorted(settings.FILES.rglob("*")))
    with pytest.raises(NotTaken) as refused:
        take_parcel(json.dumps(said).encode(), NOW)
    assert refused.value.why == why
    after = (Arrival.objects.count(), Line.objects.count(), sorted(settings.FILES.rglob("*")))
    assert after == before


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"format":1}']
)
def test_bytes_that_are_no_parcel(data: bytes) -> None:
    with pytest.raises(NotTaken):
        take_parcel(data, NOW)


def test_a_parcel_that_is_too_large_is_not_read(monkeypatch) -> None:
    monkeypatch.setattr("overens.base.records.parcels.MOST_BYTES", 10)
    with pytest.raises(NotTaken) as refused:
        take_parcel(b" " * 11, NOW)
    assert refused.value.why == Trouble.TOO_LARGE


@pytest.mark.parametrize("values", [{"subject": "Noget andet"}, {"receiver": "lund"}])
def test_a_dispatch_that_comes_again_with_something_else_in_it_is_refused(
    values: dict[str, str],
) -> None:
    data = parcel_of(sent_on())
    take_parcel(data, NOW)
    before = Entry.objects.count()
    said = json.loads(data)
    said["parcel"] |= values
    with pytest.raises(NotTaken) as refused:
        take_parcel(rfc8785.dumps(said), NOW)
    assert refused.value.why == Trouble.ARRIVED_OTHERWISE
    assert Entry.objects.count() == before


def test_a_parcel_can_be_opened_again_as_it_was_sealed() -> None:
    data = parcel_of(sent_on())
    parcel, files = opened(data)
    assert parcel.sealed(files) == data
    assert Parcel.read(parcel.canonical()) == parcel


@pytest.mark.parametrize(
    "values",
    [
        {"dispatch": "0198c0de-0000-7000-8000-000000000000"},
        {"number": ""},
        {"head_seal": ""},
        {"arrived_at": "yesterday"},
        {"number": "x" * 81},
    ],
)
def test_an_answer_that_is_not_right_is_not_believed(values: dict[str, str]) -> None:
    dispatch = sent_on()

    def deliver(data: bytes, at: datetime) -> bytes:
        return rfc8785.dumps(json.loads(take_parcel(data, at)) | values)

    assert carry_waiting(now=NOW, deliver=deliver) == 0
    dispatch.refresh_from_db()
    assert (dispatch.their_number, dispatch.trouble) == ("", Trouble.DAMAGED)

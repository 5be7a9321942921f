"""Entries reach the municipality's own case system by each way, and its number comes back."""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import jsonschema
import pikepdf
import pytest

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.papers.storage import keep
from overens.base.records.actions import delivering
from overens.base.records.actions.cases import answer_case
from overens.base.records.actions.delivering import (
    NUMBER,
    collect_numbers,
    deliver_waiting,
    folder_of,
    note_number,
    package_of,
    schema,
)
from overens.base.records.actions.outbox import LEASE
from overens.base.records.actions.setting_up import Settings, set_up_register
from overens.base.records.models import Delivery, Document, Entry, Register
from overens.base.records.queries import without_number
from overens.base.records.rules import Attached
from overens.base.records.states import Keeping, Trouble, Way
from overens.base.trail.queries import faults
from tests.base.records.people import coordinator, registrar, sent
from tests.case_system import CaseSystem, case_system
from tests.cast import cast
from tests.examples import NOW
from tests.smtp import mail_server

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)
KEY = "hemlig-nyckel"
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def everybody(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    cast(NOW)


def entered(way: Way, to: str = "", key: str = "one", **more: object) -> Entry:
    """A question to Kristianstad, whose register is kept in a case system."""
    Register.objects.get_or_create(
        authority=Authority.objects.get(slug="kristianstad"),
        defaults={"prefix": "KS", "number_format": "{prefix} {year}/{number}"},
    )
    Register.objects.filter(authority__slug="kristianstad").update(
        kept=Keeping.CASE_SYSTEM, way=way, deliver_to=to, key=KEY
    )
    return sent("kristianstad", key=key, **more).receipts.get().entry


@pytest.fixture
def api() -> Iterator[CaseSystem]:
    with case_system() as found:
        yield found


def checked(package: dict[str, bytes]) -> dict:
    """The metadata of a package that is whole: as the schema says, each file as it is named."""
    about = json.loads(package["metadata.json"])
    jsonschema.validate(about, json.loads(package["metadata.schema.json"]))
    for document in about["documents"]:
        data = package[document["file"]]
        assert (len(data), sha256(data).hexdigest()) == (document["size"], document["sha256"])
    assert set(package) == {
        *("metadata.json", "metadata.schema.json", "entry.pdf"),
        *(document["file"] for document in about["documents"]),
    }
    with pikepdf.open(BytesIO(package["entry.pdf"])) as pdf, pdf.open_metadata() as said:
        assert (said.pdfa_status, said["pdfuaid:part"]) == ("2A", "1")
    return dict(about)


def test_a_package_holds_the_entry_as_pdf_and_all_that_was_handed_in(settings) -> None:
    file = Attached("kort.txt", "text/plain; charset=utf-8", 4, keep(settings.FILES, b"kort"))
    text = "Hej 👋 från 日本.\n\nSe på kusten.\x07"
    entry = entered(Way.FOLDER, text=text, attached=(file, file))
    about = checked({each.name: each.data for each in package_of(entry)})
    assert about["id"] == str(entry.pk)
    assert (about["number"], about["case"]) == ("KS 2026/1", "KS 2026/1")
    assert [d["file"] for d in about["documents"]] == [
        *("01-Meddelande.json", "02-kort.txt", "03-kort.txt")
    ]


@pytest.mark.parametrize("name", ["a.b/../../c", "a.b\\c", "kort.ht|ml", "kort. ", "..", "a.b\nc"])
def test_no_name_of_a_document_leaves_the_package(name: str) -> None:
    document = Document(position=1, name=name, media_type="application/pdf")
    assert re.fullmatch(r"01-[^/\\|\n]*[a-z]", delivering._file_name(document))


def test_an_answer_goes_as_it_was_frozen() -> None:
    case = entered(Way.FOLDER).case
    answer = answer_case(
        by=coordinator("kristianstad"), case=case, text="<p>Bra.</p>", language="sv", at=NOW
    )
    about = checked({each.name: each.data for each in package_of(answer)})
    assert about["direction"] == "sent"
    assert [d["kind"] for d in about["documents"]] == ["answer"]


def test_the_schema_in_the_package_is_the_one_that_is_published() -> None:
    assert (ROOT / "docs" / "reference" / "delivery.schema.json").read_bytes() == schema()


def test_by_folder_all_of_it_is_there_at_once_and_the_number_is_read_from_it() -> None:
    entry = entered(Way.FOLDER)
    assert deliver_waiting(now=NOW) == 1
    assert deliver_waiting(now=LATER) == 0
    place = folder_of(entry)
    checked({each.name: each.read_bytes() for each in place.iterdir()})
    assert [each.name for each in place.parent.iterdir()] == [place.name]
    assert collect_numbers(now=LATER) == 0
    (place / NUMBER).write_text("\ufeffD 2026-77\r\n")
    assert collect_numbers(now=LATER) == 1
    assert collect_numbers(now=LATER) == 0
    delivery = Delivery.objects.get()
    assert (delivery.number, delivery.numbered_at) == ("D 2026-77", LATER)
    assert faults() == {}


def test_killed_while_it_lays_a_package_down_it_lays_it_down_again_whole(monkeypatch) -> None:
    class Killed(BaseException):
        pass

    def killed(descriptor: int) -> None:
        raise Killed

    entry = entered(Way.FOLDER)
    with monkeypatch.context() as patched:
        patched.setattr(delivering.os, "fsync", killed)
        with pytest.raises(Killed):
            deliver_waiting(now=NOW)
    assert not folder_of(entry).exists()
    assert deliver_waiting(now=NOW + LEASE) == 1
    checked({each.name: each.read_bytes() for each in folder_of(entry).iterdir()})
    # Killed after it was laid down, and before that was noted: it is there once all the same.
    Delivery.objects.update(delivered_at=None, next_at=NOW)
    assert deliver_waiting(now=LATER) == 1
    assert len(list(folder_of(entry).parent.iterdir())) == 1


def test_what_a_folder_cannot_hold_waits_and_says_why(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "file"
    settings.DATA.write_text("")
    entered(Way.FOLDER)
    assert deliver_waiting(now=NOW) == 0
    assert Delivery.objects.get().trouble == Trouble.NOT_KEPT


def test_a_number_that_is_no_plain_file_or_no_number_is_not_read() -> None:
    entry = entered(Way.FOLDER)
    deliver_waiting(now=NOW)
    place = folder_of(entry) / NUMBER
    (secret := folder_of(entry).parent / "secret").write_text("hemligt")
    place.symlink_to(secret)
    assert collect_numbers(now=LATER) == 0
    place.unlink()
    os.mkfifo(place)
    assert collect_numbers(now=LATER) == 0
    place.unlink()
    for bad in ("", " \n", "x" * 81, "1\x00"):
        place.write_text(bad)
        assert collect_numbers(now=LATER) == 0


def test_by_mail_the_package_is_enclosed_and_the_registrar_writes_the_number_in(settings) -> None:
    with mail_server() as server:
        settings.MAIL = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        entry = entered(Way.MAIL, "arende@kristianstad.example")
        assert deliver_waiting(now=NOW) == 1
        (mail,) = server.taken
    assert mail["To"] == "arende@kristianstad.example"
    assert str(entry.pk) in mail["Message-ID"]
    assert mail["Subject"] == "Post KS 2026/1 i diariet"
    package = {p.get_filename(): p.get_payload(decode=True) for p in mail.iter_attachments()}
    checked(package)
    by = registrar("kristianstad")
    note_number(by=by, entry=entry, number=" D 2026-77 ", at=NOW)
    assert note_number(by=by, entry=entry, number="D 2026-78", at=LATER).numbered_by == by
    with pytest.raises(Refused):
        note_number(by=by, entry=entry, number="D 2026-78", at=LATER)
    with pytest.raises(Refused):
        note_number(by=by, entry=entry, number=" ", at=LATER)
    for other in (registrar("koge"), coordinator("kristianstad")):
        with pytest.raises(Refused):
            note_number(by=other, entry=entry, number="D 1", at=LATER)


def test_where_no_mail_is_sent_it_waits() -> None:
    entered(Way.MAIL, "arende@kristianstad.example")
    assert deliver_waiting(now=NOW) == 0
    assert Delivery.objects.get().trouble == Trouble.NOT_SET_UP


def test_by_interface_the_number_comes_with_the_answer(api: CaseSystem) -> None:
    entry = entered(Way.API, api.address)
    assert deliver_waiting(now=NOW) == 1
    checked(api.taken[str(entry.pk)])
    assert api.keys == {f"Bearer {KEY}"}
    delivery = Delivery.objects.get()
    assert (delivery.number, delivery.next_at) == ("2026/100", None)
    assert collect_numbers(now=LATER) == 0
    assert api.asked == 1


def test_by_interface_the_number_may_follow(api: CaseSystem) -> None:
    api.status, api.gives = 202, False
    entered(Way.API, api.address)
    assert deliver_waiting(now=NOW) == 1
    assert collect_numbers(now=NOW) == 0
    assert api.asked == 1
    assert collect_numbers(now=NOW + timedelta(minutes=1)) == 0
    assert Delivery.objects.get().trouble == Trouble.NUMBER_FOLLOWS
    api.status, api.gives = 200, True
    assert collect_numbers(now=LATER) == 1
    assert Delivery.objects.get().number == "2026/100"
    assert api.asked == 3


@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (401, None, Trouble.REFUSED),
        (429, None, Trouble.NO_ANSWER),
        (500, None, Trouble.NO_ANSWER),
        (302, None, Trouble.NO_ANSWER),
        (201, b"<html>", Trouble.NO_ANSWER),
        (201, b"[]", Trouble.NO_ANSWER),
        (201, b"[" * 100_000, Trouble.NO_ANSWER),
        (201, b" " * 1_000_001, Trouble.NO_ANSWER),
    ],
)
def test_an_interface_that_does_not_take_it_is_tried_again_and_its_key_is_not_logged(
    api: CaseSystem, status: int, body: bytes | None, trouble: Trouble, caplog
) -> None:
    api.status, api.body = status, body
    entry = entered(Way.API, api.address)
    assert deliver_waiting(now=NOW) == 0
    delivery = Delivery.objects.get()
    assert (delivery.trouble, delivery.delivered_at) == (trouble, None)
    api.status, api.body = 201, None
    assert deliver_waiting(now=delivery.next_at) == 1
    assert list(api.taken) == [str(entry.pk)]
    assert KEY not in caplog.text


def test_an_interface_that_is_away_or_not_safe_is_not_reached(caplog) -> None:
    for turn, to in enumerate(
        ("http://127.0.0.1:1/", "http://case.example/", "file:///etc/passwd")
    ):
        entered(Way.API, to, key=str(turn))
        assert deliver_waiting(now=NOW) == 0
    assert set(Delivery.objects.values_list("trouble", flat=True)) == {Trouble.NO_ANSWER}
    assert KEY not in caplog.text


def test_two_workers_do_not_deliver_the_same_at_once(monkeypatch) -> None:
    entered(Way.FOLDER)
    lay_down = delivering.WAYS[Way.FOLDER]
    laid: list[Entry] = []

    def once(entry: Entry, package: list) -> None:
        assert deliver_waiting(now=NOW) == 0
        laid.append(entry)
        return lay_down(entry, package)

    monkeypatch.setitem(delivering.WAYS, Way.FOLDER, once)
    assert deliver_waiting(now=NOW) == 1
    assert len(laid) == 1


def test_an_address_that_was_put_right_counts_for_what_waits(api: CaseSystem) -> None:
    entered(Way.API, "http://127.0.0.1:1/")
    deliver_waiting(now=NOW)
    Register.objects.update(deliver_to=api.address)
    assert deliver_waiting(now=LATER) == 1
    assert Delivery.objects.get().to == api.address


@pytest.mark.parametrize(
    ("way", "to"),
    [
        (Way.MAIL, "nobody"),
        (Way.API, "http://case.example/"),
        (Way.API, "https://user:pass@case.example/"),
        (Way.API, "https://[x/"),
        ("", ""),
    ],
)
def test_an_address_at_which_no_case_system_is_reached_is_refused(way: str, to: str) -> None:
    said = Settings(kept=Keeping.CASE_SYSTEM, way=way, deliver_to=to)
    with pytest.raises(Refused):
        set_up_register(by=registrar("kristianstad"), settings=said, at=NOW)


def test_what_has_no_number_after_a_whole_working_day_is_listed() -> None:
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)
    entry = entered(Way.FOLDER, at=friday)
    own = entry.register.authority
    for days, listed in ((0, False), (1, False), (3, False), (4, True)):
        found = without_number(own, friday + timedelta(days=days))
        assert [delivery.entry for delivery in found] == [entry] * listed
    assert not without_number(Authority.objects.get(slug="koge"), friday + timedelta(days=4))
    note_number(by=registrar("kristianstad"), entry=entry, number="D 1", at=friday)
    assert not without_number(own, friday + timedelta(days=4))

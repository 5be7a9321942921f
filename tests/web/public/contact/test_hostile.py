"""Whatever somebody sends: it is received or refused in a sentence, and tells no stranger anything."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpRequest
from lxml import html

from overens.base.mail.models import Letter
from overens.base.records.models import Arrival, Receipt
from overens.base.records.states import Reason, ReceiptState
from overens.web.design.secret_addresses import Masked
from overens.web.public.contact import sending
from overens.web.public.contact.keys import origin_of
from overens.web.public.contact.owners import own_page
from tests.examples import NOW
from tests.web.public.contact.conftest import ASK, QUESTION, errors_in, message_of, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/sv/desk/",
        f"/sv/case/{'a' * 43}/",
        "/sv/contact/ask/",
        "/sv/sign-in/",
        "/sv/nowhere/",
        "/register/heads.json",
        "/sv/words/" + "x" * 400,
        "/sv/\r\nSet-Cookie: a=b/",
        "\x00",
        "",
    ],
)
def test_only_a_page_of_the_open_site_is_a_page(sender: Any, address: str) -> None:
    assert own_page(address) == ""
    answer = sender.client.get("/da/contact/ask/", {"page": address})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


def test_a_page_is_its_path_alone() -> None:
    assert own_page("/sv/words/?a=b#c") == "/sv/words/"


def test_what_nobody_sees_in_a_text_is_left_out(sender: Any) -> None:
    sent = "Hej\x00 \x1b[31mrød\u202e og\r\nny linje\x07"
    assert message_of(sender.received(text=sent)).text == "Hej [31mrød og\nny linje"
    assert sender.sends(text="\x00\x01").status_code == 200


def test_a_megabyte_of_text_is_refused_and_kept_in_the_form(sender: Any) -> None:
    answer = sender.sends(text="å" * 500_000)
    assert "500000" in errors_in(answer)
    assert "å" * 500_000 in answer.content.decode()


def test_what_no_form_takes_is_not_received_and_told(sender: Any) -> None:
    answer = sender.sends(text="x" * 3_000_000)
    assert answer.status_code == 413
    assert "IKKE modtaget" in errors_in(answer)
    broken = sender.client.generic(
        "POST", ASK, b"--x\r\nbroken", content_type="multipart/form-data; boundary=\xff"
    )
    assert broken.status_code in (400, 413)
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org\r\nBcc: everybody@example.org",
        "a@example.org,b@example.org",
        "<a@example.org>",
        "a@" + "x" * 300 + ".org",
        "nobody",
    ],
)
def test_no_header_gets_into_a_mail(sender: Any, email: str) -> None:
    answer = sender.sends(reply="yes", email=email)
    assert answer.status_code == 200
    assert "E-mail" in errors_in(answer)
    assert not Letter.objects.exists()


def test_a_subject_of_a_mail_holds_nothing_that_somebody_wrote(sender: Any) -> None:
    sender.received(reply="yes", email="a@example.org", text="Subject: hej\r\nBcc: b@example.org")
    assert Letter.objects.get().subject == "Vi har modtaget din henvendelse"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"MZ\x90\x00\x03\xff"),
        ("a.txt", b""),
        ("../../etc/passwd.pdf", b"\x7fELF\xff"),
        ("a.docx", b"PK\x03\x04 no archive"),
    ],
)
def test_a_bad_file_is_named_and_not_kept(sender: Any, name: str, data: bytes) -> None:
    answer = sender.sends(files=[SimpleUploadedFile(name, data)])
    assert answer.status_code == 200
    assert name.rsplit("/", 1)[-1] in errors_in(answer)
    assert 'name="kept"' not in answer.content.decode()
    assert not Arrival.objects.exists()


def test_four_files_are_too_many_and_a_forged_one_is_none(sender: Any) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", b"%d" % n) for n in range(4)]
    assert "højst 3 filer" in errors_in(sender.sends(files=files))
    assert "Vælg dem en gang til" in errors_in(sender.sends(kept=["forged:a:b"]))
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(("said", "why"), [({"subject": "Buy"}, Reason.TRAP), ({}, Reason.FAST)])
def test_what_is_set_apart_is_received_and_reads_as_any_other(
    sender: Any, said: dict[str, str], why: Reason
) -> None:
    key = sender.opened()
    if why == Reason.FAST:
        sender.clock.shift(timedelta(seconds=-59))
    answer = sender.sends(key=key, **said)
    assert answer.status_code == 303
    receipt = Receipt.objects.first()
    assert receipt
    assert (receipt.state, receipt.because) == (ReceiptState.QUARANTINED, why)
    set_apart = text_of(sender.client.get(answer["Location"]))
    Receipt.objects.update(state=ReceiptState.WAITING)
    assert text_of(sender.client.get(answer["Location"])) == set_apart
    assert "Nummeret mangler endnu" in set_apart


def test_the_trap_is_told_to_nobody_who_reads_the_page(sender: Any) -> None:
    page = sender.client.get(ASK).content.decode()
    trap = page[page.index('<div class="vh"') :].split("</div>")[0]
    for said in ('aria-hidden="true"', "inert", 'tabindex="-1"', 'autocomplete="off"'):
        assert said in trap


def request_from(**meta: str) -> HttpRequest:
    request = HttpRequest()
    request.META = meta
    return request


def test_connections_are_told_apart_for_a_day_and_never_named(settings: Any) -> None:
    one, other = request_from(REMOTE_ADDR="192.0.2.1"), request_from(REMOTE_ADDR="192.0.2.2")
    assert origin_of(one, NOW) == origin_of(one, NOW) != origin_of(other, NOW)
    assert origin_of(one, NOW) != origin_of(one, NOW + timedelta(days=1))
    assert "192" not in origin_of(one, NOW)
    same = [request_from(REMOTE_ADDR=f"2001:db8:1:2::{n}") for n in (1, 2)]
    assert len({origin_of(request, NOW) for request in same}) == 1
    mapped = [request_from(REMOTE_ADDR=f"::ffff:192.0.2.{n}") for n in (1, 2)]
    assert [origin_of(request, NOW) for request in mapped] == [
        origin_of(one, NOW),
        origin_of(other, NOW),
    ]
    assert origin_of(request_from(REMOTE_ADDR="nonsense"), NOW) == ""


def test_behind_a_proxy_it_is_the_readers_connection_that_counts(settings: Any) -> None:
    behind = [
        request_from(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"6.6.6.6, 192.0.2.{n}")
        for n in (1, 2)
    ]
    assert len({origin_of(request, NOW) for request in behind}) == 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert len({origin_of(request, NOW) for request in behind}) == 2
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 5
    assert origin_of(behind[0], NOW) == ""


def test_large_headers_are_nothing_to_it(sender: Any) -> None:
    headers = {"user-agent": "x" * 100_000, "x-forwarded-for": "y" * 100_000, "referer": "z" * 9000}
    answer = sender.client.post(ASK, QUESTION | {"key": sender.opened()}, headers=headers)
    assert answer.status_code == 303


def test_no_log_line_names_somebody_or_what_they_wrote(
    sender: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said = {"text": "Min hemmelighed", "reply": "yes", "email": "secret@example.org"}

    def fail(*, message: Any, **_: object) -> None:
        raise DatabaseError(f"Failing row contains ({message})")

    with caplog.at_level(logging.DEBUG):
        sender.received(**said)
        with monkeypatch.context() as patched:
            patched.setattr(sending, "receive_message", fail)
            assert sender.sends(**said).status_code == 503
    assert "a message was not received: DatabaseError" in caplog.text
    assert "hemmelighed" not in caplog.text
    assert "secret@" not in caplog.text


def test_an_address_that_is_a_secret_is_in_no_log_line(settings: Any) -> None:
    thread = "-_" + "aB3" * 13 + "xy"
    line = logging.LogRecord("", 40, "", 0, "failed: %s", (f"/da/case/{thread}/",), None)
    assert Masked().filter(line)
    assert line.getMessage() == "failed: /da/case/…/"
    seal = "0" * 64
    line = logging.LogRecord("", 40, "", 0, "damaged: %s", (seal,), None)
    assert Masked().filter(line)
    assert line.getMessage() == f"damaged: {seal}"
    assert settings.LOGGING["handlers"]["operator"]["filters"] == ["secrets"]


@pytest.mark.parametrize("address", ["/da/case/{}/more/", "/xx/case/{}/", "/case/{}/"])
def test_no_link_of_a_page_that_is_not_there_holds_an_address_that_is_a_secret(
    sender: Any, address: str
) -> None:
    thread = sender.received().thread
    page = html.fromstring(sender.client.get(address.format(thread)).content.decode())
    doors = page.xpath("//a[contains(@href, '/contact/')]/@href")
    assert doors
    assert not any(thread in door for door in doors)

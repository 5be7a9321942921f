"""The form: who is asked what, what is needed for a reply, and that nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from lxml import html

from overens.base.languages.rules import Reader, languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.states import Role
from overens.base.papers.storage import CannotKeep, fetch
from overens.base.records.actions import unsent
from overens.base.records.actions.entering import register_of
from overens.base.records.models import Arrival, Receipt, Register, Sender
from overens.base.records.states import ReceiptState
from overens.web.public.contact import sending, views
from overens.web.public.contact.owners import asked_about
from tests.cast import seat_of
from tests.cycle.news.writing import published
from tests.web.public.contact.conftest import (
    ASK,
    PAGE,
    QUESTION,
    errors_in,
    key_in,
    message_of,
    text_of,
)

pytestmark = pytest.mark.django_db
SENTENCE = "Skriv en e-mailadresse eller et telefonnummer, eller vælg, at du ikke vil have svar."


def slugs(arrival: Arrival) -> list[str]:
    return sorted(arrival.receipts.values_list("authority__slug", flat=True))


def note(name: str = "note.txt", data: bytes = b"se her") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("koge", ["koge"]),
        ("kristianstad", ["kristianstad"]),
        ("all", ["koge", "kristianstad"]),
        ("unknown", ["koge", "kristianstad"]),
    ],
)
def test_it_goes_to_whom_one_chose(sender: Any, to: str, found: list[str]) -> None:
    arrival = sender.received(to=to)
    assert slugs(arrival) == found
    assert set(arrival.receipts.values_list("state", flat=True)) == {ReceiptState.ENTERED}
    said = message_of(arrival)
    assert (said.about, said.page, said.page_title) == ("question", PAGE, "Køge og Kristianstad")
    assert not Sender.objects.exists()


def test_whose_a_page_is(everybody: Any) -> None:
    register = register_of(Authority.objects.get(slug="koge"))
    Register.objects.filter(pk=register.pk).update(published=True)
    each = ["koge", "kristianstad"]
    for path, owners in {
        f"{PAGE}text/": each,
        "/sv/": each,
        "/sv/words/": each,
        "/sv/register/koge/": ["koge"],
        "/da/register/koge/2026/1/": ["koge"],
        "/sv/desk/": each,
    }.items():
        assert [owner.slug for owner in asked_about(path, Reader("sv")).owners] == owners, path


def test_on_a_page_of_one_authority_whoever_does_not_know_asks_that_one(sender: Any) -> None:
    ask = "/da/contact/report-error/?page=/da/register/koge/"
    assert "Ved ikke. Så får Køge den" in text_of(sender.client.get(ask))
    arrival = sender.received(ask, to="unknown")
    assert slugs(arrival) == ["koge"]
    assert message_of(arrival).about == "error"


def test_a_piece_of_news_is_its_owners(sender: Any) -> None:
    item = published(seat_of("kristianstad", Role.COORDINATOR))
    ask = f"/sv/contact/report-error/?page=/sv/news/{item.slug}/"
    arrival = sender.received(ask, to="unknown")
    assert slugs(arrival) == ["kristianstad"]
    assert message_of(arrival).page_title == "Mødet er holdt (sv)"


@pytest.mark.parametrize("language", languages())
def test_before_the_button_stands_what_becomes_of_it(sender: Any, language: str) -> None:
    answer = sender.client.get(ASK.replace("/da/", f"/{language}/"))
    page = html.fromstring(answer.content.decode())
    before = " ".join(" ".join(page.xpath("//button/preceding::text()")).split())
    for authority in Authority.objects.filter(slug__in=["koge", "kristianstad"]):
        assert authority.country.says_it_becomes_a_record(language) in before
        assert authority.country.supervisor.name in before
    assert page.xpath("//form//input[@checked]") == []
    assert page.xpath("//form//input[@name='email']")
    assert page.xpath("//script") == []
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_what_an_authority_says_of_its_register_stands_there(sender: Any) -> None:
    kristianstad = Authority.objects.get(slug="kristianstad")
    register = register_of(kristianstad)
    register.protection = "dso@kristianstad.example"
    register.save()
    assert "dso@kristianstad.example" in text_of(sender.client.get(ASK))


def test_a_reply_needs_an_address_and_nothing_else_is_lost(sender: Any) -> None:
    answer = sender.sends(reply="yes")
    assert answer.status_code == 200
    assert SENTENCE in errors_in(answer)
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//title")[0].text.startswith("Fejl: ")
    assert page.xpath("//textarea")[0].text.strip() == QUESTION["text"]
    assert page.xpath("//input[@checked]/@value") == ["all", "yes"]
    assert page.xpath("//*[@role='alert']/@autofocus") == [""]
    (target,) = page.xpath("//*[@role='alert']//a/@href")
    assert page.xpath(f"//*[@id='{target[1:]}']/@aria-invalid") == ["true"]
    again = sender.sends(key=key_in(answer), reply="yes", phone="+45 1234")
    assert again.status_code == 303
    assert Sender.objects.get().phone == "+45 1234"


@pytest.mark.parametrize("missing", ["text", "to", "reply"])
def test_each_thing_that_is_missing_is_named(sender: Any, missing: str) -> None:
    answer = sender.sends(**{missing: ""})
    page = html.fromstring(answer.content.decode())
    (target,) = page.xpath("//*[@role='alert']//a/@href")
    assert target == f"#id_{missing}"
    assert page.xpath(f"//*[@id='id_{missing}']")
    assert not Arrival.objects.exists()


def test_whoever_wants_no_reply_leaves_no_address(sender: Any) -> None:
    said = message_of(sender.received(reply="no", email="not an address", phone="x" * 99))
    assert (said.wants_reply, said.email, said.phone) == (False, "", "")
    assert not Sender.objects.exists()


def test_the_same_form_twice_is_received_once(sender: Any) -> None:
    key = sender.opened()
    first, second = sender.sends(key=key), sender.sends(key=key)
    assert first["Location"] == second["Location"]
    assert Arrival.objects.count() == 1


def test_something_else_in_the_same_form_is_told_and_can_be_sent(sender: Any) -> None:
    key = sender.opened()
    first = sender.sends(key=key)["Location"].split("?")[0]
    other = sender.sends(key=key, text="Noget andet")
    page = html.fromstring(other.content.decode())
    assert any(first in link for link in page.xpath("//a/@href"))
    assert page.xpath("//textarea")[0].text.strip() == "Noget andet"
    assert sender.sends(key=key_in(other), text="Noget andet").status_code == 303
    assert Arrival.objects.count() == 2
    assert not Receipt.objects.exclude(state=ReceiptState.ENTERED).exists()


@pytest.mark.parametrize("key", ["", "forged", "old"])
def test_a_key_that_is_no_good_loses_nothing(sender: Any, key: str) -> None:
    if key == "old":
        key = sender.opened()
        sender.clock.shift(timedelta(days=3))
    answer = sender.client.post(ASK, QUESTION | {"key": key})
    assert "Intet er gået tabt" in errors_in(answer)
    again = sender.sends(key=key_in(answer))
    assert again.status_code == 303
    assert not Receipt.objects.exclude(state=ReceiptState.ENTERED).exists()


def test_a_file_is_chosen_once_whatever_is_wrong_with_the_rest(sender: Any, settings: Any) -> None:
    answer = sender.sends(text="", files=[note()])
    page = html.fromstring(answer.content.decode())
    (kept,) = page.xpath("//input[@name='kept']/@value")
    assert page.xpath("//label[@for='kept-1']")[0].text == "note.txt"
    assert sender.client.get(ASK).status_code == 200
    arrival = sender.received(key=key_in(answer), kept=[kept])
    (file,) = message_of(arrival).attached
    assert (file.name, file.media_type) == ("note.txt", "text/plain; charset=utf-8")
    assert fetch(settings.FILES, file.sha256) == b"se her"
    assert [
        d.name
        for d in arrival.receipts.get(authority__slug="koge").entry.documents.order_by("position")
    ] == [
        "Henvendelse",
        "note.txt",
    ]


def test_a_file_that_is_taken_away_again_is_not_sent(sender: Any) -> None:
    answer = sender.sends(text="", files=[note()])
    assert message_of(sender.received(key=key_in(answer))).attached == ()


def test_a_file_that_was_put_by_too_long_ago_is_asked_for_again(sender: Any) -> None:
    answer = sender.sends(text="", files=[note("gammel.txt", b"en gammel")])
    (kept,) = html.fromstring(answer.content.decode()).xpath("//input[@name='kept']/@value")
    sender.clock.shift(timedelta(hours=25))
    late = sender.sends(key=key_in(answer), kept=[kept])
    assert "Vælg dem en gang til" in errors_in(late)
    assert not Arrival.objects.exists()


def test_files_that_are_never_sent_do_not_fill_the_disk(
    sender: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsent, "MOST_UNSENT", 30)
    for n in range(1, 6):
        sender.sends(text="", files=[note(f"{n}.txt", f"ten bytes{n}".encode())])
    kept = [file.read_bytes() for file in settings.UNSENT.glob("*/*")]
    assert sorted(kept) == [b"ten bytes3", b"ten bytes4", b"ten bytes5"]


@pytest.mark.parametrize(
    "broken", [CannotKeep("full"), DatabaseError("gone"), RuntimeError("a mistake of ours")]
)
def test_what_cannot_be_stored_is_said_not_to_be_received(
    sender: Any, monkeypatch: pytest.MonkeyPatch, broken: Exception
) -> None:
    register = register_of(Authority.objects.get(slug="koge"))
    register.phone, register.email = "56 67 67 67", "post@koge.example"
    register.save()

    def fail(**_: object) -> None:
        raise broken

    key = sender.opened()
    with monkeypatch.context() as patched:
        patched.setattr(sending, "receive_message", fail)
        answer = sender.sends(key=key, reply="yes", email="a@example.org", files=[note()])
    assert answer.status_code == 503
    said = errors_in(answer)
    assert "IKKE modtaget" in said
    assert "56 67 67 67" in said
    assert "post@koge.example" in said
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//title")[0].text.startswith("Fejl: ")
    assert page.xpath("//textarea")[0].text.strip() == QUESTION["text"]
    kept = page.xpath("//input[@name='kept']/@value")
    arrival = sender.received(key=key_in(answer), reply="yes", email="a@example.org", kept=kept)
    assert len(message_of(arrival).attached) == 1


def test_a_database_that_is_gone_loses_nothing(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise DatabaseError("gone")

    key = sender.opened()
    with monkeypatch.context() as patched:
        patched.setattr(views, "asked_about", gone)
        patched.setattr("overens.web.design.frame.rows.each", gone)
        answer = sender.sends(key=key, to="koge")
    assert answer.status_code == 503
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//textarea")[0].text.strip() == QUESTION["text"]
    assert page.xpath("//input[@name='to']/@value") == ["koge"]
    assert slugs(sender.received(key=key_in(answer), to="koge")) == ["koge"]


def test_where_nobody_can_be_written_to_it_says_so(client: Client, db: None) -> None:
    assert "ingen aftale er offentliggjort" in text_of(client.get("/da/contact/ask/"))


def test_nothing_but_a_form_is_taken(client: Client, everybody: Any) -> None:
    assert client.put(ASK).status_code == 405

"""The sender's own page: what became of a message, at each authority, and nobody else's to find."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpResponse
from lxml import html

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.states import Role
from overens.base.papers.storage import CannotFetch
from overens.base.records.actions.arriving import receive_message
from overens.base.records.actions.cases import answer_case, close_case, forward_case
from overens.base.records.actions.entering import register_of
from overens.base.records.actions.quarantine import set_aside
from overens.base.records.models import Arrival, Case, Receipt
from overens.base.records.queries import case_number
from overens.base.records.rules import Message
from overens.base.records.states import ReceiptState
from overens.web.public.contact import case as case_pages
from overens.web.public.contact import sending, status
from tests.cast import seat_of
from tests.examples import NOW
from tests.web.public.contact.conftest import QUESTION, errors_in, key_in, message_of, text_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
WANTED = {"reply": "yes", "email": "a@example.org"}


def page_of(arrival: Arrival, language: str = "da") -> str:
    return f"/{language}/case/{arrival.thread}/"


def by(slug: str, role: str = Role.COORDINATOR) -> Seat:
    return seat_of(slug, role)


def case_of(slug: str) -> Case:
    return Case.objects.get(register__authority__slug=slug)


def answered(slug: str, text: str, language: str, **more: Any) -> None:
    answer_case(
        by=by(slug),
        case=case_of(slug),
        text=f"<p>{text}</p>",
        language=language,
        at=LATER,
        **more,
    )


def blocks(answer: HttpResponse) -> list[str]:
    """What stands of each authority."""
    page = html.fromstring(answer.content.decode())
    return [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='cases']/li")]


def test_it_says_what_was_received_by_whom_when_and_what_comes(sender: Any) -> None:
    arrival = sender.received(**WANTED)
    answer = sender.client.get(page_of(arrival))
    koge, kristianstad = blocks(answer)
    number = case_number(case_of("koge"))
    assert koge.startswith(f"Køge Kommune Nummer {number}")
    assert "24. november 2026 kl. 12.01" in koge
    assert "Køge svarer som regel senest 8. december 2026" in koge
    assert "Kristianstad modtog din henvendelse" in kristianstad
    said = text_of(answer)
    assert arrival.sha256 in said
    assert QUESTION["text"] in said
    assert "a@example.org" not in said


@pytest.mark.parametrize("rest", ["", "add/", "receipt.pdf", "nothing/"])
def test_it_is_found_by_no_search_kept_by_nobody_and_named_to_no_other_site(
    sender: Any, rest: str
) -> None:
    answer = sender.client.get(page_of(sender.received()) + rest)
    if rest == "nothing/":
        assert answer.status_code == 404
        return
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies


def test_no_door_of_it_leads_away_with_its_address(sender: Any) -> None:
    arrival = sender.received()
    page = html.fromstring(sender.client.get(page_of(arrival)).content.decode())
    doors = [link for link in page.xpath("//footer//a/@href") if "/contact/" in link]
    assert doors == ["/da/contact/ask/", "/da/contact/report-error/"]


@pytest.mark.parametrize("thread", ["abc", "a" * 43, "a" * 44, "%00" + "a" * 42, "é" * 43])
def test_a_wrong_address_explains_itself(sender: Any, thread: str) -> None:
    for rest in ("", "add/"):
        answer = sender.client.get(f"/sv/case/{thread}/{rest}")
        assert answer.status_code == 404
        assert "43 tecken" in text_of(answer)
        assert "/sv/contact/ask/" in answer.content.decode()


def test_each_answer_stands_there_as_it_was_written(sender: Any) -> None:
    arrival = sender.received(**WANTED)
    answered("koge", "Det går godt.", "da", closes=True)
    answered("kristianstad", "Det går bra.", "sv")
    answer = sender.client.get(page_of(arrival))
    page = html.fromstring(answer.content.decode())
    found = page.xpath("//div[contains(@class, 'answer')]")
    assert [(one.get("lang"), one.text_content()) for one in found] == [
        ("da", "Det går godt."),
        ("sv", "Det går bra."),
    ]
    koge, kristianstad = blocks(answer)
    assert "Sagen er afsluttet" in koge
    assert "senest" not in kristianstad
    (first, second) = page.xpath("//ol[contains(@class, 'timeline')]//ul//a/@href")
    file = sender.client.get(page_of(arrival) + first)
    assert file.content.startswith(b"%PDF")
    assert file["Content-Disposition"].startswith("attachment")
    other = sender.received(text="En anden")
    assert sender.client.get(page_of(other) + second).status_code == 404
    assert sender.client.get(f"/da/case/{'x' * 9}/{second}").status_code == 404
    paper = sender.client.get(page_of(arrival) + "receipt.pdf")
    assert paper.content.startswith(b"%PDF")


def test_what_nobody_but_the_registrar_reads_is_no_file_of_the_sender(sender: Any) -> None:
    arrival = sender.received(files=[SimpleUploadedFile("a.txt", b"hej")])
    for receipt in arrival.receipts.all():
        for document in receipt.entry.documents.all():
            assert sender.client.get(f"{page_of(arrival)}{document.pk}/").status_code == 404


def test_what_was_sent_on_shows_at_both_and_what_is_added_goes_there(sender: Any) -> None:
    arrival = sender.received(to="koge", **WANTED)
    to = Authority.objects.get(slug="kristianstad")
    forward_case(by=by("koge"), case=case_of("koge"), to=to, at=LATER)
    alone = blocks(sender.client.get(page_of(arrival)))
    assert len(alone) == 1
    assert "Køge sendte din henvendelse videre til Kristianstad." in alone[0]
    # As the other side receives it: the same thread.
    receive_message(
        message=Message(about="question", text="Sendt videre", language="da", key="carried"),
        authorities=[to],
        at=LATER,
        thread=arrival.thread,
    )
    koge, kristianstad = blocks(sender.client.get(page_of(arrival)))
    assert "Sagen er afsluttet" not in koge
    assert "Kristianstad modtog din henvendelse" in kristianstad
    add = page_of(arrival) + "add/"
    added = sender.received(add, text="Endnu noget")
    assert [r.authority.slug for r in added.receipts.all()] == ["kristianstad"]


def test_something_in_addition_joins_each_case(sender: Any) -> None:
    arrival = sender.received(**WANTED)
    answered("koge", "Det går godt.", "da", closes=True)
    add = page_of(arrival) + "add/"
    missing = sender.sends(add, text="", files=[SimpleUploadedFile("a.txt", b"hej")])
    (kept,) = html.fromstring(missing.content.decode()).xpath("//input[@name='kept']/@value")
    assert "Skriv din henvendelse" in errors_in(missing)
    sender.clock.move_to(LATER + timedelta(minutes=5))
    added = sender.received(add, text="Og hvornår?", key=key_in(missing), kept=[kept])
    assert [file.name for file in message_of(added).attached] == ["a.txt"]
    assert Case.objects.count() == 2
    assert not Case.objects.filter(closed_at__isnull=False).exists()
    koge, _kristianstad = blocks(sender.client.get(page_of(arrival)))
    assert koge.index("Køge svarede") < koge.index("Køge modtog det, du tilføjede")
    assert "Køge svarer som regel senest" in koge


def test_what_is_added_and_cannot_be_stored_is_said_not_to_be_received(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = page_of(sender.received()) + "add/"

    def gone(*_: object, **__: object) -> None:
        raise DatabaseError("gone")

    for place, name in ((sending, "receive_message"), (case_pages, "status_of")):
        key = sender.opened(add)
        with monkeypatch.context() as patched:
            patched.setattr(place, name, gone)
            answer = sender.sends(add, key=key, text="Endnu noget")
        assert answer.status_code == 503
        assert "IKKE modtaget" in errors_in(answer)
        assert "Endnu noget" in answer.content.decode()
    assert Arrival.objects.count() == 1


def test_a_case_that_was_closed_or_not_entered_says_so(sender: Any) -> None:
    arrival = sender.received()
    assert "Du ville ikke have svar" in text_of(sender.client.get(page_of(arrival)))
    close_case(by=by("koge"), case=case_of("koge"), because="Det er rettet", at=LATER)
    koge, _other = blocks(sender.client.get(page_of(arrival)))
    assert "Køge afsluttede sagen, fordi: Det er rettet" in koge
    trapped = sender.received(to="koge", subject="x")
    registrar = by("koge", Role.REGISTRAR)
    set_aside(by=registrar, receipt=trapped.receipts.get(), because="Reklame", at=LATER)
    said = text_of(sender.client.get(page_of(trapped)))
    assert "fører den ikke ind" in said
    assert "Reklame" not in said


def test_when_the_day_has_passed_it_says_how_to_reach_them(sender: Any) -> None:
    register = register_of(Authority.objects.get(slug="koge"))
    register.phone = "56 67 67 67"
    register.save()
    arrival = sender.received(to="koge", **WANTED)
    sender.clock.move_to(NOW + timedelta(days=60))
    (koge,) = blocks(sender.client.get(page_of(arrival)))
    assert "Den dag er passeret" in koge
    assert "56 67 67 67" in koge


def test_mail_that_does_not_go_is_told(sender: Any, settings: Any) -> None:
    arrival = sender.received(**WANTED)
    page = page_of(arrival)
    assert "Der kan ikke sendes mails lige nu" in text_of(sender.client.get(page))
    settings.MAIL = True
    assert "mail" not in text_of(sender.client.get(page))
    Letter.objects.update(tries=1)
    assert "En mail til dig kunne ikke sendes" in text_of(sender.client.get(page))
    Letter.objects.update(tries=1, begun_at=NOW - timedelta(hours=1))
    assert "En mail til dig kunne ikke sendes" in text_of(sender.client.get(page))


def test_a_message_that_cannot_be_read_just_now_is_not_lost(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = sender.received()

    def missing(*_: object) -> bytes:
        raise CannotFetch("missing")

    monkeypatch.setattr(status, "fetch", missing)
    assert "Det er ikke gået tabt" in text_of(sender.client.get(page_of(arrival)))


def test_it_reads_in_each_language_and_costs_little(
    sender: Any, django_assert_max_num_queries: Any
) -> None:
    arrival = sender.received(**WANTED)
    answered("koge", "Det går godt.", "da")
    for language, heading in (("sv", "Vi har tagit emot"), ("en", "We have received")):
        with django_assert_max_num_queries(30):
            answer = sender.client.get(page_of(arrival, language))
        assert heading in text_of(answer)
        assert "Det går godt." in text_of(answer)


def test_a_number_that_is_still_missing_follows(
    sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise DatabaseError("locked")

    with monkeypatch.context() as patched:
        patched.setattr("overens.base.records.actions.arriving.entered", fail)
        arrival = sender.received()
    assert set(Receipt.objects.values_list("state", flat=True)) == {ReceiptState.WAITING}
    for block in blocks(sender.client.get(page_of(arrival))):
        assert "Nummeret mangler endnu" in block

"""The council's paper at the desk: for whoever may write the agreement, in their authority's language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from lxml import html

from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.base.papers.word import MEDIA_TYPE
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from tests.base.papers.test_word import headings
from tests.cast import THIRD, Cast, cast, signed_in
from tests.examples import NOW, demo

KINDS = ("council-paper/", "council-paper.pdf", "council-paper.docx")
STANDING = "/en/desk/agreements/koge-kristianstad/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def everybody(db: None) -> Cast:
    return cast(NOW)


def client_of(everybody: Cast, place: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(everybody.accounts[place, role])


def drafted(**fields: object) -> AgreementFile:
    """An unsigned agreement: a draft of whoever types it in."""
    return replace(demo(), slug="new-one", signing=None, **fields)


def page_of(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def headed(client: Client, address: str) -> list[tuple[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == MEDIA_TYPE
    return headings(Document(BytesIO(answer.content)))


def offered(page: html.HtmlElement) -> list[str]:
    """The occasions that the page leads to."""
    (listed,) = page.xpath("//nav[@aria-label='What the council is asked about']")
    return [href.partition("step=")[2] for href in listed.xpath(".//a/@href")]


def test_each_side_has_it_in_its_own_language_and_under_its_own_headings(everybody: Cast) -> None:
    danish = headed(client_of(everybody, "koge"), f"{STANDING}council-paper.docx?step=renew")
    swedish = headed(
        client_of(everybody, "kristianstad"), f"{STANDING}council-paper.docx?step=renew"
    )
    assert danish[0] == ("Heading 1", "Forlængelse af aftalen med Kristianstad")
    assert swedish[0] == ("Heading 1", "Förlängning av avtalet med Køge")
    assert ("Heading 2", "Indstilling") in danish
    assert ("Heading 2", "Förslag till beslut") in swedish


@pytest.mark.parametrize("language", languages())
def test_the_page_stands_in_every_language_around_the_paper_in_its_own(
    everybody: Cast, language: str
) -> None:
    koge = client_of(everybody, "koge")
    page = page_of(koge, f"/{language}/desk/agreements/koge-kristianstad/council-paper/")
    assert len(page.xpath("//h1")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//h2[ancestor-or-self::*[@lang][1]/@lang='da' and text()='Indstilling']")
    spoken = page.xpath("string(//h1/descendant-or-self::*[@lang][1]/@lang)")
    assert spoken == ("" if language == "da" else "da")


def test_who_reads_it_is_said(everybody: Cast) -> None:
    said = client_of(everybody, "koge").get(f"{STANDING}council-paper/").content.decode()
    assert "<b>Only Køge</b> reads it here, until you paste it into your own system" in said


def test_whoever_may_not_write_the_agreement_finds_neither_it_nor_the_way_there(
    everybody: Cast,
) -> None:
    for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
        writer = client_of(everybody, "koge", role)
        assert "council-paper/" in writer.get(STANDING).content.decode()
        assert [writer.get(STANDING + kind).status_code for kind in KINDS] == [200] * 3
    for place, role in (
        ("koge", Role.MEMBER),
        ("koge", Role.LEADER),
        ("koge", Role.REGISTRAR),
        (THIRD, Role.COORDINATOR),
    ):
        other = client_of(everybody, place, role)
        assert "council-paper/" not in other.get(STANDING).content.decode()
        assert [other.get(STANDING + kind).status_code for kind in KINDS] == [404] * 3


def test_a_draft_has_it_for_its_own_side_alone(everybody: Cast) -> None:
    transcribe(by=SeatName("kristianstad", "coordinator"), file=drafted(), at=NOW)
    home = "/en/desk/agreements/new-one/"
    own, other = client_of(everybody, "kristianstad"), client_of(everybody, "koge")
    assert "council-paper/" in own.get(home).content.decode()
    page = page_of(own, f"{home}council-paper/")
    assert offered(page) == ["propose", "sign"]
    assert page.xpath("string(//h1)") == "Förslag till avtal med Køge"
    assert [other.get(home + kind).status_code for kind in KINDS] == [404] * 3


def test_a_draft_of_a_change_shows_what_it_changes(everybody: Cast) -> None:
    file = replace(demo(), term=replace(demo().term, ends=date(2031, 12, 31)))
    transcribe(by=SeatName("koge", "coordinator"), file=file, at=NOW)
    page = page_of(client_of(everybody, "koge"), f"{STANDING}council-paper/")
    assert offered(page) == ["amend", "waive", "renew", "notice", "end"]
    text = page.text_content()
    assert "Gyldighed, i dag" in text
    assert "Ophører: 31. december 2031" in text
    other = page_of(client_of(everybody, "kristianstad"), f"{STANDING}council-paper/")
    assert offered(other) == ["waive", "renew", "notice", "end"]
    assert "2031" not in other.text_content()


def test_the_occasion_and_the_commitment_are_chosen_by_links(everybody: Cast) -> None:
    koge = client_of(everybody, "koge")
    page = page_of(koge, f"{STANDING}council-paper/?step=waive&commitment=2")
    current = [link.text_content() for link in page.xpath("//nav//a[@aria-current='true']")]
    assert current[-2:] == [
        "Waiver of a commitment",
        "2. Create working groups within the focus areas",
    ]
    assert "2. Oprette arbejdsgrupper inden for fokusområderne" in page.text_content()
    (document,) = page.xpath("//a[contains(@href, '.docx')]/@href")
    assert document.endswith("council-paper.docx?step=waive&commitment=2")
    answer = koge.get(document)
    assert answer["Content-Disposition"] == 'attachment; filename="koge-kristianstad-waive.docx"'
    said = "\n".join(p.text for p in Document(BytesIO(answer.content)).paragraphs)
    assert "2. Oprette arbejdsgrupper inden for fokusområderne" in said


@pytest.mark.parametrize("asked", ["step=propose", "step=nothing", "step=waive&commitment=99"])
def test_what_there_is_not_is_not_there(everybody: Cast, asked: str) -> None:
    koge = client_of(everybody, "koge")
    assert [koge.get(f"{STANDING}{kind}?{asked}").status_code for kind in KINDS] == [404] * 3


def test_it_is_read_only(everybody: Cast) -> None:
    koge = client_of(everybody, "koge")
    assert [koge.post(STANDING + kind).status_code for kind in KINDS] == [405] * 3


def test_queries_are_the_same_for_one_commitment_and_article_and_for_fifty(
    everybody: Cast,
) -> None:
    koge, found = client_of(everybody, "koge"), []
    for size in (1, 50):
        article, commitment = demo().articles[0], demo().commitments[2]
        file = replace(
            demo(),
            slug=f"of-{size}",
            articles=tuple(replace(article, article=f"a{n}") for n in range(size)),
            commitments=tuple(
                replace(commitment, commitment=n + 1, article="a0") for n in range(size)
            ),
        )
        transcribe(by=SeatName("koge", "coordinator"), file=file, at=NOW)
        changed = replace(file, term=replace(file.term, notice_months=6))
        transcribe(by=SeatName("koge", "coordinator"), file=changed, at=NOW)
        address = f"/en/desk/agreements/of-{size}/council-paper/"
        koge.get(address)  # what stays in memory is there from now on
        with CaptureQueriesContext(connection) as captured:
            assert koge.get(address).status_code == 200
        found.append(len(captured))
    assert found[0] == found[1]
    print(f"{found[0]} queries")

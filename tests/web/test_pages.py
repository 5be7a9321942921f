"""The open site as a whole: every page answers, in every language, and stands by itself."""

import gzip
import re
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from lxml import html

from overens.base.languages.rules import languages
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Agreement
from overens.web.design.misfortune import MOST_SENT
from overens.web.public.histories import SENTENCES
from tests.examples import NOW, demo, small
from tests.web.crawl import pages

DEMO = "agreements/koge-kristianstad/"


def test_every_link_leads_somewhere_and_every_kind_of_page_is_found(
    client: Client, loaded: Agreement
) -> None:
    found = pages(client)
    for language in languages():
        for page in (
            "",
            "agreements/",
            DEMO,
            f"{DEMO}text/",
            f"{DEMO}history/",
            "words/",
            "reading/",
        ):
            assert f"/{language}/{page}" in found
        assert f"/{language}/{DEMO}commitments/6/" in found
        assert f"/{language}/{DEMO}focus/areas-of-exclusion/" in found
        assert found[f"/{language}/agreements/koge-kristianstad.pdf"].startswith(b"%PDF")


def test_five_parties_and_four_languages_are_shown_wherever_two_are(
    client: Client, five: Agreement
) -> None:
    found = pages(client)
    for language in languages():
        page = html.fromstring(found[f"/{language}/agreements/five-towns/"].decode())
        blocks = page.xpath("//section[contains(@class,'parties')]/div/@class")
        assert blocks == [f"party {letter}" for letter in "abcde"]
        assert len(page.xpath("//table//thead//th")) == 7
        text = html.fromstring(found[f"/{language}/agreements/five-towns/text/"].decode())
        assert text.xpath("//section[@id='art-a1']/div/div/@lang") == ["sv", "da", "en", "fi"]
        row = page.xpath("//tbody/tr[2]/td[not(@class)]")
        assert len(row) == 5
    assert found["/sv/agreements/five-towns/text/1.pdf"].startswith(b"%PDF")


def test_an_instance_without_agreements_says_so(client: Client, db: None) -> None:
    found = pages(client)
    assert b"No agreement is published yet." in found["/en/"]


@pytest.mark.parametrize("language", languages())
def test_headings_landmarks_and_languages(client: Client, loaded: Agreement, language: str) -> None:
    for address, content in pages(client, f"/{language}/").items():
        if address.startswith(f"/{language}/") and ".pdf" not in address:
            page = html.fromstring(content.decode())
            assert page.get("lang") == language
            assert len(page.xpath("//h1")) == 1
            levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
            assert all(after <= before + 1 for before, after in pairwise(levels))
            ids = page.xpath("//@id")
            assert len(ids) == len(set(ids))
            assert page.xpath("//title/text()")[0].strip()
            assert page.xpath("//body/a[1]/@href") == ["#main"]


def test_what_is_danish_on_a_swedish_page_is_marked_danish(
    client: Client, loaded: Agreement
) -> None:
    page = html.fromstring(client.get(f"/sv/{DEMO}").content.decode())
    assert page.xpath("//h2[contains(., 'Køge Kommune')]/span/@lang") == ["da"]
    assert page.xpath("//h2[contains(., 'Kristianstads kommun')]/span") == []
    assert "borgmester" in page.xpath("//dd/span[@lang='da']")[0].text


def test_pages_load_nothing_from_elsewhere_and_run_no_script(
    client: Client, loaded: Agreement
) -> None:
    for address, content in pages(client).items():
        if ".pdf" in address:
            continue
        page = html.fromstring(content.decode())
        assert page.xpath("//script | //style | //iframe | //@style | //@onclick") == []
        loads = page.xpath("//link[not(@rel='alternate')]/@href | //img/@src | //*/@srcset")
        assert all(target.startswith("/static/") for target in loads)
        assert not re.search(rb"url\((?!#)", content)


def test_strict_security_headers_stand_on_every_answer(client: Client, loaded: Agreement) -> None:
    for address in ("/", f"/da/{DEMO}", "/da/nowhere/"):
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert not answer.cookies


def test_a_page_weighs_less_than_forty_kilobytes(client: Client, loaded: Agreement) -> None:
    path = finders.find("design/tokens.css")
    assert isinstance(path, str)
    with open(path, "rb") as file:
        style = len(gzip.compress(file.read()))
    for address, content in pages(client).items():
        if ".pdf" not in address:
            assert len(gzip.compress(content)) + style <= 40_000, address


@pytest.mark.parametrize(
    "address",
    [
        "nowhere/",
        "agreements/nothing/",
        f"{DEMO}commitments/99/",
        f"{DEMO}commitments/99.pdf",
        f"{DEMO}focus/nothing/",
        f"{DEMO}text/9/",
        f"{DEMO}text/9.pdf",
    ],
)
def test_what_is_not_there_says_so_in_the_language_of_the_address(
    client: Client, loaded: Agreement, address: str
) -> None:
    answer = client.get(f"/da/{address}")
    assert answer.status_code == 404
    assert "Siden findes ikke" in answer.content.decode()


def test_a_draft_is_nobody_elses_business(client: Client, loaded: Agreement) -> None:
    by = SeatName("nordby", "coordinator")
    unsigned = replace(small(), signing=None, term=replace(small().term, in_force=None))
    transcribe(by=by, file=unsigned, at=NOW)
    amended = replace(demo(), purpose={"en": "A secret purpose", "da": "Hemmelig hensigt"})
    transcribe(by=SeatName("koge", "coordinator"), file=amended, at=NOW)
    assert client.get("/da/agreements/nordby-sydby/").status_code == 404
    for address, content in pages(client).items():
        assert b"nordby" not in content.lower(), address
        assert b"secret purpose" not in content.lower(), address
        assert b"hemmelig hensigt" not in content.lower(), address


def test_every_public_sentence_of_the_history_can_be_said(
    client: Client, loaded: Agreement
) -> None:
    from django.db import transaction

    from overens.base.trail.actions import write
    from overens.base.trail.states import Audience
    from overens.cycle.agreements.queries import parties

    party = parties(loaded)[0]
    for what in SENTENCES:
        with transaction.atomic():
            write(
                chain=party.authority.ref,
                by=party.authority.ref,
                what=what,
                about=loaded.ref,
                audience=Audience.PUBLIC,
            )
    page = html.fromstring(client.get(f"/en/{DEMO}history/").content.decode())
    assert len(page.xpath("//ol/li")) == len(SENTENCES) + 2


def test_the_proof_of_the_signing_stands_beside_the_text(client: Client, db: None) -> None:
    signing = small().signing
    assert signing
    file = replace(small(), signing=replace(signing, scan="agreement.pdf"))
    by = SeatName("nordby", "coordinator")
    transcribe(by=by, file=file, at=NOW, scan=b"%PDF scanned")
    said = client.get("/en/agreements/nordby-sydby/text/").content.decode()
    assert sha256(b"%PDF scanned").hexdigest() in said
    assert "agreement.pdf" in said
    assert "Exempel Tre" in said


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/da/sign-in/", "/da/desk/drafts/", "/da/"])
def test_what_is_larger_than_any_page_takes_is_answered_before_it_is_read(
    client: Client, address: str
) -> None:
    answer = client.generic("POST", address, b"", CONTENT_LENGTH=str(MOST_SENT + 1))
    assert answer.status_code == 413
    assert "20 MB" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert client.generic("POST", address, b"", CONTENT_LENGTH="x").status_code != 413

"""Who reads what in which language."""

import pytest
from django.test import Client
from lxml import html

from overens.base.languages.rules import languages
from overens.cycle.agreements.models import Agreement

TEXT = "/en/agreements/koge-kristianstad/text/"


def columns(client: Client, query: str = "") -> list[str]:
    page = html.fromstring(client.get(TEXT + query).content.decode())
    return [
        str(lang) for lang in page.xpath("//section[@id='preamble']//div[@class='stack']/@lang")
    ]


def test_the_text_stands_side_by_side_as_it_was_written(client: Client, loaded: Agreement) -> None:
    assert columns(client) == ["da", "sv"]
    assert columns(client, "?text=as-written") == ["da", "sv"]


@pytest.mark.parametrize("language", languages())
def test_or_in_one_language(client: Client, loaded: Agreement, language: str) -> None:
    assert columns(client, f"?text={language}") == [language]


def test_a_language_that_nobody_knows_is_as_if_nobody_had_asked(
    client: Client, loaded: Agreement
) -> None:
    assert columns(client, "?text=xx") == ["da", "sv"]
    assert columns(client, "?text=%3Cscript%3E") == ["da", "sv"]


def test_the_first_page_offers_each_language_and_guesses_none(client: Client, db: None) -> None:
    page = html.fromstring(client.get("/", headers={"accept-language": "da"}).content.decode())
    assert page.xpath("//h2/a/@href") == [f"/{code}/" for code in languages()]
    assert page.xpath("//h2/a/@lang") == list(languages())


def test_switching_the_language_keeps_the_page_and_its_query(
    client: Client, loaded: Agreement
) -> None:
    page = html.fromstring(client.get(f"{TEXT}?text=da").content.decode())
    assert "/sv/agreements/koge-kristianstad/text/?text=da" in page.xpath("//nav//a/@href")


def test_the_languages_that_somebody_reads_are_kept_in_their_own_browser(
    client: Client, loaded: Agreement
) -> None:
    answer = client.get("/da/reading/?save=1&understands=sv&understands=xx", follow=True)
    assert "Dit valg er gemt" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert client.cookies["understands"].value == "sv"
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//input[@checked]/@value") == ["sv"]
    client.get("/da/reading/?save=1")
    assert client.cookies["understands"].value == ""


def test_a_hostile_cookie_harms_nobody(client: Client, loaded: Agreement) -> None:
    client.cookies["understands"] = "sv.<script>." + "x" * 500
    assert client.get(TEXT).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_sent_to_the_open_site(
    client: Client, loaded: Agreement, method: str
) -> None:
    for address in (
        "/",
        "/da/reading/",
        "/da/agreements/koge-kristianstad/",
        "/register/heads.json",
    ):
        assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("sv", "Här går det bara att läsa"),
        ("da", "Her kan man kun læse"),
        ("en", "Pages can only be read here"),
    ],
)
def test_who_sends_something_is_told_so_in_their_language(
    client: Client, db: None, language: str, heading: str
) -> None:
    answer = client.post(f"/{language}/reading/", {"understands": "sv"})
    assert answer["Allow"] == "GET, HEAD"
    assert answer["Content-Language"] == language
    assert int(answer["Content-Length"]) == len(answer.content)
    page = html.fromstring(answer.content.decode())
    assert page.xpath("//h1/text()") == [heading]
    assert page.xpath("//main//a/@href") == [f"/{language}/"]


def test_an_address_that_was_cut_leads_on(client: Client, loaded: Agreement) -> None:
    for cut in ("/sv", "/sv/agreements", "/sv/agreements/koge-kristianstad/text"):
        assert client.get(cut).headers["Location"] == f"{cut}/"

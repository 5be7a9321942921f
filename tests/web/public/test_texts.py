"""The versions of an agreement that count, each at its address, and what changed between two."""

import re
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from overens.base.languages.rules import languages
from overens.base.papers.models import Edition
from overens.base.papers.paper import canonical
from overens.base.papers.paper import sha256 as seal_of
from overens.cycle.agreements import queries as remembered
from overens.cycle.agreements.actions.rows import write_version
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.paper import text_paper
from tests.examples import LANGUAGES, NOW, five_parties
from tests.versions import SLUG, edited, long_agreement, on_file, three_versions
from tests.web.crawl import links, pages

pytestmark = pytest.mark.django_db
HOME = f"agreements/{SLUG}/"
THREE = three_versions()


@pytest.fixture
def three(db: None) -> Agreement:
    return on_file(THREE, NOW)


def read(client: Client, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def test_each_version_is_listed_with_its_address_and_its_state(
    client: Client, three: Agreement
) -> None:
    with time_machine.travel(NOW, tick=False):
        page = read(client, f"/en/{HOME}text/")
    rows = page.xpath("//li[starts-with(@id, 'version-')]")
    assert [row.get("id") for row in rows] == ["version-3", "version-2", "version-1"]
    tags = [row.xpath(".//span[@class='tag']/text()") for row in rows]
    assert tags == [["in force"], ["was in force before"], ["was in force before", "as signed"]]
    for row, number in zip(rows, (3, 2, 1), strict=True):
        hrefs = row.xpath(".//a/@href")
        assert hrefs[:2] == [f"/en/{HOME}text/{number}/", f"/en/{HOME}text/{number}.pdf"]
    assert page.xpath("//select[@name='new']/option[@selected]/text()") == ["3"]


def test_a_version_that_lies_ahead_is_not_in_force_yet(client: Client, three: Agreement) -> None:
    with time_machine.travel("2025-06-01 12:00+00:00", tick=False):
        page = read(client, f"/en/{HOME}text/")
    tags = [li.xpath(".//span[@class='tag']/text()")[0] for li in page.xpath("//li[@id]")]
    assert tags == ["not in force yet", "in force", "was in force before"]


def test_what_was_signed_is_read_as_it_was_whatever_came_later(
    client: Client, three: Agreement
) -> None:
    said = client.get(f"/da/{HOME}text/1/").content.decode()
    assert "Parterne mødes én gang om året." in said
    assert "som underskrevet" in said
    assert f"/da/{HOME}text/1..3/" in said
    assert "to gange" not in said
    assert "to gange" in client.get(f"/da/{HOME}text/2/").content.decode()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_pdf_has_the_hash_that_stands_beside_it(
    client: Client, three: Agreement, number: int
) -> None:
    page = read(client, f"/sv/{HOME}text/")
    pdf, text = page.xpath(f"//li[@id='version-{number}']//dd/text()")
    for language in languages():
        data = client.get(f"/{language}/{HOME}text/{number}.pdf").content
        assert sha256(data).hexdigest() == pdf
    version = three.versions.get(number=number)
    assert version.edition
    assert sha256(version.edition.canonical.encode()).hexdigest() == text


def test_two_versions_are_held_against_each_other_in_each_language(
    client: Client, three: Agreement
) -> None:
    page = read(client, f"/sv/{HOME}text/1..2/")
    assert "2 av 4 artiklar har ändrats." in page.text_content()
    meetings = page.xpath("//section[@id='art-meetings']")[0]
    columns = meetings.xpath(".//div[contains(@class, 'columns')]/div")
    assert [column.get("lang") for column in columns] == ["da", "sv"]
    removed, added = (columns[0].xpath(f".//{tag}")[0] for tag in ("del", "ins"))
    assert removed.text_content() == "borttaget: én gang slut på borttaget"
    assert added.text_content() == "tillagt: to gange slut på tillagt"
    assert added.xpath("span/@lang") == ["sv", "sv"]
    assert [s.text_content().split() for s in page.xpath("//details[@id='art-costs']/summary")] == [
        ["4.", "Kostnader", "samma", "ord", "var", "nummer", "3"]
    ]
    assert page.xpath("//section[@id='art-water']//h3//ins")
    assert not page.xpath("//details//ins | //details//del")


def test_a_single_language_can_be_chosen_and_a_change_in_another_one_is_shown_still(
    client: Client, db: None
) -> None:
    first = THREE[0]
    article = first.articles[0]
    body = {**article.body, "sv": "Något annat."}
    changed = replace(first, articles=(replace(article, body=body), *first.articles[1:]))
    on_file([first, changed], NOW)
    page = read(client, f"/en/{HOME}text/1..2/?text=da")
    columns = page.xpath("//section[@id='art-meetings']//div[@class='stack']/@lang")
    assert columns == ["da", "sv"]
    assert page.xpath("//details[@id='art-costs']//div[@class='stack']/@lang") == ["da"]


def test_the_same_version_says_that_nothing_changed_and_backwards_is_a_way_too(
    client: Client, three: Agreement
) -> None:
    page = read(client, f"/en/{HOME}text/2..2/")
    assert "Nothing changed" in page.text_content()
    assert not page.xpath("//main//section//ins | //main//section//del")
    page = read(client, f"/en/{HOME}text/2..1/")
    assert page.xpath("//section[@id='art-water']//p//del")


@pytest.mark.parametrize(
    "address",
    ["text/4/", "text/0/", "text/1..4/", "text/4..1/", "text/1..99999999999999999999999/"]
    + [f"text/compare/?old=1&new={new}" for new in ("", "x", "²", "9999999999")]
    + ["text/compare/", "text/4.pdf"],
)
def test_a_version_that_is_not_there_has_a_page_with_a_way_on(
    client: Client, three: Agreement, address: str
) -> None:
    answer = client.get(f"/sv/{HOME}{address}")
    assert answer.status_code == 404
    assert "/sv/" in list(links(answer.content, "/sv/"))


def test_a_draft_is_compared_with_nothing(client: Client, three: Agreement) -> None:
    write_version(three, THREE[0], owner=three.versions.first().owner)
    assert client.get(f"/sv/{HOME}text/1..4/").status_code == 404
    assert b"version-4" not in client.get(f"/sv/{HOME}text/").content


def test_the_form_leads_to_what_changed(client: Client, three: Agreement) -> None:
    answer = client.get(f"/sv/{HOME}text/compare/?old=1&new=3")
    assert (answer.status_code, answer["Location"]) == (302, f"/sv/{HOME}text/1..3/")


def test_it_is_kept_until_something_public_happens(client: Client, three: Agreement) -> None:
    first = client.get(f"/sv/{HOME}text/1..2/")
    with CaptureQueriesContext(connection) as captured:
        again = client.get(f"/sv/{HOME}text/1..2/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert len(captured) <= 2


def test_five_parties_and_four_languages_stand_side_by_side(client: Client, db: None) -> None:
    old = five_parties()
    heading = dict.fromkeys(LANGUAGES, "Nytt")
    article = replace(old.articles[0], heading=heading)
    agreement = transcribe(by=SeatName("mittby", "chair"), file=old, at=NOW).agreement
    count_version(agreement, replace(old, articles=(article, *old.articles[1:])))
    page = read(client, "/sv/agreements/five-towns/text/1..2/")
    stacks = page.xpath("//section[@id='art-a1']//div[@class='stack']/@lang")
    assert tuple(stacks) == LANGUAGES


@pytest.mark.parametrize("language", languages())
def test_headings_and_names_within_the_page(
    client: Client, three: Agreement, language: str
) -> None:
    for address in ("text/", "text/1/", "text/1..3/"):
        page = read(client, f"/{language}/{HOME}{address}")
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))
        levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert page.get("lang") == language


def test_every_link_leads_somewhere(client: Client, three: Agreement) -> None:
    found = pages(client, f"/da/{HOME}text/")
    for pair in ("1..2", "2..3", "1..3"):
        assert f"/da/{HOME}text/{pair}/" in found


def test_hostile_text_is_text(client: Client, db: None) -> None:
    first = THREE[0]
    bad = {"da": "<script>alert(1)</script> & <ins>", "sv": '"><img src=x onerror=alert(1)>'}
    article = replace(first.articles[0], heading=bad, body=bad)
    on_file([first, replace(first, articles=(article, *first.articles[1:]))], NOW)
    page = read(client, f"/sv/{HOME}text/1..2/")
    assert page.xpath("//script | //img") == []
    assert bad["da"] in re.sub(r"\s+", " ", page.text_content())


def count_version(agreement: Agreement, file: AgreementFile) -> Version:
    """A version that counts, without a PDF of its own: typesetting takes most of the time."""
    frozen = canonical(text_paper(file))
    first = agreement.versions.get(number=1)
    assert first.edition
    edition = Edition.objects.create(
        kind="agreement.text",
        owner=first.owner,
        schema_version=1,
        canonical=frozen.decode(),
        sha256=seal_of(frozen),
        pdf=first.edition.pdf,
        frozen_at=timezone.now(),
    )
    file = replace(file, signing=None)
    if not file.term.in_force:
        file = replace(file, term=replace(file.term, in_force=first.valid_from))
    return write_version(agreement, file, owner=first.owner, edition=edition)


def queries(client: Client, *addresses: str) -> list[int]:
    """As many as each page takes where nothing of it is in memory."""
    found = []
    for address in addresses:
        cache.clear()
        remembered._FROZEN.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/sv/{HOME}{address}").status_code == 200
        found.append(len(captured))
    return found


def test_queries_do_not_grow_with_the_articles(client: Client, db: None) -> None:
    found = []
    agreement = on_file([long_agreement(1, 20)], NOW)
    for articles in (1, 20, 200):
        file = long_agreement(articles, articles * 20)
        old, new = (count_version(agreement, text).number for text in (file, edited(file)))
        found.append(queries(client, f"text/{old}/", f"text/{old}..{new}/"))
    assert found[0] == found[1] == found[2]
    assert max(found[0]) <= 20


def test_queries_do_not_grow_with_the_versions(client: Client, db: None) -> None:
    agreement = on_file(THREE[:1], NOW)
    found = []
    for versions in (1, 20, 200):
        for place in range(agreement.versions.count(), versions):
            count_version(agreement, THREE[place % 3])
        found.append(queries(client, "text/", "text/1/", f"text/1..{versions}/"))
    assert found[0] == found[1] == found[2]
    assert max(found[0]) <= 20

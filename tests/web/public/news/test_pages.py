"""What everyone reads of news and pages: in each language, found, dated, archived, and kept."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from lxml import html

from overens.base.municipalities.models import Seat
from overens.cycle.agreements.models import Agreement
from overens.cycle.news.actions.publishing import archive, bring_back, publish
from overens.cycle.news.actions.writing import begin_news, write_news
from overens.cycle.news.models import NewsItem, Picture
from overens.web.public.news.feed import ATOM, LANG
from overens.web.public.news.views import A_PAGE
from tests.cycle.news.conftest import seat
from tests.cycle.news.writing import corrected, link, published, with_picture, words
from tests.examples import NOW
from tests.web.crawl import pages

AGREEMENT = "/da/agreements/koge-kristianstad/"
NEWS = "/da/news/modet-er-holdt/"
NS = {"a": ATOM}


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def writer(loaded: Agreement) -> Seat:
    return seat("koge")


def read(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def titles(page: Any) -> list[str]:
    return [link.text_content() for link in page.xpath("//ul[@class='rows']//*[@class='h3']/a")]


def test_every_page_is_found_by_its_links_and_stands_by_itself(
    client: Client, writer: Seat
) -> None:
    item = begin_news(by=writer, kind="news", words=words(agreement="koge-kristianstad"), at=NOW)
    with_picture(writer, item)
    publish(by=writer, item=item, because={}, revision=1, at=NOW)
    corrected(writer, item, words("Holdt", agreement="koge-kristianstad"))
    published(writer, words("Om os"), kind="page")
    archive(by=writer, item=published(writer, words("Gammelt nyt")), at=NOW)
    found = pages(client)
    for language in ("sv", "da", "en"):
        for path in (
            "news/",
            "news/modet-er-holdt/",
            "news/modet-er-holdt/history/",
            "news/modet-er-holdt/history/1/",
            "news/modet-er-holdt/history/2/",
            "news/archive/",
            "news/gammelt-nyt/",
            "pages/om-os/",
            "agreements/koge-kristianstad/news/",
            "feeds/news.atom",
        ):
            assert f"/{language}/{path}" in found
        assert found[f"/{language}/news/modet-er-holdt.pdf"].startswith(b"%PDF")
    names: dict[str, str] = {}
    for address, content in found.items():
        if "/news" not in address and "/pages/" not in address:
            continue
        if ".pdf" in address or ".atom" in address or "?" in address:
            continue
        page = html.fromstring(content.decode())
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//script | //style | //@style") == []
        title = address[:3] + page.xpath("//title/text()")[0]
        assert names.setdefault(title, address) == address
        assert all(src.startswith("/pictures/") for src in page.xpath("//img/@src"))


def test_the_menu_and_the_start_lead_to_news_only_where_there_are_any(
    client: Client, writer: Seat
) -> None:
    for address in ("/da/", AGREEMENT, "/da/words/"):
        assert b"/da/news/" not in client.get(address).content
    published(writer)
    for address in ("/da/", AGREEMENT, "/da/words/"):
        assert read(client, address).xpath("//header//a[@href='/da/news/']")
    assert titles(read(client, "/da/")) == ["Mødet er holdt"]
    assert titles(read(client, AGREEMENT)) == []


def test_it_stands_at_its_agreement_too(client: Client, writer: Seat) -> None:
    client.get(AGREEMENT)
    published(writer, words(agreement="koge-kristianstad"))
    assert titles(read(client, AGREEMENT)) == ["Mødet er holdt"]
    assert titles(read(client, f"{AGREEMENT}news/")) == ["Mødet er holdt"]
    assert client.get("/da/agreements/nothing/news/").status_code == 404
    page = read(client, NEWS)
    assert page.xpath("//p[@class='back small']/a/@href") == [AGREEMENT]
    assert page.xpath("//aside[@class='demo']")


def test_a_text_is_read_in_each_language_and_a_missing_one_says_so(
    client: Client, writer: Seat
) -> None:
    published(writer)
    danish, swedish, english = (
        read(client, f"/{code}/news/modet-er-holdt/") for code in ("da", "sv", "en")
    )
    assert danish.xpath("//h1")[0].text_content() == "Mødet er holdt"
    assert not danish.xpath("//main//*[@role='status']")
    assert swedish.xpath("//h1")[0].text_content() == "Mødet er holdt (sv)"
    assert english.xpath("//h1/span/@lang") == ["da"]
    assert english.xpath("//div[@class='told']/@lang") == ["da"]
    said = english.xpath("//main//*[@role='status']")[0].text_content()
    assert said == "The text does not exist in English. It is shown in Danish."
    assert read(client, "/en/news/modet-er-holdt/?text=sv").xpath("//h1/span/@lang") == ["sv"]
    client.cookies["understands"] = "sv"
    swede = read(client, "/en/news/modet-er-holdt/")
    assert swede.xpath("//h1/span/@lang") == ["sv"]
    assert not swede.xpath("//main//*[@role='status']")


def test_headings_follow_on_each_other(client: Client, writer: Seat) -> None:
    published(writer)
    levels = [int(h.tag[1]) for h in read(client, NEWS).xpath("//h1 | //h2 | //h3")]
    assert levels == [1, 2]
    levels = [int(h.tag[1]) for h in read(client, "/da/").xpath("//h1 | //h2 | //h3")]
    assert levels == [1, 2, 2, 3]


def test_day_update_and_history(client: Client, writer: Seat) -> None:
    item = published(writer)
    assert "Sidst opdateret" not in client.get(NEWS).content.decode()
    later = NOW + timedelta(days=3)
    corrected(writer, item, words("Mødet blev holdt"), at=later)
    page = read(client, NEWS)
    times = page.xpath("//article//time/@datetime")
    assert times == [NOW.date().isoformat(), later.date().isoformat()]
    assert page.xpath("//h1")[0].text_content() == "Mødet blev holdt"
    history = read(client, f"{NEWS}history/")
    rows = [row.text_content() for row in history.xpath("//ol/li")]
    assert "Datoen er rettet." in rows[0]
    assert len(rows) == 2
    old = read(client, f"{NEWS}history/1/")
    assert old.xpath("//h1")[0].text_content() == "Mødet er holdt"
    assert old.xpath("//meta[@name='robots']/@content") == ["noindex"]
    for address in (f"{NEWS}history/3/", f"{NEWS}history/0/"):
        assert client.get(address).status_code == 404


def test_the_history_has_a_sentence_for_every_public_line(client: Client, writer: Seat) -> None:
    item = published(writer)
    item = corrected(writer, item, words("Rettet"))
    archive(by=writer, item=item, at=NOW)
    bring_back(by=writer, item=item, at=NOW)
    assert "Something was changed." not in client.get(f"/en{NEWS[3:]}history/").content.decode()
    assert read(client, f"/en{NEWS[3:]}history/").xpath("count(//ol/li)") == 4


def test_what_is_archived_is_marked_and_found_in_the_archive_alone(
    client: Client, writer: Seat
) -> None:
    item = published(writer, words(agreement="koge-kristianstad"))
    assert client.get("/da/news/").content
    archive(by=writer, item=item, at=NOW)
    assert titles(read(client, "/da/news/")) == []
    assert titles(read(client, "/da/")) == []
    assert titles(read(client, AGREEMENT)) == []
    assert b"Arkiveret" in client.get(NEWS).content
    for query in ("", "?q=TALT", "?q=m%C3%B8det&year=2026", "?q=&year=", "?year=nothing&page=x"):
        assert titles(read(client, f"/da/news/archive/{query}")) == ["Mødet er holdt"], query
    for query in ("?q=nothing", "?q=%00", "?q=m%C3%B8det%25"):
        answer = client.get(f"/da/news/archive/{query}")
        assert answer.status_code == 200
    assert titles(read(client, "/da/news/archive/?q=nothing")) == []
    rows = [row.text_content() for row in read(client, f"{NEWS}history/").xpath("//ol/li")]
    assert "Arkiveret" in rows[0]
    bring_back(by=writer, item=item, at=NOW)
    assert titles(read(client, "/da/news/")) == ["Mødet er holdt"]


@pytest.mark.parametrize(
    "address",
    ["news/nothing/", "pages/modet-er-holdt/", "news/nothing.pdf", "news/nothing/history/"],
)
def test_what_is_not_there_says_so(client: Client, writer: Seat, address: str) -> None:
    published(writer)
    assert client.get(f"/da/{address}").status_code == 404


def test_a_draft_is_nobody_elses_business(client: Client, writer: Seat) -> None:
    item = with_picture(writer, begin_news(by=writer, kind="news", words=words("Hemmelig"), at=NOW))
    file = Picture.objects.get().file
    assert client.get("/da/news/hemmelig/").status_code == 404
    assert client.get(f"/pictures/{file}.jpg").status_code == 404
    publish(by=writer, item=item, because={}, revision=1, at=NOW)
    write_news(by=writer, item=item, words=words("Lønligt"), revision=1, at=NOW)
    for address, content in pages(client).items():
        assert "lønligt" not in content.decode(errors="ignore").lower(), address


def test_a_picture_is_shown_with_all_that_must_be_said_of_it(client: Client, writer: Seat) -> None:
    item = with_picture(writer, begin_news(by=writer, kind="news", words=words(), at=NOW))
    publish(by=writer, item=item, because={}, revision=1, at=NOW)
    (picture,) = read(client, NEWS).xpath("//figure/img")
    assert picture.get("alt") == "En blå flade"
    assert (picture.get("width"), picture.get("height")) == ("900", "600")
    caption = read(client, NEWS).xpath("//figcaption")[0].text_content()
    assert caption == "BlåtFoto: Eksempel, må vises"
    assert read(client, "/sv/news/modet-er-holdt/").xpath("//img/@alt") == ["En blå yta"]
    for source in (picture.get("src"), picture.get("srcset").split()[0]):
        answer = client.get(source)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content.startswith(b"\xff\xd8")
    for name in ("x", "0" * 64, "../../x"):
        assert client.get(f"/pictures/{name}.jpg").status_code == 404


def test_a_link_leads_to_the_municipalitys_own_site(client: Client, writer: Seat) -> None:
    published(writer, link(), kind="link")
    (row,) = read(client, "/da/news/").xpath("//ul[@class='rows']/li")
    assert row.xpath(".//a/@href") == ["https://koge.example/nyt"]
    assert "koge.example" in row.text_content()
    assert client.get("/da/news/fra-vores-egen-side/").status_code == 404


def test_the_flow_has_pages_and_each_is_kept_by_itself(client: Client, writer: Seat) -> None:
    for number in range(A_PAGE + 2):
        published(writer, words(f"Nummer {number}"))
    first, second = (titles(read(client, f"/da/news/?page={n}")) for n in (1, 2))
    assert (len(first), len(second)) == (A_PAGE, 2)
    assert {*first, *second} == {f"Nummer {number}" for number in range(A_PAGE + 2)}
    assert titles(read(client, "/da/news/")) == first
    for odd in ("0", "99999", "x", "٣", "-1"):
        assert titles(read(client, f"/da/news/?page={odd}")) in (first, second)


def test_a_page_is_made_anew_when_its_text_is_changed_and_not_before(
    client: Client, writer: Seat, django_assert_num_queries: Any
) -> None:
    item = published(writer)
    tag = client.get(NEWS)["ETag"]
    item = write_news(by=writer, item=item, words=words("Nyt"), revision=1, at=NOW)
    with django_assert_num_queries(1):
        assert client.get(NEWS)["ETag"] == tag
    publish(by=writer, item=item, because={"da": "Rettet."}, revision=2, at=NOW)
    assert client.get(NEWS)["ETag"] != tag


def test_queries_do_not_grow_with_what_is_published(
    client: Client, writer: Seat, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        item = published(writer, words(f"Nummer {number}", agreement="koge-kristianstad"))
    corrected(writer, item, words("Otte"))
    for address in ("/da/news/", f"/da/news/{item.slug}/", f"/da/news/{item.slug}/history/",
                    "/da/news/archive/", "/da/feeds/news.atom"):  # fmt: skip
        with django_assert_max_num_queries(9):
            client.get(address)
    with django_assert_max_num_queries(17):
        client.get(AGREEMENT)


def entries(client: Client, language: str) -> list[ElementTree.Element]:
    answer = client.get(f"/{language}/feeds/news.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.get(LANG) == language
    for name in ("id", "title", "updated"):
        assert root.findtext(f"a:{name}", namespaces=NS)
    return root.findall("a:entry", NS)


def test_the_feed_says_what_the_flow_does_in_each_language(client: Client, writer: Seat) -> None:
    assert entries(client, "da") == []
    item = published(writer, words(bodies={"da": "<p>A &amp; B</p>", "sv": "<p>C</p>"}))
    published(writer, link(), kind="link")
    published(writer, words("Om os"), kind="page")
    first = {code: entries(client, code) for code in ("da", "sv", "en")}
    assert [len(found) for found in first.values()] == [2, 2, 2]
    for code, shown in (("da", "da"), ("sv", "sv"), ("en", "da")):
        entry = next(e for e in first[code] if e.find("a:content", NS) is not None)
        assert entry.get(LANG) == shown
        assert entry.find("a:link", NS).get("href").endswith(f"/{code}/news/{item.slug}/")
        assert entry.findtext("a:author/a:name", namespaces=NS) == "Køge Kommune"
    danish = next(e for e in first["da"] if e.find("a:content", NS) is not None)
    assert danish.findtext("a:content", namespaces=NS) == "<p>A &amp; B</p>"
    ids = [e.findtext("a:id", namespaces=NS) for found in first.values() for e in found]
    assert len(set(ids)) == 6
    corrected(writer, item, words("Rettet"), at=NOW + timedelta(hours=1))
    again = entries(client, "da")
    assert {e.findtext("a:id", namespaces=NS) for e in again} <= set(ids)
    assert "Rettet" in [e.findtext("a:title", namespaces=NS) for e in again]
    stamps = [e.findtext("a:updated", namespaces=NS) for e in again]
    assert stamps[0] != stamps[1]
    archive(by=writer, item=NewsItem.objects.get(pk=item.pk), at=NOW)
    assert len(entries(client, "da")) == 1


def test_pages_that_show_the_flow_name_the_feed(client: Client, writer: Seat) -> None:
    published(writer, words(agreement="koge-kristianstad"))
    for address in ("/da/", "/da/news/", NEWS, AGREEMENT):
        feeds = read(client, address).xpath("//link[@type='application/atom+xml']/@href")
        assert feeds == ["/da/feeds/news.atom"], address

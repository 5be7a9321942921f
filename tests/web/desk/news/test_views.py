"""News at the desk: begun, written by two people, given pictures, published, scheduled, archived."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from overens.base.municipalities.states import Role
from overens.cycle.news.actions.publishing import publish_due
from overens.cycle.news.actions.writing import write_news
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from tests.cast import Cast, cast, signed_in
from tests.cycle.news.writing import link, picture, published, with_picture, words
from tests.examples import NOW

NEWS = "/da/desk/news/"
DANISH = {"title_da": "Nyt møde", "summary_da": "Kort.", "body_da": "Der blev talt.\n\nLænge."}


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def writer(people: Cast) -> Client:
    return signed_in(people.accounts["koge", Role.COMMUNICATOR])


def page(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.content.decode())


def sent(client: Client, address: str, to: str = "", /, **data: Any) -> Any:
    """The page as somebody fills it in and sends it: its hidden fields, and what is typed."""
    form = next(
        form
        for form in page(client, address).xpath("//main//form[not(@action)]")
        if data.get("do", "") in ("", *form.xpath(".//input[@name='do']/@value"))
    )
    fields = {i.get("name"): i.get("value", "") for i in form.xpath(".//input[@type='hidden']")}
    typed = {
        i.get("name"): i.get("value", "") if i.tag == "input" else i.text_content().strip("\n")
        for i in form.xpath(".//textarea | .//input[@type='text']")
    }
    answer = client.post(address, {**fields, **typed, **data})
    if to:
        assert answer.status_code == 302, html.fromstring(answer.content.decode()).xpath(
            "//*[@class='errors']//text()"
        )
        assert answer["Location"] == to
    return answer


def begun(client: Client, kind: str = "news", **more: str) -> NewsItem:
    sent(client, f"{NEWS}begin/{kind}/", **{**DANISH, **more})
    return NewsItem.objects.get()


def errors(answer: Any) -> str:
    assert answer.status_code == 200
    found = html.fromstring(answer.content.decode()).xpath("//*[@class='errors']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_it_is_written_looked_at_and_published(writer: Client) -> None:
    sent(writer, f"{NEWS}begin/news/", f"{NEWS}nyt-mode/", **DANISH)
    said = NewsVersion.objects.get().said
    assert said.bodies == {"da": "<p>Der blev talt.</p><p>Længe.</p>"}
    assert "Udkast" in page(writer, NEWS).text_content()
    assert page(writer, f"{NEWS}nyt-mode/preview/").xpath("//h1")[0].text_content() == "Nyt møde"
    assert Client().get("/da/news/nyt-mode/").status_code == 404
    sent(writer, f"{NEWS}nyt-mode/", f"{NEWS}nyt-mode/", do="publish")
    assert Client().get("/da/news/nyt-mode/").status_code == 200
    there = page(writer, f"{NEWS}nyt-mode/")
    assert there.xpath("//a[@href='/da/news/nyt-mode/']")
    assert there.xpath("//input[@name='do']/@value") == ["archive"]


def test_a_later_version_says_what_it_changes(writer: Client) -> None:
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    sent(writer, here, here, do="publish")
    sent(writer, f"{here}text/", here, title_da="Nyt, rettet møde")
    assert "Nyt, rettet" not in Client().get("/da/news/nyt-mode/").content.decode()
    assert errors(sent(writer, here, do="publish"))
    sent(writer, here, here, do="publish", because="Titlen er rettet.")
    assert "Nyt, rettet" in Client().get("/da/news/nyt-mode/").content.decode()
    assert "Titlen er rettet." in Client().get("/da/news/nyt-mode/history/").content.decode()


def test_without_a_title_nothing_is_kept_and_what_was_typed_stays(writer: Client) -> None:
    answer = sent(writer, f"{NEWS}begin/news/", body_da="Kun tekst")
    assert "Skriv en overskrift" in errors(answer)
    assert "Kun tekst" in answer.content.decode()
    assert not NewsItem.objects.exists()


def test_each_fault_stands_at_its_field(writer: Client) -> None:
    answer = sent(writer, f"{NEWS}begin/news/", **DANISH, body_sv="Text")
    assert "på svensk" in errors(answer)
    shown = html.fromstring(answer.content.decode())
    assert shown.xpath("//*[@id='id_title_sv-error']")
    assert shown.xpath("//details[@open]//input[@name='title_sv']")
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    sent(writer, f"{here}text/", here, body_da="")
    assert "ingen tekst" in errors(sent(writer, here, do="publish"))


def test_two_people_in_one_text_are_shown_both(writer: Client, people: Cast) -> None:
    item = begun(writer)
    form = page(writer, f"{NEWS}{item.slug}/text/")
    (asked,) = form.xpath("//main//form[@data-place]")
    hidden = {i.get("name"): i.get("value") for i in asked.xpath(".//input[@type='hidden']")}
    other = people.seats["koge", Role.COORDINATOR]
    write_news(by=other, item=item, words=words("Den andens"), revision=1, at=NOW)
    answer = writer.post(f"{NEWS}{item.slug}/text/", {**hidden, **DANISH, "title_da": "Min"})
    both = answer.content.decode()
    assert "Den andens" in both
    assert 'value="Min"' in both
    again = html.fromstring(both).xpath("//main//form[@data-place]//input[@type='hidden']")
    fields = {i.get("name"): i.get("value") for i in again}
    answer = writer.post(f"{NEWS}{item.slug}/text/", {**fields, **DANISH, "title_da": "Vores"})
    assert answer.status_code == 302
    assert NewsVersion.objects.get().titles.texts()["da"] == "Vores"


def test_who_publishes_what_a_colleague_has_changed_meanwhile_is_told(
    writer: Client, people: Cast
) -> None:
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    form = page(writer, here).xpath("//form[.//input[@value='publish']]")[0]
    hidden = {i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")}
    other = people.seats["koge", Role.COORDINATOR]
    write_news(by=other, item=item, words=words("Den andens"), revision=1, at=NOW)
    assert "har ændret teksten" in errors(writer.post(here, hidden))
    assert not NewsVersion.objects.filter(published_at__isnull=False).exists()


def test_a_picture_is_put_in_described_and_taken_out(writer: Client) -> None:
    item = begun(writer)
    here = f"{NEWS}{item.slug}/pictures/"
    file = SimpleUploadedFile("min.png", picture(), "image/png")
    said = {"alt_da": "Et blåt felt", "caption_da": "", "rights": "Foto: Eksempel"}
    assert errors(sent(writer, here, **said))  # without a file
    sent(writer, here, here, file=file, **said)
    found = Picture.objects.get()
    assert page(writer, here).xpath("//img/@alt") == ["Et blåt felt"]
    source = page(writer, here).xpath("//img/@src")[0]
    assert writer.get(source)["Content-Type"] == "image/jpeg"
    assert writer.get(f"{NEWS}pictures/{'0' * 64}.jpg").status_code == 404
    assert page(writer, f"{NEWS}{item.slug}/preview/").xpath("//figure/img")
    sent(writer, f"{here}{found.file}/", here, alt_da="Et mørkt felt")
    assert Picture.objects.get().alts.texts() == {"da": "Et mørkt felt"}
    sent(writer, f"{here}{found.file}/", here, do="remove")
    assert not Picture.objects.exists()
    assert writer.get(f"{here}{found.file}/").status_code == 404


def test_what_is_missing_elsewhere_is_told_where_it_is_published(writer: Client) -> None:
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    file = SimpleUploadedFile("min.png", picture(), "image/png")
    sent(writer, f"{here}pictures/", f"{here}pictures/", file=file, alt_da="Blåt", rights="Mig")
    sent(writer, f"{here}text/", here, title_sv="Nytt", body_sv="Text")
    assert errors(sent(writer, here, do="publish")).count("Beskriv også billedet på svensk") == 1


@pytest.mark.parametrize("data", [b"<svg/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_and_the_words_stay(writer: Client, data: bytes) -> None:
    item = begun(writer)
    answer = sent(
        writer,
        f"{NEWS}{item.slug}/pictures/",
        file=SimpleUploadedFile("x.png", data, "image/png"),
        alt_da="Et felt",
        rights="Mig",
    )
    assert "JPEG, PNG og WebP" in errors(answer)
    assert 'value="Et felt"' in answer.content.decode()


def test_a_neighbours_pictures_and_texts_are_not_there(people: Cast, writer: Client) -> None:
    other = people.seats["kristianstad", Role.COMMUNICATOR]
    item = with_picture(other, published(other))
    file = Picture.objects.get().file
    for path in (f"{item.slug}/", f"{item.slug}/text/", f"pictures/{file}.jpg"):
        assert writer.get(NEWS + path).status_code == 404
    assert item.slug not in page(writer, NEWS).text_content()


def test_it_is_published_at_a_time_by_the_authoritys_own_clock(writer: Client) -> None:
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    said = {"do": "schedule", "day": "2027-03-28"}
    assert "sommertiden" in errors(sent(writer, here, time="02:30", **said))
    assert "passeret" in errors(sent(writer, here, **{**said, "day": "2020-01-01"}, time="12:00"))
    sent(writer, here, here, time="03:15", **said)
    assert NewsVersion.objects.get().publish_at.isoformat() == "2027-03-28T01:15:00+00:00"
    assert "28. marts 2027 kl. 03:15" in page(writer, here).text_content()
    assert "Udgives automatisk" in page(writer, NEWS).text_content()
    sent(writer, here, here, do="unschedule")
    assert publish_due(at=NOW.replace(year=2028)) == 0
    sent(writer, here, here, time="03:15", **said)
    assert publish_due(at=NOW.replace(year=2028)) == 1


def test_it_is_archived_and_brought_back(writer: Client, people: Cast) -> None:
    item = published(people.seats["koge", Role.COORDINATOR])
    here = f"{NEWS}{item.slug}/"
    sent(writer, here, here, do="archive")
    assert "Arkiveret den" in page(writer, here).text_content()
    assert "Arkiveret" in Client().get(f"/da/news/{item.slug}/").content.decode()
    sent(writer, here, here, do="bring-back")
    assert "Arkiveret den" not in page(writer, here).text_content()


def test_a_draft_is_thrown_away(writer: Client) -> None:
    item = begun(writer)
    sent(writer, f"{NEWS}{item.slug}/", NEWS, do="throw-away")
    assert not NewsItem.objects.exists()
    item = begun(writer)
    here = f"{NEWS}{item.slug}/"
    sent(writer, here, here, do="publish")
    sent(writer, f"{here}text/", here, title_da="Nyt")
    sent(writer, here, here, do="throw-away")
    assert NewsVersion.objects.count() == 1


def test_a_link_asks_for_an_address_and_a_day_and_has_no_pictures(writer: Client) -> None:
    asked = page(writer, f"{NEWS}begin/link/")
    assert not asked.xpath("//textarea[@data-rich]")
    assert "hele sidens adresse" in errors(
        sent(writer, f"{NEWS}begin/link/", title_da="Ude", address="koge.example")
    )
    sent(
        writer, f"{NEWS}begin/link/", f"{NEWS}ude/",
        title_da="Ude", address="https://koge.example/ude", dated="2026-11-01",
    )  # fmt: skip
    assert writer.get(f"{NEWS}ude/pictures/").status_code == 404
    sent(writer, f"{NEWS}ude/", f"{NEWS}ude/", do="publish")
    assert "https://koge.example/ude" in Client().get("/da/news/").content.decode()


def test_it_is_written_about_an_agreement_of_ones_own(writer: Client) -> None:
    asked = page(writer, f"{NEWS}begin/news/")
    offered = asked.xpath("//select[@name='agreement']/option/@value")
    assert offered == ["", "koge-kristianstad"]
    item = begun(writer, agreement="koge-kristianstad")
    assert item.versions.get().agreement.slug == "koge-kristianstad"


def test_the_same_page_sent_twice_begins_one_text(writer: Client) -> None:
    form = page(writer, f"{NEWS}begin/news/").xpath("//main//form[@data-place]")[0]
    hidden = {i.get("name"): i.get("value") for i in form.xpath(".//input[@type='hidden']")}
    for _time in range(2):
        assert writer.post(f"{NEWS}begin/news/", {**hidden, **DANISH}).status_code == 302
    assert NewsItem.objects.count() == 1


def test_the_own_language_stands_first_and_every_field_says_who_reads_it(
    people: Cast, writer: Client
) -> None:
    swede = signed_in(people.accounts["kristianstad", Role.COMMUNICATOR])
    for client, first in ((writer, "title_da"), (swede, "title_sv")):
        asked = page(client, f"{NEWS}begin/news/")
        assert asked.xpath("(//input[@type='text'])[1]/@name") == [first]
        for field in asked.xpath("//main//form[@data-place]//*[self::textarea or @type='text']"):
            assert "-reads" in field.get("aria-describedby"), field.get("name")
    assert "Kun Køge" in page(writer, f"{NEWS}begin/news/").text_content()


def test_the_menu_leads_there_for_whoever_may(people: Cast, writer: Client) -> None:
    assert page(writer, "/da/desk/").xpath(f"//header//a[@href='{NEWS}']")
    registrar = signed_in(people.accounts["koge", Role.REGISTRAR])
    assert not page(registrar, "/da/desk/").xpath(f"//header//a[@href='{NEWS}']")
    assert registrar.get(NEWS).status_code == 404


def test_a_link_is_shown_where_it_is_written(writer: Client, people: Cast) -> None:
    item = published(people.seats["koge", Role.COORDINATOR], link(), kind="link")
    there = page(writer, f"{NEWS}{item.slug}/")
    assert there.xpath("//a[@href='https://koge.example/nyt']")
    assert not there.xpath("//a[contains(@href, '/pictures/')]")

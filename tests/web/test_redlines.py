"""A redline on a page: seen without colours, heard without sight, and folded where nothing changed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import html

from overens.base.languages.rules import languages
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.rules.redline import redline
from overens.web.design.redlines import articles_changed, groups_shown
from tests.versions import three_versions

FIRST, SECOND, THIRD = three_versions()


def drawn(
    old: AgreementFile, new: AgreementFile, language: str = "en", *columns: str
) -> html.HtmlElement:
    found = redline(old, new)
    with override(language):
        groups = groups_shown(found, columns or found.languages, language)
        given = {"redline": groups, "whole": True, "level": 2, "below": 3}
        page = render_to_string("design/redline.html", given)
    return html.fromstring(f"<main>{page}</main>")


def with_body(file: AgreementFile, da: str) -> AgreementFile:
    article = replace(file.articles[0], body={**file.articles[0].body, "da": da})
    return replace(file, articles=(article, *file.articles[1:]))


def tags(page: html.HtmlElement) -> Iterator[tuple[str, list[str]]]:
    for part in page.xpath("//*[starts-with(@id, 'art-')]"):
        yield part.get("id"), part.xpath(".//span[@class='tag']/text()")


def test_each_article_says_what_became_of_it() -> None:
    assert dict(tags(drawn(SECOND, THIRD))) == {
        "art-water": ["same words", "was moved", "was number 2"],
        "art-meetings": ["same words", "was number 1"],
        "art-sharing": ["was changed"],
        "art-costs": ["was removed"],
    }
    assert dict(tags(drawn(FIRST, SECOND)))["art-water"] == ["was added"]
    assert dict(tags(drawn(FIRST, FIRST)))["art-costs"] == ["is unchanged"]


def test_how_many_changed_is_a_sentence_and_a_new_number_alone_does_not_count() -> None:
    assert articles_changed(redline(FIRST, SECOND)) == "2 of 4 articles changed."
    with override("da"):
        assert articles_changed(redline(SECOND, THIRD)) == "3 af 4 artikler er ændret."
    renumbered = tuple(replace(a, number=f"{a.number} a") for a in FIRST.articles)
    found = redline(FIRST, replace(FIRST, articles=renumbered))
    assert articles_changed(found) == "0 of 3 articles changed."


def test_what_did_not_change_is_a_line_and_its_text_is_not_lost() -> None:
    page = drawn(FIRST, SECOND)
    folded = page.xpath("//details[@id='art-costs']")[0]
    assert folded.get("open") is None
    assert "Hver part betaler sine egne udgifter." in folded.text_content()
    assert not page.xpath("//details[@id='art-meetings']")


@pytest.mark.parametrize("language", languages())
def test_whoever_listens_hears_where_a_change_begins_and_ends(language: str) -> None:
    page = drawn(FIRST, SECOND, language)
    words = set()
    for change in page.xpath("//section[@id]//ins | //section[@id]//del"):
        begins, ends = change.xpath("span[@class='vh']")
        assert begins.get("lang") == ends.get("lang") == language
        assert change.text is None
        assert change.xpath("string(span[last()]/following-sibling::node())") == ""
        words |= {(change.tag, begins.text, ends.text)}
    assert len(words) == 2
    assert {tag for tag, *_said in words} == {"ins", "del"}


def test_a_paragraph_that_is_parted_says_so() -> None:
    page = drawn(with_body(FIRST, "Ett ord. Två ord."), with_body(FIRST, "Ett ord.\n\nTvå ord."))
    texts = page.xpath("//section[@id='art-meetings']//div[@lang='da']/p")
    assert [text.text_content() for text in texts] == [
        "Ett ord. paragraph break added¶",
        "Två ord.",
    ]
    assert texts[0].xpath("ins/span[@aria-hidden='true']/text()") == ["¶"]


def test_a_text_in_another_language_than_its_column_is_marked() -> None:
    page = drawn(FIRST, THIRD, "sv")
    renewal = page.xpath("//*[@id='term']//div[@lang='sv']//dd[@lang='da']")
    assert [said.text_content() for said in renewal] == ["Den forlænges med fire år."]


def test_a_change_that_no_column_shows_becomes_a_column() -> None:
    page = drawn(FIRST, with_body(FIRST, "Noget andet."), "sv", "sv")
    columns = page.xpath("//section[@id='art-meetings']//div[@class='stack']/@lang")
    assert columns == ["sv", "da"]


def test_an_articles_new_number_stands_in_its_heading() -> None:
    sharing = replace(SECOND.articles[2], number="7", heading={"da": "Nyt", "sv": "Nytt"})
    new = replace(SECOND, articles=(*SECOND.articles[:2], sharing, SECOND.articles[3]))
    heading = drawn(SECOND, new).xpath("//section[@id='art-sharing']//h3")[0]
    said = [(e.tag, e.xpath("string(text())")) for e in heading.xpath("ins | del")]
    assert said == [("del", "3."), ("ins", "7."), ("del", "Erfaringer"), ("ins", "Nyt")]

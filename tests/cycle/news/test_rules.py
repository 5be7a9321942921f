"""What may be kept and published, and when a clock shows what."""

from datetime import date, timedelta

import pytest

from overens.base.municipalities.rules import Refused
from overens.cycle.news.rules import (
    Words,
    as_one,
    cleaned,
    refuse_undescribed,
    refuse_unready,
    search_words,
)
from overens.cycle.news.states import Kind
from tests.cycle.news.writing import link, words

TODAY = date(2026, 8, 1)


def test_a_text_is_kept_without_space_around_it_and_with_nothing_that_runs() -> None:
    said = cleaned(
        words("  To   ord ", bodies={"da": "<p>Ja</p><script>x</script>", "sv": "<p> </p>"}),
        Kind.NEWS,
    )
    assert said.titles["da"] == "To ord"
    assert said.bodies == {"da": "<p>Ja</p>"}
    assert cleaned(said, Kind.NEWS) == said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words(titles={"da": " "}, summaries={}, bodies={}), "Write a title, in one"),
        (words(titles={"da": "Ja"}), "title in Swedish too"),
        (words(titles={"da": "a" * 121, "sv": "b"}), "at most 120"),
        (words(titles={"da": "a\u202eb", "sv": "b"}), "cannot be seen"),
        (words(summaries={"en": "Short."}), "title in English too"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(said: Words, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        cleaned(said, Kind.NEWS)


@pytest.mark.parametrize(
    "address",
    [
        "koge.example/nyt",
        "javascript:alert(1)",
        "https://",
        "https://a b.example",
        "https://user@koge.example",
        "http://[::1",
        "https://koge.example/\u202e",
        "https://koge.example/" + "a" * 500,
    ],
)
def test_a_link_leads_somewhere_by_itself(address: str) -> None:
    with pytest.raises(Refused):
        cleaned(link(address=address), Kind.LINK)


def test_a_link_has_no_text_and_a_text_no_address() -> None:
    assert cleaned(link(bodies={"da": "<p>Mere</p>"}), Kind.LINK) == link()
    assert cleaned(words(address="https://koge.example"), Kind.NEWS) == words()


def test_what_is_missing_keeps_a_draft_from_being_published() -> None:
    refuse_unready(words(), Kind.NEWS, TODAY)
    refuse_unready(link(dated=TODAY), Kind.LINK, TODAY)
    for said, kind in (
        (words(bodies={"da": "<p>Ja</p>"}), Kind.NEWS),
        (words(bodies={"da": "<p>Ja</p>"}), Kind.PAGE),
        (link(address=""), Kind.LINK),
        (link(dated=None), Kind.LINK),
        (link(dated=TODAY + timedelta(days=1)), Kind.LINK),
    ):
        with pytest.raises(Refused):
            refuse_unready(said, kind, TODAY)


def test_a_picture_is_described_in_each_language_of_the_text() -> None:
    refuse_undescribed({"da": "Hav", "sv": "Hav"}, words().titles)
    with pytest.raises(Refused, match="Swedish"):
        refuse_undescribed({"da": "Hav", "en": "Sea"}, words().titles)


def test_all_of_it_can_be_read_beside_another_text_and_searched() -> None:
    said = words("Åbent & <frit>")
    assert "Åbent &amp; &lt;frit&gt;" in as_one(said)
    assert "<p>Der blev talt.</p>" in as_one(said)
    found = search_words(said)
    assert "åbent & <frit>" in found
    assert "der blev talt." in found
    assert "<p>" not in found

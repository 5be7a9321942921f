"""A Paper becomes bytes and comes back as it was, in whatever languages it was written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.languages.rules import TRICKS
from overens.base.papers.paper import (
    SCHEMA_VERSION,
    Block,
    Facts,
    Items,
    Paper,
    Paragraph,
    Section,
    Table,
    Text,
    canonical,
    from_canonical,
    sha256,
)

COMPOSED, DECOMPOSED = "\u00c5se", "A\u030ase"
KNOWN = "e69a6bf5f511686bf65412a0eaacaa44dc0838875c26dd79cebcb2df89881f23"

written = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="".join(TRICKS)), max_size=30
)
texts = st.lists(
    st.tuples(st.sampled_from(["sv", "da", "en", "nb", "fi"]), written),
    max_size=5,
    unique_by=lambda pair: pair[0],
).map(Text)
several = st.lists(texts, max_size=3).map(tuple)
facts = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, texts, st.booleans()),
    st.builds(Items, several),
    st.builds(Facts, facts),
    st.builds(Table, texts, several, st.lists(several, max_size=3).map(tuple)),
)
papers = st.builds(
    Paper,
    kind=st.sampled_from(["letter", "agreement"]),
    title=texts,
    languages=st.lists(st.sampled_from(["sv", "da", "en"]), unique=True).map(tuple),
    sections=st.lists(
        st.builds(
            Section, st.sampled_from(["a", "b"]), texts, st.lists(blocks, max_size=3).map(tuple)
        ),
        max_size=3,
    ).map(tuple),
    lead=texts,
    notes=several,
    parties=several,
)


def letter(name: str = COMPOSED, **titles: str) -> Paper:
    section = Section("a", Text({"en": name}), (Paragraph(Text({"en": name})),))
    titles = titles or {"en": "Title", "sv": "Rubrik"}
    return Paper("letter", Text(titles), ("sv", "en"), (section,))


def every_text(paper: Paper) -> list[Text]:
    found = [paper.title, paper.lead, *paper.notes, *paper.parties]
    for section in paper.sections:
        found.append(section.heading)
        for block in section.blocks:
            match block:
                case Paragraph(text):
                    found.append(text)
                case Items(of):
                    found += of
                case Facts(rows):
                    found += [text for row in rows for text in row]
                case Table(caption, head, cells):
                    found += [caption, *head, *(text for row in cells for text in row)]
    return found


@settings(deadline=None)
@given(papers)
def test_a_paper_comes_back_as_it_was(paper: Paper) -> None:
    back = from_canonical(canonical(paper))
    assert back == paper
    assert canonical(back) == canonical(paper)


@settings(deadline=None)
@given(papers)
def test_the_languages_of_each_text_keep_their_order(paper: Paper) -> None:
    back = from_canonical(canonical(paper))
    assert [list(text) for text in every_text(back)] == [list(text) for text in every_text(paper)]


@given(texts)
def test_a_text_shows_one_of_its_own_languages_or_nothing(text: Text) -> None:
    code, said = text.shown("da", "sv")
    assert text.get(code, "") == said
    if "da" in text:
        assert code == "da"


def test_a_text_falls_back_on_the_next_wanted_language_and_then_on_the_first_written() -> None:
    text = Text({"sv": "hej", "da": "hej med dig"})
    assert text.shown("en", "da", "sv") == ("da", "hej med dig")
    assert text.shown("en") == ("sv", "hej")
    assert Text({}).shown("en") == ("", "")


def test_texts_are_kept_in_nfc() -> None:
    assert Text({"sv": DECOMPOSED}) == {"sv": COMPOSED}
    assert canonical(letter(DECOMPOSED)) == canonical(letter(COMPOSED))


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f"])
def test_control_characters_are_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="no control characters"):
        Text({"en": f"before{mark}after"})


def test_lines_and_tabs_are_kept() -> None:
    assert Text({"en": "one\ttwo\nthree"})["en"] == "one\ttwo\nthree"


def test_half_a_character_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        canonical(letter("\ud800"))


def test_the_hash_of_one_paper_is_known_and_stays() -> None:
    assert sha256(canonical(letter())) == KNOWN


def test_the_hash_tells_one_order_of_languages_from_another() -> None:
    assert letter(sv="Rubrik", en="Title") == letter(en="Title", sv="Rubrik")
    assert canonical(letter(sv="Rubrik", en="Title")) != canonical(letter())


def test_the_canonical_form_says_by_which_schema_it_was_written() -> None:
    assert json.loads(canonical(letter()))["schema"] == SCHEMA_VERSION


def test_a_block_that_nobody_knows_is_refused() -> None:
    said = json.loads(canonical(letter()))
    said["sections"][0]["blocks"][0]["block"] = "song"
    with pytest.raises(ValueError, match="no such block: song"):
        from_canonical(json.dumps(said))


def test_a_paper_can_be_read_in_its_columns_first_and_then_in_what_its_title_has() -> None:
    paper = letter(da="Titel", en="Title", sv="Rubrik", nb="Tittel")
    assert paper.written_in() == ("sv", "en", "da", "nb")

"""Rich text on paper."""

from datetime import UTC, datetime
from html import escape

from hypothesis import given
from hypothesis import strategies as st

from overens.base.languages.rules import is_printable
from overens.base.papers.html import as_html
from overens.base.papers.paper import (
    Heading,
    Items,
    Paper,
    Paragraph,
    Section,
    Text,
    canonical,
    from_canonical,
)
from overens.base.papers.rich import as_blocks, clean
from overens.base.papers.typesetting import as_pdf

WHOLE = (
    "<h3>Aftalt</h3><p>Ring <strong>først</strong> til Ole,<br>se "
    '<a href="https://example.org/x">siden</a>.</p>'
    "<ul><li>Nøglen</li><li><p>Mødet</p><p>i maj</p></li></ul>"
    "<table><tbody><tr><th>Hvem</th><td>Ole</td></tr><tr><th>Hvor</th><td>Køge</td></tr>"
    "</tbody></table>"
)


def test_headings_paragraphs_lists_and_tables_become_blocks() -> None:
    assert as_blocks(clean(WHOLE), "da") == (
        Heading(Text({"da": "Aftalt"})),
        Paragraph(Text({"da": "Ring først til Ole,\nse siden (https://example.org/x)."})),
        Items((Text({"da": "Nøglen"}), Text({"da": "Mødet\ni maj"}))),
        Paragraph(Text({"da": "Hvem · Ole"})),
        Paragraph(Text({"da": "Hvor · Køge"})),
    )
    assert as_blocks("", "da") == ()


@given(st.text().filter(is_printable))
def test_no_word_is_lost_on_the_way_to_paper(text: str) -> None:
    blocks = as_blocks(clean(f"<p>{escape(text)}</p>"), "sv")
    said = " ".join(" ".join(block.text.values()) for block in blocks)
    assert said.split() == Text({"sv": text})["sv"].split()


def test_a_heading_within_a_section_comes_back_from_its_canonical_form() -> None:
    blocks = as_blocks(clean(WHOLE), "da")
    paper = Paper(
        kind="sheet",
        title=Text({"da": "Prøve"}),
        languages=("da",),
        sections=(Section("", Text({"da": "Prøve"}), blocks),),
    )
    assert from_canonical(canonical(paper)) == paper
    assert "<h3>Aftalt</h3>" in as_html(paper, ["da"])
    assert as_pdf(paper, ["da"], datetime(2026, 11, 24, tzinfo=UTC)).startswith(b"%PDF")

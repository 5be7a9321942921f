"""Rich text: what may be kept of it, and what it is on paper."""

from datetime import UTC, datetime
from html import escape

import pytest
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


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("<p class=x style='color:red' onclick=y>a</p>", "<p>a</p>"),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ("<h1>a</h1><img src=x onerror=y>", "a"),
        ("<a href='javascript:x'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<p>1 < 2 & 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<iframe src=x></iframe><svg><path d=x></svg>a", "a"),
    ],
)
def test_only_the_short_list_of_elements_is_kept(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@given(st.text())
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


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
    said = " ".join(" ".join(block.text.values()) for block in blocks)  # type: ignore[union-attr]
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

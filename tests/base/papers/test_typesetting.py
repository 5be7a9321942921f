"""A Paper as PDF: archivable, accessible, the same every time, and never run as source text."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from pytest_django import Settings

from overens.base.papers.actions import freeze
from overens.base.papers.paper import (
    Block,
    Facts,
    Items,
    Paper,
    Paragraph,
    Section,
    Table,
    Text,
    canonical,
    sha256,
)
from overens.base.papers.storage import fetch
from overens.base.papers.typesetting import CannotTypeset, as_pdf, missing_signs

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HOSTILE = '#panic("x") *b* [c] $x$ \\ "'
TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
PDFA = "http://www.aiim.org/pdfa/ns/id/"
PDFUA = "http://www.aiim.org/pdfua/ns/id/"


def say(text: str) -> Text:
    return Text({"en": text, "sv": f"{text} på svenska"})


def paper_of(*blocks: Block, heading: str = "Purpose", title: str = "Agreement") -> Paper:
    section = Section("a", say(heading), blocks)
    return Paper("letter", say(title), ("en",), (section,))


TABLE = Table(
    say("Sums"),
    (say("Year"), say("Budget"), say("Spent")),
    ((say("First"), say("9000"), say("8000")), (say("Second"), say("7000"), say("6000"))),
)
PAPER = paper_of(
    Paragraph(say("A paragraph.")),
    Paragraph(say("A remark."), quiet=True),
    Items((say("one"), say("two"))),
    Facts(((say("Contact"), say("Åse Ødegård")),)),
    TABLE,
)


@contextmanager
def opened(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield pdf


def written(data: bytes) -> str:
    """The text of all pages, read by way of the fonts' own tables of characters."""
    with opened(data) as pdf:
        return re.sub(r"\s+", " ", "".join(run for page in pdf.pages for run in _runs(page)))


def _runs(page: pikepdf.Page) -> Iterator[str]:
    tables = {name: _characters(font) for name, font in page.Resources.Font.items()}
    table: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "Tf":
                table = tables[str(operands[0])]
            case "Tj":
                yield _decoded(operands[0], table)
            case "TJ":
                yield "".join(
                    _decoded(part, table)
                    for part in operands[0]
                    if isinstance(part, pikepdf.String)
                )
            case "ET":
                yield " "


def _characters(font: pikepdf.Object) -> dict[int, str]:
    pairs = re.findall(rb"^<([0-9A-F]{4})> <([0-9A-F]+)>$", font.ToUnicode.read_bytes(), re.M)
    return {
        int(glyph, 16): bytes.fromhex(marks.decode()).decode("utf-16-be")
        for glyph, marks in pairs
        if glyph != b"0000"
    }


def _decoded(said: pikepdf.Object, table: dict[int, str]) -> str:
    data = bytes(said)
    glyphs = (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    return "".join(table.get(glyph, "") for glyph in glyphs)


def roles(pdf: pikepdf.Pdf) -> list[str]:
    """What the parts of the document are, in the order in which they are read."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


def test_the_paper_declares_that_it_can_be_archived_and_read_aloud() -> None:
    with opened(as_pdf(PAPER, ["en"], AT)) as pdf, pdf.open_metadata() as said:
        assert said[f"{{{PDFA}}}part"] == "2"
        assert said[f"{{{PDFA}}}conformance"] == "A"
        assert said[f"{{{PDFUA}}}part"] == "1"
        assert said.pdfa_status == "2A"


def test_the_paper_is_tagged_and_has_its_language_title_and_colours() -> None:
    with opened(as_pdf(PAPER, ["sv"], AT)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert roles(pdf)
        assert str(pdf.Root.Lang) == "sv"
        assert str(pdf.docinfo["/Title"]) == "Agreement på svenska"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()


def test_a_paper_carries_the_time_that_it_was_given() -> None:
    with opened(as_pdf(PAPER, ["en"], AT)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20260102030405Z"


def test_every_block_has_its_role_for_who_listens() -> None:
    with opened(as_pdf(PAPER, ["en"], AT)) as pdf:
        found = roles(pdf)
    assert [role for role in found if role in ("/H1", "/H2", "/P", "/L", "/Table")][:2] == [
        "/H1",
        "/H2",
    ]
    assert found.count("/Table") == 1
    assert found.count("/Caption") == 1
    assert found.count("/TH") == 3
    assert found.count("/TD") == 6
    assert found.count("/LI") >= 2


def test_a_table_is_typeset_row_by_row() -> None:
    said = written(as_pdf(paper_of(TABLE), ["en"], AT))
    assert "Sums Year Budget Spent First 9000 8000 Second 7000 6000" in said


def test_a_table_of_one_column_is_typeset() -> None:
    table = Table(say("Names"), (say("Name"),), ((say("Lund"),), (say("Aarhus"),)))
    assert "Names Name Lund Aarhus" in written(as_pdf(paper_of(table), ["en"], AT))


def test_the_same_paper_and_time_give_the_same_bytes() -> None:
    assert as_pdf(PAPER, ["en", "sv"], AT) == as_pdf(PAPER, ["en", "sv"], AT)


def test_another_footer_or_time_or_language_gives_other_bytes() -> None:
    given = as_pdf(PAPER, ["en"], AT, footer="Overens")
    assert given != as_pdf(PAPER, ["en"], AT, footer="Other")
    assert given != as_pdf(PAPER, ["en"], AT + timedelta(seconds=1), footer="Overens")
    assert given != as_pdf(PAPER, ["sv"], AT, footer="Overens")


def test_the_footer_stands_on_the_page_with_its_number_in_the_papers_language() -> None:
    assert "Overens Sida 1 / 1" in written(as_pdf(PAPER, ["sv"], AT, footer="Overens"))
    assert "Overens Page 1 / 1" in written(as_pdf(PAPER, ["nb", "sv"], AT, footer="Overens"))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_up_to_five_languages_stand_side_by_side(count: int) -> None:
    columns = ["en", "sv", "da", "nb", "fi"][:count]
    words = ["Purpose", "Syfte", "Formål", "Hensikt", "Tarkoitus"]
    heading = Text(dict(zip(["en", "sv", "da", "nb", "fi"], words, strict=True)))
    paper = Paper("letter", heading, tuple(columns), (Section("a", heading, (TABLE,)),))
    data = as_pdf(paper, columns, AT)
    said = written(data)
    for word in words[:count]:
        assert said.count(word) == 2
    for word in words[count:]:
        assert word not in said
    assert ("Svenska" in said) is (count > 1)
    with opened(data) as pdf:
        _left, _low, wide, high = (float(edge) for edge in pdf.pages[0].MediaBox)
        assert (wide > high) is (count > 2)
        assert roles(pdf).count("/Table") == count


def test_a_long_paper_fills_several_pages() -> None:
    paper = paper_of(*(Paragraph(say(f"Paragraph {number}. " * 30)) for number in range(30)))
    data = as_pdf(paper, ["en", "sv"], AT, footer="Overens")
    with opened(data) as pdf:
        pages = len(pdf.pages)
    assert pages > 2
    assert f"Overens Page {pages} / {pages}" in written(data)


@pytest.mark.parametrize(
    "hostile", [HOSTILE, '#read("/etc/passwd")', "= Not a heading", "@label <label>", "// `raw`"]
)
def test_hostile_text_comes_out_as_text(hostile: str) -> None:
    text = Text({"en": hostile})
    blocks = (
        Paragraph(text),
        Paragraph(text, quiet=True),
        Items((text,)),
        Facts(((text, text),)),
        Table(text, (text, text), ((text, text),)),
    )
    paper = Paper(
        kind="letter",
        title=text,
        languages=("en",),
        sections=(Section("a", text, blocks),),
        lead=text,
        notes=(text,),
        parties=(text,),
    )
    data = as_pdf(paper, ["en"], AT, footer=hostile)
    said = "".join(written(data).split()).translate(TYPOGRAPHIC)
    assert said.count("".join(hostile.split())) == 16
    with opened(data) as pdf:
        assert str(pdf.docinfo["/Title"]) == hostile
        assert roles(pdf).count("/H1") == 1
        assert roles(pdf).count("/H2") == 1


def test_the_letters_of_the_neighbours_come_out() -> None:
    marks = "åäöÅÄÖæøåÆØÅéüßŧŋđčšžþð–×"
    assert marks in written(as_pdf(paper_of(Paragraph(say(marks))), ["en"], AT))


def test_letters_that_run_together_can_still_be_read_as_two() -> None:
    assert "office affiliate" in written(
        as_pdf(paper_of(Paragraph(say("office affiliate"))), ["en"], AT)
    )


def test_a_paper_without_sections_and_a_list_without_items_are_typeset() -> None:
    assert as_pdf(Paper("letter", say("Title"), ("en",), ()), ["en"], AT)
    assert as_pdf(paper_of(Items(()), Facts(())), ["en"], AT)


def test_what_no_archive_can_show_is_refused_in_our_own_words() -> None:
    with pytest.raises(CannotTypeset):
        as_pdf(paper_of(Paragraph(say("\ue000"))), ["en"], AT)


def test_freezing_keeps_the_file_and_gives_the_row_that_names_it(
    settings: Settings, tmp_path: Path
) -> None:
    settings.FILES = tmp_path
    edition = freeze(paper=PAPER, at=AT)
    assert edition.paper == PAPER
    assert edition.sha256 == sha256(canonical(PAPER))
    assert fetch(tmp_path, edition.pdf) == as_pdf(PAPER, PAPER.languages, AT)
    assert edition.frozen_at == AT
    assert str(edition) == f"letter {edition.sha256[:12]}"


def test_a_process_does_not_run_out_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is handed in as bytes takes one of the 65 535 numbers that a process has for files."""
    handed_in = []
    compile_ = typst.compile

    def watched(source: object, **said: Any) -> Any:
        handed_in.append(source)
        return compile_(source, **said)

    monkeypatch.setattr(typst, "compile", watched)
    missing_signs("\u4e2d\U0001f9ff")
    as_pdf(PAPER, ["en"], AT)
    assert len(handed_in) > 1
    assert all(isinstance(source, str) for source in handed_in)

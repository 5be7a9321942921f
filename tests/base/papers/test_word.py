"""A Paper as DOCX: found by its headings, spoken in its languages, the same every time, nobody's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn
from lxml import etree

from overens.base.papers.paper import (
    Block,
    Facts,
    Heading,
    Items,
    Paper,
    Paragraph,
    Section,
    Table,
    Text,
)
from overens.base.papers.word import MOST_IN_TITLE, as_docx
from tests.office import opens

AT = datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)
HOSTILE = "<w:p/> & ]]> {0} %s \\ \ufffe \ud800 MERGEFIELD \"x\" 'y'"
READ = "<w:p/> & ]]> {0} %s \\ \ufffd \ufffd MERGEFIELD \"x\" 'y'"


def say(text: str) -> Text:
    return Text({"sv": text, "da": f"{text} på dansk"})


def paper_of(*blocks: Block, title: str = "Avtal", heading: str = "Syfte") -> Paper:
    return Paper("letter", say(title), ("sv", "da"), (Section("a", say(heading), blocks),))


TABLE = Table(
    say("Summor"),
    (say("År"), say("Budget"), say("Utfall")),
    ((say("Första"), say("9000"), say("8000")), (say("Andra"), say("7000"), say("6000"))),
)
BLOCKS = (
    Paragraph(say("Ett stycke.")),
    Paragraph(say("En anmärkning."), quiet=True),
    Heading(say("Närmare")),
    Items((say("ett"), say("två"))),
    Facts(((say("Kontakt"), Text({"en": "Åse"})),)),
    TABLE,
)
PAPER = Paper(
    "letter",
    say("Avtal"),
    ("sv", "da"),
    (Section("a", say("Syfte"), BLOCKS), Section("b", say("Slut"), ())),
    lead=say("Kort sagt."),
    notes=(say("Utkast."),),
    parties=(Text({"da": "Køge Kommune"}), Text({"sv": "Kristianstads kommun"})),
)


def opened(data: bytes) -> Word:
    return Document(BytesIO(data))


def headings(word: Word) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]


def spoken(word: Word) -> Iterator[tuple[str, str]]:
    """Each run of the body with the language that it says."""
    for run in word.element.body.iter(qn("w:r")):
        said = "".join(t.text or "" for t in run.iter(qn("w:t")))
        yield said, *(tag.get(qn("w:val")) for tag in run.iter(qn("w:lang")))


def test_headings_are_headings_in_their_order() -> None:
    assert headings(opened(as_docx(PAPER, ["sv"], AT))) == [
        ("Heading 1", "Avtal"),
        ("Heading 2", "Syfte"),
        ("Heading 3", "Närmare"),
        ("Heading 2", "Slut"),
    ]


def test_several_languages_stand_one_after_the_other_each_under_its_own_title() -> None:
    word = opened(as_docx(PAPER, ["sv", "da"], AT))
    titles = [text for style, text in headings(word) if style == "Heading 1"]
    assert titles == ["Avtal", "Avtal på dansk"]
    second = next(p for p in word.paragraphs if p.text == titles[1])
    assert second.paragraph_format.page_break_before
    assert len(headings(word)) == 8


def test_every_text_says_its_language_also_where_it_was_written_in_another() -> None:
    runs = list(spoken(opened(as_docx(PAPER, ["sv", "da"], AT))))
    said = dict(run for run in runs if len(run) == 2)
    assert said["Ett stycke."] == "sv-SE"
    assert said["Ett stycke. på dansk"] == "da-DK"
    assert said["Åse"] == "en"
    assert said["Køge Kommune"] == "da-DK"
    # What says none is a mark between two texts.
    assert {run[0].strip() for run in runs if len(run) == 1} == {":", "·"}


def test_the_document_has_its_language_and_its_title_and_nobodys_name() -> None:
    data = as_docx(PAPER, ["da", "sv"], AT)
    word = opened(data)
    said = word.core_properties
    assert (said.title, said.language) == ("Avtal på dansk · Avtal", "da-DK")
    assert (said.created, said.modified) == (AT, AT)
    assert not any((said.author, said.last_modified_by, said.comments, said.keywords))
    defaults = word.styles.element.find(".//" + qn("w:rPrDefault"))
    assert defaults.find(".//" + qn("w:lang")).get(qn("w:val")) == "da-DK"
    with ZipFile(BytesIO(data)) as file:
        assert [n for n in file.namelist() if n.startswith("docProps/")] == ["docProps/core.xml"]
        assert not any("thumbnail" in n or "customXml" in n for n in file.namelist())
        told = b"".join(file.read(name) for name in file.namelist()).lower()
    assert b"python" not in told
    assert b"macintosh" not in told


def test_lists_are_lists() -> None:
    word = opened(as_docx(PAPER, ["sv"], AT))
    items = [p.text for p in word.paragraphs if p.style.name == "List Bullet"]
    assert items == ["ett", "två"]


def test_a_table_has_its_caption_and_a_row_of_names_that_each_page_repeats() -> None:
    word = opened(as_docx(PAPER, ["sv"], AT))
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["År", "Budget", "Utfall"],
        ["Första", "9000", "8000"],
        ["Andra", "7000", "6000"],
    ]
    repeated = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
    assert repeated == [True, False, False]
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Summor"
    before = table._tbl.getprevious()
    assert before.find(".//" + qn("w:pStyle")).get(qn("w:val")) == "Caption"


def test_the_same_paper_and_time_give_the_same_bytes_in_any_process() -> None:
    here = sha256(as_docx(PAPER, ["sv", "da"], AT)).hexdigest()
    assert sha256(as_docx(PAPER, ["sv", "da"], AT)).hexdigest() == here
    told = subprocess.run(
        [sys.executable, "-m", "tests.base.papers.test_word"],
        env=os.environ
        | {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == here
    assert sha256(as_docx(PAPER, ["sv", "da"], AT + timedelta(days=1))).hexdigest() != here
    assert sha256(as_docx(PAPER, ["da", "sv"], AT)).hexdigest() != here


def test_hostile_text_stands_in_the_document_as_text_in_every_block() -> None:
    said = Text({"sv": HOSTILE})
    blocks: tuple[Block, ...] = (
        Paragraph(said),
        Paragraph(said, quiet=True),
        Heading(said),
        Items((said,)),
        Facts(((said, said),)),
        Table(said, (said, said), ((said, said),)),
    )
    paper = Paper(
        "letter",
        said,
        ("sv",),
        (Section("a", said, blocks),),
        lead=said,
        notes=(said,),
        parties=(said,),
    )
    word = opened(as_docx(paper, ["sv"], AT))
    texts = [run[0] for run in spoken(word) if run[0] != ": "]
    assert texts == [READ] * 16
    assert word.core_properties.title == READ
    assert not list(word.element.body.iter(qn("w:fldSimple"), qn("w:instrText")))


def test_a_title_longer_than_word_has_room_for_is_cut_in_the_properties_alone() -> None:
    word = opened(as_docx(paper_of(title="Å" * 300), ["sv"], AT))
    assert word.core_properties.title == "Å" * MOST_IN_TITLE
    assert headings(word)[0][1] == "Å" * 300


def test_lines_and_spaces_stay() -> None:
    text = "  första\nandra\tsteget  "
    word = opened(as_docx(paper_of(Paragraph(Text({"sv": text}))), ["sv"], AT))
    assert word.paragraphs[-1].text == text


SOFFICE = shutil.which("soffice")


def in_libreoffice(folder: Path, *papers: bytes) -> Iterator[list[tuple[int, str]]]:
    """The headings, with their levels, that LibreOffice finds in each document."""
    names = [f"paper-{number}" for number in range(len(papers))]
    for name, data in zip(names, papers, strict=True):
        (folder / f"{name}.docx").write_bytes(data)
    assert SOFFICE
    subprocess.run(
        [
            SOFFICE,
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--convert-to", "fodt", "--outdir", str(folder)),
            *(str(folder / f"{name}.docx") for name in names),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    for name in names:
        tree = etree.parse(folder / f"{name}.fodt")
        yield [
            (int(h.get(f"{text}outline-level")), "".join(h.itertext()))
            for h in tree.iter(f"{text}h")
        ]


@pytest.mark.skipif(not opens("writer"), reason="`make test` says so")
def test_libreoffice_opens_it_with_its_headings(tmp_path: Path) -> None:
    alone, hostile = in_libreoffice(
        tmp_path,
        as_docx(PAPER, ["sv"], AT),
        as_docx(paper_of(Heading(Text({"sv": HOSTILE})), TABLE), ["sv"], AT),
    )
    assert alone == [(1, "Avtal"), (2, "Syfte"), (3, "Närmare"), (2, "Slut")]
    assert hostile == [(1, "Avtal"), (2, "Syfte"), (3, READ)]


if __name__ == "__main__":
    print(sha256(as_docx(PAPER, ["sv", "da"], AT)).hexdigest())

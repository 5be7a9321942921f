"""A Paper as DOCX (ISO/IEC 29500), by python-docx: what a civil servant pastes into another system."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as Line

from overens.base.countries.rules import countries
from overens.base.papers.paper import Block, Facts, Heading, Items, Paper, Paragraph, Table, Text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0, 2.2); a sign for 'something unreadable' stands in its place."""
MOST_IN_TITLE = 255
"""Characters, in the document's properties: Word refuses more."""
WIDTH, MARGIN = Cm(21), Cm(2.5)
INK, QUIET = RGBColor(0, 0, 0), RGBColor(0x4D, 0x4D, 0x4D)
SIZES = {1: 18, 2: 14, 3: 11.5}
"""Of headings, by level, in points."""
OF_THE_TEMPLATE = ("extended-properties", "thumbnail", "customXml", "stylesWithEffects")
"""Parts of python-docx's template that tell of the machine on which it was made, or weigh much."""


def as_docx(paper: Paper, columns: Sequence[str], at: datetime) -> bytes:
    """The paper in one language, or in several one after the other, each under a heading of its own.

    Side by side would take a table, in which headings are not found and lines are read across. Every
    text says its language, so that a screen reader speaks it rightly. The same paper and time give
    the same bytes, which name nobody and no machine.
    """
    word = _blank(columns[0])
    for place, language in enumerate(columns):
        _write(word, paper, language, on_new_page=place > 0)
    _describe(word, paper, columns, at.astimezone(UTC))
    return _packed(word, at.astimezone(UTC))


def _blank(language: str) -> Word:
    """A sheet of A4 without anything on it, and without what the template tells of its maker."""
    word = Document()
    for part in (word.part.package, word.part):
        for key, tie in list(part.rels.items()):
            if tie.reltype.rpartition("/")[2] in OF_THE_TEMPLATE:
                del part.rels[key]
    page = word.sections[0]
    page.page_width, page.page_height = WIDTH, Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    normal = _style(word, "Normal")
    normal.font.size, normal.paragraph_format.space_after = Pt(11), Pt(7)
    for level, size in SIZES.items():
        heading = _style(word, f"Heading {level}")
        heading.font.size, heading.font.color.rgb = Pt(size), INK
    caption = _style(word, "Caption")
    caption.font.size, caption.font.color.rgb = Pt(10), INK
    caption.paragraph_format.keep_with_next = True
    defaults = word.styles.element.find(".//" + qn("w:rPrDefault"))
    spoken = defaults.find(".//" + qn("w:lang"))
    spoken.set(qn("w:val"), _tag(language))
    word.settings.element.find(qn("w:themeFontLang")).set(qn("w:val"), _tag(language))
    return word


def _style(word: Word, name: str) -> ParagraphStyle:
    style = word.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style


def _write(word: Word, paper: Paper, language: str, *, on_new_page: bool) -> None:
    """The whole paper in one language."""
    title = word.add_heading(level=1)
    title.paragraph_format.page_break_before = on_new_page or None
    _say(title, paper.title, language)
    if paper.lead:
        _say(word.add_paragraph(), paper.lead, language)
    if paper.parties:
        parties = word.add_paragraph()
        for place, party in enumerate(paper.parties):
            if place:
                parties.add_run(" · ")
            _say(parties, party, language)
    for note in paper.notes:
        _say(word.add_paragraph(), note, language, italic=True)
    for section in paper.sections:
        _say(word.add_heading(level=2), section.heading, language)
        for block in section.blocks:
            _block(word, block, language)


def _block(word: Word, block: Block, language: str) -> None:
    match block:
        case Paragraph(text, quiet):
            _say(word.add_paragraph(), text, language, quiet=quiet)
        case Heading(text):
            _say(word.add_heading(level=3), text, language)
        case Items(texts):
            for text in texts:
                _say(word.add_paragraph(style="List Bullet"), text, language)
        case Facts(facts):
            for label, fact in facts:
                line = word.add_paragraph()
                _say(line, label, language, bold=True)
                line.add_run(": ").bold = True
                _say(line, fact, language)
        case Table():
            _table(word, block, language)


def _table(word: Word, table: Table, language: str) -> None:
    """The first row names the columns and is repeated on each page; the first cell names its row, and
    has twice the room."""
    _say(word.add_paragraph(style="Caption"), table.caption, language)
    grid = word.add_table(rows=0, cols=len(table.head), style="Table Grid")
    _say_of_table(grid._tbl, table.caption.shown(language)[1])
    head = grid.add_row()
    _mark(head, "w:tblHeader")
    _fill(head, table.head, language, bold=True)
    for row in table.rows:
        _fill(grid.add_row(), row, language)
    room = (WIDTH - 2 * MARGIN) // (len(table.head) + 1)
    for place, column in enumerate(grid.columns):
        column.width = Length(room * (1 if place else 2))
        for cell in column.cells:
            cell.width = column.width
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(row: Row, texts: Sequence[Text], language: str, *, bold: bool = False) -> None:
    """A row of cells. It is not torn apart by the end of a page."""
    _mark(row, "w:cantSplit")
    for cell, text in zip(row.cells, texts, strict=True):
        line = cell.paragraphs[0]
        line.paragraph_format.space_after = Pt(2)
        _say(line, text, language, bold=bold)


def _say_of_table(table: BaseOxmlElement, caption: str) -> None:
    """What a screen reader is told of the table, and that its first row and column name the rest."""
    properties = table.find(qn("w:tblPr"))
    assert properties is not None
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = OxmlElement("w:tblLook")
        properties.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    for name, value in {"val": "00A0", "firstRow": "1", "firstColumn": "1"}.items():
        look.set(qn(f"w:{name}"), value)
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), _readable(caption))
    properties.append(said)


def _mark(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _say(
    line: Line,
    text: Text,
    language: str,
    *,
    bold: bool = False,
    italic: bool = False,
    quiet: bool = False,
) -> None:
    """A text in the wanted language, else as it was written; either way with its language."""
    code, said = text.shown(language)
    run = line.add_run(_readable(said))
    run.bold, run.italic = bold or None, italic or None
    if quiet:
        run.font.size, run.font.color.rgb = Pt(10), QUIET
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), _tag(code or language))
    run._r.get_or_add_rPr().append(spoken)


def _readable(text: str) -> str:
    return NO_XML.sub("\ufffd", text)


@cache
def _tag(code: str) -> str:
    """'sv-SE' for 'sv': Word knows languages by the country in which they come first."""
    spoken_in = sorted(
        (country.languages.index(code), country.code)
        for country in countries().values()
        if code in country.languages
    )
    return f"{code}-{spoken_in[0][1].upper()}" if spoken_in else code


def _describe(word: Word, paper: Paper, columns: Sequence[str], at: datetime) -> None:
    """The document's own properties: its title and language, and nobody's name."""
    said = word.core_properties
    titles = dict.fromkeys(" ".join(paper.title.shown(code)[1].split()) for code in columns)
    said.title = _readable(" · ".join(titles))[:MOST_IN_TITLE]
    said.language = _tag(columns[0])
    said.author = said.comments = said.keywords = said.last_modified_by = ""
    said.created = said.modified = at
    said.revision = 1


def _packed(word: Word, at: datetime) -> bytes:
    """The file, with the paper's own time on each part in place of the machine's."""
    written, packed = BytesIO(), BytesIO()
    word.save(written)
    with ZipFile(written) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()

"""A Paper as PDF/A-2a and PDF/UA-1 (ISO 19005-2, ISO 14289-1), by typst."""

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.papers.paper import Block, Facts, Items, Paper, Paragraph, Table, Text


class CannotTypeset(Exception):
    """The typesetter refused a paper."""


def as_pdf(paper: Paper, columns: Sequence[str], at: datetime, footer: str = "") -> bytes:
    """The paper in one language, or in several side by side (three in a row at most).

    The same paper and time give the same bytes. Data goes in as data, never as source text, and
    the typesetter's own fonts are used, so that the machine's make no difference.
    """
    try:
        return bytes(
            typst.compile(
                files("overens.base.papers").joinpath("paper.typ").read_bytes(),
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs={"paper": json.dumps(_laid_out(paper, columns, at, footer))},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(at.timestamp()),
            )
        )
    except RuntimeError as error:
        raise CannotTypeset(str(error)) from error


def _laid_out(paper: Paper, columns: Sequence[str], at: datetime, footer: str) -> dict[str, object]:
    language = columns[0]
    known = languages()
    with override(language if language in known else "en"):
        page = _("Page")
    return {
        "titles": [_said(paper.title, code) for code in columns],
        "lead": _said(paper.lead, language) if paper.lead else None,
        "notes": [[_said(note, code) for note in paper.notes] for code in columns],
        "parties": [_said(party, language) for party in paper.parties],
        "at": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "footer": footer,
        "page": page,
        "columns": [
            {"language": code, "name": known[code].name if code in known else code}
            for code in columns
        ],
        "sections": [
            [
                {
                    "heading": _said(section.heading, code),
                    "blocks": [_block(block, code) for block in section.blocks],
                }
                for code in columns
            ]
            for section in paper.sections
        ],
    }


def _said(text: Text, language: str) -> list[str]:
    return list(text.shown(language))


def _block(block: Block, language: str) -> dict[str, object]:
    match block:
        case Paragraph(text, quiet):
            return {"block": "paragraph", "text": _said(text, language), "quiet": quiet}
        case Items(texts):
            return {"block": "items", "texts": [_said(text, language) for text in texts]}
        case Facts(facts):
            rows = [[_said(label, language), _said(fact, language)] for label, fact in facts]
            return {"block": "facts", "rows": rows}
        case Table(caption, head, cells):
            return {
                "block": "table",
                "caption": _said(caption, language),
                "head": [_said(text, language) for text in head],
                "rows": [[_said(text, language) for text in row] for row in cells],
            }

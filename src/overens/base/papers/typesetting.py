"""A Paper as PDF/A-2a and PDF/UA-1 (ISO 19005-2, ISO 14289-1), by typst."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from itertools import islice

import typst
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.papers.paper import Block, Facts, Heading, Items, Paper, Paragraph, Table, Text

PERHAPS_NO_SIGN = re.compile(
    r"[^\n\t\u0020-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u203a\u20ac]"
)
"""The typesetter's fonts surely have everything else: Latin, Greek, Cyrillic."""


MOST_MISSING = 50
"""So many are named to whoever has to take them out."""


class CannotTypeset(Exception):
    """A paper with signs that the fonts do not have. The text is a sentence for the user."""


def as_pdf(
    paper: Paper,
    columns: Sequence[str],
    at: datetime,
    footer: str = "",
    *,
    in_place_of_missing: str | None = None,
) -> bytes:
    """The paper in one language, or in several side by side (three in a row at most).

    The same paper and time give the same bytes. Data goes in as data, never as source text, and
    the typesetter's own fonts are used, so that the machine's make no difference. PDF/A forbids
    signs that a font does not have: they raise CannotTypeset, or something stands in their place.
    """
    at = at.astimezone(UTC)
    said = json.dumps(_laid_out(paper, columns, at, footer), ensure_ascii=False)
    try:
        return _compiled(said, at)
    except RuntimeError as error:
        missing = missing_signs(said)
        if not missing:
            raise
        if in_place_of_missing is None:
            raise CannotTypeset(
                _("These signs cannot be printed: %(signs)s. Take them out.")
                % {"signs": " ".join(sorted(missing))}
            ) from error
        for sign in missing:
            said = said.replace(sign, in_place_of_missing)
        if len(missing) == MOST_MISSING:
            said = PERHAPS_NO_SIGN.sub(in_place_of_missing, said)
        return _compiled(said, at)


def missing_signs(text: str) -> set[str]:
    """The signs of a text that the fonts do not have, MOST_MISSING of them at most.

    Each that may be missing is tried, which takes about two milliseconds the first time.
    """
    perhaps = sorted(set(PERHAPS_NO_SIGN.findall(text)))
    return set(islice((sign for sign in perhaps if not _has_sign(sign)), MOST_MISSING))


@lru_cache(maxsize=10_000)
def _has_sign(sign: str) -> bool:
    try:
        typst.compile(
            source("sign.typ"),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"sign": sign},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=0,
        )
    except RuntimeError:
        return False
    return True


def source(name: str) -> str:
    """The path of a file of ours, and never its text: the typesetter counts each text as a new
    file, has 65 535 numbers for files in one process, and stops it after the last one."""
    return str(files("overens.base.papers").joinpath(name))


def _compiled(said: str, at: datetime) -> bytes:
    """Raises RuntimeError where the typesetter refuses."""
    return bytes(
        typst.compile(
            source("paper.typ"),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"paper": said},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(at.timestamp()),
        )
    )


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
        case Heading(text):
            return {"block": "heading", "text": _said(text, language)}
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

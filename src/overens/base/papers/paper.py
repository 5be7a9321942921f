"""Paper: a value in several languages, its canonical bytes, and back. Pure."""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256 as _sha256
from typing import Any

import rfc8785

from overens.base.languages.rules import is_printable

SCHEMA_VERSION, SCHEMA_WITH_DATA = 1, 2
"""Of the canonical form, and of that of a paper with data. `from_canonical` reads both."""


class Text(dict[str, str]):
    """One text in some languages, in the order in which they were written. Kept in NFC.

    Raises ValueError for control characters, which no paper can show.
    """

    def __init__(self, texts: Mapping[str, str] | Iterable[tuple[str, str]]) -> None:
        super().__init__((code, _clean(text)) for code, text in dict(texts).items())

    def shown(self, *wanted: str) -> tuple[str, str]:
        """(language, text) in the first wanted language that is there; else what comes first."""
        for code in wanted:
            if code in self:
                return code, self[code]
        return next(iter(self.items()), ("", ""))


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if not is_printable(text):
        raise ValueError("a paper holds no control characters")
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `quiet` for a remark beside the text itself."""

    text: Text
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: Text


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""

    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels, each with what is said of it."""

    rows: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: each row has as many cells as the head, and the first cell names the row."""

    caption: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


SUBJECT = "subject"
"""Among a paper's data: what a register says of it, where that is more than its title; pairs of
language and text."""

Block = Paragraph | Heading | Items | Facts | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it. `anchor` is its address within the page."""

    anchor: str
    heading: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`languages` are those that stand side by side, `parties` the names that the paper is
    between, `notes` what must be known of it at once. `data` are JSON values that say the same to a
    machine: they are sealed with what people read, so that nobody agrees to one and gets the other."""

    kind: str
    title: Text
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    lead: Text = field(default_factory=lambda: Text({}))
    notes: tuple[Text, ...] = ()
    parties: tuple[Text, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> int:
        return SCHEMA_WITH_DATA if self.data else SCHEMA_VERSION

    def written_in(self) -> tuple[str, ...]:
        """Every language in which the paper can be read."""
        return (*self.languages, *(code for code in self.title if code not in self.languages))


def canonical(paper: Paper) -> bytes:
    """RFC 8785 JSON. A text is a list of [language, text], since JSON objects keep no order."""
    said: dict[str, Any] = {
        "schema": paper.schema,
        "kind": paper.kind,
        "title": _pairs(paper.title),
        "lead": _pairs(paper.lead),
        "languages": list(paper.languages),
        "notes": [_pairs(text) for text in paper.notes],
        "parties": [_pairs(text) for text in paper.parties],
        "sections": [
            {
                "anchor": section.anchor,
                "heading": _pairs(section.heading),
                "blocks": [_block_out(block) for block in section.blocks],
            }
            for section in paper.sections
        ],
    } | ({"data": dict(paper.data)} if paper.data else {})
    return rfc8785.dumps(said)


def from_canonical(data: bytes | str) -> Paper:
    """The Paper that these bytes say."""
    said = json.loads(data)
    return Paper(
        kind=said["kind"],
        title=Text(said["title"]),
        lead=Text(said["lead"]),
        languages=tuple(said["languages"]),
        notes=_texts(said["notes"]),
        parties=_texts(said["parties"]),
        data=said.get("data", {}),
        sections=tuple(
            Section(
                section["anchor"],
                Text(section["heading"]),
                tuple(_block_in(block) for block in section["blocks"]),
            )
            for section in said["sections"]
        ),
    )


def sha256(data: bytes) -> str:
    """The hash by which a frozen paper is known, in lower-case hexadecimal."""
    return _sha256(data).hexdigest()


def _pairs(text: Text) -> list[list[str]]:
    return [[code, said] for code, said in text.items()]


def _texts(said: Iterable[Any]) -> tuple[Text, ...]:
    return tuple(Text(pairs) for pairs in said)


def _block_out(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(text, quiet):
            return {"block": "paragraph", "text": _pairs(text), "quiet": quiet}
        case Heading(text):
            return {"block": "heading", "text": _pairs(text)}
        case Items(texts):
            return {"block": "items", "texts": [_pairs(text) for text in texts]}
        case Facts(rows):
            return {"block": "facts", "rows": [[_pairs(a), _pairs(b)] for a, b in rows]}
        case Table(caption, head, cells):
            return {
                "block": "table",
                "caption": _pairs(caption),
                "head": [_pairs(text) for text in head],
                "rows": [[_pairs(text) for text in row] for row in cells],
            }


def _block_in(said: Mapping[str, Any]) -> Block:
    match said["block"]:
        case "paragraph":
            return Paragraph(Text(said["text"]), said["quiet"])
        case "heading":
            return Heading(Text(said["text"]))
        case "items":
            return Items(_texts(said["texts"]))
        case "facts":
            return Facts(tuple((Text(label), Text(fact)) for label, fact in said["rows"]))
        case "table":
            rows = tuple(_texts(row) for row in said["rows"])
            return Table(Text(said["caption"]), _texts(said["head"]), rows)
    raise ValueError(f"no such block: {said['block']}")

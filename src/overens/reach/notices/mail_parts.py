"""The parts of a mail: its text, its files, what a calendar answers. Pure."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import NamedTuple

import nh3

from overens.base.languages.rules import legible
from overens.base.papers.rich import plain

MOST_FILES = 20
MOST_IN_TEXT = 200_000
MOST_IN_NAME = 200
MOST_TAGS = 8_000
"""Of a page that are read: each may stand in the one before, and cleaning them grows with their square."""
TEXTUAL = re.compile(r"utf-?8|utf-16.*|ascii|iso8859-\d+|cp\d+|mac-\w+|koi8-\w")
"""Names of codecs that make text of bytes one sign after the other: others may take for ever."""
CALENDARS = ("text/calendar", "application/ics")


class Attached(NamedTuple):
    """A file as it came."""

    name: str
    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says, what goes with it, and the REPLY of a calendar in it."""

    text: str
    files: Sequence[Attached]
    calendar: bytes


class _Leaf(NamedTuple):
    part: Message
    kind: str
    is_related: bool


def body_of(mail: Message) -> Body:
    """Of several ways to say the same the plain one is taken; pictures that belong to a page (a logo in
    a signature) are none of its files."""
    texts: list[str] = []
    files: list[Attached] = []
    calendar = b""
    for leaf in _leaves(mail, is_related=False):
        if leaf.kind in CALENDARS and (reply := _reply(leaf.part)):
            calendar = calendar or reply
        elif leaf.kind == "text/plain" and not _is_file(leaf.part):
            texts.append(unflowed(text_of(leaf.part), leaf.part))
        elif leaf.kind == "text/html" and not _is_file(leaf.part):
            texts.append(text_of_html(text_of(leaf.part)))
        elif not leaf.is_related and len(files) < MOST_FILES and (data := _bytes(leaf.part)):
            files.append(Attached(_name(leaf.part, leaf.kind, len(files)), data, leaf.kind))
    text = "\n\n".join(filter(None, (one.strip("\n") for one in texts)))
    return Body(text[:MOST_IN_TEXT], files, calendar)


def _leaves(part: Message, *, is_related: bool) -> Iterator[_Leaf]:
    kind = part.get_content_type()
    children = part.get_payload() if part.is_multipart() else None
    if kind == "message/rfc822" or not isinstance(children, list):
        picture = kind.startswith("image/") and bool(part.get("Content-ID"))
        yield _Leaf(part, kind, is_related and picture)
        return
    inside = is_related or kind == "multipart/related"
    parts = [child for child in children if isinstance(child, Message)]
    found = [leaf for child in parts for leaf in _leaves(child, is_related=inside)]
    if kind == "multipart/alternative":
        found = list(_one_of(found))
    yield from found


def _one_of(leaves: list[_Leaf]) -> Iterator[_Leaf]:
    has_plain = any(
        leaf.kind == "text/plain" and not _is_file(leaf.part) and text_of(leaf.part).strip()
        for leaf in leaves
    )
    unwanted = "text/html" if has_plain else "text/plain"
    yield from (leaf for leaf in leaves if leaf.kind != unwanted or _is_file(leaf.part))


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _bytes(part: Message) -> bytes:
    if part.is_multipart():  # a mail that was attached, whole
        inner = part.get_payload(0)
        return inner.as_bytes() if isinstance(inner, Message) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Message, kind: str, number: int) -> str:
    """As its sender named it, without what could lead anywhere."""
    try:
        said = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        said = ""
    bare = re.split(r"[/\\]", legible(said).replace("\n", " "))[-1].strip(" .")
    if not bare:
        ending = {"message/rfc822": "eml"}.get(kind, kind.rpartition("/")[2])
        bare = f"{number + 1}.{ending}"
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > MOST_IN_NAME and dot and len(ending) < 10:
        return f"{stem[: MOST_IN_NAME - len(ending) - 1]}.{ending}"
    return bare[:MOST_IN_NAME]


def text_of(part: Message) -> str:
    """The text of a part, whatever it says of its own signs."""
    return decoded(_bytes(part), str(part.get_content_charset() or ""))


def decoded(data: bytes, charset: str) -> str:
    """Bytes as text: in the charset that was named, where they are that; else as most probable.

    What is named iso-8859-1 or ascii is windows-1252 in truth (as the WHATWG has it).
    """
    try:
        name = codecs.lookup(charset or "utf-8").name
    except (LookupError, ValueError):
        name = "utf-8"
    if name == "iso8859-1":
        name = "cp1252"
    if not TEXTUAL.fullmatch(name) or name == "ascii":
        name = "utf-8"
    for one in (name, "utf-8"):
        try:
            return data.decode(one)
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", errors="replace")


def unflowed(text: str, part: Message) -> str:
    """Lines that a mail program broke are joined again (RFC 3676)."""
    lines = text.replace("\r\n", "\n").split("\n")
    if str(part.get_param("format", "")).lower() != "flowed":
        return "\n".join(lines)
    delsp = str(part.get_param("delsp", "")).lower() == "yes"
    found: list[str] = []
    goes_on = ""  # the marks of the quotation that the line before goes on in
    joins = False
    for line in lines:
        marks = line[: len(line) - len(line.lstrip(">"))]
        said = line[len(marks) :].removeprefix(" ")
        is_soft = said.endswith(" ") and said != "-- "
        said = said[:-1] if is_soft and delsp else said
        if joins and marks == goes_on and said != "-- ":
            found[-1] += said
        else:
            found.append(f"{marks} {said}" if marks else said)
        goes_on, joins = marks, is_soft
    return "\n".join(found)


def text_of_html(html: str) -> str:
    """The bare text of a page, without what was quoted and without what nobody sees."""
    begins = "<".join(html[: 2 * MOST_IN_TEXT].split("<", MOST_TAGS)[:MOST_TAGS])
    # What was quoted goes, and leaves the sign of a quotation, since a reply may stand below it.
    marked = re.sub(r"<blockquote", "<p>&gt; </p><blockquote", begins, flags=re.I)
    kept = nh3.clean(
        marked,
        tags={"p", "br", "div", "li", "tr", "h3", "hr"},
        attributes={},
        clean_content_tags={"script", "style", "title", "blockquote"},
    )
    # In a page a line's end is a space; paragraphs of Outlook are parted by empty ones.
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"<hr[^>]*>", "<p>________________________________</p>", kept)
    kept = re.sub(r"</?div>", "<br>", kept)
    lines = [" ".join(line.split()) for line in plain(kept).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _reply(part: Message) -> bytes:
    """An answer of a calendar; what else a calendar sends is a file like any other."""
    data = _bytes(part)
    return data if re.search(rb"^METHOD:REPLY\s*$", data, re.IGNORECASE | re.MULTILINE) else b""

"""Files that people hand in: which kinds are taken, judged by what is in them and not by a name.

Pure. They are kept as they came (`storage`), and always served as something to save, never to
show: a file says nothing about the page that it hangs on.
"""

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from django.utils.translation import gettext as _

from overens.base.languages.rules import is_printable
from overens.base.municipalities.rules import Refused

MOST_BYTES = 20_000_000
MOST_IN_NAME = 120
"""Characters."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: the end of its name, and its media type."""

    ending: str
    media_type: str


PDF = Kind("pdf", "application/pdf")
JPEG = Kind("jpg", "image/jpeg")
PNG = Kind("png", "image/png")
TEXT = Kind("txt", "text/plain; charset=utf-8")
OFFICE = {
    "word/document.xml": Kind(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    "ppt/presentation.xml": Kind(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
    "xl/workbook.xml": Kind(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ),
}
"""By the member that makes a zip one of them (ECMA-376)."""
KINDS = {kind.ending: kind for kind in (PDF, JPEG, PNG, TEXT, *OFFICE.values())}


def kind_of(data: bytes) -> Kind | None:
    """What a file is by its own bytes; None for what is not taken."""
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return TEXT if is_printable(text.removeprefix("\ufeff").replace("\r", "")) else None


CONTENT_TYPES = "[Content_Types].xml"
MOST_IN_CONTENT_TYPES = 1_000_000
"""Bytes, unpacked: a presentation of a thousand pages has a fifth of it."""
MACROS = (b"macroenabled", b"vbaproject", b"vbadata")


def _office(data: bytes) -> Kind | None:
    """Only its list of members is read, and what it says of their types. One with macros is none that we
    take, whatever its macros are called."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
            if CONTENT_TYPES not in members:
                return None
            with archive.open(CONTENT_TYPES) as types:
                said = types.read(MOST_IN_CONTENT_TYPES + 1)
    except (
        BadZipFile,
        EOFError,
        ValueError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        ZlibError,
    ):
        return None
    if len(said) > MOST_IN_CONTENT_TYPES or any("vbaProject" in name for name in members):
        return None
    # Without the bytes between letters that another encoding of the same has.
    if any(word in said.replace(b"\0", b"").lower() for word in MACROS):
        return None
    return next((kind for member, kind in OFFICE.items() if member in members), None)


def take(data: bytes, name: str) -> tuple[Kind, str]:
    """The kind of a file that somebody hands in, and the name under which it is shown.

    Raises Refused for what is empty, too large, or of no kind that is taken.
    """
    if not data:
        raise Refused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise Refused(_("The file is too large: at most 20 MB have room."))
    kind = kind_of(data)
    if kind is None:
        raise Refused(
            _(
                "Only PDF, Word, PowerPoint and Excel without macros, JPEG, PNG and plain text are taken."
            )
        )
    return kind, clean_name(name, kind)


def clean_name(name: str, kind: Kind) -> str:
    """A name without folders, tricks and signs that some system stumbles over, that ends as its
    kind does."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(mark for mark in last if is_printable(mark) and mark not in '\n\t<>:"|?*')
    stem, dot, ending = seen.rpartition(".")
    if not dot:
        stem, ending = seen, ""
    known = ending.lower() if ending.lower() in (kind.ending, _other(kind)) else kind.ending
    if dot and known != ending.lower():
        stem = seen
    stem = re.sub(r"\s+", " ", stem).strip(" .") or "file"
    return f"{stem[: MOST_IN_NAME - len(known) - 1].rstrip(' .')}.{known}"


def _other(kind: Kind) -> str:
    return "jpeg" if kind is JPEG else kind.ending


def media_type(name: str) -> str:
    """Of a file that was taken, by the name that it was given then."""
    ending = name.rpartition(".")[2]
    return KINDS["jpg" if ending == "jpeg" else ending].media_type if ending else ""

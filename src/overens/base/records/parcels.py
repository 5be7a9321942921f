"""What is carried between two registers: a dispatch as bytes, and the answer to it. Pure.

A parcel comes from another authority, perhaps from another instance: whatever is in it is looked at
before anything is kept of it.
"""

import binascii
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import rfc8785
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from overens.base.languages.rules import is_printable
from overens.base.records.states import DocumentKind, Trouble

T = TypeVar("T")
FORMAT, ANSWER_FORMAT = "overens-parcel/1", "overens-answer/1"
MOST_BYTES, MOST_IN_ANSWER = 120_000_000, 10_000
MOST_DOCUMENTS = 100
MOST_IN_NOTE = 2_000
"""Characters."""


class NotTaken(Exception):
    """A parcel, or an answer, that is not taken; nothing of it was stored. `why` says the reason."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document of a parcel; its bytes lie beside it under their hash."""

    kind: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A dispatch on its way.

    `number`, `head_number` and `head_seal` are the entry's in the sender's register, with how far
    that chain had come; `subject`, `counterpart` and `arrived_at` those of what was first received,
    `email` and `phone` how whoever wrote it wants to be answered, `thread` the address under which
    they follow it.
    """

    dispatch: str
    kind: str
    sender: str
    receiver: str
    number: str
    head_number: int
    head_seal: str
    sent_at: str
    arrived_at: str
    thread: str
    language: str
    subject: str
    counterpart: str
    is_private: bool
    note: str = ""
    email: str = ""
    phone: str = ""
    documents: tuple[Enclosure, ...] = ()

    def canonical(self) -> bytes:
        """RFC 8785 JSON: these bytes are the record at the receiver; the documents are named in it
        by their hashes."""
        return rfc8785.dumps(self._values())

    def _values(self) -> dict[str, Any]:
        return asdict(self) | {"documents": [asdict(each) for each in self.documents]}

    def lasting(self) -> "Parcel":
        """Without what may lawfully be different when it is carried again: the style in which the
        number is written, and how somebody is reached."""
        return replace(self, number="", email="", phone="")

    def sealed(self, files: Mapping[str, bytes]) -> bytes:
        """As it travels, with the bytes of its documents by their hashes."""
        inside = {name: b64encode(data).decode("ascii") for name, data in files.items()}
        return rfc8785.dumps({"format": FORMAT, "parcel": self._values(), "files": inside})

    @classmethod
    def read(cls, data: bytes) -> "Parcel":
        """The parcel that `canonical` wrote."""
        return cls._of(json.loads(data))

    @classmethod
    def _of(cls, said: Mapping[str, Any]) -> "Parcel":
        enclosed = tuple(Enclosure(**each) for each in said["documents"])
        return cls(**{**said, "documents": enclosed})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver says: since when it has the dispatch, under which number, and how far its
    chain had come with that. Without a number it is stored, and the number follows."""

    dispatch: str
    arrived_at: str
    number: str = ""
    head_number: int = 0
    head_seal: str = ""

    def canonical(self) -> bytes:
        return rfc8785.dumps({"format": ANSWER_FORMAT, **asdict(self)})

    @classmethod
    def read(cls, data: bytes, dispatch: str) -> "Answer":
        """The answer to that dispatch. Raises NotTaken."""

        def answer() -> Answer:
            said = dict(json.loads(data[: MOST_IN_ANSWER + 1]))
            if said.pop("format") != ANSWER_FORMAT:
                raise ValueError
            found = cls(**said)
            _refuse_bad(asdict(found))
            if found.dispatch != dispatch or bool(found.number) != bool(found.head_seal):
                raise ValueError
            return found

        return _undamaged(answer)


def opened(data: bytes) -> tuple[Parcel, dict[str, bytes]]:
    """A parcel as it travelled, with its files by hash: each is what its hash says, none is missing
    and none lies beside it. Raises NotTaken."""
    if len(data) > MOST_BYTES:
        raise NotTaken(Trouble.TOO_LARGE)

    def parcel() -> tuple[Parcel, dict[str, bytes]]:
        said = json.loads(data)
        if said["format"] != FORMAT:
            raise NotTaken(Trouble.UNKNOWN_KIND)
        found = Parcel._of(said["parcel"])
        _refuse_bad(found._values())
        found.canonical()  # what cannot be written as UTF-8 is refused here
        files = {name: b64decode(text, validate=True) for name, text in said["files"].items()}
        sizes = {each.sha256: each.size for each in found.documents}
        if {name: len(file) for name, file in files.items()} != sizes:
            raise ValueError
        if any(sha256(file).hexdigest() != name for name, file in files.items()):
            raise ValueError
        return found, files

    return _undamaged(parcel)


def _undamaged(read: Callable[[], T]) -> T:
    try:
        return read()
    except (
        *(ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError),
        *(binascii.Error, ValidationError, rfc8785.CanonicalizationError),
    ) as error:
        raise NotTaken(Trouble.DAMAGED) from error


SLUG, HASH = r"[a-z0-9_-]{1,80}", r"[0-9a-f]{64}"
LINE = r"[^\n\t]"
SHAPES: Mapping[str, str] = {
    "kind": r"[a-z-]{1,40}",
    "sender": SLUG,
    "receiver": SLUG,
    "number": LINE + r"{0,80}",
    "head_seal": rf"({HASH})?",
    "thread": r"[A-Za-z0-9_-]{0,43}",
    "language": r"[a-z-]{0,8}",
    "subject": LINE + r"{1,300}",
    "counterpart": LINE + r"{0,200}",
    "note": rf"(?s:.{{0,{MOST_IN_NOTE}}})",
    "phone": LINE + r"{0,40}",
    "name": r"[^\n\t/\\]{1,120}",
    "media_type": r"[a-z0-9]+/[a-zA-Z0-9.+-]{1,80}(; charset=utf-8)?",
    "sha256": HASH,
}
"""What each text of a parcel can be."""


def _refuse_bad(said: Mapping[str, Any]) -> None:
    """Raises ValueError for a value that no sender writes; a database would refuse some of them."""
    for name, value in said.items():
        if name == "documents":
            if len(value) > MOST_DOCUMENTS:
                raise ValueError(name)
            for each in value:
                _refuse_bad(each)
                DocumentKind(each["kind"])
        elif name == "is_private":
            if not isinstance(value, bool):
                raise ValueError(name)
        elif name in ("size", "head_number"):
            if type(value) is not int or not 0 <= value < 2**53:
                raise ValueError(name)
        elif not isinstance(value, str) or not is_printable(value):
            raise ValueError(name)
        else:
            _refuse_bad_text(name, value)


def _refuse_bad_text(name: str, value: str) -> None:
    if name == "dispatch":
        if str(UUID(value)) != value:
            raise ValueError(name)
    elif name in ("sent_at", "arrived_at"):
        if value and datetime.fromisoformat(value).tzinfo is None:
            raise ValueError(name)
    elif name == "email":
        if value:
            validate_email(value)
    elif not re.fullmatch(SHAPES[name], value):
        raise ValueError(name)

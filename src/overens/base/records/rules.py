"""What somebody sends, as a value; what an entry says; and what is set apart. Pure."""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from overens.base.countries.identity_numbers import find
from overens.base.records.states import Direction, Reason
from overens.base.trail.canonical import canonical, values_of

MOST_IN_MESSAGE, MOST_IN_SUBJECT, MOST_IN_REASON = 20_000, 300, 300
MOST_IN_NAME = 200
"""Characters."""
MOST_ATTACHMENTS = 3

TYPED_WITHIN = timedelta(seconds=2)
"""Nobody opens a page, writes and sends faster."""
LOOKS_BACK = timedelta(minutes=10)
MOST_FROM_ONE, MOST_IN_ALL = 5, 100
"""Within LOOKS_BACK: from one connection, and entered at one authority by itself.

What is set apart does not count towards the second, so that one connection sets nobody else's
message apart; and whoever adds to a message of their own is not set apart for it."""
MOST_ALIKE, MOST_LINKS = 3, 5
"""Of one text in a day; links in one text."""
LEAST_ALIKE = 40
"""Characters: many people write a short text alike."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a message: kept already, known by the SHA-256 of its bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody sent by the form, as they sent it.

    `about` is 'error' or 'question', `page` the address of the page that it is about and
    `page_title` how that is called, `to` the choice of receivers in the form's own words. `key` is
    the form's own: it makes the bytes, and so their hash, impossible to guess.
    """

    about: str
    text: str
    language: str
    key: str
    page: str = ""
    page_title: str = ""
    to: str = ""
    wants_reply: bool = False
    email: str = ""
    phone: str = ""
    attached: tuple[Attached, ...] = field(default=())

    def canonical(self) -> bytes:
        """RFC 8785 JSON: these bytes are the record."""
        return canonical(values_of(self) | {"attached": [*map(values_of, self.attached)]})

    @classmethod
    def read(cls, data: bytes) -> "Message":
        """The message that these bytes say. Raises ValueError, TypeError and KeyError for others:
        another authority may have carried them."""
        try:
            said: dict[str, Any] = json.loads(data)
        except RecursionError as error:
            raise ValueError from error
        found = cls(**said | {"attached": tuple(Attached(**a) for a in said["attached"])})
        texts = (name for name in said if name not in ("attached", "wants_reply"))
        if not all(isinstance(said[name], str) for name in texts):
            raise TypeError
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """What a version of an entry says: `EntryVersion` without who and when."""

    subject: str
    counterpart: str = ""
    is_private: bool = True
    public_counterpart: str = ""
    public_subject: str = ""
    secrecy: str = ""
    secrecy_on: date | None = None
    is_cancelled: bool = False

    def values(self) -> Mapping[str, Any]:
        """As they are sealed; a date as text, since JSON has none."""
        on = self.secrecy_on.isoformat() if self.secrecy_on else ""
        return values_of(self) | {"secrecy_on": on}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a message beside its text: how it was sent, and what arrived of late."""

    trap: bool = False
    typed_for: timedelta | None = None
    from_one: int = 0
    in_all: int = 0
    alike: int = 0


def alike(text: str, key: str) -> str:
    """What texts have in common that differ in spaces and letter case alone; empty for a short one.

    Keyed, since who has the table should not find a text by trying texts.
    """
    same = " ".join(text.split()).casefold()
    if len(same) < LEAST_ALIKE:
        return ""
    return hmac.digest(key.encode(), same.encode(), "sha256").hex()[:32]


LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def reason_to_set_apart(text: str, seen: Seen) -> Reason | None:
    """Why a message is looked at by somebody before it is entered; None for most.

    It is stored with its time of arrival all the same, and its sender is answered as any other.
    """
    if seen.trap:
        return Reason.TRAP
    if seen.typed_for is not None and seen.typed_for < TYPED_WITHIN:
        return Reason.FAST
    if len(LINK.findall(text)) > MOST_LINKS:
        return Reason.LINKS
    if seen.alike >= MOST_ALIKE:
        return Reason.SAME
    if seen.from_one >= MOST_FROM_ONE:
        return Reason.MANY_FROM_ONE
    if seen.in_all >= MOST_IN_ALL:
        return Reason.MANY
    return None


CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Signs that no database keeps, and nobody reads."""


def in_brief(text: str, most: int = MOST_IN_SUBJECT) -> str:
    """A text on one line, without what cannot be seen, cut at a word where it is longer."""
    line = " ".join(CONTROL.sub(" ", text).split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0][: most - 1] + "…"


def refusal_of(said: Said, direction: str) -> str:
    """Why an entry cannot say this; empty where it can (OSL 5:2; OFL §15).

    A Swedish or Danish personal number in what stands in public is refused whatever else holds.
    """
    if not said.subject.strip():
        return _("Write in brief what it concerns.")
    if direction != Direction.DRAWN_UP and not said.counterpart.strip():
        return _("Write from whom it came, or to whom it went.")
    if any(find(text) for text in (said.public_subject, said.public_counterpart)):
        return _("A personal number stands in what everyone reads. Take it out.")
    return ""


def differs(before: Said, after: Said) -> Sequence[str]:
    """The names of what a correction changes."""
    old, new = values_of(before), values_of(after)
    return [name for name in old if old[name] != new[name]]

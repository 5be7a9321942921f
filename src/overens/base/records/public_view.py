"""What everyone may read of an entry: closed by default for private persons. Pure.

The register is open by law; that it stands on the web is the authority's own choice, and what it
shows there is less: nothing that names a private person, nothing of what is marked as confidential
beyond what somebody wrote for the public, and no personal number anywhere (GDPR 5(1)(c), 87).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from overens.base.countries.identity_numbers import find
from overens.base.records.rules import Said


class Hidden(TextChoices):
    """The word that stands where something is not shown: never a blank."""

    PERSONAL = "personal", _("personal data")
    CONFIDENTIAL = "confidential", _("marked as confidential")
    UNWRITTEN = "unwritten", _("not shown here")


@dataclass(frozen=True, slots=True)
class Open:
    """One value of an entry as everyone reads it: its text, or the word in its place.

    `ground` is the code of the provision, where it is marked as confidential."""

    text: str = ""
    hidden: Hidden | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """A line of a register as everyone reads it. `versions` tell when it was corrected."""

    year: int
    number: int
    written: str
    direction: str
    on: date
    counterpart: Open
    subject: Open
    is_cancelled: bool
    corrected: Sequence[datetime] = ()


def counterpart_of(said: Said) -> Open:
    """From or to whom."""
    if said.public_counterpart:
        return _unless_numbered(said.public_counterpart)
    if said.secrecy:
        return Open(hidden=Hidden.CONFIDENTIAL, ground=said.secrecy)
    if said.is_private and said.counterpart:
        return Open(hidden=Hidden.PERSONAL)
    return _unless_numbered(said.counterpart)


def subject_of(said: Said) -> Open:
    """What it concerns: the public wording, or the full one of what names no private person."""
    if said.public_subject:
        return _unless_numbered(said.public_subject)
    if said.secrecy:
        return Open(hidden=Hidden.CONFIDENTIAL, ground=said.secrecy)
    if said.is_private and said.counterpart:
        return Open(hidden=Hidden.UNWRITTEN)
    return _unless_numbered(said.subject)


def _unless_numbered(text: str) -> Open:
    """Writing one is refused already (`rules.refusal_of`); what was written before is hidden."""
    return Open(hidden=Hidden.PERSONAL) if find(text) else Open(text)

"""How an entry reads on a page, in a table of values and in a feed: the same words everywhere."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.countries.rules import Country
from overens.base.records.models import Register
from overens.base.records.public_view import Hidden, Open, OpenEntry
from overens.base.records.states import Direction
from overens.web.design.words import dated


@dataclass(frozen=True, slots=True)
class EntryShown:
    """A line of a register. `counterpart` and `subject` are text, or the word in its place."""

    address: str
    written: str
    day: SafeString
    direction: str
    counterpart: str
    counterpart_hidden: bool
    subject: str
    subject_hidden: bool
    is_cancelled: bool
    row: OpenEntry


def shown(register: Register, row: OpenEntry, language: str) -> EntryShown:
    country = register.authority.country
    return EntryShown(
        address=f"/{language}/register/{register.authority.slug}/{row.year}/{row.number}/",
        written=row.written,
        day=dated(row.on, language),
        direction=str(Direction(row.direction).label),
        counterpart=in_words(row.counterpart, country, language),
        counterpart_hidden=bool(row.counterpart.hidden),
        subject=in_words(row.subject, country, language),
        subject_hidden=bool(row.subject.hidden),
        is_cancelled=row.is_cancelled,
        row=row,
    )


def in_words(value: Open, country: Country, language: str) -> str:
    """The text; or the word in its place, with the ground where there is one."""
    if value.hidden is None:
        return value.text
    word = str(Hidden(value.hidden).label)
    if value.hidden == Hidden.CONFIDENTIAL:
        ground = country.secrecy_grounds.get(value.ground)
        provision = ground.provision if ground else value.ground
        return _("%(word)s (%(provision)s)") % {"word": word, "provision": provision}
    return word

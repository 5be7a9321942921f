"""A task, as the lists of the desk show it, and what its sentences have in common (`desk.saying`)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import Wording
from overens.base.municipalities.models import Authority, Post
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.reach.overview.queries import Overview
from overens.reach.overview.rules.waiting import Waiting
from overens.web.design import reads
from overens.web.design.words import dated, marked
from overens.web.desk.parties import kept_on_record, place_letters, readers
from overens.web.public.shown import joined


@dataclass(frozen=True, slots=True)
class Side:
    """One party's answer so far."""

    letter: str
    short: SafeString
    icon: str
    word: str
    day: SafeString


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits, as it stands in the list. `verb` is on its button when it is first."""

    title: SafeString
    address: str
    verb: str
    when: SafeString
    is_late: bool
    next: SafeString
    reads: reads.Reads
    sides: Sequence[Side] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What another party was sent, when, and what came back."""

    title: SafeString
    party: SafeString
    letter: str
    address: str
    sent: SafeString
    back: SafeString
    promised: SafeString
    is_late: bool


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A post that changes hands, in a sentence, and where one's own handover stands."""

    sentence: SafeString
    address: str


class Tasks:
    """For whom it is said what waits, and in which language."""

    def __init__(self, overview: Overview, language: str) -> None:
        self.overview, self.language = overview, language
        self.home = f"/{language}/desk/"
        self.authority: Authority = overview.seat.post.authority
        self._readers: dict[Audience, reads.Reads] = {}

    def readers(self, audience: Audience) -> reads.Reads:
        if audience not in self._readers:
            found = readers(audience, self.authority, self.overview.parties, self.language)
            self._readers[audience] = replace(found, letters=tuple(found.letters))
        return self._readers[audience]

    @cached_property
    def on_record(self) -> reads.Reads:
        return kept_on_record(self.authority, self.overview.parties)

    @cached_property
    def letters(self) -> dict[str, str]:
        return place_letters(self.overview.parties)

    def others(self, agreement: Agreement) -> SafeString:
        """The names of an agreement's other parties."""
        parties = self.overview.parties_of(agreement)
        return joined(
            [short_of(p, self.language) for p in parties if p.authority_id != self.authority.pk],
            self.language,
        )

    def when(self, waiting: Waiting, until: str, late: str, since: str) -> SafeString:
        """The date first, the distance second; each of the sentences holds {day} and {distance}."""
        assert waiting.day
        sentence = late if waiting.is_late else until if waiting.is_deadline else since
        return format_html(
            sentence,
            day=dated(waiting.day, self.language),
            distance=distance(waiting.day, self.overview.today),
        )

    def day(self, day: date | None) -> SafeString:
        return dated(day, self.language) if day else SafeString("")

    def post(self, post: Post) -> SafeString:
        return marked(post.names.shown(self.language), self.language)


def safe(sentence: str) -> SafeString:
    """Every text of a task is safe, so that two that read alike are one."""
    return format_html("{}", sentence)


def short_of(party: Party, language: str) -> SafeString:
    """The party's short name, marked with its own language."""
    authority = party.authority
    return _short(authority.short, authority.name.language, language)


@lru_cache(maxsize=5000)
def _short(short: str, own: str, language: str) -> SafeString:
    return marked(Wording(short, own), language)


def distance(day: date, today: date) -> str:
    """'in 11 days', 'today', '3 days ago'."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}

"""What the pages of one's own register have in common."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority
from overens.base.municipalities.roles import Act
from overens.base.papers.storage import fetch
from overens.base.records.actions.entering import register_of
from overens.base.records.actions.registering import note_viewing
from overens.base.records.models import Case, Entry, Register
from overens.base.records.public_view import counterpart_of, subject_of
from overens.base.records.queries import (
    CaseRow,
    Line,
    case_rows,
    lines_of,
    received_line,
    waiting_counts,
)
from overens.base.records.rules import Message
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Party
from overens.web.design.reads import Reads
from overens.web.design.words import dated, marked
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, partners_of, place_letters, readers
from overens.web.public.register.shown import in_words


@dataclass
class Own:
    """One's own authority's register, for whoever acts."""

    acting: Acting
    language: str

    @classmethod
    def fetch(cls, request: HttpRequest) -> "Own":
        return cls(request.acting, request.reader.language)

    @cached_property
    def register(self) -> Register:
        return register_of(self.acting.authority)

    @property
    def home(self) -> str:
        return f"/{self.language}/desk/"

    @property
    def today(self) -> date:
        return self.acting.today

    @cached_property
    def parties(self) -> list[Party]:
        return partners_of(self.acting.authority)

    @cached_property
    def others(self) -> list[Authority]:
        """To whom something can be sent on: the other parties, each once."""
        found = {
            party.authority_id: party.authority
            for party in self.parties
            if party.authority_id != self.register.pk
        }
        return list(found.values())

    @cached_property
    def own_people(self) -> Reads:
        """Who reads what stands in the register: the authority's own people, and whoever asks."""
        letter = place_letters(self.parties).get(self.acting.authority.slug, OTHER)
        words = _("<b>Only {name}</b> reads it here; anyone may ask for it as a record")
        return Reads(format_html(words, name=self.acting.authority.short), [letter])

    @cached_property
    def sender(self) -> Reads:
        """Who reads an answer."""
        letter = place_letters(self.parties).get(self.acting.authority.slug, OTHER)
        words = _("<b>Whoever wrote</b> reads it on their own page; anyone may ask {name} for it")
        return Reads(format_html(words, name=self.acting.authority.short), [letter])

    @cached_property
    def partners(self) -> Reads:
        return readers(Audience.PARTNERS, self.acting.authority, self.parties, self.language)

    def day(self, at: object) -> SafeString:
        """The date of an instant at the authority."""
        return dated(self.acting.authority.country.today(at), self.language)

    def clock(self, at: object) -> str:
        return f"{at.astimezone(self.acting.authority.country.zone):%H:%M}"

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much waits in each of the lists beside the inbox."""
        return waiting_counts(self.register)

    def case(self, pk: UUID) -> CaseRow:
        """Raises Http404 where this register has none such."""
        found = Case.objects.filter(register=self.register, pk=pk).select_related("handler").first()
        if found is None:
            raise Http404
        found.register = self.register
        return case_rows(self.register, [found])[0]

    def entry(self, year: int, number: int) -> Line:
        """Raises Http404 where this register has none such."""
        found = Entry.objects.filter(register=self.register, year=year, number=number).first()
        if found is None:
            raise Http404
        found.register = self.register
        return lines_of([found])[0]

    def may_read(self, line: Line, handler: UUID | None) -> bool:
        """What is marked is read by registrars, and by whoever handles the case."""
        return (
            not line.said.secrecy
            or self.acting.may(Act.READ_RESTRICTED)
            or handler == self.acting.seat.post_id
        )

    def opened(self, line: Line) -> None:
        """That somebody reads what is marked is put on file."""
        if line.said.secrecy:
            note_viewing(by=self.acting.seat, entry=line.entry, at=self.acting.now)

    def subject(self, line: Line, *, readable: bool) -> str:
        """The full one; or what everyone reads, for those who may read no more."""
        if readable:
            return line.said.subject
        return in_words(subject_of(line.said), self.acting.authority.country, self.language)

    def counterpart(self, line: Line, *, readable: bool) -> str:
        if readable:
            return line.said.counterpart
        return in_words(counterpart_of(line.said), self.acting.authority.country, self.language)

    def ground(self, code: str) -> str:
        """A provision, with what it protects."""
        ground = self.acting.authority.country.secrecy_grounds.get(code)
        return f"{ground.provision}, {ground.called_in(self.language)}" if ground else code

    def post_name(self, post: object) -> SafeString | str:
        return marked(post.names.shown(self.language), self.language) if post else ""


def message_of(line: Line) -> Message | None:
    """What somebody wrote, where the entry is a message."""
    return received_line(line, lambda sha256: fetch(settings.FILES, sha256))

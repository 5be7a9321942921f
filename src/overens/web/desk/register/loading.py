"""What the pages of one's own register have in common."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority, Post
from overens.base.municipalities.roles import Act
from overens.base.records.actions.registering import note_viewing
from overens.base.records.models import Case, Register
from overens.base.records.own_queries import (
    CaseRow,
    Line,
    Waits,
    case_rows,
    cases_of,
    entry_line,
    may_read_marked,
    waits_for,
)
from overens.base.records.public_view import Open, counterpart_of, subject_of
from overens.base.records.queries import register_at
from overens.cycle.agreements.models import Party
from overens.web.design.reads import Reads
from overens.web.design.words import dated, marked
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, kept_on_record, partners_of, place_letters
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
        return register_at(self.acting.authority)

    @property
    def home(self) -> str:
        return f"/{self.language}/desk/"

    @property
    def today(self) -> date:
        return self.acting.today

    @cached_property
    def parties(self) -> list[Party]:
        return partners_of(self.acting.authority)

    @property
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
        return kept_on_record(self.acting.authority, self.parties)

    @cached_property
    def sender(self) -> Reads:
        """Who reads an answer."""
        return self._read_by(
            _("<b>Whoever wrote</b> reads it on their own page; anyone may ask {name} for it")
        )

    @cached_property
    def receiver(self) -> Reads:
        """Who reads what is sent on."""
        return self._read_by(
            _("<b>The authority that you choose</b> reads it; anyone may ask for it there and here")
        )

    @cached_property
    def nobody(self) -> Reads:
        """Who reads a key."""
        return self._read_by(_("<b>Nobody</b> can read it here again; it is sent with each entry"))

    def _read_by(self, words: str) -> Reads:
        own = self.acting.authority
        letter = place_letters(self.parties).get(own.slug, OTHER)
        return Reads(format_html(words, name=own.short), [letter])

    def day(self, at: datetime) -> SafeString:
        """The date of an instant at the authority."""
        return dated(self.acting.authority.country.today(at), self.language)

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.acting.authority.country.zone):%H:%M}"

    @cached_property
    def waits(self) -> Waits:
        """How much waits in the lists beside the cases, for those who keep the register."""
        may = self.acting.may(Act.KEEP_REGISTER)
        return waits_for(self.acting.seat.post, self.acting.now) if may else Waits()

    def case(self, pk: UUID) -> CaseRow:
        """Raises Http404 where this register has none such."""
        found = cases_of(self.register).filter(pk=pk).first()
        if found is None:
            raise Http404
        found.register = self.register
        return case_rows(self.register, [found], with_documents=True)[0]

    def entry(self, year: int, number: int) -> Line:
        """Raises Http404 where this register has none such."""
        found = entry_line(self.register, year, number)
        if found is None:
            raise Http404
        return found

    def may_read(self, line: Line, case: Case) -> bool:
        """What is marked is read by registrars, and by whoever handles the case."""
        return not line.said.secrecy or may_read_marked(self.acting.seat.post, case.handler_id)

    def opened(self, line: Line) -> None:
        """That somebody reads what is marked is put on file."""
        if line.said.secrecy:
            note_viewing(by=self.acting.seat, entry=line.entry, at=self.acting.now)

    def subject(self, line: Line, *, readable: bool) -> str:
        """The full one; or what everyone reads, for those who may read no more."""
        return line.said.subject if readable else self._in_words(subject_of(line.said))

    def counterpart(self, line: Line, *, readable: bool) -> str:
        return line.said.counterpart if readable else self._in_words(counterpart_of(line.said))

    def _in_words(self, value: Open) -> str:
        return in_words(value, self.acting.authority.country, self.language)

    def ground(self, code: str) -> str:
        """A provision, with what it protects."""
        ground = self.acting.authority.country.secrecy_grounds.get(code)
        return f"{ground.provision}, {ground.called_in(self.language)}" if ground else code

    def post_name(self, post: Post | None) -> SafeString | str:
        return marked(post.names.shown(self.language), self.language) if post else ""

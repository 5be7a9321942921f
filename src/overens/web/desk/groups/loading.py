"""The shared room of one agreement, as people of one of its parties see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString

from overens.base.languages.rules import Reader, Wording, Wordings, languages, write_date
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.standings import bound_until
from overens.cycle.groups import queries
from overens.cycle.groups.models import Meeting, Question, WorkingGroup
from overens.cycle.groups.rules.times import on_the_wall
from overens.web.design.reads import Reads
from overens.web.design.words import dated, marked
from overens.web.desk.agreements.loading import own_agreement
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, readers
from overens.web.public.shown import letter_at


@dataclass
class Room:
    """One agreement, and whoever acts in it."""

    agreement: Agreement
    acting: Acting
    reader: Reader

    @property
    def language(self) -> str:
        return self.reader.language

    @property
    def home(self) -> str:
        """Of the agreement at the desk; `groups/`, `meetings/`, `questions/` and so on lie below."""
        return f"/{self.language}/desk/agreements/{self.agreement.slug}/"

    @property
    def around(self) -> dict[str, object]:
        """What every page of the room has."""
        return {"room": self, "example": self.agreement.example}

    def titled(self, meeting: Meeting) -> str:
        """A meeting in the title of a page, bare: with its day, since those of a series are called alike."""
        day = on_the_wall(meeting.starts_at, meeting.zone).date()
        return f"{self.plain(meeting.titles).text}, {write_date(day, self.language)}"

    @cached_property
    def parties(self) -> list[Party]:
        """Each with its authority, in the agreement's stored order."""
        return list(self.agreement.parties.all())

    @cached_property
    def own(self) -> Party:
        """The party for which one acts."""
        return next(p for p in self.parties if p.authority_id == self.acting.authority.pk)

    @cached_property
    def versions(self) -> Sequence[Version]:
        """Those that count, oldest first."""
        return [version for version in self.agreement.own_versions if version.edition_id]

    @cached_property
    def bound(self) -> list[Party]:
        """The parties that the agreement binds today."""
        today = self.acting.today
        lasts = [
            (party, bound_until(party, self.versions)) for party in self.parties if self.versions
        ]
        return [party for party, last in lasts if last is None or last >= today]

    @property
    def is_open(self) -> bool:
        """Whether something new can be begun here, for one's own party."""
        return len(self.bound) > 1 and self.own in self.bound

    def letter(self, authority: UUID) -> str:
        """The mark of a party."""
        places = {party.authority_id: at for at, party in enumerate(self.parties)}
        return letter_at(places[authority]) if authority in places else OTHER

    @property
    def name(self) -> str:
        """The parties of the agreement: 'Køge and Kristianstad'."""
        return languages()[self.language].join([p.authority.short for p in self.parties])

    @property
    def others(self) -> str:
        """The other parties, by name."""
        names = [p.authority.short for p in self.parties if p.pk != self.own.pk]
        return languages()[self.language].join(names)

    def said(self, wordings: Wordings) -> SafeString:
        """A text as it was written, in the reader's language where there is one."""
        return marked(self.plain(wordings), self.language)

    def plain(self, wordings: Wordings) -> Wording:
        """The same bare, with its language."""
        return wordings.shown(*self.reader.wants(wordings))

    def dated(self, day: date) -> SafeString:
        """A day in the reader's language."""
        return dated(day, self.language)

    def titles(self) -> dict[int, Wordings]:
        """What each commitment of the text in force is called, by its number: one query."""
        found = queries.titles_of(self.agreement, self.acting.today, self.versions)
        return {number: Wordings.of(title) for number, (_row, title) in found.items()}

    def area(self, slug: str) -> SafeString | str:
        """What a focus area of the text in force is called; its slug where it stands there no more."""
        found = queries.areas_of(self.agreement, self.acting.today, self.versions).get(slug)
        return self.said(Wordings.of(queries.area_names(found))) if found else slug

    def reads(self, audience: Audience) -> Reads:
        """Who reads, among the parties."""
        return readers(audience, self.acting.authority, self.parties, self.language)

    def group(self, slug: str) -> WorkingGroup:
        """Raises Http404 where the agreement has no such group, or it has not reached the party yet."""
        known = queries.groups_known_to(self.agreement, self.acting.authority)
        found = known.filter(slug=slug).first()
        if found is None:
            raise Http404
        found.agreement = self.agreement
        return found

    def question(self, number: int) -> Question:
        """With what each side wrote. Raises Http404 where the agreement has no such question."""
        found = queries.questions_of(self.agreement).filter(number=number).first()
        if found is None:
            raise Http404
        found.agreement = self.agreement
        return found


def room(request: HttpRequest, slug: str) -> Room:
    """Fetch and access check in one. Raises Http404."""
    return Room(own_agreement(request, slug), request.acting, request.reader)

"""Fetches what the pages of one agreement have in common, in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Reader
from overens.cycle.agreements import queries
from overens.cycle.agreements.models import Agreement, FocusAreaWording, Party, Version
from overens.cycle.agreements.standings import last_day, standings
from overens.web.public import shown


@dataclass
class Open:
    """One agreement, as far as everyone may read it. What a page does not ask for is not fetched."""

    agreement: Agreement
    versions: list[Version]
    reader: Reader
    number: int | None

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str, number: int | None = None) -> "Open":
        """As it is in force, or as one version has it. Raises Http404 where that is not public."""
        versions = queries.versions_that_count(slug)
        if not versions or number not in (None, *(version.number for version in versions)):
            raise Http404
        return cls(versions[0].agreement, versions, request.reader, number)

    @property
    def home(self) -> str:
        return f"/{self.reader.language}/agreements/{self.agreement.slug}/"

    @cached_property
    def parties(self) -> list[Party]:
        return queries.parties(self.agreement)

    @cached_property
    def today(self) -> dict[UUID, date]:
        return queries.today_at(self.parties, timezone.now())

    @cached_property
    def version(self) -> Version:
        """The version that was asked for; else what is in force, by the latest party's date."""
        for version in self.versions:
            if version.number == self.number:
                return version
        return queries.in_force(self.versions, max(self.today.values()))

    @cached_property
    def last_day(self) -> date | None:
        """Of the agreement, for all of its parties; None while no end is known."""
        return last_day(self.parties, self.versions)

    @property
    def has_ended(self) -> bool:
        return self.last_day is not None and self.last_day < max(self.today.values())

    @cached_property
    def signatories(self) -> list[queries.Signed]:
        """Who signed and who was present; none where no signing is on file."""
        return queries.signatories_of(self.version)

    @cached_property
    def answers(self) -> dict[UUID, str]:
        return queries.confirmations(self.version)

    @cached_property
    def confirmed_by(self) -> list[shown.PartyShown]:
        """The parties that have confirmed that the agreement was typed in rightly."""
        yes = {str(a) for a, answer in self.answers.items() if answer == AnswerKind.YES}
        return [
            view
            for party, view in zip(self.parties, self.parties_shown, strict=True)
            if str(party.authority_id) in yes
        ]

    @property
    def confirmed_names(self) -> SafeString:
        """The same in a sentence."""
        return shown.joined([p.short for p in self.confirmed_by], self.reader.language)

    @property
    def all_confirmed(self) -> bool:
        return len(self.confirmed_by) == len(self.parties)

    @cached_property
    def parties_shown(self) -> list[shown.PartyShown]:
        return shown.parties_shown(self.parties, self.reader, self.signatories)

    @property
    def holders(self) -> list[str]:
        """Who holds each party's contact post today, in the parties' order; '' for nobody.

        For members: everyone reads the post alone.
        """
        seats = queries.contacts_today(self.parties, self.today)
        found = [seats.get(party.contact_id) for party in self.parties]
        return [seat.person.name if seat else "" for seat in found]

    @cached_property
    def area_rows(self) -> tuple[FocusAreaWording, ...]:
        return queries.focus_areas_of(self.version)

    @cached_property
    def areas(self) -> list[shown.AreaShown]:
        return [shown.area_shown(row, self.home, self.reader) for row in self.area_rows]

    @cached_property
    def area_names(self) -> dict[object, SafeString]:
        return {
            row.area_id: area.name for row, area in zip(self.area_rows, self.areas, strict=True)
        }

    @cached_property
    def commitments(self) -> list[shown.CommitmentShown]:
        counted = [v for v in self.versions if (v.number or 0) <= (self.version.number or 0)]
        found = standings(counted, self.parties, self.today)
        return shown.commitments_shown(
            found, self.parties_shown, self.area_names, self.home, self.reader
        )

    @property
    def name(self) -> SafeString:
        """'Køge and Kristianstad': the parties' names in their stored order."""
        return shown.joined([p.short for p in self.parties_shown], self.reader.language)

"""The shared room of one agreement, as people of one of its parties see it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest

from overens.base.languages.rules import Reader
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.groups.models import WorkingGroup
from overens.web.design.reads import Reads
from overens.web.desk.agreements.loading import own_agreement
from overens.web.desk.entering import Acting
from overens.web.desk.parties import readers


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

    @cached_property
    def parties(self) -> list[Party]:
        """Each with its authority, in the agreement's stored order."""
        return list(self.agreement.parties.all())

    @cached_property
    def own(self) -> Party:
        """The party for which one acts."""
        return next(p for p in self.parties if p.authority_id == self.acting.authority.pk)

    def reads(self, audience: Audience) -> Reads:
        """Who reads, among the parties."""
        return readers(audience, self.acting.authority, self.parties, self.language)

    def group(self, slug: str) -> WorkingGroup:
        """Raises Http404 where the agreement has no such group."""
        found = WorkingGroup.objects.filter(agreement=self.agreement, slug=slug).first()
        if found is None:
            raise Http404
        found.agreement = self.agreement
        return found


def room(request: HttpRequest, slug: str) -> Room:
    """Fetch and access check in one. Raises Http404."""
    return Room(own_agreement(request, slug), request.acting, request.reader)

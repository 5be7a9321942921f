"""Fetches one of an authority's own agreements: what is not its own is not there."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from overens.base.trail.states import Audience
from overens.cycle.agreements import queries
from overens.cycle.agreements.models import Agreement, Commitment, Party, Version
from overens.cycle.agreements.rules.commitments import Period
from overens.cycle.agreements.states import State
from overens.web.design.reads import Reads
from overens.web.design.words import dated
from overens.web.desk.entering import Acting
from overens.web.desk.parties import readers
from overens.web.public.loading import Open
from overens.web.public.shown import Cell, CommitmentShown


@dataclass
class OpenAtDesk(Open):
    """An agreement that counts, as the people of one of its parties see it."""

    acting: Acting

    @property
    def home(self) -> str:
        return f"/{self.reader.language}/desk/agreements/{self.agreement.slug}/"

    @cached_property
    def own(self) -> Party:
        """The party for which one acts."""
        return next(p for p in self.parties if p.authority_id == self.acting.authority.pk)

    def own_cell(self, row: CommitmentShown) -> Cell:
        place = self.parties.index(self.own)
        return row.cells[place]

    def row(self, number: int) -> CommitmentShown:
        """Raises Http404 where the agreement has no such commitment."""
        found = next((row for row in self.commitments if row.number == number), None)
        if found is None:
            raise Http404
        return found

    def reads(self, audience: Audience) -> Reads:
        """Who reads, among the parties of this agreement."""
        return readers(audience, self.acting.authority, self.parties, self.reader.language)


def own_agreement(request: HttpRequest, slug: str) -> Agreement:
    """Fetch and access check in one. Raises Http404."""
    found = queries.agreement_for(request.acting.authority, slug)
    if found is None:
        raise Http404
    return found


def open_at_desk(request: HttpRequest, slug: str) -> OpenAtDesk:
    """One that counts: only there can something be noted. Raises Http404."""
    own_agreement(request, slug)
    versions = queries.versions_that_count(slug)
    if not versions:
        raise Http404
    return OpenAtDesk(versions[0].agreement, versions, request.reader, None, request.acting)


def draft_of(agreement: Agreement) -> Version | None:
    """The authority's own draft of it, where it has one."""
    return next((v for v in agreement.own_versions if v.edition_id is None), None)


def is_overdue(period: Period, today: date) -> bool:
    """A word of the desk: its date has passed since the party uses Overens, and nothing is on file."""
    return bool(
        period.state == State.NOT_RECORDED
        and period.due
        and period.due < today
        and not period.before_use
    )


def overdue(page: Open, cell: Cell) -> SafeString | None:
    """The date that has passed at that party, or None."""
    if cell.standing is None:
        return None
    period, today = cell.standing.current, page.today[cell.standing.party.pk]
    return dated(period.due, page.reader.language) if is_overdue(period, today) else None


def distance(due: date, today: date) -> str:
    """'in 11 days', '3 days ago': stands after the date."""
    days = (due - today).days
    if days >= 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}


def commitment_of(page: Open, number: int) -> Commitment:
    """The noun itself, for an action. Raises Http404."""
    found = queries.commitments_by_number(page.agreement).get(number)
    if found is None:
        raise Http404
    return found

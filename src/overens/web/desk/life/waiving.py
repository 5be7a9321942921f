"""Asking each party to waive a commitment: which one, then what of it, for whom, and why."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from overens.base.languages.rules import write_date
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.proposing import waive
from overens.cycle.agreements.standings import due_days
from overens.cycle.agreements.states import SETTLED
from overens.web.desk.agreements.loading import OpenAtDesk, open_at_desk
from overens.web.desk.agreements.views import around
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send
from overens.web.desk.life.forms import ALTOGETHER, WaiveForm
from overens.web.public.shown import CommitmentShown

MOST_DAYS = 6
"""Dates that can be chosen, the one that was missed among them."""
YEARS_AHEAD = 5


@in_post(Act.PROPOSE)
def which(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """The commitments of the text that counts: one of them is chosen."""
    page = open_at_desk(request, agreement)
    rows = [row for row in page.commitments if _bound(row)]
    return render(request, "desk/life/which.html", {**around(page), "rows": rows})


@in_post(Act.PROPOSE)
def waiver(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    page = open_at_desk(request, agreement)
    row = page.row(number)
    bound = _bound(row)
    if not bound:
        raise Http404
    form = WaiveForm(
        request.POST or None,
        place=f"waive:{page.agreement.slug}:{number}",
        days=[(day.isoformat(), write_date(day, language)) for day in _days(page, row)],
        parties=bound,
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        everyone = len(said["parties"]) == len(bound)
        return waive(
            by=page.acting.seat,
            agreement=page.agreement,
            commitment=number,
            because=said["because"],
            due=None if said["due"] == ALTOGETHER else date.fromisoformat(said["due"]),
            parties=() if everyone else said["parties"],
            answer_by=said["answer_by"],
            at=page.acting.now,
        )

    if send(request, form, action):
        consent = form.result
        to = f"/{language}/desk/approvals/{consent.pk}/" if consent else f"{page.home}life/"
        return redirect(to)
    context = {**around(page), "form": form, "row": row, "reads": page.reads(Audience.PARTNERS)}
    return render(request, "desk/life/waive.html", context)


def _bound(row: CommitmentShown) -> list[tuple[str, str]]:
    """Whom the commitment binds, by slug and name."""
    return [
        (standing.party.authority.slug, standing.party.authority.name.text)
        for standing in row.standing.parties
    ]


def _days(page: OpenAtDesk, row: CommitmentShown) -> list[date]:
    """What was missed, and what comes: each date on which some party has something left to do."""
    today = page.acting.today
    found = {
        standing.current.due
        for standing in row.standing.parties
        if standing.current.due and standing.current.state not in SETTLED
    }
    last = today.replace(year=min(today.year + YEARS_AHEAD, date.max.year), day=1)
    ahead = due_days(tuple(page.versions), page.parties, today, last)
    found |= {one.day for one in ahead if one.terms.commitment.number == row.number}
    settled = {
        period.due
        for standing in row.standing.parties
        for period in standing.periods
        if period.due and period.state in SETTLED
    }
    open_ = {
        period.due
        for standing in row.standing.parties
        for period in standing.periods
        if period.due and period.state not in SETTLED
    }
    return sorted(found - (settled - open_))[:MOST_DAYS]

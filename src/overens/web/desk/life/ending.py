"""Another last day, by consent: the agreement is renewed, or it ends."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from overens.base.languages.rules import write_date
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.ending import propose_last_day
from overens.web.desk.agreements.loading import open_at_desk
from overens.web.desk.agreements.views import around
from overens.web.desk.drafts.forms import SIGNED
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send
from overens.web.desk.life.forms import LastDayForm


@in_post(Act.PROPOSE)
def renew(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """It goes on longer, or until further notice."""
    return _last_day(request, language, agreement, "renew")


@in_post(Act.PROPOSE)
def end(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """It ends on a day, for each party; what becomes of everything stands before the form."""
    return _last_day(request, language, agreement, "end")


def _last_day(request: HttpRequest, language: str, agreement: str, what: str) -> HttpResponse:
    page = open_at_desk(request, agreement)
    form = LastDayForm(
        request.POST or None, place=f"{what}:{page.agreement.slug}", is_open=what == "renew"
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return propose_last_day(
            by=page.acting.seat,
            agreement=page.agreement,
            ends=said["ends"],
            because=said["because"],
            answer_by=said["answer_by"],
            signing=said["counts"] == SIGNED,
            at=page.acting.now,
        )

    if send(request, form, action):
        consent = form.result
        to = f"/{language}/desk/approvals/{consent.pk}/" if consent else f"{page.home}life/"
        return redirect(to)
    ends = page.versions[-1].ends
    return render(
        request,
        f"desk/life/{what}.html",
        {
            **around(page),
            "form": form,
            "ends": write_date(ends, language) if ends else "",
            "reads": page.reads(Audience.PARTNERS),
        },
    )

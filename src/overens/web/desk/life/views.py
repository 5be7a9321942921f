"""What is under way in an agreement, and what one's own party can do now: give notice, keep it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.consents.models import Consent
from overens.base.languages.rules import Wordings, write_date
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.telling import give_notice, keep_agreement
from overens.cycle.agreements.dossier import Dossier, dossier_of
from overens.cycle.agreements.letters import Waived
from overens.cycle.agreements.queries import waivers_asked
from overens.cycle.agreements.rules.life import Notice
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.states import Progress
from overens.web.design.words import marked
from overens.web.desk.agreements.loading import OpenAtDesk, open_at_desk
from overens.web.desk.agreements.views import around
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, told
from overens.web.desk.life.forms import KeepForm, NoticeForm


@in_post(Act.READ_AGREEMENT)
def life(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """What can still count first, then what came of the rest; then what can be done."""
    page = open_at_desk(request, agreement)
    dossier = dossier_of(page.agreement, page.acting.authority)
    waiting = {consent.pk for consent in dossier.open()}
    proposals = [_proposal(page, dossier, seal) for seal in reversed(dossier.consents)]
    waivers = [
        _waiver(page, *each) for each in waivers_asked(page.agreement, page.acting.authority)
    ]
    return render(
        request,
        "desk/life/life.html",
        {
            **around(page),
            "under_way": [row for row in proposals if row["id"] in waiting]
            + [row for row in waivers if row["waits"]],
            "earlier": [row for row in proposals if row["id"] not in waiting]
            + [row for row in waivers if not row["waits"]],
            "notices": _notices(page, dossier),
            "own_notice": _own_notice(page, dossier) is not None,
            "notice_months": page.versions[-1].notice_months,
            "ends": write_date(ends, language) if (ends := page.versions[-1].ends) else "",
            "has_ended": page.has_ended,
            "last_day": write_date(page.last_day, language) if page.last_day else "",
        },
    )


def _proposal(page: OpenAtDesk, dossier: Dossier, seal: str) -> dict[str, object]:
    consent, said = dossier.consents[seal], dossier.life.proposals[seal]
    language = page.reader.language
    return {
        "id": consent.pk,
        "by": consent.edition.owner.short,
        "on": write_date(said.on, language),
        "said": dossier.progress(seal).label,
        "answer_by": write_date(consent.answer_by, language) if consent.answer_by else "",
        "waives": False,
    }


def _waiver(
    page: OpenAtDesk, consent: Consent, waived: Waived, progress: Progress
) -> dict[str, object]:
    language = page.reader.language
    title = Wordings.of(waived.title).shown(*page.reader.wants())
    return {
        "id": consent.pk,
        "by": consent.edition.owner.short,
        "on": write_date(waived.on, language),
        "said": progress.label,
        "answer_by": write_date(consent.answer_by, language) if consent.answer_by else "",
        "waives": True,
        "title": marked(title, language),
        "waits": progress == Progress.OPEN,
    }


def _notices(page: OpenAtDesk, dossier: Dossier) -> list[dict[str, str]]:
    language = page.reader.language
    shorts = {party.authority.slug: party.authority.short for party in page.parties}
    return [
        {
            "by": shorts.get(one.party, one.party),
            "on": write_date(one.on, language),
            "ends": write_date(min(one.ends, page.versions[-1].ends or one.ends), language),
        }
        for one in dossier.life.in_effect(dossier.base)
    ]


def _own_notice(page: OpenAtDesk, dossier: Dossier) -> Notice | None:
    own = page.acting.authority.slug
    return next((n for n in dossier.life.in_effect(dossier.base) if n.party == own), None)


@in_post(Act.GIVE_NOTICE)
def notice(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """A page of its own, with the last day before the button. Without the button where the text that
    counts knows no notice, and for whoever has given it."""
    page = open_at_desk(request, agreement)
    months = page.versions[-1].notice_months
    given = _own_notice(page, dossier_of(page.agreement, page.acting.authority))
    form = NoticeForm(request.POST or None, place=f"notice:{page.agreement.slug}")
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return give_notice(
            by=page.acting.seat, agreement=page.agreement, at=page.acting.now, **said
        )

    if send(request, form, action):
        return told(
            request,
            _("Notice is given, and on its way to the other parties."),
            f"{page.home}life/",
        )
    today = page.acting.authority.country.today(page.acting.now)
    last = months_after(today, months or 0)
    return render(
        request,
        "desk/life/notice.html",
        {
            **around(page),
            "form": form,
            "own_notice": given is not None,
            "notice_months": months,
            # The text may end before that.
            "last_day": write_date(min(last, page.versions[-1].ends or last), language),
            "has_ended": page.has_ended,
            "reads": page.reads(Audience.PUBLIC),
        },
    )


@in_post(Act.KEEP_AGREEMENT)
def keep(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """The word of a leader who is new in the post."""
    page = open_at_desk(request, agreement)
    form = KeepForm(request.POST or None, place=f"keep:{page.agreement.slug}")
    form.is_bound = request.method == "POST"
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return keep_agreement(
            by=page.acting.seat, agreement=page.agreement, at=page.acting.now, **said
        )

    if send(request, form, action):
        return told(request, _("It is said that the agreement goes on."), f"{page.home}life/")
    return render(
        request,
        "desk/life/keep.html",
        {**around(page), "form": form, "reads": page.reads(Audience.PARTNERS)},
    )

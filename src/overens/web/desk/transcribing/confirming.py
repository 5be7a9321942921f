"""What was typed in of a paper, as each party reads it beside the scan, and confirms it or sends it back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Asked
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording
from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.trail.states import Audience
from overens.web.design.words import dated, marked
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.parties import OTHER
from overens.web.desk.transcribing.forms import ConfirmForm
from overens.web.desk.transcribing.loading import Sent
from overens.web.desk.transcribing.scans import picture, saved
from overens.web.public.shown import letter_at


@in_post(Act.READ_AGREEMENT)
def sent(request: HttpRequest, language: str, transcription: UUID) -> HttpResponse:
    page = Sent.fetch(request, transcription)
    given = page.own_answer
    may = page.acting.may(Act.CONFIRM) and not page.version and not page.is_refused
    form = ConfirmForm(request.POST or None, place=f"transcription:{page.consent.pk}")
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        return answer_edition(
            by=page.acting.seat,
            consent=page.consent,
            answer=said["answer"],
            because=said["because"] if said["answer"] != AnswerKind.YES else "",
            at=page.acting.now,
        )

    if page.acting.may(Act.CONFIRM) and send(request, form, action):
        return told(request, sent_before() if form.sent_before else _done(form), page.address)
    paper = page.consent.edition.paper
    code, title = paper.title.shown(language)
    last = page.consent.answer_by
    return render(
        request,
        "desk/transcribing/sent.html",
        {
            "sent": page,
            "title": marked(Wording(title, code), language),
            "plain_title": title,
            "example": page.agreement.example,
            "by": page.consent.edition.owner.short,
            "day": dated(page.acting.authority.country.today(page.consent.asked_at), language),
            "answer_by": dated(last, language) if last else None,
            "cells": [_cell(page, one) for one in page.asked],
            "paper": as_html(paper, list(paper.languages)),
            "form": form if (may and given is None) or form.errors else None,
            "open_text": f"/{language}/agreements/{page.agreement.slug}/text/",
            "reads": page.reads(Audience.PARTNERS),
        },
    )


def _done(form: ConfirmForm) -> str:
    if form.cleaned_data["answer"] == AnswerKind.YES:
        return _("Confirmed, and sent to the other parties.")
    return _("Sent back, with what is wrong. Whoever typed it in makes a corrected one.")


def _cell(page: Sent, one: Asked) -> dict[str, object]:
    letters = {p.authority_id: letter_at(at) for at, p in enumerate(page.parties)}
    answers = list(one.answers.all())
    answer = answers[-1] if answers else None
    day: SafeString | None = dated(answer.on, page.language) if answer else None
    word = _("Waits")
    if answer:
        confirmed = answer.answer == AnswerKind.YES
        word = _("Confirmed") if confirmed else capfirst(str(AnswerKind(answer.answer).label))
    authority = one.authority
    return {
        "letter": letters.get(authority.pk, OTHER),
        "name": marked(Wording(authority.short, authority.name.language), page.language),
        "icon": ("done" if answer.answer == AnswerKind.YES else "sent-back")
        if answer
        else "upcoming",
        "word": word,
        "because": answer.because if answer else "",
        "day": day,
    }


@require_safe
@in_post(Act.READ_AGREEMENT)
def scan_pdf(request: HttpRequest, language: str, transcription: UUID) -> HttpResponse:
    page = Sent.fetch(request, transcription)
    if not page.has_scan:
        raise Http404
    return saved(page.said.scan, page.said.scan_name)


@require_safe
@in_post(Act.READ_AGREEMENT)
def scan_page(request: HttpRequest, language: str, transcription: UUID, page: int) -> HttpResponse:
    return picture(Sent.fetch(request, transcription).said.scan, page)

"""A paper is begun, its steps are shown, and what was typed in is put to each party."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.confirming import put_before, refused_by, waiting
from overens.cycle.agreements.actions.transcribing import (
    begin_transcribing,
    change_scan,
    lacking_in,
    put_transcription,
    revision,
)
from overens.cycle.agreements.models import Transcribing
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.signed_papers import as_typed_in
from overens.web.desk.drafts.new import begun, others_than
from overens.web.desk.entering import Acting, in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.parties import partners_of, readers
from overens.web.desk.transcribing import forms
from overens.web.desk.transcribing.loading import Paper
from overens.web.desk.transcribing.scans import picture, saved, scan_of
from overens.web.desk.transcribing.steps import steps


@in_post(Act.WRITE_AGREEMENT)
def new(request: HttpRequest, language: str) -> HttpResponse:
    acting: Acting = request.acting
    form = forms.BeginForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        others=others_than(acting),
        place="new-transcription",
    )
    own = readers(Audience.OWN, acting.authority, partners_of(acting.authority), language)
    form.all_read(own)

    def action(said: dict[str, Any]) -> str:
        scan, name = scan_of(said["scan"])
        paper: Transcribing = begin_transcribing(
            by=acting.seat, file=begun(acting, said), scan=scan, scan_name=name, at=acting.now
        )
        return paper.agreement.slug

    home = f"/{language}/desk/transcriptions/"
    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"/{language}/desk/agreements/")
        sentence = _(
            "The scan is kept. Type in the paper step by step; only your own people read it."
        )
        return told(request, sentence, f"{home}{form.result}/")
    return render(request, "desk/transcribing/new.html", {"form": form, "reads": own})


@in_post(Act.WRITE_AGREEMENT)
def overview(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    own = Paper.fetch(request, paper)
    waits = waiting(own.agreement)
    sent = put_before(own.agreement)
    back = refused_by(sent[-1]) if sent else []
    text = text_paper(as_typed_in(own.file))
    return render(
        request,
        "desk/transcribing/overview.html",
        {
            "own": own,
            "steps": steps(own),
            "lacks": lacking_in(own.typed, own.written),
            "waits": waits,
            "last": sent[-1] if sent else None,
            "sent_back_by": ", ".join(one.short for one in back),
            "put_home": f"/{language}/desk/transcriptions/put/",
            "paper": as_html(text, list(text.languages)) if text.sections else "",
        },
    )


@require_safe
@in_post(Act.WRITE_AGREEMENT)
def scan_pdf(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    typed = Paper.fetch(request, paper).typed
    return saved(typed.scan, typed.scan_name)


@require_safe
@in_post(Act.WRITE_AGREEMENT)
def scan_page(request: HttpRequest, language: str, paper: str, page: int) -> HttpResponse:
    return picture(Paper.fetch(request, paper).typed.scan, page)


@in_post(Act.WRITE_AGREEMENT)
def scan(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    own = Paper.fetch(request, paper)
    form = forms.ScanForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        place=f"transcribing:{paper}:scan",
    )
    form.all_read(own.until_proposed)

    def action(said: dict[str, Any]) -> object:
        data, name = scan_of(said["scan"])
        return change_scan(
            by=own.acting.seat, paper=own.typed, scan=data, scan_name=name, at=own.acting.now
        )

    if send(request, form, action):
        return told(request, _("The scan is kept."), own.address)
    context = {"own": own, "form": form, "label": _("Take another scan"), "reads": own.own_people}
    return render(request, "desk/transcribing/other.html", context)


@in_post(Act.WRITE_AGREEMENT)
def put(request: HttpRequest, language: str, paper: str) -> HttpResponse:
    """Says beforehand who will read it; afterwards one is where it is confirmed."""
    own = Paper.fetch(request, paper)
    form = forms.PutForm(
        request.POST or None,
        place=f"transcribing:{paper}:put",
        base=revision(own.typed, own.written),
    )
    form.all_read(own.partners)

    def action(said: dict[str, Any]) -> str:
        read, form.base = form.base or 0, revision(own.typed, own.written)
        consent = put_transcription(
            by=own.acting.seat,
            agreement=own.agreement,
            read=read,
            scan_is_public=said["readers"] == forms.EVERYONE,
            at=own.acting.now,
            answer_by=said["answer_by"],
        )
        return str(consent.pk)

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), own.address)
        return told(
            request,
            _(
                "It is on record with you, and on its way to the other parties. Confirm it for your own."
            ),
            f"/{language}/desk/transcriptions/put/{form.result}/",
        )
    context = {"own": own, "form": form, "lacks": lacking_in(own.typed, own.written)}
    return render(request, "desk/transcribing/put.html", context)

"""The draft as one's own people read it; and what is done with the whole of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from overens.base.languages.rules import write_date
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.drafting import begin_draft, comment, drop_draft
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.dossier import Dossier, dossier_of
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.queries import own_notes
from overens.web.desk.approvals.loading import Put
from overens.web.desk.approvals.shown import cells
from overens.web.desk.changes import changes_shown
from overens.web.desk.drafts import forms
from overens.web.desk.drafts.loading import Own
from overens.web.desk.drafts.shown import Shown, labels, missing
from overens.web.desk.drafts.writing import part_or_404
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told

STANDING = "in-force"
"""Instead of the seal of a proposal: the text that counts."""


@in_post(Act.READ_AGREEMENT)
def draft(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    own = Own.fetch(request, agreement)
    if own.draft is None:
        return render(request, "desk/drafts/none.html", {"own": own})
    context = {
        "own": own,
        "parts": Shown(own, own_notes(own.agreement, own.acting.authority, "")),
        "missing": missing(own),
        "changes": changes_shown(own.changes, request.reader) if own.changes else None,
        "under_way": [
            _proposal(own, put) for put in Put.under_way(request, own.agreement, own.parties)
        ],
    }
    return render(request, "desk/drafts/draft.html", context)


def _proposal(own: Own, put: Put) -> dict[str, object]:
    """One that is under way, with what each party has answered."""
    return {
        "address": put.address,
        "by": put.consent.edition.owner.short,
        "day": write_date(put.dossier.life.proposals[put.seal].on, put.language),
        "state": put.progress.label,
        "is_begun_from": put.consent.edition_id == own.written.based_on_id,
        "cells": cells(put),
    }


@in_post(Act.WRITE_AGREEMENT)
def begin(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """From the text that counts, or from a proposal: `?edition=` names one beforehand."""
    own = Own.fetch(request, agreement)
    if own.draft and request.method != "POST":
        return redirect(own.address)
    dossier = dossier_of(own.agreement, own.acting.authority)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data.setdefault("edition", STANDING)
    form = forms.BeginForm(
        data,
        texts=_texts(own, dossier),
        initial={"edition": request.GET.get("edition", "")},
        place=f"draft-begin:{own.agreement.slug}",
    )
    form.all_read(own.own_people)

    def action(said: dict[str, Any]) -> Version:
        chosen = dossier.consents.get(said["edition"])
        return begin_draft(
            by=own.acting.seat,
            agreement=own.agreement,
            at=own.acting.now,
            edition=chosen.edition if chosen else None,
        )

    if send(request, form, action):
        return told(request, _("The draft is begun. Only your own people read it."), own.address)
    return render(request, "desk/drafts/begin.html", {"own": own, "form": form})


def _texts(own: Own, dossier: Dossier) -> list[tuple[str, str]]:
    found = [(STANDING, _("The text that counts"))] if dossier.base else []
    for one in dossier.open():
        on = dossier.life.proposals[one.edition.sha256].on
        sentence = _("What %(authority)s proposed on %(day)s") % {
            "authority": one.edition.owner.short,
            "day": write_date(on, own.language),
        }
        found.append((one.edition.sha256, sentence))
    return found


@in_post(Act.COMMENT_AGREEMENT)
def note(request: HttpRequest, language: str, agreement: str, part: str) -> HttpResponse:
    """A comment on a part of one's own draft, for one's own side alone."""
    own = Own.fetch(request, agreement)
    if own.draft is None:
        return redirect(own.address)
    part_or_404(own, part)
    form = forms.CommentForm(
        request.POST or None, language=language, place=f"draft-comment:{own.agreement.slug}:{part}"
    )
    form.all_read(own.own_people)

    def action(said: dict[str, Any]) -> object:
        return comment(
            by=own.acting.seat,
            agreement=own.agreement,
            about="",
            part=part,
            text=said["text"],
            language=said["language"],
            at=own.acting.now,
        )

    back = f"{own.address}#part-{part}"
    if send(request, form, action):
        return told(request, _("Your comment is noted. Only your own people read it."), back)
    context = {"own": own, "form": form, "label": labels(own.file)[part], "back": back}
    return render(request, "desk/drafts/comment.html", context)


@in_post(Act.WRITE_AGREEMENT)
def drop(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    own = Own.fetch(request, agreement)
    if own.draft is None:
        return redirect(own.address)
    form = forms.Doing(request.POST or None, what="drop", place=f"draft-drop:{own.agreement.slug}")

    def action(said: dict[str, Any]) -> None:
        drop_draft(by=own.acting.seat, draft=own.written, at=own.acting.now)

    if send(request, form, action):
        return told(
            request, _("The draft is put away. What was proposed of it stays on record."),
            f"/{language}/desk/agreements/",
        )  # fmt: skip
    return render(request, "desk/drafts/drop.html", {"own": own, "form": form})


@in_post(Act.PROPOSE)
def put_forward(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Says beforehand who will read it; afterwards one is where it is answered."""
    own = Own.fetch(request, agreement)
    if own.draft is None:
        return redirect(own.address)
    form = forms.ProposeForm(
        request.POST or None,
        place=f"draft-propose:{own.agreement.slug}",
        base=own.written.revision,
    )
    form.all_read(own.partners)

    def action(said: dict[str, Any]) -> str:
        if form.base != own.written.revision:
            form.base = own.written.revision
            raise Refused(_("The draft has changed since you opened this page. Read it again."))
        consent = propose(
            by=own.acting.seat,
            draft=own.written,
            at=own.acting.now,
            answer_by=said["answer_by"],
            signing=said["counts"] == forms.SIGNED,
        )
        return str(consent.pk)

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), own.address)
        return told(
            request,
            _("Proposed. It is on record with you, and is on its way to the other parties."),
            f"/{language}/desk/approvals/{form.result}/",
        )
    context = {"own": own, "form": form, "missing": missing(own)}
    return render(request, "desk/drafts/propose.html", context)

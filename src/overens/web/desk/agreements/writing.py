"""The pages by which one's own party says what it did, what it did not, and that a text is right."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.roles import Act
from overens.base.papers.attachments import MOST_BYTES
from overens.base.papers.html import as_html
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.evidence import (
    RowsRefused,
    report_evidence,
    report_several,
    say_not_done,
    source_of,
    withdraw_evidence,
)
from overens.cycle.agreements.actions.transcription import confirm as confirm_transcription
from overens.cycle.agreements.queries import commitments_by_number, evidence_in
from overens.web.desk.agreements.forms import (
    MOST_ROWS,
    ConfirmForm,
    NotDoneForm,
    NoteForm,
    SinceForm,
    open_periods,
)
from overens.web.desk.agreements.loading import OpenAtDesk, commitment_of, open_at_desk
from overens.web.desk.agreements.views import around
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, told
from overens.web.public import histories
from overens.web.public.shown import CommitmentShown


def _bound_row(page: OpenAtDesk, number: int) -> CommitmentShown:
    """Only what binds one's own party is its to say something about."""
    row = page.row(number)
    if page.own_cell(row).standing is None:
        raise Http404
    return row


@in_post(Act.NOTE_EVIDENCE)
def note(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    page = open_at_desk(request, agreement)
    row = _bound_row(page, number)
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        place=f"evidence:{page.agreement.slug}:{number}",
        terms=row.standing.terms,
        language=language,
        readers={audience: page.reads(audience) for audience in Audience},
    )

    def action(said: dict[str, Any]) -> object:
        upload = said["file"]
        # One byte more than has room: the action says so, and no more is read.
        data = upload.read(MOST_BYTES + 1) if upload else b""
        return report_evidence(
            by=page.acting.seat,
            commitment=commitment_of(page, number),
            kind=said["kind"],
            party=page.own,
            since=said["since"],
            until=said["until"],
            source=source_of(said["kind"], said["since"], said["until"], said["note"], data),
            at=page.acting.now,
            note=said["note"],
            file=data,
            file_name=upload.name if upload else "",
            file_readers=said["file_readers"],
        )

    if send(request, form, action):
        return told(request, _("Noted. Everyone can read it."), row.address)
    return _write(request, page, row, form, "note")


def _write(
    request: HttpRequest, page: OpenAtDesk, row: CommitmentShown, form: DeskForm, what: str
) -> HttpResponse:
    return render(
        request,
        f"desk/agreements/{what}.html",
        {**around(page), "row": row, "form": form, "reads": page.reads(Audience.PUBLIC)},
    )


@in_post(Act.SAY_NOT_DONE)
def not_done(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    page = open_at_desk(request, agreement)
    row = _bound_row(page, number)
    standing = page.own_cell(row).standing
    assert standing
    form = NotDoneForm(
        request.POST or None,
        place=f"not-done:{page.agreement.slug}:{number}",
        periods=open_periods(standing.periods, page.today[page.own.pk]),
        language=language,
    )
    form.all_read(page.reads(Audience.PUBLIC))

    def action(said: dict[str, Any]) -> object:
        return say_not_done(
            by=page.acting.seat,
            commitment=commitment_of(page, number),
            party=page.own,
            due=said["due"],
            because=said["because"],
            at=page.acting.now,
        )

    if send(request, form, action):
        return told(request, _("Noted as not done, with the reason."), row.address)
    return _write(request, page, row, form, "not_done")


@in_post(Act.NOTE_EVIDENCE)
def withdraw(request: HttpRequest, language: str, agreement: str, evidence: UUID) -> HttpResponse:
    """What one's own party noted; anybody else's is not there to be withdrawn."""
    page = open_at_desk(request, agreement)
    noted = evidence_in(page.agreement, evidence)
    if noted is None or noted.party_id != page.own.pk:
        raise Http404
    row = page.row(noted.commitment.number)
    form = DeskForm(request.POST or None, place=f"withdraw:{noted.pk}")
    # Without a field a form is never bound by its data alone.
    form.is_bound = request.method == "POST"

    def action(said: dict[str, Any]) -> object:
        return withdraw_evidence(
            by=page.acting.seat,
            commitment=noted.commitment,
            party=page.own,
            source=noted.source,
            at=page.acting.now,
        )

    if send(request, form, action):
        return told(request, _("Withdrawn. It stays on file as withdrawn."), row.address)
    if noted.withdrawn_at and request.method != "POST":
        raise Http404
    shown = [e for e in histories.evidence_shown(page, row) if e.row.pk == noted.pk]
    return render(
        request,
        "desk/agreements/withdraw.html",
        {
            **around(page),
            "row": row,
            "item": shown[0] if shown else None,
            "form": form,
            "reads": page.reads(Audience.PUBLIC),
        },
    )


@in_post(Act.CONFIRM)
def confirm(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """The frozen text as it was typed in, and one's own party's word that it is right."""
    page = open_at_desk(request, agreement)
    newest = page.versions[-1]
    form = ConfirmForm(
        request.POST or None,
        initial={"edition": newest.edition_id},
        place=f"confirm:{page.agreement.slug}",
    )

    def action(said: dict[str, Any]) -> object:
        return confirm_transcription(
            by=page.acting.seat,
            agreement=page.agreement,
            edition=said["edition"],
            at=page.acting.now,
        )

    if send(request, form, action):
        sentence = _("You confirmed version %(number)s for %(authority)s.") % {
            "number": newest.number,
            "authority": page.acting.authority.name.text,
        }
        return told(request, sentence, page.home)
    if form.errors:
        # Whoever sends again has the newest text before them.
        form.data = form.data.copy()
        form.data["edition"] = str(newest.edition_id)
    page.number = newest.number
    paper = newest.edition.paper
    return render(
        request,
        "desk/agreements/confirm.html",
        {
            **around(page),
            "chosen": newest,
            "paper": as_html(paper, list(paper.languages)),
            "is_confirmed": page.answers.get(page.acting.authority.pk) == AnswerKind.YES,
            "form": form,
            "reads": page.reads(Audience.PUBLIC),
        },
    )


@in_post(Act.NOTE_EVIDENCE)
def since_signing(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Several things at once: all of them, or the rows that are wrong are told."""
    page = open_at_desk(request, agreement)
    rows = request.GET.get("rows", "")
    form = SinceForm(
        request.POST or None,
        place=f"since-signing:{page.agreement.slug}",
        commitments=[row for row in page.commitments if page.own_cell(row).standing],
        everyone=page.reads(Audience.PUBLIC),
        language=language,
        rows=min(MOST_ROWS, int(rows))
        if rows.isascii() and rows.isdigit() and rows[:3] == rows
        else 2,
    )

    def action(said: dict[str, Any]) -> object:
        names, happened = form.happened(said, commitments_by_number(page.agreement))
        try:
            return report_several(
                by=page.acting.seat, party=page.own, rows=happened, at=page.acting.now
            )
        except RowsRefused as refused:
            refused.fields = {f"{names[n]}-day": text for n, text in refused.faults.items()}
            raise

    if send(request, form, action):
        n = len(form.cleaned_data["filled"])
        sentence = ngettext(
            "%(n)s thing is noted. Everyone can read it.",
            "%(n)s things are noted. Everyone can read them.",
            n,
        ) % {"n": n}
        return told(request, sentence, page.home)
    return render(
        request,
        "desk/agreements/since_signing.html",
        {
            **around(page),
            "form": form,
            "more": min(MOST_ROWS, form.rows + 3),
            "signed": page.signatories[0].on if page.signatories else None,
            "reads": page.reads(Audience.PUBLIC),
        },
    )

"""The pages on which a proposal, or a waiver, is read, answered, signed and talked about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.consents.actions import answer_edition
from overens.base.consents.queries import reached, standing_at
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording, languages
from overens.base.municipalities.queries import seats_between, sitting
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.papers.html import as_html
from overens.base.papers.storage import fetch
from overens.base.records.queries import standing_of
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.drafting import begin_draft, comment
from overens.cycle.agreements.actions.telling import send_comment, sign
from overens.cycle.agreements.rules.going_on import stages_held
from overens.web.design.reads import Reads
from overens.web.design.words import dated, marked
from overens.web.desk.approvals import forms, minutes, shown
from overens.web.desk.approvals.buttons import answering
from overens.web.desk.approvals.changes import changes
from overens.web.desk.approvals.council import occasions
from overens.web.desk.approvals.loading import Put
from overens.web.desk.approvals.steps import next_step
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, sent_before, show, told
from overens.web.desk.life.shown import gone_on_shown
from overens.web.desk.posts.forms import Doing
from overens.web.desk.tasks import distance
from overens.web.public.files import as_attachment

ON_A_PAGE = 25


@require_safe
@in_post(Act.READ_AGREEMENT)
def approvals(request: HttpRequest, language: str) -> HttpResponse:
    """What has reached one's authority, newest first, with its own answer."""
    own = request.acting.authority
    rows = Paginator(reached(own, *minutes.KINDS), ON_A_PAGE).get_page(request.GET.get("page"))
    answers = standing_at(own, list(rows.object_list))
    lines = []
    for consent in rows.object_list:
        code, text = consent.edition.paper.title.shown(language)
        owner = consent.edition.owner
        answer = answers.get(consent.pk)
        lines.append(
            {
                "address": f"/{language}/desk/approvals/{consent.pk}/",
                "title": marked(Wording(text, code), language),
                "by": marked(Wording(owner.short, owner.name.language), language),
                "day": dated(own.country.today(consent.asked_at), language),
                "answer": AnswerKind(answer).label if answer else "",
                "icon": shown.ICONS[AnswerKind(answer) if answer else ""],
            }
        )
    return render(request, "desk/approvals/list.html", {"lines": lines, "page": rows})


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: its form, what its button says, and where it leads."""

    form: Doing
    button: SafeString | str
    reads: Reads
    action: Callable[[dict[str, Any]], object]
    then: Callable[[], HttpResponse]


@in_post(Act.READ_AGREEMENT)
def approval(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    page = minutes.fetch(request, consent)
    offers = {offer.form.what: offer for offer in _offers(page, request)}
    sent = None
    if request.method == "POST":
        sent = offers.get(request.POST.get("do", ""))
        if sent is None:
            raise Http404
        if send(request, sent.form, sent.action):
            return sent.then()
        page = minutes.fetch(request, consent)  # somebody may have answered meanwhile
    show(request, *(offer.form for offer in offers.values() if offer is not sent))
    return _page(request, page, offers, sent.form if sent else None)


def _page(
    request: HttpRequest, page: Put, offers: dict[str, Offer], form: DeskForm | None
) -> HttpResponse:
    names = shown.part_names(page) if page.is_proposal else {"": ""}
    by, own = page.consent.edition.owner, page.acting.authority
    last = _last_day(page)
    return render(
        request,
        "desk/approvals/approval.html",
        {
            "put": page,
            "form": form,
            "offers": {name.replace("-", "_"): offer for name, offer in offers.items()},
            "title": page.title,
            "plain_title": page.plain_title,
            "example": page.agreement.example,
            "by": marked(Wording(by.short, by.name.language), page.language),
            "by_letter": page.letter(by.pk),
            "day": dated(own.country.today(page.consent.asked_at), page.language),
            "state": page.state,
            "next": next_step(page),
            "cells": shown.cells(page),
            "has_answered": page.standing(page.own) is not None,
            "registers": shown.registers(page),
            "answer_by": dated(last, page.language) if last else None,
            "distance": distance(last, page.acting.today) if last else "",
            "is_late": bool(last and last < page.acting.today),
            "asked_next": _asked_next(page) if last else "",
            "gone_on": gone_on_shown(page.own, last, page.acting.today, page.language),
            "paper": as_html(page.paper, list(page.paper.languages)),
            "pdf": f"{page.address}{page.consent.edition.pdf}.pdf",
            "older": page.older,
            "before": page.before.number if page.before else None,
            "changes": changes(page, request),
            "council_paper": [
                (f"{page.address}council-paper/?step={one.value}", one.label)
                for one in occasions(page)
            ]
            if page.acting.may(Act.TYPE_IN)
            else [],
            "base": f"/{page.language}/agreements/{page.agreement.slug}/text/",
            "comments": shown.comments(page, names),
            "notes": shown.notes(page, names),
            "own_reads": page.reads(Audience.OWN),
            "draft": f"/{page.language}/desk/agreements/{page.agreement.slug}/draft/"
            if "begin" in offers and page.has_draft
            else "",
        },
    )


def _last_day(page: Put) -> date | None:
    """The day to which one's own authority postponed its answer, else that by which all were asked."""
    answer = page.standing(page.own)
    return (answer.until if answer else None) or page.consent.answer_by


def _asked_next(page: Put) -> str:
    """Whom the question goes on to in one's own authority when the day passes, of those that somebody
    is; empty where it has answered."""
    answer = page.standing(page.own)
    if answer and answer.answer != AnswerKind.POSTPONED:
        return ""
    own = page.own.authority
    contacts = (party.contact_id for party in page.parties if party.authority_id == own.pk)
    contact = next(contacts, None)
    held = stages_held(sitting(own, page.acting.now), contact.hex if contact else None)
    return languages()[page.language].join([str(stage.label) for stage in held])


def _offers(page: Put, request: HttpRequest) -> Iterator[Offer]:
    """What the seat that acts may do, as forms: the one that was sent is filled in.

    What does not fit any more takes the form all the same, and its action says why not.
    """
    partners, may = page.reads(Audience.PARTNERS), page.acting.may

    def filled(form: type[Doing], reads: Reads, **named: Any) -> Any:
        sent = request.method == "POST" and request.POST.get("do") == form.what
        data = (request.POST, request.FILES) if sent else (None, None)
        # What has nothing to type needs no name of its own.
        place = "" if form is forms.BeginForm else f"{form.what}:{page.consent.pk}"
        made = form(*data, place=place, **named)
        made.reads(**{name: reads for name in made.fields if not made[name].is_hidden})
        return made

    def done() -> HttpResponse:
        return redirect(f"{page.address}done/")

    posted = request.method == "POST"
    if may(Act.ANSWER_PROPOSAL) and (page.choices or posted):
        yield _answer(page, filled, partners, done)
    if may(Act.RECORD_SIGNING) and (page.may_be_signed or (posted and page.is_signed)):
        yield _signing(page, filled, partners, done)
    if not page.is_proposal:
        return
    if may(Act.COMMENT_AGREEMENT):
        yield from _talking(page, request, filled, partners)
    if may(Act.WRITE_AGREEMENT):
        yield _beginning(page, filled)


def _answer(
    page: Put, filled: Callable[..., Any], reads: Reads, done: Callable[[], HttpResponse]
) -> Offer:
    country = page.acting.authority.country
    form = filled(
        forms.ApproveForm,
        reads,
        choices=page.choices or list(AnswerKind),
        today=page.acting.today,
        gains_force=country.decision_gains_force and not page.is_minutes,
        seal=page.seal,
    )

    def action(said: dict[str, Any]) -> None:
        if said["read"] != page.seal or page.newer:
            raise Refused(_("A newer text exists. Nothing was approved."))
        answer_edition(
            by=page.acting.seat,
            consent=page.consent,
            answer=said["answer"],
            because=said["because"],
            until=said["until"],
            body=said["body"],
            paragraph=said["paragraph"],
            on=said["on"],
            lawful_on=said.get("lawful_on"),
            at=page.acting.now,
        )

    return Offer(form, answering(page.acting.authority.short), reads, action, done)


def _signing(
    page: Put, filled: Callable[..., Any], reads: Reads, done: Callable[[], HttpResponse]
) -> Offer:
    assert page.said
    found = seats_between(page.acting.authority, page.said.on, page.acting.today)
    seats = {str(seat.pk): seat for seat in found}
    form = filled(forms.SignForm, reads, seats=seats, language=page.language)

    def action(said: dict[str, Any]) -> None:
        sign(
            by=page.acting.seat,
            agreement=page.agreement,
            seal=page.seal,
            on=said["on"],
            place=said["where"],
            signatories=[seats[pk] for pk in said["signatories"]],
            scan=forms.scan_in(said),
            at=page.acting.now,
        )

    return Offer(form, _("Record the signing"), reads, action, done)


def _talking(
    page: Put, request: HttpRequest, filled: Callable[..., Any], partners: Reads
) -> Iterator[Offer]:
    names, own = shown.part_names(page), page.reads(Audience.OWN)
    comment_form = filled(
        forms.CommentForm, partners, parts=names, label=_("Your comment to the other parties")
    )
    note_form = filled(
        forms.OwnNoteForm, own, parts=names, label=_("Your note"), language=page.language
    )

    def tell(said: dict[str, Any]) -> None:
        send_comment(
            by=page.acting.seat,
            agreement=page.agreement,
            seal=page.seal,
            part=said["part"],
            text=said["text"],
            at=page.acting.now,
        )

    def note(said: dict[str, Any]) -> None:
        comment(
            by=page.acting.seat,
            agreement=page.agreement,
            about=page.seal,
            part=said["part"],
            text=said["text"],
            language=said["language"],
            at=page.acting.now,
        )

    def said(form: DeskForm, sentence: str) -> Callable[[], HttpResponse]:
        return lambda: told(request, sent_before() if form.sent_before else sentence, page.address)

    yield Offer(
        comment_form,
        _("Send the comment"),
        partners,
        tell,
        said(comment_form, _("Your comment was sent to the other parties.")),
    )
    yield Offer(
        note_form, _("Save the note"), own, note, said(note_form, _("Noted for your own people."))
    )


def _beginning(page: Put, filled: Callable[..., Any]) -> Offer:
    own = page.reads(Audience.OWN)

    def action(_said: dict[str, Any]) -> None:
        begin_draft(
            by=page.acting.seat,
            agreement=page.agreement,
            edition=page.consent.edition,
            at=page.acting.now,
        )

    def then() -> HttpResponse:
        return redirect(f"/{page.language}/desk/agreements/{page.agreement.slug}/draft/")

    return Offer(filled(forms.BeginForm, own), _("Propose a changed text"), own, action, then)


@require_safe
@in_post(Act.READ_AGREEMENT)
def done(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    """What one's own authority said last: what, for whom, under which number, and what comes next."""
    page = minutes.fetch(request, consent)
    own = page.acting.authority
    signed, answer = page.signatures.get(own.pk), page.standing(page.own)
    step = next(
        (
            s
            for s in page.dossier.steps
            if signed and s.about == page.seal and s.authority_id == own.pk and s.kind == "signed"
        ),
        None,
    )
    edition = step.edition if step else answer.edition if answer else None
    if edition is None:
        raise Http404
    cell = shown.cells(page)[page.asked.index(page.own)]
    standing = standing_of(own, edition)
    return render(
        request,
        "desk/approvals/done.html",
        {
            "put": page,
            "title": page.title,
            "plain_title": page.plain_title,
            "example": page.agreement.example,
            "cell": cell,
            "is_signed": bool(step),
            "number": standing.number if standing else "",
            "others": page.names([one for one in page.asked if one.authority_id != own.pk]),
            "next": next_step(page),
        },
    )


@require_safe
@in_post(Act.READ_AGREEMENT)
def pdf(request: HttpRequest, language: str, consent: UUID, pdf: str) -> HttpResponse:
    """The text as it was put, by the hash of its PDF."""
    edition = minutes.fetch(request, consent).consent.edition
    if pdf != edition.pdf:
        raise Http404
    return as_attachment(fetch(settings.FILES, edition.pdf), f"{edition.sha256[:12]}.pdf")

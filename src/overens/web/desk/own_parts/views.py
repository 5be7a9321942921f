"""The page on which a party sees its own part of a matter, and publishes it or takes it back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.publishing import publish_own, withdraw_own
from overens.cycle.agreements.own_parts import OwnPart, own_editions
from overens.web.design.words import dated
from overens.web.desk.approvals.loading import Put
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.own_parts.forms import OfPart, PublishForm, WithdrawForm


@dataclass(frozen=True, slots=True)
class PartShown:
    """One edition of one's own party's. `since` is the day on which it was published, where it is."""

    seal: str
    heading: str
    day: SafeString
    since: SafeString | None
    was: list[tuple[SafeString, SafeString]]
    paper: SafeString
    form: OfPart


@in_post(Act.PUBLISH_OWN)
def publish(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    page = Put.fetch(request, consent)
    parts = {part.edition.sha256: part for part in own_editions(page.consent, page.own.authority)}
    forms = {seal: _form(request, part) for seal, part in parts.items()}
    sent = None
    if request.method == "POST":
        # What is not one's own is no part here, and nothing is done with it.
        sent = next((form for form in forms.values() if form.is_bound), None)
        if sent and send(request, sent, _action(page, part := parts[request.POST["part"]])):
            return told(
                request,
                sent_before() if sent.sent_before else _done(part),
                f"{page.address}publish/",
            )
    for form in forms.values():
        if form is not sent:
            show(request, form)
    return render(
        request,
        "desk/own_parts/publish.html",
        {
            "put": page,
            "form": sent,
            "title": page.title,
            "plain_title": page.plain_title,
            "example": page.agreement.example,
            "parts": [_shown(page, part, forms[seal]) for seal, part in parts.items()],
            "reads": page.reads(Audience.PUBLIC),
            "public": f"/{language}/agreements/{page.agreement.slug}/proposals/{page.consent.pk}/",
            "is_public": any(part.published for part in parts.values()),
        },
    )


def _form(request: HttpRequest, part: OwnPart) -> OfPart:
    """The form that fits; the one that was sent takes what was sent, also where it does not fit any
    more: its action says why not."""
    seal = part.edition.sha256
    kind: type[OfPart] = WithdrawForm if part.standing else PublishForm
    if request.method == "POST" and request.POST.get("part") == seal:
        for sent in (PublishForm, WithdrawForm):
            if request.POST.get("do") == sent.what:
                return sent(request.POST, seal=seal)
    return kind(seal=seal)


def _action(page: Put, part: OwnPart) -> Callable[[dict[str, Any]], object]:
    def action(said: dict[str, Any]) -> object:
        if said["do"] == PublishForm.what:
            return publish_own(
                by=page.acting.seat, consent=page.consent, edition=part.edition, at=page.acting.now
            )
        last = part.standing or part.published[-1]
        return withdraw_own(by=page.acting.seat, published=last, at=page.acting.now)

    return action


def _done(part: OwnPart) -> str:
    if part.standing:
        return _("It is withdrawn. That it stood there is still said.")
    return _("It is published: everyone can read it now.")


def _shown(page: Put, part: OwnPart, form: OfPart) -> PartShown:
    country, language = page.acting.authority.country, page.language

    def day(at: Any) -> SafeString:
        return dated(country.today(at), language)

    if part.answer:
        heading = _("Our answer: %(answer)s") % {"answer": AnswerKind(part.answer.answer).label}
    else:
        heading = _("The text that we propose") if page.is_proposal else _("What we propose")
    return PartShown(
        seal=part.edition.sha256,
        heading=capfirst(heading),
        day=day(part.edition.frozen_at),
        since=day(part.standing.at) if part.standing else None,
        was=[(day(one.at), day(one.withdrawn_at)) for one in part.published if one.withdrawn_at],
        paper=as_html(part.edition.paper, _columns(part, page)),
        form=form,
    )


def _columns(part: OwnPart, page: Put) -> list[str]:
    """The text in all its languages; an answer in the reader's own, since its words are the same."""
    paper = part.edition.paper
    if part.answer and page.language in paper.written_in():
        return [page.language]
    return list(paper.languages)

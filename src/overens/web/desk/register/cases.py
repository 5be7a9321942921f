"""The inbox, and one case: what came, what was answered, and what can be done with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.municipalities.models import Post
from overens.base.municipalities.roles import TABLE, Act
from overens.base.records.actions import cases as verbs
from overens.base.records.own_queries import CaseRow, case_rows, cases_of
from overens.web.design.reads import Reads
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.posts.forms import Doing
from overens.web.desk.register import forms
from overens.web.desk.register.loading import Own
from overens.web.desk.register.shown import case_shown, step

A_PAGE = 25


@require_safe
@in_post(Act.READ_REGISTER)
def inbox(request: HttpRequest, language: str) -> HttpResponse:
    """Cases that are open; with ?all=1 those that are closed too."""
    page, every = Own.fetch(request), request.GET.get("all") == "1"
    rows = cases_of(page.register)
    pages = Paginator(rows if every else rows.filter(closed_at__isnull=True), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "desk/register/inbox.html",
        {
            "cases": [case_shown(page, row) for row in case_rows(page.register, shown.object_list)],
            "page": shown,
            "every": every,
            "query": "all=1" if every else "",
            "waiting": page.waits,
        },
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with a case: its form, and what is said when it is done."""

    form: Doing
    title: str
    button: str
    reads: Reads
    action: Callable[[dict[str, Any]], object]
    sentence: str
    before: str = ""


@in_post(Act.READ_REGISTER)
def case(request: HttpRequest, language: str, case: UUID) -> HttpResponse:
    page = Own.fetch(request)
    row = page.case(case)
    whole = all(page.may_read(line, row.case) for line in row.lines)
    if request.method == "POST":
        offers = list(_offers(page, row, "", request)) if whole else []
        sent = next((o for o in offers if o.form.what == request.POST.get("do")), None)
        if sent is None:
            raise Http404
        if send(request, sent.form, sent.action):
            said = sent_before() if sent.form.sent_before else sent.sentence
            return told(request, said, f"{page.home}inbox/{case}/")
    steps = [step(page, line, row.case) for line in row.lines]
    if request.method != "POST":
        offers = list(_offers(page, row, _official(page), request)) if whole else []
        sent = None
        for offer in offers:
            show(request, offer.form)
    found = row.case
    return render(
        request,
        "desk/register/case.html",
        {
            "case": case_shown(page, row),
            "steps": steps,
            "offers": offers,
            "form": sent.form if sent else None,
            "whole": whole,
            "closed": page.day(found.closed_at) if found.closed_at else None,
            "because": _("sent on")
            if found.closed_because == verbs.FORWARDED
            else found.closed_because,
            "within": page.register.answer_within,
            "more": f"{page.home}register/new/?case={case}",
        },
    )


def _official(page: Own) -> str:
    """The language in which the authority answers unless it says otherwise: its own."""
    return page.acting.authority.country.languages[0]


def _offers(page: Own, row: CaseRow, language: str, request: HttpRequest) -> Iterator[Offer]:
    """What the seat that acts may do with it, as forms: the one that was sent is filled in."""
    if not page.acting.may(Act.ANSWER_CASE):
        return

    def filled(form: type[Doing], readers: Reads, **named: Any) -> Doing:
        sent = request.method == "POST" and request.POST.get("do") == form.what
        data = (request.POST, request.FILES) if sent else (None, None)
        made = form(*data, place=f"{form.what}:{row.case.pk}", **named)
        made.reads(**{name: readers for name in made.fields if not made[name].is_hidden})
        return made

    yield _answer(page, row, language, filled)
    if page.others:
        yield _sending_on(page, row, filled)
    yield _handling(page, row, filled)
    for offer in _endings(page, row, filled):
        # One of the two fits; what is sent twice is told so, whichever fits by then.
        if request.method == "POST" or isinstance(offer.form, forms.Reopen) == bool(
            row.case.closed_at
        ):
            yield offer


Filled = Callable[..., Doing]


def _by(page: Own, row: CaseRow) -> Mapping[str, Any]:
    """What every verb about a case is handed."""
    return {"by": page.acting.seat, "case": row.case, "at": page.acting.now}


def _answer(page: Own, row: CaseRow, language: str, filled: Filled) -> Offer:
    by_form = bool(row.case.thread)
    readers = page.sender if by_form else page.own_people
    start = {"read": len(row.lines), "language": language}
    return Offer(
        filled(forms.Answer, readers, language=page.language, initial=start),
        _("Answer"),
        _("Send the answer") if by_form else _("Enter the answer"),
        readers,
        lambda data: verbs.answer_case(
            **_by(page, row),
            text=data["text"],
            language=data["language"],
            attached=forms.files_of(data),
            closes=data["closes"],
            read=data["read"],
        ),
        _("The answer is entered and sent. Whoever wrote finds it on their own page.")
        if by_form
        else _("The answer is entered. Send its PDF, which stands in the case, by post or mail."),
        _("It is entered in the register as sent. Nobody can change it afterwards.")
        if by_form
        else _(
            "It did not come by the form, so Overens has nowhere to send the answer: it is entered "
            "in the register, and its PDF is yours to send."
        ),
    )


def _sending_on(page: Own, row: CaseRow, filled: Filled) -> Offer:
    others = {other.slug: other for other in page.others}
    start = {"read": len(row.lines)}
    return Offer(
        filled(forms.SendOn, page.receiver, others=list(others.values()), initial=start),
        _("Send it on"),
        _("Send it on"),
        page.receiver,
        lambda data: verbs.forward_case(
            **_by(page, row),
            to=others[data["to"]],
            note=data["note"],
            keeps=data["keeps"],
            read=data["read"],
        ),
        _("It is on its way. Their number stands here when it has come back."),
        _("It leaves this register and enters theirs. Whoever wrote is told."),
    )


def _handling(page: Own, row: CaseRow, filled: Filled) -> Offer:
    found, roles = row.case, TABLE[Act.ANSWER_CASE].roles
    posts = {
        post.slug: post for post in Post.objects.filter(authority=found.register_id, role__in=roles)
    }
    start = {"post": found.handler.slug if found.handler else ""}
    return Offer(
        filled(
            forms.Assign,
            page.own_people,
            posts=sorted(posts.values(), key=lambda post: post.slug),
            language=page.language,
            initial=start,
        ),
        _("Say who handles it"),
        _("Write it down"),
        page.own_people,
        lambda data: verbs.assign_case(**_by(page, row), post=posts.get(data["post"])),
        _("It is written down who handles the case."),
    )


def _endings(page: Own, row: CaseRow, filled: Filled) -> Iterator[Offer]:
    yield Offer(
        filled(forms.Reopen, page.own_people),
        _("Open it again"),
        _("Open the case again"),
        page.own_people,
        lambda data: verbs.reopen_case(**_by(page, row)),
        _("The case is open again."),
    )
    yield Offer(
        filled(forms.Close, page.own_people),
        _("Close it without an answer"),
        _("Close the case"),
        page.own_people,
        lambda data: verbs.close_case(**_by(page, row), because=data["because"]),
        _("The case is closed."),
    )

"""The register itself: found, read, entered by hand, corrected; and who read what is marked."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.storage import fetch
from overens.base.records.actions import registering
from overens.base.records.models import Entry, Viewing
from overens.base.records.queries import (
    Line,
    dispatch_of,
    entries_found,
    lines_of,
    said_in,
)
from overens.base.records.rules import differs
from overens.base.records.states import Direction
from overens.web.design.reads import everyone
from overens.web.design.words import dated
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.register import forms
from overens.web.desk.register.cases import A_PAGE, files_of, step
from overens.web.desk.register.loading import Own
from overens.web.public.files import as_attachment


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the register."""

    address: str
    number: str
    day: SafeString
    direction: str
    subject: str
    counterpart: str
    is_cancelled: bool
    is_marked: bool


def line_shown(page: Own, line: Line, handler: object) -> LineShown:
    readable, entry = page.may_read(line, handler), line.entry
    return LineShown(
        address=f"{page.home}register/{entry.year}/{entry.number}/",
        number=line.written,
        day=dated(entry.on, page.language),
        direction=str(Direction(entry.direction).label),
        subject=page.subject(line, readable=readable),
        counterpart=page.counterpart(line, readable=readable),
        is_cancelled=line.said.is_cancelled,
        is_marked=bool(line.said.secrecy),
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@in_post(Act.READ_REGISTER)
def register(request: HttpRequest, language: str) -> HttpResponse:
    """All of one's own authority's, newest first."""
    if request.method == "POST":
        raise Http404
    page, said = Own.fetch(request), request.GET
    words, day = said.get("q", "")[:200].replace("\0", "").strip(), _day(said.get("day", ""))
    direction = said.get("direction", "") if said.get("direction") in Direction.values else ""
    rows = entries_found(page.register, words, day, direction).select_related("case")
    pages = Paginator(rows, A_PAGE).get_page(said.get("page"))
    entries = list(pages.object_list)
    for entry in entries:
        entry.register = page.register
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(
        request,
        "desk/register/register.html",
        {
            "lines": [line_shown(page, ln, ln.entry.case.handler_id) for ln in lines_of(entries)],
            "page": pages,
            "words": words,
            "day": day.isoformat() if day else "",
            "direction": direction,
            "directions": [(d.value, str(d.label)) for d in Direction],
            "query": kept.urlencode(),
            "waiting": page.counts,
        },
    )


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version: when, who, why, and what it changed."""

    number: int
    day: SafeString
    time: str
    who: str
    because: str
    changed: str


def _versions(page: Own, entry: Entry) -> list[VersionShown]:
    words = {
        "subject": _("what it concerns"),
        "counterpart": _("from or to whom"),
        "is_private": _("whether it is a private person"),
        "public_subject": _("what everyone reads of it"),
        "public_counterpart": _("the name that everyone reads"),
        "secrecy": _("the marking as confidential"),
        "secrecy_on": _("the date of the marking"),
        "is_cancelled": _("whether it is cancelled"),
    }
    rows = list(entry.versions.select_related("by__person").order_by("number"))
    found = []
    for before, row in zip([None, *rows], rows, strict=False):
        changed = differs(said_in(before), said_in(row)) if before else ()
        found.append(
            VersionShown(
                row.number,
                page.day(row.at),
                page.clock(row.at),
                row.by.person.name if row.by else _("Overens itself"),
                row.because,
                ", ".join(words[name] for name in changed if name != "secrecy_on"),
            )
        )
    return found


@in_post(Act.READ_REGISTER)
def entry(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    if request.method == "POST":
        raise Http404
    page = Own.fetch(request)
    line = page.entry(year, number)
    found = line.entry
    shown = step(page, line, found.case.handler_id)
    if shown.readable:
        page.opened(line)
    dispatch = dispatch_of(found)
    return render(
        request,
        "desk/register/entry.html",
        {
            "line": line_shown(page, line, found.case.handler_id),
            "step": shown,
            "said": line.said,
            "ground": page.ground(line.said.secrecy) if line.said.secrecy else "",
            "marked_on": dated(line.said.secrecy_on, language) if line.said.secrecy_on else None,
            "case": f"{page.home}inbox/{found.case_id}/",
            "arrived": page.clock(found.at) if found.at else "",
            "entered": page.day(found.entered_at),
            "entered_at": page.clock(found.entered_at),
            "entered_by": found.entered_by.person.name if found.entered_by else "",
            "late": found.entered_by is not None
            and page.register.authority.country.today(found.entered_at) != found.on,
            "dispatch": dispatch,
            "delivery": getattr(found, "delivery", None),
            "versions": _versions(page, found) if shown.readable else [],
            "viewings": _viewings(page, found)
            if line.said.secrecy and page.acting.may(Act.READ_RESTRICTED)
            else [],
        },
    )


def _viewings(page: Own, entry: Entry | None = None) -> list[tuple[SafeString, str, str, str, str]]:
    """Day, time, who, and the entry with its address: newest first."""
    rows = Viewing.objects.filter(entry__register=page.register)
    rows = rows.filter(entry=entry) if entry else rows
    found = []
    for row in rows.select_related("seat__person", "entry").order_by("-at", "-pk")[:100]:
        row.entry.register = page.register
        at = f"{page.home}register/{row.entry.year}/{row.entry.number}/"
        (line,) = [f"{row.entry.year}/{row.entry.number}"]
        found.append((page.day(row.at), page.clock(row.at), row.seat.person.name, line, at))
    return found


@in_post(Act.READ_RESTRICTED)
def read_by(request: HttpRequest, language: str) -> HttpResponse:
    """Who opened what is marked as confidential."""
    if request.method == "POST":
        raise Http404
    page = Own.fetch(request)
    return render(request, "desk/register/read_by.html", {"viewings": _viewings(page)})


@require_safe
@in_post(Act.READ_REGISTER)
def document(
    request: HttpRequest, language: str, year: int, number: int, position: int
) -> HttpResponse:
    """A file of an entry: to save, never to show."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    found = line.entry.documents.filter(position=position).first()
    if found is None or not page.may_read(line, line.entry.case.handler_id):
        raise Http404
    page.opened(line)
    return as_attachment(fetch(settings.FILES, found.sha256), found.name, found.media_type)


@in_post(Act.KEEP_REGISTER)
def new(request: HttpRequest, language: str) -> HttpResponse:
    """A line by hand; with ?case= in a case that is there."""
    page = Own.fetch(request)
    case = _case_of(page, request.GET.get("case", ""))
    form = forms.Enter(
        request.POST or None,
        request.FILES or None,
        place=f"enter:{case.pk if case else 'new'}",
        initial={"on": page.today.isoformat()},
    )
    form.all_read(page.own_people)
    form.reads(public_subject=everyone(), public_counterpart=everyone())

    def action(data: dict[str, Any]) -> object:
        return registering.enter_by_hand(
            by=page.acting.seat,
            direction=data["direction"],
            on=data["on"],
            said=form.said(data),
            case=case,
            attached=files_of(data),
            at=page.acting.now,
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}register/")
        made = form.result
        return told(
            request,
            _("It is entered, and has its number."),
            f"{page.home}register/{made.year}/{made.number}/",
        )
    return render(
        request,
        "desk/register/new.html",
        {"form": form, "reads": page.own_people, "case": page.case(case.pk) if case else None},
    )


def _case_of(page: Own, text: str) -> Any:
    if not text:
        return None
    try:
        return page.case(UUID(text)).case
    except ValueError as error:
        raise Http404 from error


@in_post(Act.KEEP_REGISTER)
def correct(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    """A new version; the older ones stay."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    said = line.said
    form = forms.Correct(
        request.POST or None,
        place=f"correct:{line.entry.pk}",
        base=line.version,
        country=page.acting.authority.country,
        language=language,
        initial={
            "counterpart": said.counterpart,
            "is_private": said.is_private,
            "subject": said.subject,
            "public_subject": said.public_subject,
            "public_counterpart": said.public_counterpart,
            "secrecy": said.secrecy,
        },
    )
    form.all_read(page.own_people)
    form.reads(public_subject=everyone(), public_counterpart=everyone())

    def action(data: dict[str, Any]) -> object:
        return registering.correct_entry(
            by=page.acting.seat,
            entry=line.entry,
            said=form.said(data, said),
            because=data["because"],
            read=form.base,
            at=page.acting.now,
        )

    return _changed(request, page, line, form, action, "correct")


@in_post(Act.KEEP_REGISTER)
def cancel(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    """It stays, marked, and keeps its number."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    form = forms.Because(
        request.POST or None,
        place=f"cancel:{line.entry.pk}",
        base=line.version,
        label=_("It is cancelled, because"),
    )
    form.all_read(page.own_people)

    def action(data: dict[str, Any]) -> object:
        return registering.cancel_entry(
            by=page.acting.seat,
            entry=line.entry,
            because=data["because"],
            read=form.base,
            at=page.acting.now,
        )

    return _changed(request, page, line, form, action, "cancel")


def _changed(
    request: HttpRequest, page: Own, line: Line, form: Any, action: Any, what: str
) -> HttpResponse:
    address = f"{page.home}register/{line.entry.year}/{line.entry.number}/"
    if send(request, form, action):
        sentence = _("A new version stands in the register. The older ones stay.")
        return told(request, sent_before() if form.sent_before else sentence, address)
    page.opened(line)
    return render(
        request,
        f"desk/register/{what}.html",
        {
            "form": form,
            "reads": page.own_people,
            "number": line.written,
            "address": address,
            "subject": line.said.subject,
        },
    )

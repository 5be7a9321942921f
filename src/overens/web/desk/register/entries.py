"""The register itself: found and read, entry by entry; and who read what is marked."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from overens.base.municipalities.roles import Act
from overens.base.papers.storage import fetch
from overens.base.records.finding import Wanted
from overens.base.records.models import Entry, Viewing
from overens.base.records.own_queries import entries_found, lines_of, viewings_of
from overens.base.records.queries import number_of, other_ends
from overens.base.records.states import Direction, Trouble
from overens.web.design.words import dated
from overens.web.desk.entering import in_post
from overens.web.desk.register.cases import A_PAGE
from overens.web.desk.register.loading import Own
from overens.web.desk.register.shown import address_of, line_shown, step, versions_of
from overens.web.public.files import as_attachment
from overens.web.public.register.views import wanted_of

MOST_VIEWINGS = 100


@require_safe
@in_post(Act.READ_REGISTER)
def register(request: HttpRequest, language: str) -> HttpResponse:
    """All of one's own authority's, newest first."""
    page, wanted = Own.fetch(request), wanted_of(request)
    rows = entries_found(page.register, wanted, page.acting.seat.post)
    pages = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    lines = lines_of(page.register, pages.object_list)
    return render(
        request,
        "desk/register/register.html",
        {
            "lines": [line_shown(page, line, line.entry.case) for line in lines],
            "page": pages,
            "wanted": wanted,
            "since": _iso(wanted.since),
            "until": _iso(wanted.until),
            "is_filtered": wanted != Wanted(),
            "directions": Direction.choices,
            "query": kept.urlencode(),
            "waiting": page.waits,
        },
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


@require_safe
@in_post(Act.READ_REGISTER)
def entry(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    page = Own.fetch(request)
    line = page.entry(year, number)
    found, said = line.entry, line.said
    shown = step(page, line, found.case)
    delivery = getattr(found, "delivery", None)
    reads_viewings = said.secrecy and page.acting.may(Act.READ_RESTRICTED)
    entered_on = page.acting.authority.country.today(found.entered_at)
    return render(
        request,
        "desk/register/entry.html",
        {
            "line": shown.shown,
            "step": shown,
            "said": said,
            "ground": page.ground(said.secrecy) if said.secrecy else "",
            "marked_on": dated(said.secrecy_on, language) if said.secrecy_on else None,
            "case": f"{page.home}inbox/{found.case_id}/",
            "arrived": page.clock(found.at) if found.at else "",
            "entered": page.day(found.entered_at),
            "entered_at": page.clock(found.entered_at),
            "entered_by": found.entered_by.person.name if found.entered_by else "",
            "late": bool(found.entered_by) and entered_on != found.on,
            "others": [
                (other, Trouble(other.trouble).label if other.trouble else "")
                for other in other_ends(found)
            ],
            "delivery": delivery,
            "public_subject": page.subject(line, readable=False),
            "public_counterpart": page.counterpart(line, readable=False),
            "versions": list(versions_of(page, found)) if shown.readable else [],
            "viewings": _shown(page, viewings_of(page.register, found)[:MOST_VIEWINGS])
            if reads_viewings
            else [],
        },
    )


class ViewingShown(NamedTuple):
    """That somebody opened an entry."""

    day: SafeString
    time: str
    who: str
    number: str
    address: str


def _shown(page: Own, rows: Sequence[Viewing]) -> list[ViewingShown]:
    def numbered(entry: Entry) -> str:
        entry.register = page.register
        return number_of(entry)

    return [
        ViewingShown(
            page.day(row.at),
            page.clock(row.at),
            row.seat.person.name,
            numbered(row.entry),
            address_of(page, row.entry),
        )
        for row in rows
    ]


@require_safe
@in_post(Act.READ_RESTRICTED)
def read_by(request: HttpRequest, language: str) -> HttpResponse:
    """Who opened what is marked as confidential."""
    page = Own.fetch(request)
    rows = Paginator(viewings_of(page.register), MOST_VIEWINGS).get_page(request.GET.get("page"))
    context = {"viewings": _shown(page, rows.object_list), "page": rows}
    return render(request, "desk/register/read_by.html", context)


@require_safe
@in_post(Act.READ_REGISTER)
def document(
    request: HttpRequest, language: str, year: int, number: int, position: int
) -> HttpResponse:
    """A file of an entry: to save, never to show."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    found = line.entry.documents.filter(position=position).first()
    if found is None or not page.may_read(line, line.entry.case):
        raise Http404
    page.opened(line)
    return as_attachment(fetch(settings.FILES, found.sha256), found.name, found.media_type)

"""The pages: which registers there are, one of them, one day, one entry."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from overens.base.records.finding import Wanted
from overens.base.records.models import Register
from overens.base.records.open_queries import (
    days_with_entries,
    found,
    last_entered,
    open_entries,
    open_register,
    open_registers,
)
from overens.base.records.states import Direction
from overens.web.design.words import dated, marked
from overens.web.public.caching import kept
from overens.web.public.register.shown import shown

ON_A_PAGE = 25


@kept
def registers(request: HttpRequest, language: str) -> HttpResponse:
    """All that are open, each with what does not stand there."""
    rows = [_card(register, language) for register in open_registers()]
    return render(request, "public/register/registers.html", {"registers": rows})


def _card(register: Register, language: str) -> dict[str, object]:
    left_out = register.left_out
    return {
        "authority": register.authority,
        "name": marked(register.authority.name, language),
        "plain_name": register.authority.name.text,
        "address": f"/{language}/register/{register.authority.slug}/",
        "left_out": marked(left_out.shown(language), language) if left_out else None,
        "country": register.authority.country.called_in(language),
    }


def opened(slug: str) -> Register:
    """Raises Http404 where there is none, or none that is open."""
    register = open_register(slug)
    if register is None:
        raise Http404
    return register


def wanted_of(request: HttpRequest) -> Wanted:
    """From the address: what cannot be understood is as if it had not been said."""
    said = request.GET
    direction = said.get("direction", "")
    return Wanted(
        words=said.get("q", "")[:200].replace("\0", "").strip(),
        since=_day(said.get("since", "")),
        until=_day(said.get("until", "")),
        direction=direction if direction in Direction.values else "",
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def register(request: HttpRequest, language: str, authority: str) -> HttpResponse:
    """One register: searched, and filtered by date and direction."""
    found_register, wanted = opened(authority), wanted_of(request)
    today = found_register.authority.country.today(timezone.now())
    pages = Paginator(found(found_register, wanted, today), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    last = last_entered(found_register)
    zone = found_register.authority.country
    query = request.GET.copy()
    query.pop("page", None)
    response = render(
        request,
        "public/register/register.html",
        {
            **_card(found_register, language),
            "entries": [
                shown(found_register, row, language)
                for row in open_entries(found_register, page.object_list)
            ],
            "page": page,
            "query": query.urlencode(),
            "wanted": wanted,
            "directions": [(d.value, str(d.label)) for d in Direction],
            "days": [
                (day.isoformat(), dated(day, language))
                for day in days_with_entries(found_register, today)
            ],
            "last": dated(zone.today(last), language) if last else None,
        },
    )
    return _not_indexed(response)


@require_safe
def day(request: HttpRequest, language: str, authority: str, day: date) -> HttpResponse:
    """All of one day, on one page: it needs no search."""
    found_register = opened(authority)
    entries = found(found_register, Wanted(since=day, until=day), day)
    response = render(
        request,
        "public/register/day.html",
        {
            **_card(found_register, language),
            "entries": [
                shown(found_register, row, language)
                for row in open_entries(found_register, entries)
            ],
            "day": dated(day, language),
        },
    )
    return _not_indexed(response)


@require_safe
def entry(
    request: HttpRequest, language: str, authority: str, year: int, number: int
) -> HttpResponse:
    """One entry, with the history of its corrections."""
    found_register = opened(authority)
    rows = found(found_register, Wanted(), date.max).filter(year=year, number=number)
    entries = open_entries(found_register, rows)
    if not entries:
        raise Http404
    country = found_register.authority.country
    response = render(
        request,
        "public/register/entry.html",
        {
            **_card(found_register, language),
            "entry": shown(found_register, entries[0], language),
            "corrected": [dated(country.today(at), language) for at in entries[0].corrected],
        },
    )
    return _not_indexed(response)


def _not_indexed(response: HttpResponse) -> HttpResponse:
    """Names that an authority shows today are not for the search engines of tomorrow."""
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "public, no-cache"
    return response

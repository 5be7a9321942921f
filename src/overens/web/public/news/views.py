"""The flow, each text with its history, the archive, and the pictures."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.papers.storage import fetch
from overens.base.trail.queries import public_lines
from overens.cycle.agreements.queries import parties
from overens.cycle.news import queries
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.cycle.news.states import Kind
from overens.web.design.words import dated, marked
from overens.web.public import sheets
from overens.web.public.caching import in_pages, kept, page_asked
from overens.web.public.loading import Open
from overens.web.public.news import sheet, shown
from overens.web.public.shown import joined, parties_shown

A_PAGE = 25
NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
MOST_IN_SEARCH = 100
"""Characters."""


@in_pages
def flow(request: HttpRequest, language: str) -> HttpResponse:
    reader = request.reader
    page = _page(request, queries.flow())
    return render(
        request,
        "public/news/flow.html",
        {
            "rows": shown.rows_shown(queries.headlines(page), reader),
            "page": page,
            "pages": shown.rows_shown(queries.pages(), reader),
            "has_archive": queries.archived().exists(),
        },
    )


def _page(request: HttpRequest, rows: QuerySet[NewsItem]) -> Page:
    return Paginator(rows, A_PAGE).get_page(page_asked(request))


@in_pages
def of_agreement(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """What is published about one agreement."""
    about = Open.fetch(request, agreement)
    page = _page(request, queries.flow(about.agreement))
    return render(
        request,
        "public/news/of_agreement.html",
        {
            "rows": shown.rows_shown(queries.headlines(page), request.reader),
            "page": page,
            "pages": shown.rows_shown(queries.pages(about.agreement), request.reader),
            "name": about.name,
            "plain_name": shown.bare(about.name),
            "back": about.home,
        },
    )


@require_safe
def archive(request: HttpRequest, language: str) -> HttpResponse:
    """What is archived, by its words and its year. Not kept: there is no end to what may be asked."""
    said = request.GET.get("q", "")[:MOST_IN_SEARCH].replace("\0", "")
    years = queries.archived_years()
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    page = _page(request, queries.archived(said, year))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "public/news/archive.html",
        {
            "rows": shown.rows_shown(queries.headlines(page), request.reader),
            "page": page,
            "count": page.paginator.count,
            "query": f"{query.urlencode()}&" if query else "",
            "said": said,
            "year": year,
            "years": years,
        },
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One item that everyone may read, in one of its versions."""

    item: NewsItem
    version: NewsVersion

    @classmethod
    def fetch(cls, kind: str, slug: str, number: int | None = None) -> "Told":
        """Raises Http404 for what is not published."""
        item = queries.published_item(slug, (kind,))
        if item is None or item.shown is None:
            raise Http404
        if number is None:
            return cls(item, item.shown)
        found = next((v for v in queries.history(item) if v.number == number), None)
        if found is None:
            raise Http404
        return cls(item, found)

    def around(self, request: HttpRequest) -> dict[str, Any]:
        """What each of its pages has in common."""
        reader, item, version = request.reader, self.item, self.version
        changed = shown.updated(item, version)
        return {
            "item": item,
            "version": version,
            "address": shown.address_of(item, version, reader.language),
            "text": shown.text_shown(version, reader),
            "day": dated(item.day, reader.language) if item.day else "",
            "updated": dated(changed, reader.language) if changed else "",
            "owner": shown.owner_shown(item, reader.language),
            "is_page": item.kind == Kind.PAGE,
            "example": version.example,
            "about": self._about(request),
        }

    def _about(self, request: HttpRequest) -> dict[str, Any] | None:
        """The agreement that it is about."""
        agreement, language = self.version.agreement, request.reader.language
        if agreement is None:
            return None
        names = parties_shown(parties(agreement), request.reader, ())
        return {
            "address": f"/{language}/agreements/{agreement.slug}/",
            "name": joined([party.short for party in names], language),
        }


@kept
def article(request: HttpRequest, language: str, slug: str, kind: str) -> HttpResponse:
    told = Told.fetch(kind, slug)
    return render(request, "public/news/article.html", told.around(request))


@kept
def article_pdf(request: HttpRequest, language: str, slug: str, kind: str) -> HttpResponse:
    told = Told.fetch(kind, slug)
    paper = sheet.article_sheet(told.item, told.version, request.reader)
    return HttpResponse(sheets.typeset(paper, language), content_type="application/pdf")


@kept
def version(request: HttpRequest, language: str, slug: str, kind: str, number: int) -> HttpResponse:
    """One published version as it was."""
    told = Told.fetch(kind, slug, number)
    return render(request, "public/news/version.html", told.around(request))


@kept
def history(request: HttpRequest, language: str, slug: str, kind: str) -> HttpResponse:
    told = Told.fetch(kind, slug)
    around = told.around(request)
    return render(
        request,
        "public/news/history.html",
        {**around, "events": _events(told, request, around["address"])},
    )


def _events(told: Told, request: HttpRequest, address: str) -> list[shown.VersionShown]:
    """Newest first: the public lines of the trail, with the versions that they speak of."""
    reader, country = request.reader, told.item.owner.country
    versions = {version.number: version for version in queries.history(told.item)}
    found = []
    for line in public_lines("news", str(told.item.pk)):
        values = line.details.values if hasattr(line, "details") else {}
        version = versions.get(values.get("version", 0))
        because = version.because.shown(*reader.wants()) if version and version.because else None
        found.append(
            shown.VersionShown(
                day=dated(country.today(line.at), reader.language),
                sentence=_sentence(line.what),
                because=marked(because, reader.language) if because else "",
                address=f"{address}history/{version.number}/" if version else "",
            )
        )
    return found


def _sentence(what: str) -> str:
    return {
        "news.published": _("Published."),
        "news.changed": _("Changed."),
        "news.archived": _("Archived."),
        "news.brought-back": _("Brought back from the archive."),
    }.get(what, _("Something was changed."))


@require_safe
def picture(request: HttpRequest, file: str) -> HttpResponse:
    """A picture of something published, under the name of its bytes: they never change."""
    if not NAME.fullmatch(file) or not queries.is_published_picture(file):
        raise Http404
    response = jpeg(file)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def jpeg(file: str) -> HttpResponse:
    """The bytes of a picture that was made here."""
    response = HttpResponse(fetch(settings.FILES, file), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    return response

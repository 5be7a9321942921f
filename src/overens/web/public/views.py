"""The pages of one agreement, and the two that lead there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from overens.base.countries.rules import called
from overens.base.languages.rules import languages
from overens.base.municipalities import rows
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.queries import in_force, public_agreements, today_at
from overens.cycle.agreements.standings import last_day
from overens.cycle.agreements.states import State
from overens.cycle.agreements.wording import when
from overens.cycle.groups.open_queries import NOTHING, open_room, serving
from overens.cycle.news.queries import latest, pages
from overens.web.design.frame import has_news
from overens.web.design.parts import drawn, part
from overens.web.design.words import dated, marked
from overens.web.public import histories, sheets, shown
from overens.web.public.caching import kept
from overens.web.public.groups.shown import Says
from overens.web.public.loading import Open
from overens.web.public.news.shown import rows_shown
from overens.web.public.own_parts.shown import newest_of, without_text

MOST_ROWS = 50
"""Of a list on a page; its PDF has all of them."""
LATEST = MOST_MEETINGS = 5
"""News, and meetings that were held, on a page that is about something else."""


@kept
def start(request: HttpRequest, language: str) -> HttpResponse:
    news = rows_shown(latest(LATEST), request.reader) if has_news(request) else []
    return render(request, "public/start.html", {"agreements": _cards(request), "latest": news})


@kept
def agreements(request: HttpRequest, language: str) -> HttpResponse:
    found = {"agreements": _cards(request), "begun": without_text(request)}
    return render(request, "public/agreements.html", found)


def _cards(request: HttpRequest) -> list[dict[str, object]]:
    """Each public agreement with its parties' names; one query more for any number of them."""
    reader, now = request.reader, timezone.now()
    cards = []
    for agreement in public_agreements():
        parties = shown.parties_shown(agreement.parties.all(), reader, ())
        day = max(today_at(agreement.parties.all(), now).values())
        version = in_force(agreement.frozen_versions, day)
        last = last_day(agreement.parties.all(), agreement.frozen_versions)
        cards.append(
            {
                "address": f"/{reader.language}/agreements/{agreement.slug}/",
                "name": shown.joined([p.short for p in parties], reader.language),
                "title": marked(version.title.shown(*reader.wants()), reader.language),
                "purpose": marked(version.purpose.shown(*reader.wants()), reader.language),
                "parties": parties,
                "example": agreement.example,
                "has_ended": last is not None and last < day,
            }
        )
    return cards


@kept
def agreement(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    version = page.version
    return rendered(
        request,
        "public/agreement.html",
        page,
        purpose=marked(version.purpose.shown(*page.reader.wants()), language),
        areas=page.areas,
        area_cards=_area_cards(page),
        party_blocks=drawn(
            part("public/party.html", language, party=party) for party in page.parties_shown
        ),
        commitments=page.commitments,
        table=shown.in_table(page.commitments, language),
        met=sum(row.standing.is_met for row in page.commitments),
        last_day=dated(page.last_day, language) if page.last_day else None,
        has_ended=page.has_ended,
        dates=drawn(
            part("public/date.html", language, next=day)
            for day in shown.next_dates(page.commitments, language)
        ),
        not_recorded=_any_not_recorded(page.commitments),
        terms=_terms(page),
        **_beside(request, page),
        **_news_about(request, page),
    )


def _beside(request: HttpRequest, page: Open) -> dict[str, object]:
    """What single parties have published, the groups that work, the next meetings: nothing more is
    asked for where there is none of it."""
    own = page.agreement.pk.hex
    asked = (
        f"SELECT 1 FROM {table} WHERE agreement_id = '{own}'"
        for table in ("agreements_published", "groups_workinggroup", "groups_meeting")
    )
    has_parts, *has_work = rows.each(*asked)
    says, room = Says(page), open_room(page.agreement) if any(has_work) else NOTHING
    return {
        "own_parts": newest_of(request, page.agreement, page.versions) if has_parts else (),
        "groups": says.groups(row for row in room.groups if not row.is_closed),
        "coming_meetings": says.coming(room),
    }


def _terms(page: Open) -> SafeString:
    """The agreement's own terms, drawn once for all pages on which they say this."""
    version, language = page.version, page.reader.language
    renewal = version.renewal
    return part(
        "public/terms.html",
        language,
        in_force=dated(version.in_force, language) if version.in_force else None,
        ends=dated(version.ends, language) if version.ends else None,
        notice_months=version.notice_months,
        renewal=marked(renewal.shown(*page.reader.wants()), language) if renewal else None,
        authentic=_authentic(version, language),
        basis=called(version.legal_basis, language),
        confirmed_by=page.confirmed_names,
        all_confirmed=page.all_confirmed,
        counted_from=dated(version.starts, language) if version.starts else None,
    )


def _news_about(request: HttpRequest, page: Open) -> dict[str, object]:
    """What is published about the agreement; nothing is asked for where nothing ever was."""
    if not has_news(request):
        return {}
    return {
        "latest": rows_shown(latest(LATEST, page.agreement), page.reader),
        "pages": rows_shown(pages(page.agreement), page.reader),
    }


def _any_not_recorded(rows: list[shown.CommitmentShown]) -> bool:
    return any(
        cell.state and cell.state.icon == State.NOT_RECORDED for row in rows for cell in row.cells
    )


def _area_cards(page: Open) -> SafeString:
    """The focus areas, each with the number of its commitments."""
    about = Counter(row.standing.terms.focus_area_id for row in page.commitments)
    language = page.reader.language
    return drawn(
        part("public/area.html", language, area=area, promised=about[row.area_id])
        for row, area in zip(page.area_rows, page.areas, strict=True)
    )


def _authentic(version: Version, language: str) -> str:
    codes = version.authentic_languages or []
    names = [languages()[c].called_in(language) if c in languages() else c for c in codes]
    return languages()[language].join(names)


@kept
def commitment(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return rendered(request, "public/commitment.html", page, **_commitment(page, number))


def _commitment(page: Open, number: int) -> dict[str, object]:
    row = next((row for row in page.commitments if row.number == number), None)
    if row is None:
        raise Http404
    terms = row.standing.terms
    article = (
        page.version.articles.filter(article=terms.article_id).select_related("article").first()
    )
    language = page.reader.language
    return {
        "row": row,
        "kind": when(terms),
        "accepts": sheets.accepted_in_words(terms),
        "article": {
            "address": f"{page.home}text/#art-{article.article.slug}",
            "number": article.number or article.article.slug,
            "heading": marked(article.heading.shown(*page.reader.wants()), language),
        }
        if article
        else None,
        "places": [(cell, shown.due_of(cell, language)) for cell in row.cells],
        "evidence": histories.evidence_shown(page, row),
        **_work(page, terms.commitment_id),
        **_newest("periods", histories.periods_shown(row, language)),
        "dates": shown.next_dates([row], language),
    }


def _work(page: Open, commitment: UUID) -> dict[str, object]:
    """The groups and the meetings that serve a commitment."""
    says, room = Says(page), serving(page.agreement, commitment)
    return {
        "groups": says.groups(row for row in room.groups if not row.is_closed),
        "meetings": [*says.coming(room), *says.meetings(room.held()[:MOST_MEETINGS])],
    }


def _newest(name: str, rows: Sequence[object]) -> dict[str, object]:
    """As many as a page can hold, all of them, and how many are older."""
    return {name: rows[:MOST_ROWS], f"all_{name}": rows, "older": max(0, len(rows) - MOST_ROWS)}


@kept
def focus_area(request: HttpRequest, language: str, agreement: str, area: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    found = _focus_area(page, area)
    return rendered(
        request,
        "public/focus_area.html",
        page,
        **found,
        table=shown.in_table(found["commitments"], language),
        whole_table=shown.in_table(found["whole"], language),
    )


def _focus_area(page: Open, slug: str) -> dict[str, Any]:
    area = next((area for area in page.areas if area.slug == slug), None)
    if area is None:
        raise Http404
    here = [
        row
        for row in page.commitments
        if row.standing.terms.focus_area and row.standing.terms.focus_area.slug == slug
    ]
    whole = [row for row in page.commitments if row.standing.terms.focus_area is None]
    return {"area": area, "commitments": here, "whole": whole}


@kept
def history(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return rendered(
        request, "public/history.html", page, **_newest("events", histories.events(page))
    )


def rendered(request: HttpRequest, template: str, page: Open, **more: object) -> HttpResponse:
    """A page of an agreement, with what stands on each of them."""
    language = page.reader.language
    changed = histories.last_change(page)
    return render(
        request,
        template,
        {
            "agreement": page.agreement,
            "example": page.agreement.example,
            "page": page.home,
            "name": page.name,
            "plain_name": languages()[language].join([p.short_text for p in page.parties_shown]),
            "title": marked(page.version.title.shown(*page.reader.wants()), language),
            "parties": page.parties_shown,
            "version": page.version,
            "confirmed_by": page.confirmed_names,
            "all_confirmed": page.all_confirmed,
            "changed": dated(changed, language) if changed else None,
            **more,
        },
    )


@kept
def agreement_pdf(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return pdf(sheets.typeset(sheets.agreement_sheet(page), language))


@kept
def commitment_pdf(
    request: HttpRequest, language: str, agreement: str, number: int
) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return pdf(sheets.typeset(sheets.commitment_sheet(page, **_commitment(page, number)), language))


@kept
def focus_area_pdf(request: HttpRequest, language: str, agreement: str, area: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return pdf(sheets.typeset(sheets.focus_area_sheet(page, **_focus_area(page, area)), language))


@kept
def history_pdf(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    return pdf(sheets.typeset(sheets.history_sheet(page, histories.events(page)), language))


def pdf(data: bytes) -> HttpResponse:
    """A PDF, as it is."""
    return HttpResponse(data, content_type="application/pdf")

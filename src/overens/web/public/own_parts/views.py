"""The open pages of what single parties have published of what is not agreed."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from overens.base.languages.rules import Wording, languages
from overens.base.papers.html import as_html
from overens.base.papers.paper import Paper
from overens.base.papers.storage import fetch
from overens.cycle.agreements.rules.redline import redline
from overens.cycle.agreements.states import PROPOSAL
from overens.cycle.agreements.transcript import text_as_file
from overens.web.design.redlines import articles_changed, groups_shown
from overens.web.design.words import dated, marked
from overens.web.public.caching import in_pages, kept, page_asked
from overens.web.public.own_parts.shown import Matter, Parts
from overens.web.public.views import pdf

ON_A_PAGE = 25


@in_pages
def listed(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """All of it, newest first, withdrawn or not."""
    page = Parts.fetch(request, agreement)
    rows = Paginator(page.rows, ON_A_PAGE).get_page(page_asked(request))
    return render(
        request,
        "public/own_parts/list.html",
        {
            **page.around(),
            "pages": rows,
            "rows": page.shown(list(rows.object_list)),
        },
    )


@kept
def matter(request: HttpRequest, language: str, agreement: str, consent: UUID) -> HttpResponse:
    """What each party has published of one matter, side by side, and the text where it may be read."""
    found = Matter.fetch(request, agreement, consent)
    paper, edition = found.paper, found.consent.edition
    by, answer_by = edition.owner, found.consent.answer_by
    columns = _columns(request, paper)
    return render(
        request,
        "public/own_parts/matter.html",
        {
            **found.page.around(),
            "matter": found,
            "title": found.title,
            "by": marked(Wording(by.short, by.name.language), language),
            "is_text": found.consent.kind == PROPOSAL,
            "cells": found.cells(),
            "answer_by": dated(answer_by, language) if answer_by and paper else None,
            "paper": as_html(paper, columns) if paper else None,
            "columns": columns,
            "side_by_side": bool(paper) and columns == list(paper.languages),
            "offered": _offered(paper.written_in(), language) if paper else [],
            "edition": edition,
        },
    )


def _columns(request: HttpRequest, paper: Paper | None) -> list[str]:
    if paper is None:
        return []
    text = request.reader.text
    return [text] if text in paper.written_in() else list(paper.languages)


def _offered(codes: Sequence[str], language: str) -> list[tuple[str, str]]:
    known = languages()
    return [(c, known[c].called_in(language) if c in known else c) for c in codes]


@kept
def changes(request: HttpRequest, language: str, agreement: str, consent: UUID) -> HttpResponse:
    """What the proposed text would change in the one from which it began."""
    found = Matter.fetch(request, agreement, consent)
    if found.said is None or found.base is None:
        raise Http404
    difference = redline(text_as_file(found.base, found.page.parties), found.said.file)
    offered, text = list(difference.languages), request.reader.text
    columns = [text] if text in offered else offered
    return render(
        request,
        "public/own_parts/changes.html",
        {
            **found.page.around(),
            "matter": found,
            "title": found.title,
            "old": found.base.number,
            "is_changed": difference.is_changed,
            "sentence": articles_changed(difference),
            "redline": groups_shown(difference, columns, language),
            "columns": columns,
            "side_by_side": columns == offered,
            "offered": _offered(offered, language),
        },
    )


@kept
def part_pdf(
    request: HttpRequest, language: str, agreement: str, consent: UUID, sha256: str
) -> HttpResponse:
    """A published part as it was frozen, by the hash of its PDF; gone with what is withdrawn, and not
    there while it would tell what another party has not published."""
    found = Matter.fetch(request, agreement, consent)
    if sha256 not in found.pdfs:
        raise Http404
    return pdf(fetch(settings.FILES, sha256))

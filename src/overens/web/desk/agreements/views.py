"""The pages that are read: one's own agreements, one of them, and one commitment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from overens.base.consents.models import Consent
from overens.base.consents.queries import reached
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wording, languages
from overens.base.municipalities.roles import Act
from overens.base.papers.html import as_html
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.queries import agreements_of, transcribing_of
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION, State
from overens.cycle.agreements.transcript import text_as_file
from overens.cycle.agreements.wording import when
from overens.reach.overview.reciprocity import Reciprocity
from overens.web.design.words import dated, marked
from overens.web.desk.agreements.loading import (
    OpenAtDesk,
    distance,
    draft_of,
    is_overdue,
    open_at_desk,
    overdue,
    own_agreement,
)
from overens.web.desk.entering import in_post
from overens.web.desk.groups.turns import turns_shown
from overens.web.public import histories, shown
from overens.web.public.sheets import accepted_in_words

MOST_STEPS, MOST_ROWS = 7, 50


@in_post(Act.READ_AGREEMENT)
def agreements(request: HttpRequest, language: str) -> HttpResponse:
    """Those that count, and one's own drafts."""
    own = request.acting.authority
    rows = list(agreements_of(own))
    bare = [str(row.pk) for row in rows if not row.own_versions]
    put = reached(own, PROPOSAL, TRANSCRIPTION).filter(about_id__in=bare).order_by("asked_at")
    proposed = {consent.about_id: consent for consent in put}
    cards = [_card(request, row, proposed.get(str(row.pk))) for row in rows]
    return render(request, "desk/agreements/list.html", {"agreements": cards})


def _card(
    request: HttpRequest, agreement: Agreement, proposed: Consent | None
) -> dict[str, object]:
    reader = request.reader
    parties = shown.parties_shown(agreement.parties.all(), reader, ())
    if not agreement.own_versions:
        assert proposed
        code, text = proposed.edition.paper.title.shown(reader.language)
        title = marked(Wording(text, code), reader.language)
    else:
        title = marked(agreement.own_versions[-1].title.shown(*reader.wants()), reader.language)
    return {
        "address": f"/{reader.language}/desk/agreements/{agreement.slug}/",
        "name": shown.joined([p.short for p in parties], reader.language),
        "title": title,
        "parties": parties,
        "example": agreement.example,
        "is_draft": draft_of(agreement) is not None,
        "is_proposed": proposed is not None and proposed.kind == PROPOSAL,
        "is_typed_in": proposed is not None and proposed.kind == TRANSCRIPTION,
        "counts": any(v.edition_id for v in agreement.own_versions),
    }


@in_post(Act.READ_AGREEMENT)
def agreement(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    own = own_agreement(request, agreement)
    if not own.own_versions:
        put = reached(request.acting.authority, PROPOSAL, TRANSCRIPTION)
        newest = put.filter(about_id=str(own.pk))[0]
        room = "approvals" if newest.kind == PROPOSAL else "transcriptions/put"
        return redirect(f"/{language}/desk/{room}/{newest.pk}/")
    if not any(version.edition_id for version in own.own_versions):
        return _draft(request, own)
    page = open_at_desk(request, agreement)
    return render(
        request,
        "desk/agreements/agreement.html",
        {
            **around(page),
            "steps": _steps(page),
            "rows": [(row, _cells(page, row)) for row in page.commitments],
            "met": sum(row.standing.is_met for row in page.commitments),
            "confirmed_by": page.confirmed_names,
            "all_confirmed": page.all_confirmed,
            "confirm": page.answers.get(page.acting.authority.pk) != AnswerKind.YES,
            "draft": draft_of(own),
            "public_reads": page.reads(Audience.PUBLIC),
            "turns": _turns(page),
        },
    )


def _turns(page: OpenAtDesk) -> SafeString:
    """Who hosted last, who is awaited, where it is quiet: one query."""
    found = Reciprocity(page.agreement, page.parties, page.own, page.acting.now)
    suggest = f"{page.home}meetings/call/" if page.acting.may(Act.WORK_IN_GROUP) else ""
    names = {row.area_id: area.name for row, area in zip(page.area_rows, page.areas, strict=True)}
    return turns_shown(found, names, page.reader.language, suggest)


def around(page: OpenAtDesk) -> dict[str, object]:
    """What every page of one agreement has."""
    language = page.reader.language
    return {
        "agreement": page.agreement,
        "page": page.home,
        "open_page": f"/{language}/agreements/{page.agreement.slug}/",
        "name": page.name,
        "plain_name": languages()[language].join([p.short_text for p in page.parties_shown]),
        "title": marked(page.version.title.shown(*page.reader.wants()), language),
        "parties": page.parties_shown,
        "version": page.version,
        "example": page.agreement.example,
    }


def _cells(page: OpenAtDesk, row: shown.CommitmentShown) -> list[tuple[object, object]]:
    return [(cell, overdue(page, cell)) for cell in row.cells]


def _steps(page: OpenAtDesk) -> list[dict[str, object]]:
    """What one's own party is to do next: what has passed its date first, then by date."""
    today, language, found = page.today[page.own.pk], page.reader.language, []
    for row in page.commitments:
        standing = page.own_cell(row).standing
        if standing is None:
            continue
        period = standing.current
        late = is_overdue(period, today)
        if not late and period.state not in (State.DUE, State.UPCOMING):
            # What is settled, or passed before the party used Overens, gives way to what comes.
            period = standing.coming or period
        if not (late or period.state in (State.DUE, State.UPCOMING)) or period.due is None:
            continue
        found.append((not late, period.due, row.number, row, late))
    found.sort(key=lambda step: step[:3])
    return [
        {
            "row": row,
            "late": late,
            "due": dated(due, language),
            "distance": distance(due, today),
        }
        for _order, due, _number, row, late in found[:MOST_STEPS]
    ]


def _draft(request: HttpRequest, own: Agreement) -> HttpResponse:
    """Typed in, and not counted yet: only its own authority reads it."""
    version = draft_of(own)
    assert version
    reader = request.reader
    paper = text_paper(text_as_file(version, own.parties.all()))
    parties = shown.parties_shown(own.parties.all(), reader, ())
    return render(
        request,
        "desk/agreements/draft.html",
        {
            "title": marked(version.title.shown(*reader.wants()), reader.language),
            "plain_title": version.title.shown(*reader.wants()).text,
            "parties": parties,
            "paper": as_html(paper, list(paper.languages)),
            "example": own.example,
            "draft_page": f"/{reader.language}/desk/transcriptions/{own.slug}/"
            if transcribing_of(own, request.acting.authority)
            and request.acting.may(Act.WRITE_AGREEMENT)
            else f"/{reader.language}/desk/agreements/{own.slug}/draft/",
        },
    )


@in_post(Act.READ_AGREEMENT)
def commitment(request: HttpRequest, language: str, agreement: str, number: int) -> HttpResponse:
    page = open_at_desk(request, agreement)
    row = page.row(number)
    terms = row.standing.terms
    periods = histories.periods_shown(row, language)
    return render(
        request,
        "desk/agreements/commitment.html",
        {
            **around(page),
            "row": row,
            "kind": when(terms),
            "accepts": accepted_in_words(terms),
            "places": [
                (cell, late, holder, shown.due_of(cell, language))
                for (cell, late), holder in zip(_cells(page, row), page.holders, strict=True)
            ],
            "binds": page.own_cell(row).standing is not None,
            "evidence": [
                (item, item.row.party_id == page.own.pk, _may_read_file(page, item.row))
                for item in histories.evidence_shown(page, row)
            ],
            "periods": periods[:MOST_ROWS],
            "older": max(0, len(periods) - MOST_ROWS),
            "reads": page.reads(Audience.PUBLIC),
        },
    )


def _may_read_file(page: OpenAtDesk, row: object) -> bool:
    return bool(row.file) and (row.party_id == page.own.pk or row.file_readers != Audience.OWN)

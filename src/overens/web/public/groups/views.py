"""The open pages of groups and of meetings, and what may be saved from them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from overens.base.languages.rules import languages
from overens.base.papers.html import as_html
from overens.base.papers.storage import fetch
from overens.cycle.agreements.queries import versions_that_count
from overens.cycle.groups import open_queries as queries
from overens.cycle.groups.meeting_queries import programme_of
from overens.cycle.groups.models import Meeting, SentNotes, WorkingGroup
from overens.cycle.groups.states import GroupKind, MeetingKind, MeetingState, RecordKind
from overens.web.design.words import dated
from overens.web.public import sheets
from overens.web.public.caching import Named, kept
from overens.web.public.files import as_attachment
from overens.web.public.groups import sheet
from overens.web.public.groups.shown import (
    MOST_DECISIONS,
    MOST_HELD,
    Says,
    short_of,
    written,
)
from overens.web.public.loading import Open
from overens.web.public.views import pdf, rendered


@kept
def groups(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Those that work, those that were closed, and the files that are of no group."""
    page = Open.fetch(request, agreement)
    says = Says(page)
    rows = says.groups(queries.open_room(page.agreement).groups)
    return rendered(
        request,
        "public/groups/groups.html",
        page,
        groups=[row for row in rows if not row.is_closed],
        closed=[row for row in rows if row.is_closed],
        files=says.files(queries.open_files(page.agreement)),
    )


@kept
def meetings(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Those that come, and those that were held."""
    page = Open.fetch(request, agreement)
    says, room = Says(page), queries.open_room(page.agreement)
    return rendered(
        request,
        "public/groups/meetings.html",
        page,
        coming=says.coming(room, len(room.meetings)),
        held=says.meetings(room.held()),
    )


def _named(named: Named) -> str:
    return queries.named_in(named["agreement"], named["group"])


def _group(page: Open, slug: str) -> tuple[WorkingGroup, dict[str, Any]]:
    """Raises Http404 where no such group was founded."""
    group = queries.group_named(page.agreement, slug)
    if group is None:
        raise Http404
    says, today = Says(page), max(page.today.values())
    members = queries.members_on(group, today)
    room = queries.meetings_of(group)
    served = set(queries.commitments_of(group))
    return group, {
        "group_name": written(group.names, page.reader),
        "kind": capfirst(str(GroupKind(group.kind).label)),
        "mandate": written(group.mandate, page.reader),
        "area": next((a for a in page.areas if a.slug == group.focus_area.slug), None)
        if group.focus_area
        else None,
        "founded": _day(page, group.founded_at),
        "closed": _day(page, group.closed_at),
        "served": [row for row in page.commitments if row.number in served],
        "sides": says.sides(members, queries.own_holders(members, timezone.now())),
        "coming": says.coming(room),
        "held": says.meetings(room.held()),
        "decisions": says.decisions(queries.open_decisions(group)),
        "files": says.files(queries.open_files(page.agreement, group=group)),
    }


def _day(page: Open, at: Any) -> Any:
    """A day at the parties: the latest, by which it counts for each of them."""
    if at is None:
        return None
    days = (party.authority.country.today(at) for party in page.parties)
    return dated(max(days), page.reader.language)


def _group_page(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    found, said = _group(page, group)
    more = {
        "older": max(0, len(said["held"]) - MOST_HELD),
        "older_decisions": max(0, len(said["decisions"]) - MOST_DECISIONS),
        "held": said["held"][:MOST_HELD],
        "decisions": said["decisions"][:MOST_DECISIONS],
    }
    return rendered(
        request,
        "public/groups/group.html",
        page,
        group=found,
        plain_group=found.names.shown(*page.reader.wants()).text,
        **said | more,
    )


group = kept(_group_page, beside=_named)


def _group_pdf(request: HttpRequest, language: str, agreement: str, group: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    _found, said = _group(page, group)
    return pdf(sheets.typeset(sheet.group_sheet(page, **said), language))


group_pdf = kept(_group_pdf, beside=_named)


def _meeting(page: Open, slug: str) -> tuple[Meeting, SentNotes | None, dict[str, Any]]:
    """Raises Http404 for a meeting of which not everyone may read."""
    meeting = queries.meeting_named(page.agreement, slug)
    if meeting is None:
        raise Http404
    says, language = Says(page), page.reader.language
    notes = queries.standing_notes(meeting)
    group = meeting.group if meeting.group and meeting.group.founded_at else None
    return (
        meeting,
        notes,
        {
            "meeting_name": written(meeting.titles, page.reader),
            "kind": capfirst(str(MeetingKind(meeting.kind).label)),
            "purpose": written(meeting.purposes, page.reader),
            "when": says.when(meeting.starts_at, meeting.ends_at, meeting.zone),
            "where": says.where(meeting),
            "host": short_of(meeting.host, language) if meeting.host else "",
            "called_by": short_of(meeting.owner, language),
            "group_of": written(group.names, page.reader) if group else "",
            "group_address": f"{page.home}groups/{group.slug}/" if group else "",
            "is_cancelled": meeting.state == MeetingState.CANCELLED,
            "is_held": meeting.state == MeetingState.HELD,
            "changes": says.changes(meeting, meeting.changes.all()),
            "programme": says.programme(meeting, programme_of(meeting)),
            "is_minutes": meeting.record == RecordKind.MINUTES,
            "files": says.files(queries.open_files(page.agreement, meeting=meeting)),
        },
    )


@kept
def meeting(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    found, notes, said = _meeting(page, meeting)
    return rendered(
        request,
        "public/groups/meeting.html",
        page,
        meeting=found,
        plain_meeting=found.titles.shown(*page.reader.wants()).text,
        address=f"{page.home}meetings/{found.slug}/",
        **said,
        **(_notes(page, notes) if notes else {}),
    )


def _notes(page: Open, notes: SentNotes) -> dict[str, Any]:
    """The text as it was sent, in the language that was asked for where it has that."""
    paper, language = notes.edition.paper, page.reader.language
    asked = page.reader.text
    columns = [asked] if asked in paper.written_in() else list(paper.languages)
    known = languages()
    return {
        "notes": as_html(paper, columns),
        "columns": columns,
        "offered": [
            (code, known[code].called_in(language) if code in known else code)
            for code in paper.written_in()
        ],
        "stand_since": _day(page, notes.stands_at),
    }


@kept
def meeting_pdf(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    page = Open.fetch(request, agreement)
    _found, notes, said = _meeting(page, meeting)
    return pdf(sheets.typeset(sheet.meeting_sheet(page, notes, **said), language))


@kept
def notes_pdf(request: HttpRequest, language: str, agreement: str, meeting: str) -> HttpResponse:
    """The edition's own PDF, typeset once when it was frozen."""
    page = Open.fetch(request, agreement)
    _found, notes, _said = _meeting(page, meeting)
    if notes is None:
        raise Http404
    return pdf(fetch(settings.FILES, notes.edition.pdf))


@require_safe
def file(request: HttpRequest, language: str, agreement: str, file: UUID) -> HttpResponse:
    versions = versions_that_count(agreement)
    row = queries.open_file(versions[0].agreement, file) if versions else None
    if row is None:
        raise Http404
    response = as_attachment(fetch(settings.FILES, row.file), row.name, row.media_type)
    response["Cache-Control"] = "no-cache"  # who reads it may change
    return response

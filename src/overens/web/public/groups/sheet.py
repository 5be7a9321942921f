"""The open pages of a group and of a meeting, on paper."""

from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.papers.paper import Facts, Paper, Section, Text
from overens.cycle.groups.models import SentNotes
from overens.web.public.groups.shown import (
    FileShown,
    MeetingShown,
    MemberShown,
    PartShown,
    SideShown,
)
from overens.web.public.loading import Open
from overens.web.public.sheets import Sheet
from overens.web.public.shown import AreaShown, CommitmentShown


def group_sheet(
    page: Open,
    *,
    group_name: SafeString,
    mandate: SafeString,
    area: AreaShown | None,
    served: Sequence[CommitmentShown],
    sides: Sequence[SideShown],
    coming: Sequence[MeetingShown],
    held: Sequence[MeetingShown],
    decisions: Sequence[tuple[SafeString, SafeString, str]],
    files: Sequence[FileShown],
    **_more: object,
) -> Paper:
    """What it is to do, who sits in it, when it meets, what it decided."""
    to = Sheet(page.reader.language)
    sections = [
        to.section(_("What the group is to do"), to.line(mandate)),
        *(
            [to.section(_("What it serves"), to.facts(_served(area, served)))]
            if area or served
            else []
        ),
        to.section(
            _("Members"), Facts(tuple((to.text(s.party.short), _members(to, s)) for s in sides))
        ),
        to.section(
            _("Coming meetings"),
            _meetings(to, coming) if coming else to.line(_("No meeting is announced.")),
        ),
    ]
    if held:
        sections.append(to.section(_("Meetings held"), _meetings(to, held)))
    if decisions:
        rows = ((day, text) for text, day, _address in decisions)
        sections.append(to.section(_("Decisions"), to.facts(rows)))
    if files:
        sections.append(to.section(_("Files"), to.facts((escape(f.name), f.owner) for f in files)))
    return to.paper(group_name, sections, lead=unescape(strip_tags(page.name)))


def _served(
    area: AreaShown | None, served: Sequence[CommitmentShown]
) -> Iterable[tuple[str, SafeString]]:
    if area:
        yield _("Focus area"), area.name
    for row in served:
        yield _("Commitment %(number)s") % {"number": row.number}, row.title


def _members(to: Sheet, side: SideShown) -> Text:
    said = "; ".join(_member(one) for one in side.members)
    return Text({to.language: said or _("Nobody is named yet")})


def _member(one: MemberShown) -> str:
    parts = [unescape(strip_tags(one.post)), one.task, one.name]
    return ", ".join(filter(None, [*parts, _("vacant") if one.is_vacant else ""]))


def _meetings(to: Sheet, rows: Iterable[MeetingShown]) -> Facts:
    return to.facts(
        (row.when, _beside(row.title, row.place, row.mark) if row.mark or row.place else row.title)
        for row in rows
    )


def _beside(*said: str) -> SafeString:
    """What people wrote as it stands: a sheet takes the marks of a page away."""
    return format_html_join(" · ", "{}", ((one,) for one in said if one))


def meeting_sheet(
    page: Open,
    notes: SentNotes | None,
    *,
    meeting_name: SafeString,
    kind: str,
    purpose: SafeString,
    when: str,
    where: str,
    host: SafeString,
    called_by: SafeString,
    group_of: SafeString,
    changes: Sequence[SafeString],
    programme: Sequence[tuple[str, Sequence[PartShown]]],
    files: Sequence[FileShown],
    **_more: Any,
) -> Paper:
    """When and where, what was planned, what became of it, and its notes where they stand."""
    to = Sheet(page.reader.language)
    facts = [(_("When"), when), (_("Where"), escape(where)), (_("Host"), host)]
    facts += [(_("Called by"), called_by), (_("Group"), group_of)]
    sections = [
        to.section(kind, to.facts((label, said) for label, said in facts if said)),
        *([to.section(_("What became of the meeting"), *map(to.line, changes))] if changes else []),
        *(to.section(day or _("Programme"), to.facts(_parts(rows))) for day, rows in programme),
        *(
            [to.section(_("Files"), to.facts((escape(f.name), f.owner) for f in files))]
            if files
            else []
        ),
        *(_as_sent(notes) if notes else ()),
    ]
    return to.paper(meeting_name, sections, lead=purpose)


def _parts(rows: Iterable[PartShown]) -> Iterable[tuple[str, str]]:
    for row in rows:
        more = _beside(row.kind, row.track, row.place)
        title = format_html("{} ({})", row.title, more) if more else row.title
        yield row.time or _("No time is on file"), title


def _as_sent(notes: SentNotes) -> Iterable[Section]:
    yield from notes.edition.paper.sections

"""Verbs: a programme is written, part by part, by people of each party."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    locked,
    post_of,
    refuse_off,
    refuse_unless_own,
)
from overens.cycle.groups.models import Meeting, ProgrammePart
from overens.cycle.groups.rules.programme import MOST_PARTS, Part
from overens.cycle.groups.rules.saying import MOST_IN_PLACE, Missing, line, lines
from overens.cycle.groups.rules.times import When, on_the_wall, span
from overens.cycle.groups.states import PartKind


def plan_part(
    *, by: Seat, meeting: Meeting, said: Part, at: datetime, part: UUID | None = None
) -> ProgrammePart:
    """A new part, or another text of one (`part`) that one's own authority wrote. What overlaps is
    said on the page, and is no reason to refuse. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = locked(meeting)
        refuse_off(meeting)
        if part is None and meeting.programme.count() >= MOST_PARTS:
            raise Refused(too_many_parts())
        row = _own_part(meeting, part, by) if part else ProgrammePart(meeting=meeting)
        fill_part(row, said, by)
        row.save()
        note(by, "meeting.programme-written", meeting.ref, at, slug=meeting.slug)
    return row


def too_many_parts() -> str:
    return _("A programme has %(most)s parts at most.") % {"most": MOST_PARTS}


def remove_part(*, by: Seat, meeting: Meeting, part: UUID, at: datetime) -> None:
    """Take out a part that one's own authority wrote. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = locked(meeting)
        refuse_off(meeting)
        _own_part(meeting, part, by).delete()
        note(by, "meeting.programme-written", meeting.ref, at, slug=meeting.slug)


def _own_part(meeting: Meeting, pk: UUID, seat: Seat) -> ProgrammePart:
    found = meeting.programme.filter(pk=pk).select_related("written_by__post").first()
    if found is None:
        raise Refused(_("This part is not in the programme any more."))
    refuse_unless_own(seat, found.written_by)
    return found


def fill_part(row: ProgrammePart, said: Part, seat: Seat) -> None:
    """What is said of a part, judged; not saved. Raises Missing."""
    meeting = row.meeting
    row.titles = lines(said.titles, "title", asked=_("Write what happens."))
    row.track = line(said.track, "track", 80)
    row.kind = PartKind(said.kind)
    row.place = line(said.place, "where", MOST_IN_PLACE)
    row.responsible = post_of(meeting.agreement, said.responsible, "responsible")
    row.written_by = seat
    row.starts_at = row.ends_at = None
    if said.starts is None:
        if said.ends:
            raise Missing(_("Write when it begins."), "starts")
        return
    day = said.day or on_the_wall(meeting.starts_at, meeting.zone).date()
    first, last = (
        on_the_wall(one, meeting.zone).date() for one in (meeting.starts_at, meeting.ends_at)
    )
    if not first <= day <= last:
        raise Missing(_("Choose one of the days of the meeting."), "day")
    ends = said.ends or said.starts
    if said.ends:
        row.starts_at, row.ends_at = span(When(day, said.starts, ends, zone=meeting.zone))
        return
    starts, _end = span(When(day, said.starts, said.starts, day + timedelta(days=1), meeting.zone))
    row.starts_at = starts

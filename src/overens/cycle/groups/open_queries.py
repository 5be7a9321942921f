"""Readers: what everyone may read of groups, of meetings, and of what came of them."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Holding
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Commitment
from overens.cycle.groups.models import (
    GroupFile,
    Meeting,
    Membership,
    SentNotes,
    WorkingGroup,
)
from overens.cycle.groups.states import MeetingState, OutcomeKind


class GroupLine(NamedTuple):
    """A group that was founded, as a list names it."""

    slug: str
    names: Wordings
    kind: str
    area: UUID | None
    is_closed: bool


class MeetingLine(NamedTuple):
    """A meeting of which everyone may read, as a list names it."""

    slug: str
    titles: Wordings
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str

    @property
    def day(self) -> date:
        """By the clock of its place."""
        return _day(self.starts_at, self.zone)

    @property
    def last_day(self) -> date:
        return _day(self.ends_at, self.zone)

    def comes(self, today: date) -> bool:
        """Whether it lies ahead, or is today: by the day, since open pages are kept for a day."""
        return self.state != MeetingState.HELD and self.last_day >= today


class OpenRoom(NamedTuple):
    """Groups and meetings; each in the order in which a page shows them."""

    groups: tuple[GroupLine, ...]
    meetings: tuple[MeetingLine, ...]

    def coming(self, today: date) -> list[MeetingLine]:
        """Soonest first."""
        return [one for one in self.meetings if one.comes(today)]

    def held(self) -> list[MeetingLine]:
        """Newest first."""
        return [one for one in reversed(self.meetings) if one.state == MeetingState.HELD]


NOTHING = OpenRoom((), ())

GROUPS = (
    "SELECT 'group', one.slug, CAST(one.names AS TEXT), one.kind, "
    "CASE WHEN one.closed_at IS NULL THEN '' ELSE 'closed' END, "
    "CAST(one.founded_at AS TEXT), CAST(one.focus_area_id AS TEXT), '', '' "
    "FROM groups_workinggroup one WHERE one.agreement_id = %s AND one.founded_at IS NOT NULL"
)
OPEN = f"one.readers = '{Audience.PUBLIC}' AND one.state <> '{MeetingState.TAKEN_BACK}'"
MEETINGS = (
    "SELECT 'meeting', one.slug, CAST(one.titles AS TEXT), one.kind, one.state, "
    "CAST(one.starts_at AS TEXT), CAST(one.ends_at AS TEXT), one.zone, one.place "
    f"FROM groups_meeting one WHERE one.agreement_id = %s AND {OPEN}"
)
SERVED_BY_GROUP = (
    " AND (EXISTS (SELECT 1 FROM groups_workinggroup_commitments served WHERE "
    "served.workinggroup_id = one.id AND served.commitment_id = %s) OR EXISTS (SELECT 1 FROM "
    "groups_question question WHERE question.group_id = one.id AND question.commitment_id = %s))"
)
SERVED_BY_MEETING = (
    " AND EXISTS (SELECT 1 FROM groups_meeting_commitments served WHERE "
    "served.meeting_id = one.id AND served.commitment_id = %s)"
)


def open_room(agreement: Agreement) -> OpenRoom:
    """Every group that was founded, and every meeting that everyone may read of: one query."""
    own = agreement.pk.hex
    return _room(rows.asked(f"{GROUPS} UNION ALL {MEETINGS} ORDER BY 6, 2", own, own))


def serving(agreement: Agreement, commitment: UUID) -> OpenRoom:
    """Those that serve a commitment, also by a question about it: one query."""
    own, it = agreement.pk.hex, commitment.hex
    statement = f"{GROUPS}{SERVED_BY_GROUP} UNION ALL {MEETINGS}{SERVED_BY_MEETING} ORDER BY 6, 2"
    return _room(rows.asked(statement, own, it, it, own, it))


def _room(found: Iterable[tuple[Any, ...]]) -> OpenRoom:
    groups, meetings = [], []
    for what, slug, names, kind, state, first, second, zone, place in found:
        called = Wordings.from_row(json.loads(names))
        if what == "group":
            area = UUID(second) if second else None
            groups.append(GroupLine(slug, called, kind, area, bool(state)))
        else:
            times = rows.instant(first), rows.instant(second)
            meetings.append(MeetingLine(slug, called, kind, state, *times, zone, place))
    return OpenRoom(tuple(groups), tuple(meetings))


class Thing(NamedTuple):
    """A group or a meeting by its place below its agreement; without it, and nameless, where not
    everyone may read of it (any more)."""

    place: str
    names: Wordings


def things_of(agreement: Agreement) -> dict[str, Thing]:
    """By its id as the trail has it each group and each meeting of an agreement: one query."""
    own = agreement.pk.hex
    found = rows.asked(
        "SELECT one.id, 'groups', one.slug, CAST(one.names AS TEXT), "
        "CASE WHEN one.founded_at IS NULL THEN 0 ELSE 1 END "
        "FROM groups_workinggroup one WHERE one.agreement_id = %s UNION ALL "
        "SELECT one.id, 'meetings', one.slug, CAST(one.titles AS TEXT), "
        f"CASE WHEN {OPEN} THEN 1 ELSE 0 END "
        "FROM groups_meeting one WHERE one.agreement_id = %s",
        own,
        own,
    )
    return {
        str(rows.identity(pk)): Thing(f"{kind}/{slug}/", Wordings.from_row(json.loads(names)))
        if is_open
        else Thing("", Wordings())
        for pk, kind, slug, names, is_open in found
    }


def group_named(agreement: Agreement, slug: str) -> WorkingGroup | None:
    """A group that was founded, closed or not."""
    found = WorkingGroup.objects.filter(agreement=agreement, slug=slug, founded_at__isnull=False)
    return found.select_related("focus_area").first()


def commitments_of(group: WorkingGroup) -> list[int]:
    """The numbers of the commitments that it serves, also by a question about one."""
    served = Q(groups=group) | Q(questions__group=group)
    found = Commitment.objects.filter(served, agreement=group.agreement_id)
    return list(found.order_by("number").values_list("number", flat=True).distinct())


def members_on(group: WorkingGroup, day: date) -> list[Membership]:
    """The posts that sit in it on a day, each with its authority."""
    until = Q(until__isnull=True) | Q(until__gte=day)
    found = Membership.objects.filter(until, group=group, since__lte=day)
    return list(found.select_related("post__authority__municipality").order_by("since", "pk"))


def own_holders(members: Sequence[Membership], now: datetime) -> dict[UUID, str]:
    """By post the name of whoever holds it just now, deputies not; '' where the authority does not
    let everyone read the name. A post that nobody holds is not there. One query."""
    seats = Seat.objects.filter(post__in=[one.post_id for one in members], holding=Holding.OWN)
    of_post = {one.post_id: one for one in members}
    found = {}
    for seat in seats.select_related("person").order_by("pk"):
        member = of_post[seat.post_id]
        if seat.is_held_by(member.post.authority, now):
            found[seat.post_id] = seat.person.name if member.name_is_public else ""
    return found


def named_in(agreement: str, group: str) -> str:
    """A key that changes with what a group's open page shows of who holds its posts, and of its decisions:
    one query.

    Seats and outcomes change by lines that the parties alone read.
    """
    found = rows.asked(
        "SELECT CAST(member.id AS TEXT), member.name_is_public, CAST(member.until AS TEXT), "
        "CAST(seat.id AS TEXT), seat.holding, CAST(seat.since AS TEXT), CAST(seat.until AS TEXT), "
        "CAST(seat.ended_at AS TEXT), person.name FROM groups_membership member "
        "JOIN groups_workinggroup one ON one.id = member.group_id "
        "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
        "LEFT JOIN municipalities_seat seat ON seat.post_id = member.post_id "
        "LEFT JOIN municipalities_person person ON person.id = seat.person_id "
        "WHERE agreement.slug = %s AND one.slug = %s UNION ALL "
        "SELECT CAST(MAX(outcome.written_at) AS TEXT), FALSE, CAST(COUNT(*) AS TEXT), '', '', '', '', '', '' "
        "FROM groups_outcome outcome JOIN groups_agendaitem item ON item.id = outcome.item_id "
        "JOIN groups_meeting met ON met.id = item.meeting_id "
        "JOIN groups_workinggroup one ON one.id = met.group_id "
        "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
        "WHERE agreement.slug = %s AND one.slug = %s ORDER BY 1, 4",
        *(agreement, group) * 2,
    )
    return repr(found)


def meeting_named(agreement: Agreement, slug: str) -> Meeting | None:
    """A meeting of which everyone may read."""
    found = Meeting.objects.filter(agreement=agreement, slug=slug, readers=Audience.PUBLIC).exclude(
        state=MeetingState.TAKEN_BACK
    )
    return found.select_related("group", "owner__municipality", "host__municipality").first()


def meetings_of(group: WorkingGroup) -> OpenRoom:
    """The open meetings of a group, the earliest first."""
    own, it = group.agreement_id.hex, group.pk.hex
    return _room(rows.asked(f"{MEETINGS} AND one.group_id = %s ORDER BY 6, 2", own, it))


def standing_notes(meeting: Meeting) -> SentNotes | None:
    """The newest notes, or minutes, that stand: where everyone may read them."""
    found = SentNotes.objects.filter(notes__meeting=meeting, stands_at__isnull=False)
    newest = found.select_related("edition__owner__municipality").order_by("-number").first()
    return newest if newest and newest.readers == Audience.PUBLIC else None


class Decided(NamedTuple):
    """A decision, and the meeting at which it was made."""

    text: Wordings
    meeting: str
    day: date


def open_decisions(group: WorkingGroup) -> list[Decided]:
    """The decisions of open meetings of a group that stand in open notes, newest first: one query.
    What was changed after the notes were sent does not stand in them."""
    found = rows.asked(
        "SELECT CAST(outcome.text AS TEXT), one.slug, CAST(one.starts_at AS TEXT), one.zone "
        "FROM groups_outcome outcome JOIN groups_agendaitem item ON item.id = outcome.item_id "
        "JOIN groups_meeting one ON one.id = item.meeting_id "
        "JOIN groups_sentnotes sent ON sent.notes_id = one.id "
        f"WHERE one.group_id = %s AND one.readers = '{Audience.PUBLIC}' "
        f"AND outcome.kind = '{OutcomeKind.DECISION}' AND sent.stands_at IS NOT NULL "
        f"AND sent.readers = '{Audience.PUBLIC}' AND sent.sent_at >= outcome.written_at "
        "AND NOT EXISTS (SELECT 1 FROM groups_sentnotes later WHERE later.notes_id = one.id "
        "AND later.stands_at IS NOT NULL AND later.number > sent.number) "
        "ORDER BY one.starts_at DESC, item.position, outcome.id",
        group.pk.hex,
    )
    return [
        Decided(Wordings.from_row(json.loads(text)), slug, _day(rows.instant(at), zone))
        for text, slug, at, zone in found
    ]


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def open_files(
    agreement: Agreement, *, group: WorkingGroup | None = None, meeting: Meeting | None = None
) -> list[GroupFile]:
    """The files that everyone may read, oldest first: those beside a meeting; else those of a group, also
    beside its questions; else those of the agreement as a whole."""
    beside = Q(meeting=meeting) if meeting else Q(group=group, meeting__isnull=True)
    found = GroupFile.objects.filter(beside, agreement=agreement, readers=Audience.PUBLIC)
    return list(found.select_related("owner__municipality"))


def open_file(agreement: Agreement, pk: UUID) -> GroupFile | None:
    """One of them: of an open meeting, of a group that was founded, or of the agreement as a whole."""
    founded = Q(group__isnull=True) | Q(group__founded_at__isnull=False)
    is_open = Q(meeting__readers=Audience.PUBLIC) & ~Q(meeting__state=MeetingState.TAKEN_BACK)
    beside = is_open | Q(founded, meeting__isnull=True)
    found = GroupFile.objects.filter(beside, pk=pk, agreement=agreement, readers=Audience.PUBLIC)
    return found.order_by(F("at")).first()

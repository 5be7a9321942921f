"""What the pages of a meeting show: its people by side, its programme by day, its agenda."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.municipalities.models import Seat
from overens.cycle.groups.meeting_queries import AgendaLine
from overens.cycle.groups.models import AgendaItem, Change, Cost, Meeting, Outcome, Participant
from overens.cycle.groups.models import ProgrammePart as Row
from overens.cycle.groups.queries import holders_of
from overens.cycle.groups.rules.agenda import Timed
from overens.cycle.groups.rules.programme import in_order, overlapping
from overens.cycle.groups.rules.times import midnight_to_midnight, on_the_wall, when_of
from overens.cycle.groups.states import ChangeKind, Coming, OutcomeKind, PartKind, Way
from overens.web.desk.groups.loading import Room
from overens.web.desk.groups.shown import SideShown, side
from overens.web.desk.meetings.loading import At, post_named, when


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list."""

    address: str
    title: SafeString
    when: str
    state: str
    kind: str
    where: str
    group: SafeString | str


def row_of(room: Room, meeting: Meeting) -> MeetingRow:
    page = At(room, meeting)
    return MeetingRow(
        page.address,
        page.title,
        when(room, meeting),
        "" if page.is_planned else page.state,
        page.kind,
        meeting.place or (_("online") if meeting.link or meeting.mode == "online" else ""),
        room.said(meeting.group.names) if meeting.group else "",
    )


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody who is invited. `side` is empty for a guest; `who` names holder and post, or the name."""

    pk: UUID
    side: SideShown | None
    who: str
    coming: str
    way: str
    was_there: bool | None
    is_own: bool
    may_remove: bool


def people_shown(page: At, people: Sequence[Participant]) -> list[PersonShown]:
    """Those of each party in the parties' stored order, guests last. One query for all holders."""
    room = page.room
    seats = holders_of([p.post_id for p in people if p.post_id], room.acting.today)
    order = {p.authority_id: place for place, p in enumerate(room.parties)}
    mine = room.acting.authority.pk
    return [
        PersonShown(
            one.pk,
            side(room, one.authority) if one.authority else None,
            _who(room, one, seats),
            capfirst(str(Coming(one.coming).label)),
            str(Way(one.way).label) if one.way not in ("", Way.DESK) else "",
            one.was_there,
            one.authority_id == mine,
            mine in (page.meeting.owner_id, one.authority_id, one.added_by.post.authority_id),
        )
        for one in sorted(people, key=lambda p: order.get(p.authority_id, 99))
    ]


def _who(room: Room, one: Participant, seats: Mapping[UUID, Sequence[Seat]]) -> str:
    if not one.post:
        return one.name
    post = room.plain(one.post.names).text
    sitting = seats.get(one.post.pk)
    return (
        f"{sitting[0].person.name}, {post}" if sitting else _("%(post)s (vacant)") % {"post": post}
    )


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a programme."""

    pk: UUID
    clock: str
    title: SafeString
    kind: str
    place: str
    responsible: str
    is_own: bool
    overlaps: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day of a programme, in order: what is for all, and where tracks run at the same time, each
    of them beside the others. `day` is empty for what has no time."""

    day: SafeString | str
    blocks: Sequence[Sequence[tuple[str, Sequence[PartShown]]]]


def programme_shown(page: At, rows: Sequence[Row]) -> list[DayShown]:
    room, zone = page.room, page.meeting.zone
    clashes: dict[UUID, list[str]] = {}
    for one, other in overlapping(rows):
        clashes.setdefault(other.pk, []).append(room.plain(one.titles).text)
    days: dict[date | None, list[dict[str, list[PartShown]]]] = {}
    for row in in_order(rows):
        starts = on_the_wall(row.starts_at, zone) if row.starts_at else None
        blocks = days.setdefault(starts.date() if starts else None, [])
        if not blocks or ("" in blocks[-1]) != (row.track == ""):
            blocks.append({})
        shown = _part(page, row, clashes.get(row.pk, ()))
        blocks[-1].setdefault(row.track, []).append(shown)
    return [
        DayShown(
            room.dated(day) if day else _("Time not recorded"),
            [sorted(tracks.items(), key=itemgetter(0)) for tracks in blocks],
        )
        for day, blocks in days.items()
    ]


def _part(page: At, row: Row, clashes: Iterable[str]) -> PartShown:
    room, zone = page.room, page.meeting.zone
    clock = ""
    if row.starts_at:
        clock = f"{on_the_wall(row.starts_at, zone):%H:%M}"
        clock += f"–{on_the_wall(row.ends_at, zone):%H:%M}" if row.ends_at else ""
    names = ", ".join(clashes)
    return PartShown(
        row.pk,
        clock,
        room.said(row.titles),
        "" if row.kind == PartKind.SESSION else capfirst(str(PartKind(row.kind).label)),
        row.place,
        post_named(room, row.responsible) if row.responsible else "",
        row.written_by.post.authority_id == room.acting.authority.pk,
        _("Overlaps with: %(names)s") % {"names": names} if names else "",
    )


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """What came of an item. `task` is the address of its task, where it is one."""

    pk: UUID
    kind: str
    text: SafeString
    side: SideShown
    review_on: SafeString | None
    task: str
    task_of: str
    due: SafeString | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of an agenda. `clock` is when it begins by the agenda; `carried` the meetings from which
    and to which it was carried over, by address and title."""

    pk: UUID
    number: int
    title: SafeString
    minutes: str
    clock: str
    presenter: str
    question: tuple[str, SafeString] | None
    side: SideShown
    is_own: bool
    is_done: bool
    carried_from: tuple[str, SafeString] | None
    carried_to: tuple[str, SafeString] | None
    outcomes: Sequence[OutcomeShown]


def agenda_shown(page: At, items: Sequence[AgendaItem]) -> list[ItemShown]:
    clocks = _clocks(page.meeting, items)
    return [
        item_shown(page, item, number, clock)
        for number, (item, clock) in enumerate(zip(items, clocks, strict=True), start=1)
    ]


def _clocks(meeting: Meeting, items: Sequence[Timed]) -> list[str]:
    """When each begins by the agenda. Where one has no time nobody knows when the next begins."""
    when = when_of(meeting.starts_at, meeting.ends_at, meeting.zone)
    begins = None if midnight_to_midnight(when) else meeting.starts_at
    found = []
    for item in items:
        found.append(f"{on_the_wall(begins, meeting.zone):%H:%M}" if begins else "")
        begins = begins + timedelta(minutes=item.minutes) if begins and item.minutes else None
    return found


def item_shown(page: At, item: AgendaItem, number: int, clock: str = "") -> ItemShown:
    room = page.room
    later = next((x for x in item.carried_to.all() if x.reviews_id is None), None)
    return ItemShown(
        item.pk,
        number,
        room.said(item.titles),
        minutes_in_words(item.minutes) if item.minutes else "",
        clock,
        post_named(room, item.presenter) if item.presenter else "",
        (f"{room.home}questions/{item.question.number}/", room.said(item.question.sentence))
        if item.question
        else None,
        side(room, item.written_by.post.authority),
        item.written_by.post.authority_id == room.acting.authority.pk,
        item.is_done,
        _meeting(room, item.carried_from.meeting) if item.carried_from else None,
        _meeting(room, later.meeting) if later else None,
        [outcome_shown(room, one) for one in item.outcomes.all()],
    )


@dataclass(frozen=True, slots=True)
class LineShown:
    """An item in the list of a meeting that is run."""

    position: int
    title: SafeString
    minutes: str
    clock: str
    is_done: bool
    is_carried: bool
    outcomes: int
    is_current: bool


def lines_shown(page: At, rows: Sequence[AgendaLine], current: int | None) -> list[LineShown]:
    clocks = _clocks(page.meeting, rows)
    return [
        LineShown(
            row.position,
            page.room.said(row.titles),
            minutes_in_words(row.minutes) if row.minutes else "",
            clock,
            row.is_done,
            row.is_carried,
            row.outcomes,
            place == current,
        )
        for place, (row, clock) in enumerate(zip(rows, clocks, strict=True))
    ]


def minutes_in_words(minutes: int) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def _meeting(room: Room, meeting: Meeting) -> tuple[str, SafeString]:
    return f"{room.home}meetings/{meeting.slug}/", room.said(meeting.titles)


def outcome_shown(room: Room, one: Outcome) -> OutcomeShown:
    task = getattr(one, "task", None)
    return OutcomeShown(
        one.pk,
        capfirst(str(OutcomeKind(one.kind).label)),
        room.said(one.text),
        side(room, one.written_by.post.authority),
        room.dated(one.review_on) if one.review_on else None,
        f"{room.home}tasks/{task.number}/" if task else "",
        post_named(room, task.post) if task else "",
        room.dated(task.due) if task and task.due else None,
        one.written_by.post.authority_id == room.acting.authority.pk,
    )


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """That it was postponed or cancelled, and why."""

    side: SideShown
    day: SafeString
    sentence: str
    because: SafeString


def changes_shown(page: At, changes: Iterable[Change]) -> list[ChangeShown]:
    room, zone = page.room, page.meeting.zone
    return [
        ChangeShown(
            side(room, one.by.post.authority),
            room.dated(on_the_wall(one.at, zone).date()),
            _sentence(room, one, zone),
            room.said(one.because),
        )
        for one in changes
    ]


def _sentence(room: Room, one: Change, zone: str) -> str:
    if one.kind == ChangeKind.TAKEN_BACK:
        return _("It was not held after all.")
    if one.kind == ChangeKind.CANCELLED or one.is_at is None:
        return _("Cancelled.")
    was, now = on_the_wall(one.was_at, zone), on_the_wall(one.is_at, zone)
    return _("Moved from %(was)s to %(now)s.") % {
        "was": f"{_bare(room, was.date())} {was:%H:%M}",
        "now": f"{_bare(room, now.date())} {now:%H:%M}",
    }


def _bare(room: Room, day: date) -> str:
    from overens.base.languages.rules import write_date

    return write_date(day, room.language)


@dataclass(frozen=True, slots=True)
class CostShown:
    """What it cost one party."""

    side: SideShown
    words: str
    note: SafeString


def costs_shown(room: Room, costs: Iterable[Cost]) -> list[CostShown]:
    from django.utils.formats import number_format

    found = []
    for one in costs:
        parts = []
        if one.amount is not None:
            parts.append(f"{number_format(one.amount, force_grouping=True)} {one.currency}".strip())
        if one.days is not None:
            words = ngettext(
                "%(days)s day of work", "%(days)s days of work", 1 if one.days == 1 else 2
            )
            parts.append(words % {"days": number_format(one.days.normalize())})
        found.append(CostShown(side(room, one.authority), ", ".join(parts), room.said(one.note)))
    return found

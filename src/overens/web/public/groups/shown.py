"""How groups and meetings read on an open page: plain values for templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, Wording, Wordings, write_date
from overens.base.municipalities.models import Authority
from overens.cycle.groups.clock_words import differ
from overens.cycle.groups.clock_words import written as when_written
from overens.cycle.groups.models import (
    Change,
    GroupFile,
    Meeting,
    Membership,
    ProgrammePart,
)
from overens.cycle.groups.open_queries import Decided, GroupLine, MeetingLine, OpenRoom
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import (
    ChangeKind,
    GroupKind,
    MeetingKind,
    MeetingState,
    MemberTask,
    Mode,
    PartKind,
)
from overens.web.design.words import dated, marked
from overens.web.public.loading import Open
from overens.web.public.shown import OTHER, PartyShown

MOST_COMING, MOST_HELD, MOST_DECISIONS = 7, 25, 25
"""On a page; the PDF has all of them."""


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group as a row: `about` is its focus area, or empty where it works across them."""

    address: str
    name: SafeString
    kind: str
    about: SafeString
    is_closed: bool


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """A meeting as a row; `mark` where it is cancelled."""

    address: str
    title: SafeString
    kind: str
    when: str
    place: str
    mark: str


@dataclass(frozen=True, slots=True)
class MemberShown:
    """A post in a group; `name` is empty where its authority does not tell it to everyone."""

    post: SafeString
    task: str
    name: str
    is_vacant: bool


@dataclass(frozen=True, slots=True)
class SideShown:
    """One party's members."""

    party: PartyShown
    members: Sequence[MemberShown]


@dataclass(frozen=True, slots=True)
class FileShown:
    """A file that everyone may read, and whose it is."""

    address: str
    name: str
    owner: SafeString
    letter: str
    day: SafeString


@dataclass(frozen=True, slots=True)
class PartShown:
    """A part of a programme: '10:00–11:30', and what happens then where."""

    time: str
    title: SafeString
    kind: str
    track: str
    place: str


def written(words: Wordings, reader: Reader) -> SafeString:
    """As somebody wrote it, marked with its language where that is another one."""
    return marked(words.shown(*reader.wants()), reader.language)


class Says:
    """Says it in the reader's language."""

    def __init__(self, page: Open) -> None:
        self.page, self.reader, self.language = page, page.reader, page.reader.language

    @property
    def zones(self) -> set[str]:
        """The clocks of the parties."""
        return {party.authority.country.zone.key for party in self.page.parties}

    def when(self, starts: datetime, ends: datetime, zone: str) -> str:
        """With whose clock it is where the parties' clocks show different times."""
        with_clock = differ({zone, *self.zones}, starts)
        return when_written(starts, ends, zone, self.language, with_clock=with_clock)

    @property
    def letters(self) -> Mapping[str, str]:
        return {party.slug: party.letter for party in self.page.parties_shown}

    def groups(self, rows: Iterable[GroupLine]) -> list[GroupShown]:
        return [self._group(row) for row in rows]

    def _group(self, row: GroupLine) -> GroupShown:
        return GroupShown(
            address=f"{self.page.home}groups/{row.slug}/",
            name=written(row.names, self.reader),
            kind=capfirst(str(GroupKind(row.kind).label)),
            about=self.area(row.area),
            is_closed=row.is_closed,
        )

    def area(self, area: UUID | None) -> SafeString:
        return self.page.area_names.get(area, SafeString(""))

    def meetings(self, rows: Iterable[MeetingLine]) -> list[MeetingShown]:
        return [self._meeting(row) for row in rows]

    def _meeting(self, row: MeetingLine) -> MeetingShown:
        is_cancelled = row.state == MeetingState.CANCELLED
        return MeetingShown(
            address=f"{self.page.home}meetings/{row.slug}/",
            title=written(row.titles, self.reader),
            kind=capfirst(str(MeetingKind(row.kind).label)),
            when=self.when(row.starts_at, row.ends_at, row.zone),
            place=row.place,
            mark=str(MeetingState.CANCELLED.label) if is_cancelled else "",
        )

    def sides(self, members: Sequence[Membership], holders: Mapping[UUID, str]) -> list[SideShown]:
        """Each party, also one that has named nobody."""
        return [
            SideShown(
                view,
                tuple(
                    self._member(one, holders)
                    for one in members
                    if one.post.authority_id == party.authority_id
                ),
            )
            for party, view in zip(self.page.parties, self.page.parties_shown, strict=True)
        ]

    def _member(self, member: Membership, holders: Mapping[UUID, str]) -> MemberShown:
        post = member.post.names.shown(self.language)
        is_plain = member.task == MemberTask.MEMBER
        return MemberShown(
            post=marked(Wording(capfirst(post.text), post.language), self.language),
            task="" if is_plain else str(MemberTask(member.task).label),
            name=holders.get(member.post_id, ""),
            is_vacant=member.post_id not in holders,
        )

    def files(self, rows: Iterable[GroupFile]) -> list[FileShown]:
        return [
            FileShown(
                address=f"{self.page.home}files/{row.pk}",
                name=row.name,
                owner=short_of(row.owner, self.language),
                letter=self.letters.get(row.owner.slug, OTHER),
                day=dated(row.owner.country.today(row.at), self.language),
            )
            for row in rows
        ]

    def decisions(self, rows: Iterable[Decided]) -> list[tuple[SafeString, SafeString, str]]:
        """What was decided, on which day, and at which meeting."""
        return [
            (
                written(row.text, self.reader),
                dated(row.day, self.language),
                f"{self.page.home}meetings/{row.meeting}/",
            )
            for row in rows
        ]

    def programme(
        self, meeting: Meeting, parts: Iterable[ProgrammePart]
    ) -> list[tuple[str, list[PartShown]]]:
        """Day by day, in the order in which the parts begin; last, under no day, those without a time."""
        days: dict[str, list[PartShown]] = {}
        for part in sorted(parts, key=lambda one: one.starts_at is None):
            day = _written_day(part.starts_at, meeting.zone, self.language)
            days.setdefault(day, []).append(
                PartShown(
                    time=_span(part, meeting.zone),
                    title=written(part.titles, self.reader),
                    kind=""
                    if part.kind == PartKind.SESSION
                    else capfirst(str(PartKind(part.kind).label)),
                    track=part.track,
                    place=part.place,
                )
            )
        return list(days.items())

    def changes(self, meeting: Meeting, rows: Iterable[Change]) -> list[SafeString]:
        """What became of it, each with its reason."""
        return [self._change(meeting, row) for row in rows]

    def _change(self, meeting: Meeting, row: Change) -> SafeString:
        was = _written_day(row.was_at, meeting.zone, self.language)
        because = written(row.because, self.reader)
        if row.kind == ChangeKind.TAKEN_BACK:
            return format_html(_("It was not held after all: {because}"), because=because)
        if row.kind == ChangeKind.CANCELLED or row.is_at is None:
            return format_html(_("It was cancelled: {because}"), because=because)
        return format_html(
            _("It was to be on {was}, and was postponed to {now}: {because}"),
            was=was,
            now=_written_day(row.is_at, meeting.zone, self.language),
            because=because,
        )

    def where(self, meeting: Meeting) -> str:
        """The place, and that one can come from afar; never the address of the online room."""
        if meeting.mode == Mode.ONLINE:
            return _("Online")
        if meeting.mode == Mode.BOTH:
            return _("%(place)s, and online") % {"place": meeting.place}
        return meeting.place

    def coming(self, room: OpenRoom, most: int = MOST_COMING) -> list[MeetingShown]:
        """The next ones, by the date of the party whose day is the earliest."""
        today = min(self.page.today.values())
        return self.meetings(room.coming(today)[:most])


def _written_day(at: datetime | None, zone: str, language: str) -> str:
    return write_date(on_the_wall(at, zone).date(), language) if at else ""


def _span(part: ProgrammePart, zone: str) -> str:
    """As much as is known of when it is."""
    times = [on_the_wall(at, zone) for at in (part.starts_at, part.ends_at) if at]
    return "–".join(f"{at:%H:%M}" for at in times)


def short_of(authority: Authority, language: str) -> SafeString:
    return marked(Wording(authority.short, authority.name.language), language)

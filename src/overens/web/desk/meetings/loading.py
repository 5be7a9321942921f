"""One meeting of a shared room, as people of one of its parties see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from overens.base.municipalities.models import Post
from overens.base.municipalities.roles import Act
from overens.cycle.groups import meeting_queries
from overens.cycle.groups.clock_words import differ, written
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.queries import posts_for_tasks
from overens.cycle.groups.states import MeetingKind, MeetingState
from overens.web.desk.groups.loading import Room, room


@dataclass
class At:
    """A room and one of its meetings."""

    room: Room
    meeting: Meeting

    @property
    def address(self) -> str:
        return f"{self.room.home}meetings/{self.meeting.slug}/"

    @property
    def title(self) -> SafeString:
        return self.room.said(self.meeting.titles)

    @property
    def plain_title(self) -> str:
        return self.room.titled(self.meeting)

    @property
    def kind(self) -> str:
        return capfirst(str(MeetingKind(self.meeting.kind).label))

    @property
    def state(self) -> str:
        return capfirst(str(MeetingState(self.meeting.state).label))

    @property
    def is_mine(self) -> bool:
        """Whether one's own authority called it, and so says when and where it is."""
        return self.meeting.owner_id == self.room.acting.authority.pk

    @property
    def is_planned(self) -> bool:
        return self.meeting.state == MeetingState.PLANNED

    @property
    def has_begun(self) -> bool:
        return self.meeting.starts_at <= self.room.acting.now

    @property
    def may(self) -> bool:
        """Whether the post may write here at all; whoever sits in no seat of the group is told so by
        the action."""
        return self.room.acting.may(Act.WORK_IN_GROUP)

    @property
    def when(self) -> str:
        return when(self.room, self.meeting)

    @property
    def elsewhere(self) -> list[str]:
        """The same by the clock of each party where it shows another time."""
        zones = {p.authority.country.zone.key for p in self.room.parties} - {self.meeting.zone}
        at = (self.meeting.starts_at, self.meeting.ends_at)
        return [
            written(*at, zone, self.room.language)
            for zone in sorted(zones)
            if differ([zone, self.meeting.zone], self.meeting.starts_at)
        ]

    @cached_property
    def posts(self) -> Sequence[Post]:
        """Those of the parties that can be given something here."""
        today = self.room.acting.today
        found = posts_for_tasks(self.room.agreement, self.meeting.group, today)
        return list(found.select_related("authority__municipality"))

    def post_choices(self) -> list[tuple[str, str]]:
        return [(str(p.pk), post_named(self.room, p)) for p in self.posts]


def post_named(room: Room, post: Post) -> str:
    """'Køge, koordinator', bare."""
    return f"{post.authority.short}, {room.plain(post.names).text}"


def when(page: Room, meeting: Meeting) -> str:
    """With whose clock it is, where the parties' own show different times."""
    zones = {meeting.zone, *(p.authority.country.zone.key for p in page.parties)}
    with_clock = differ(zones, meeting.starts_at)
    return written(
        meeting.starts_at, meeting.ends_at, meeting.zone, page.language, with_clock=with_clock
    )


def at_meeting(request: HttpRequest, agreement: str, slug: str) -> At:
    """Fetch and access check in one. Raises Http404."""
    page = room(request, agreement)
    found = meeting_queries.meeting_named(page.agreement, slug)
    if found is None:
        raise Http404
    found.agreement = page.agreement
    return At(page, found)


def around(page: At, **more: Any) -> dict[str, Any]:
    """What each page of a meeting is given."""
    return {"room": page.room, "at": page, "meeting": page.meeting, **more}

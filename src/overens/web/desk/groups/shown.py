"""What pages of the room show: a post with the mark of its side, a task, what people say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.states import Holding
from overens.cycle.groups.models import Membership, Remark, Task
from overens.cycle.groups.states import MemberTask, TaskState, Way
from overens.web.desk.agreements.loading import distance
from overens.web.desk.approvals.shown import Said
from overens.web.desk.groups.loading import Room
from overens.web.public.groups.shown import short_of


@dataclass(frozen=True, slots=True)
class SideShown:
    """A party: its mark and its short name."""

    letter: str
    short: SafeString


def side(room: Room, authority: Authority) -> SideShown:
    """An authority, loaded with its municipality or not, as a side."""
    return SideShown(room.letter(authority.pk), short_of(authority, room.language))


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post with its side, who holds it and who is deputy. A post that nobody holds is vacant."""

    side: SideShown
    post: SafeString
    does: str
    holder: str
    deputies: str
    is_vacant: bool
    name_is_public: bool


def member_shown(room: Room, row: Membership, seats: Sequence[Seat]) -> PostShown:
    """A post in a group. `seats` are those in which it is held."""
    own = [one.person.name for one in seats if one.holding == Holding.OWN]
    deputies = [one.person.name for one in seats if one.holding == Holding.DEPUTY]
    return PostShown(
        side(room, row.post.authority),
        room.said(row.post.names),
        capfirst(str(MemberTask(row.task).label)),
        ", ".join(own),
        ", ".join(deputies),
        not seats,
        row.name_is_public,
    )


def post_shown(room: Room, post: Post) -> SafeString:
    """'Køge, koordinator'."""
    return format_html("{}, {}", side(room, post.authority).short, room.said(post.names))


@dataclass(frozen=True, slots=True)
class TaskShown:
    """A task as a row of a page. `state` is empty for an open one."""

    address: str
    text: SafeString
    side: SideShown
    post: SafeString
    due: SafeString | None
    distance: str
    is_late: bool
    state: str
    came_from: SafeString | str


def task_shown(room: Room, task: Task, today: date) -> TaskShown:
    """A task that was read by `queries.with_what_it_knows`. `today` is the reader's day."""
    is_open = task.state == TaskState.OPEN
    return TaskShown(
        address=f"{room.home}tasks/{task.number}/",
        text=room.said(task.text),
        side=side(room, task.post.authority),
        post=room.said(task.post.names),
        due=room.dated(task.due) if task.due else None,
        distance=distance(task.due, today) if task.due and is_open else "",
        is_late=bool(is_open and task.due and task.due < today),
        state="" if is_open else capfirst(str(TaskState(task.state).label)),
        came_from=_came_from(room, task),
    )


def _came_from(room: Room, task: Task) -> SafeString | str:
    if task.outcome:
        meeting = task.outcome.item.meeting
        return format_html(
            _('From the meeting <a href="{address}">{title}</a>'),
            address=f"{room.home}meetings/{meeting.slug}/",
            title=room.said(meeting.titles),
        )
    if task.question:
        return format_html(
            _('From the question <a href="{address}">{sentence}</a>'),
            address=f"{room.home}questions/{task.question.number}/",
            sentence=room.said(task.question.sentence),
        )
    return ""


def remarks_shown(room: Room, remarks: Iterable[Remark]) -> list[Said]:
    """What people said, oldest first: for `desk/approvals/said.html`."""
    return [_remark(room, one) for one in remarks]


def _remark(room: Room, one: Remark) -> Said:
    own = one.seat.post.authority if one.seat else room.acting.authority
    return Said(
        letter=room.letter(own.pk) if one.seat else "o",
        who=format_html("{}, {}", one.seat.person.name, room.said(one.seat.post.names))
        if one.seat
        else one.name,
        day=room.dated(own.country.today(one.at)),
        part="" if one.way == Way.DESK else str(Way(one.way).label),
        text=one.text,
        language="" if one.language == room.language else one.language,
    )


def in_words(room: Room, members: Iterable[Membership], held: Mapping[UUID, object]) -> str:
    """Whether a group is complete today, in a sentence. `held` has the posts that somebody holds."""
    there = {one.post.authority_id for one in members if one.post_id in held}
    missing = [p.authority.short for p in room.bound if p.authority_id not in there]
    if not missing:
        return _("The group is complete: each party has somebody in it.")
    return _("The group is not complete: nobody sits in it for %(names)s.") % {
        "names": languages()[room.language].join(missing)
    }

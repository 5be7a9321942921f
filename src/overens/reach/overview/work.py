"""What a post carries in the groups of its agreements: seats in them, tasks, questions, meetings."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Post


class WorkKind(StrEnum):
    """In the order in which it is listed."""

    SEAT = "1"
    TASK = "2"
    QUESTION = "3"
    CALLED = "4"
    INVITED = "5"


class Work(NamedTuple):
    """Something that whoever holds the post has to care for. `place` is its address below that of the
    agreement at the desk; `day` that of a meeting, or by which a task is to be done."""

    kind: WorkKind
    agreement: str
    place: str
    title: Wordings
    day: date | None


SEATS = (
    "SELECT '1', member.post_id, agreement.slug, one.slug, CAST(one.names AS TEXT), "
    "CAST(member.until AS TEXT), '' FROM groups_membership member "
    "JOIN groups_workinggroup one ON one.id = member.group_id "
    "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
    "WHERE one.closed_at IS NULL AND member.post_id IN ({})"
)
TASKS = (
    "SELECT '2', one.post_id, agreement.slug, CAST(one.number AS TEXT), CAST(one.text AS TEXT), "
    "CAST(one.due AS TEXT), '' FROM groups_task one "
    "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
    "WHERE one.state = 'open' AND one.post_id IN ({})"
)
QUESTIONS = (
    "SELECT '3', side.owner_id, agreement.slug, CAST(one.number AS TEXT), "
    "CAST(one.sentence AS TEXT), '', '' FROM groups_questionside side "
    "JOIN groups_question one ON one.id = side.question_id "
    "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
    "WHERE one.state = 'open' AND side.owner_id IN ({})"
)
MEETING = (
    "agreement.slug, one.slug, CAST(one.titles AS TEXT), CAST(one.starts_at AS TEXT), one.zone"
)
CALLED = (
    f"SELECT '4', seat.post_id, {MEETING} FROM groups_meeting one "
    "JOIN municipalities_seat seat ON seat.id = one.called_by_id "
    "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
    "WHERE one.state = 'planned' AND seat.post_id IN ({})"
)
INVITED = (
    f"SELECT '5', invited.post_id, {MEETING} FROM groups_participant invited "
    "JOIN groups_meeting one ON one.id = invited.meeting_id "
    "JOIN agreements_agreement agreement ON agreement.id = one.agreement_id "
    "WHERE one.state = 'planned' AND invited.coming <> 'no' AND invited.post_id IN ({})"
)
PARTS = (SEATS, TASKS, QUESTIONS, CALLED, INVITED)


def work_of(posts: Iterable[Post], now: datetime) -> dict[UUID, list[Work]]:
    """By post what it carries there: one query. What somebody called stands once, though they are
    invited too; what is over by `now` is not there."""
    wanted = {post.pk: post for post in posts}
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    values = [pk.hex for pk in wanted]
    statement = " UNION ALL ".join(part.format(marks) for part in PARTS)
    found: dict[UUID, list[Work]] = {pk: [] for pk in wanted}
    seen: set[tuple[UUID, str, str]] = set()
    for kind, of_post, agreement, name, title, at, zone in sorted(
        rows.asked(statement, *values * len(PARTS)), key=lambda row: (row[0], row[5] or "~")
    ):
        post = rows.identity(of_post)
        work = _work(WorkKind(kind), agreement, name, title, at or "", zone)
        today = wanted[post].authority.country.today(now)
        if zone and (post, agreement, name) in seen:
            continue
        is_over = work.day is not None and work.day < today and kind != WorkKind.TASK
        if not is_over:
            found[post].append(work)
        if zone:
            seen.add((post, agreement, name))
    return found


PLACES = {
    WorkKind.SEAT: "groups",
    WorkKind.TASK: "tasks",
    WorkKind.QUESTION: "questions",
    WorkKind.CALLED: "meetings",
    WorkKind.INVITED: "meetings",
}


def _work(kind: WorkKind, agreement: str, name: str, title: str, at: str, zone: str) -> Work:
    day = rows.day(at) if at and not zone else None
    if zone:
        day = rows.instant(at).astimezone(ZoneInfo(zone)).date()
    place = f"{PLACES[kind]}/{name}/"
    return Work(kind, agreement, place, Wordings.from_row(json.loads(title)), day)

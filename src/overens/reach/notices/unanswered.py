"""Reader: what nobody is left to be asked about by mail, so that it stands at the desk."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, may
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.models import Participant, Question, Remark, Task
from overens.cycle.groups.states import Coming, MeetingState, QuestionState, TaskState
from overens.reach.overview.rooms import InRoom
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind

INSTEAD = "instead-"
"""How the key of a letter begins that goes to others; the post in whose place they are asked follows."""
ASKED = (
    "SELECT asked.post_id, asked.about_kind, asked.about_id, CAST(asked.at AS TEXT) "
    "FROM notices_askedinstead asked JOIN municipalities_post post ON post.id = asked.post_id "
    "WHERE post.authority_id = %s AND NOT EXISTS (SELECT 1 FROM mail_letter letter "
    "WHERE letter.about_kind = asked.about_kind AND letter.about_id = asked.about_id "
    f"AND letter.key = '{INSTEAD}' || REPLACE(CAST(asked.post_id AS TEXT), '-', '') "
    # One that came back asks nobody, nor does one that the mail server refused for good.
    "AND letter.bounced_at IS NULL AND (letter.next_at IS NOT NULL OR letter.begun_at IS NOT NULL))"
)


class _Asked(NamedTuple):
    post: UUID
    kind: str
    about: UUID
    at: datetime


class _Found(NamedTuple):
    """Something that is open still; `name` orders it."""

    agreement: Agreement
    place: str
    title: Wordings
    name: str


def nobody_left(seat: Seat, now: datetime) -> list[Waiting]:
    """For whoever can name a deputy or mend an address: what a post of theirs was asked, where the letters
    reached nobody who could answer in its place, and what is open still. One query where there is no such
    thing, else one more for each kind of thing, and one for the remarks on them."""
    if not (may(seat.post, Act.FILL_POST) or may(seat.post, Act.KEEP_REGISTER)):
        return []
    asked = [
        _Asked(rows.identity(post), kind, UUID(about), rows.instant(at))
        for post, kind, about, at in rows.asked(ASKED, seat.post.authority_id.hex)
    ]
    if not asked:
        return []
    found = dict(_open(asked, now))
    own = seat.post.authority
    said = Remark.objects.filter(
        about_id__in=[str(one.about) for one in asked], seat__post__authority=own
    )
    last: dict[str, datetime] = {}
    for about, at in said.order_by("at").values_list("about_id", "at"):
        last[about] = at
    return [
        _waiting(found[one], own.country.today(one.at))
        for one in asked
        if one in found and last.get(str(one.about), one.at) <= one.at
    ]


def _waiting(one: _Found, day: date) -> Waiting:
    about = InRoom(one.agreement, one.place, one.title)
    subject = f"{one.agreement.slug} {one.name}"
    return Waiting(Kind.NOBODY_LEFT, day, False, False, subject, about)


def _open(asked: list[_Asked], now: datetime) -> Iterator[tuple[_Asked, _Found]]:
    by_kind: dict[str, dict[UUID, list[_Asked]]] = {}
    for one in asked:
        by_kind.setdefault(one.kind, {}).setdefault(one.about, []).append(one)
    if wanted := by_kind.get("question"):
        questions = Question.objects.filter(pk__in=wanted, state=QuestionState.OPEN)
        for question in questions.select_related("agreement"):
            place, name = f"questions/{question.number}/", f"{question.number:06}"
            found = _Found(question.agreement, place, question.sentence, name)
            yield from ((one, found) for one in wanted[question.pk])
    if wanted := by_kind.get("task"):
        tasks = Task.objects.filter(pk__in=wanted, state=TaskState.OPEN)
        for task in tasks.select_related("agreement"):
            found = _Found(task.agreement, f"tasks/{task.number}/", task.text, f"{task.number:06}")
            yield from ((one, found) for one in wanted[task.pk] if one.post == task.post_id)
    invited = Participant.objects.filter(
        coming=Coming.AWAITED, meeting__state=MeetingState.PLANNED, meeting__starts_at__gt=now
    ).select_related("meeting__agreement")
    if wanted := by_kind.get("participant"):
        for somebody in invited.filter(pk__in=wanted):
            yield from ((one, _of_meeting(somebody)) for one in wanted[somebody.pk])
    if wanted := by_kind.get("series"):
        # The first that is to come, for each post.
        of_series = invited.filter(meeting__series__in=wanted).order_by("-meeting__starts_at")
        for somebody in of_series:
            assert somebody.meeting.series_id
            for one in wanted[somebody.meeting.series_id]:
                if one.post == somebody.post_id:
                    yield one, _of_meeting(somebody)


def _of_meeting(somebody: Participant) -> _Found:
    meeting = somebody.meeting
    return _Found(meeting.agreement, f"meetings/{meeting.slug}/", meeting.titles, meeting.slug)

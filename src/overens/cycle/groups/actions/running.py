"""Verbs while a meeting is held: what comes of each item is noted, items are done or carried over."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Changed, Refused
from overens.cycle.groups.actions.agenda import (
    free_position,
    item_in,
    open_agenda,
    put_once,
    written_meanwhile,
)
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.holding import hold
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    post_of,
    refuse_unless_own,
    said_as_text,
)
from overens.cycle.groups.actions.tasks import give_task, say_otherwise
from overens.cycle.groups.models import AgendaItem, Meeting, Outcome
from overens.cycle.groups.rules.saying import (
    MOST_IN_LINE,
    MOST_IN_OUTCOME,
    Missing,
    Texts,
    lines,
    texts,
)
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import MeetingState, OutcomeKind

MOST_OUTCOMES = 50
"""Of one item."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an item. A decision may come up again (`review_on`); a task is a post's, and due."""

    kind: str
    text: Texts
    review_on: date | None = None
    post: UUID | None = None
    due: date | None = None


def note_outcome(*, by: Seat, meeting: Meeting, item: UUID, came: Came, at: datetime) -> Outcome:
    """What came of an item, beside what others note of it at the same time. Raises Refused."""
    acting_on(by, meeting, at, ends=True)
    kind = OutcomeKind(came.kind)
    text = _text(came, kind)
    post = post_of(meeting.agreement, came.post, "post") if kind == OutcomeKind.TASK else None
    if kind == OutcomeKind.TASK and post is None:
        raise Missing(_("Choose whose task it is."), "post")
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = item_in(meeting, item)
        if row.outcomes.count() >= MOST_OUTCOMES:
            raise Refused(
                _("There is no room for more under one item. Write the rest in the notes.")
            )
        outcome = Outcome.objects.create(
            item=row,
            kind=kind,
            text=text,
            review_on=_review(meeting, came),
            written_by=by,
            written_at=at,
        )
        if post:
            give_task(
                by=by,
                agreement=meeting.agreement,
                group=meeting.group,
                text=text,
                post=post,
                due=came.due,
                at=at,
                outcome=outcome,
                question=row.question,
            )
        note(by, "meeting.outcome-noted", meeting.ref, at, slug=meeting.slug, kind=kind.value)
    return outcome


def _text(came: Came, kind: str) -> Wordings:
    asked = _("Write what came of it.")
    if kind != OutcomeKind.TASK:
        return texts(came.text, "text", MOST_IN_OUTCOME, asked=asked)
    said = lines(came.text, "text", MOST_IN_OUTCOME, asked=asked)
    if any(len(one) > MOST_IN_LINE for one in said.texts().values()):
        raise Missing(
            _(
                "A task is said in one line, of at most %(most)s characters. Write the rest beside it, "
                "as information."
            )
            % {"most": MOST_IN_LINE},
            "text",
        )
    return said


def _review(meeting: Meeting, came: Came) -> date | None:
    if came.kind != OutcomeKind.DECISION or came.review_on is None:
        return None
    if came.review_on <= on_the_wall(meeting.starts_at, meeting.zone).date():
        raise Missing(_("Choose a day after the meeting."), "review_on")
    return came.review_on


def change_outcome(
    *, by: Seat, meeting: Meeting, outcome: UUID, came: Came, revision: int, at: datetime
) -> Outcome:
    """Another text of what one's own authority noted, and of the task that it is, while that is open;
    what kind it is stays. Raises Changed, and Refused."""
    acting_on(by, meeting, at, ends=True)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = (
            Outcome.objects.filter(item__meeting=meeting, pk=outcome)
            .select_related("written_by__post", "item")
            .first()
        )
        if row is None:
            raise Refused(_("This is not on file any more."))
        refuse_unless_own(by, row.written_by)
        if row.revision != revision:
            raise Changed(written_meanwhile(), said_as_text(row.text), row.revision)
        text = _text(came, row.kind)
        if row.kind == OutcomeKind.TASK:
            say_otherwise(row, text)
        row.text, row.written_by, row.written_at = text, by, at
        if row.kind == OutcomeKind.DECISION:
            row.review_on = _review(meeting, Came(row.kind, came.text, came.review_on))
        row.revision += 1
        row.save()
        note(by, "meeting.outcome-noted", meeting.ref, at, slug=meeting.slug, kind=row.kind)
    return row


def mark_item(*, by: Seat, meeting: Meeting, item: UUID, is_done: bool, at: datetime) -> AgendaItem:
    """Say that an item is done, or that it is not after all. Raises Refused."""
    acting_on(by, meeting, at, ends=True)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = item_in(meeting, item)
        if row.carried_to.filter(reviews__isnull=True).exists():
            raise Refused(_("This item is on a later agenda already."))
        if row.is_done != is_done:
            row.is_done = is_done
            row.save(update_fields=["is_done"])
        note(by, "meeting.item-marked", meeting.ref, at, slug=meeting.slug, done=is_done)
    return row


def pass_on(*, by: Seat, meeting: Meeting, item: UUID, at: datetime) -> AgendaItem:
    """Carry an item over to the next meeting that is planned for the group. Where none is, it is
    enough to leave it undone: it is offered to the next. Raises Refused."""
    acting_on(by, meeting, at, ends=True)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = item_in(meeting, item)
        if row.is_done:
            raise Refused(_("This item is done."))
        if row.carried_to.filter(reviews__isnull=True).exists():
            raise Refused(_("This item is on a later agenda already."))
        later = (
            Meeting.objects.select_for_update(of=("self",), no_key=True)
            .filter(
                agreement=meeting.agreement_id,
                group=meeting.group_id,
                state=MeetingState.PLANNED,
                closed_at__isnull=True,
                starts_at__gt=meeting.starts_at,
            )
            .order_by("starts_at")
            .first()
        )
        if later is None:
            raise Refused(
                _("No later meeting is called yet. Leave it undone: it is offered to the next one.")
            )
        carried = put_once(
            AgendaItem(
                meeting=later,
                position=free_position(later),
                titles=row.titles,
                minutes=row.minutes,
                presenter_id=row.presenter_id,
                question_id=row.question_id,
                carried_from=row,
                written_by=row.written_by,
            )
        )
        note(by, "meeting.carried-over", later.ref, at, slug=later.slug, items=1)
    return carried


def close_meeting(*, by: Seat, meeting: Meeting, at: datetime) -> Meeting:
    """Close the agenda: what is not done is offered to the next meeting. With it one's own party notes
    that the meeting was held. Raises Refused."""
    party = acting_on(by, meeting, at, ends=True)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        hold(meeting, party, by, at)
        meeting.closed_at = at
        meeting.revision += 1
        meeting.save()
        note(by, "meeting.closed", meeting.ref, at, slug=meeting.slug)
    return meeting

"""What is asked of meetings: those of an agreement, one with all that belongs to it, what is undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from overens.base.languages.rules import Wordings
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.models import (
    AgendaItem,
    Change,
    Cost,
    Meeting,
    Outcome,
    Participant,
    ProgrammePart,
)
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import MeetingState, OutcomeKind

WITH = (
    "agreement",
    "group",
    "owner__municipality",
    "host__municipality",
    "series",
    "held_by__post",
)
"""What each page of a meeting needs with it."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What an earlier meeting left: an item that was not done, or a decision that comes up again."""

    item: AgendaItem
    decision: Outcome | None = None


def meetings_of(agreement: Agreement) -> QuerySet[Meeting]:
    """All of an agreement, the earliest first."""
    return (
        Meeting.objects.filter(agreement=agreement)
        .select_related(*WITH)
        .order_by("starts_at", "pk")
    )


def coming(agreement: Agreement, now: datetime) -> QuerySet[Meeting]:
    """What has not ended, soonest first; also what was cancelled of it."""
    return _listed(agreement).filter(ends_at__gt=now)


def past(agreement: Agreement, now: datetime) -> QuerySet[Meeting]:
    """What has ended, newest first."""
    return _listed(agreement).filter(ends_at__lte=now).order_by("-starts_at", "pk")


def _listed(agreement: Agreement) -> QuerySet[Meeting]:
    return meetings_of(agreement).exclude(state=MeetingState.TAKEN_BACK)


def meeting_named(agreement: Agreement, slug: str) -> Meeting | None:
    return meetings_of(agreement).filter(slug=slug).first()


def participants_of(meeting: Meeting) -> list[Participant]:
    """Everybody who is invited or was there, in the order in which they were added."""
    return list(
        meeting.participants.select_related("post", "authority", "added_by__post").order_by("pk")
    )


def programme_of(meeting: Meeting) -> list[ProgrammePart]:
    return list(
        meeting.programme.select_related("responsible__authority", "written_by__post__authority")
    )


@dataclass(slots=True)
class AgendaLine:
    """An item as the list of a meeting that is run names it: `outcomes` is how many it has, `saved`
    when the newest was written."""

    pk: UUID
    position: int
    titles: Wordings
    minutes: int | None
    is_done: bool
    is_carried: bool
    outcomes: int
    saved: datetime | None


def agenda_lines(meeting: Meeting) -> list[AgendaLine]:
    """All items of an agenda, of which nothing else is read: three queries."""
    newest = Outcome.objects.filter(item__meeting=meeting).order_by().values_list("item")
    came = {pk: (n, at) for pk, n, at in newest.annotate(Count("pk"), Max("written_at"))}
    later = AgendaItem.objects.filter(carried_from__meeting=meeting, reviews__isnull=True)
    carried = set(later.values_list("carried_from", flat=True))
    rows = meeting.agenda.values_list("pk", "position", "titles", "minutes", "is_done")
    return [AgendaLine(*row, row[0] in carried, *came.get(row[0], (0, None))) for row in rows]


def agenda_of(meeting: Meeting, only: UUID | None = None) -> list[AgendaItem]:
    """Each item, or `only` one, with what came of it, and the task where it was one."""
    items = meeting.agenda.filter(pk=only) if only else meeting.agenda.all()
    outcomes = Outcome.objects.select_related(
        "written_by__post__authority", "written_by__person", "task__post__authority"
    )
    return list(
        items.select_related(
            "presenter__authority",
            "question",
            "carried_from__meeting",
            "written_by__post__authority",
        ).prefetch_related(Prefetch("outcomes", outcomes), "carried_to__meeting")
    )


def changes_of(meeting: Meeting) -> list[Change]:
    return list(meeting.changes.select_related("by__post__authority"))


def costs_of(meeting: Meeting) -> list[Cost]:
    return list(meeting.costs.select_related("authority"))


def offered(meeting: Meeting) -> Sequence[Offered]:
    """What earlier meetings of the same group (or of the agreement, without one) left undone, and the
    decisions whose day has come by the day of this one; each that stands on no later agenda yet."""
    earlier = {
        "meeting__agreement": meeting.agreement_id,
        "meeting__group": meeting.group_id,
        "meeting__starts_at__lt": meeting.starts_at,
    }
    over = Q(meeting__closed_at__isnull=False) | Q(
        meeting__state__in=(MeetingState.CANCELLED, MeetingState.HELD)
    )
    undone = AgendaItem.objects.filter(over, is_done=False, **earlier).exclude(
        pk__in=AgendaItem.objects.filter(carried_from__isnull=False, reviews__isnull=True).values(
            "carried_from"
        )
    )
    day = on_the_wall(meeting.starts_at, meeting.zone).date()
    decisions = Outcome.objects.filter(
        kind=OutcomeKind.DECISION,
        review_on__lte=day,
        reviewed_in__isnull=True,
        **{f"item__{name}": value for name, value in earlier.items()},
    )
    return [
        *(
            Offered(one)
            for one in undone.select_related("meeting", "written_by").order_by(
                "meeting__starts_at", "position"
            )
        ),
        *(
            Offered(one.item, one)
            for one in decisions.select_related("item__meeting", "written_by").order_by(
                "review_on", "written_at"
            )
        ),
    ]

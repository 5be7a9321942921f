"""Verbs: an agenda is written by members of each party; what was not done comes over to it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Changed, Refused
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    locked,
    post_of,
    refuse_off,
    refuse_unless_own,
    said_as_text,
)
from overens.cycle.groups.meeting_queries import Offered, offered
from overens.cycle.groups.models import AgendaItem, Meeting, Question
from overens.cycle.groups.rules.agenda import MOST_ITEMS, Item, minutes, template
from overens.cycle.groups.rules.saying import Missing, lines


def add_item(*, by: Seat, meeting: Meeting, said: Item, at: datetime) -> AgendaItem:
    """A new item at the end, in one's own words. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        item = AgendaItem(meeting=meeting, position=free_position(meeting))
        _fill(item, said, by)
        item.save()
        note(by, "meeting.agenda-written", meeting.ref, at, slug=meeting.slug)
    return item


def change_item(
    *, by: Seat, meeting: Meeting, item: UUID, said: Item, revision: int, at: datetime
) -> AgendaItem:
    """Another text of an item that one's own authority wrote. Raises Changed, and Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = item_in(meeting, item)
        refuse_unless_own(by, row.written_by)
        if row.revision != revision:
            raise Changed(written_meanwhile(), said_as_text(row.titles), row.revision)
        _fill(row, said, by)
        row.revision += 1
        row.save()
        note(by, "meeting.agenda-written", meeting.ref, at, slug=meeting.slug)
    return row


def written_meanwhile() -> str:
    return _(
        "Somebody has saved this since you opened the page. Both texts stand here: put what you "
        "want to keep of the other one into yours, and save again."
    )


def _fill(item: AgendaItem, said: Item, seat: Seat) -> None:
    item.titles = lines(said.titles, "title", asked=_("Write what the item is about."))
    item.minutes = minutes(said.minutes)
    agreement = item.meeting.agreement
    item.presenter = post_of(agreement, said.presenter, "presenter")
    item.question = None
    if said.question is not None:
        item.question = Question.objects.filter(agreement=agreement, number=said.question).first()
        if item.question is None:
            raise Missing(_("Choose one of the agreement’s questions."), "question")
    item.written_by = seat


def remove_item(*, by: Seat, meeting: Meeting, item: UUID, at: datetime) -> None:
    """Take out an item that one's own authority wrote, and to which nothing was noted. What it carried
    over is offered again. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        row = item_in(meeting, item)
        refuse_unless_own(by, row.written_by)
        if row.outcomes.exists() or row.carried_to.exists():
            raise Refused(_("Something has come of this item: it stays on the agenda."))
        row.delete()
        note(by, "meeting.agenda-written", meeting.ref, at, slug=meeting.slug)


def move_item(*, by: Seat, meeting: Meeting, item: UUID, earlier: bool, at: datetime) -> None:
    """Change places with the item before it, or after it: the order is everybody's. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        items = list(meeting.agenda.all())
        place = next((n for n, one in enumerate(items) if one.pk == item), None)
        if place is None:
            raise Refused(_gone())
        other = place + (-1 if earlier else 1)
        if not 0 <= other < len(items):
            return
        items[place], items[other] = items[other], items[place]
        for position, one in enumerate(items, start=1):
            one.position = position
        AgendaItem.objects.bulk_update(items, ["position"])
        note(by, "meeting.agenda-ordered", meeting.ref, at, slug=meeting.slug)


def begin_from_template(*, by: Seat, meeting: Meeting, at: datetime) -> list[AgendaItem]:
    """Put the usual items on an empty agenda, in the language that is switched on. Raises Refused."""
    acting_on(by, meeting, at)
    language = get_language() or "en"
    with transaction.atomic():
        meeting = open_agenda(meeting)
        if meeting.agenda.exists():
            raise Refused(_("Something stands on the agenda already."))
        items = [
            AgendaItem(
                meeting=meeting,
                position=place,
                titles=Wordings.of({language: title}),
                minutes=length,
                written_by=by,
            )
            for place, (title, length) in enumerate(template(), start=1)
        ]
        AgendaItem.objects.bulk_create(items)
        note(by, "meeting.agenda-written", meeting.ref, at, slug=meeting.slug)
    return items


def carry_over(
    *, by: Seat, meeting: Meeting, at: datetime, only: Collection[UUID] | None = None
) -> list[AgendaItem]:
    """Put on the agenda what earlier meetings of the group left undone, and the decisions that come up
    again by its day; each once. `only` names items of which the rest is left. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = open_agenda(meeting)
        found = [one for one in offered(meeting) if only is None or one.item.pk in only]
        if not found:
            raise Refused(_("There is nothing to carry over any more."))
        items = [_carried(meeting, one, by) for one in found]
        note(by, "meeting.carried-over", meeting.ref, at, slug=meeting.slug, items=len(items))
    return items


def _carried(meeting: Meeting, one: Offered, seat: Seat) -> AgendaItem:
    """In the words in which it stood; a decision in its own."""
    review = one.decision
    return put_once(
        AgendaItem(
            meeting=meeting,
            position=free_position(meeting),
            titles=_short(review.text) if review else one.item.titles,
            minutes=one.item.minutes,
            presenter_id=one.item.presenter_id,
            question_id=one.item.question_id,
            carried_from=one.item,
            reviews=review,
            written_by=review.written_by if review else one.item.written_by,
        )
    )


def put_once(item: AgendaItem) -> AgendaItem:
    """Save what comes over from an earlier meeting. Two later agendas may be written at once, and only
    one of them has it. Raises Refused."""
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("This item is on a later agenda already.")) from None
    return item


def _short(text: Wordings) -> Wordings:
    """As much of a decision as has room in a line."""
    return Wordings.of(
        {
            code: said if len(said) <= 150 else f"{said[:149]}…"
            for code, wording in text.texts().items()
            for said in [" ".join(wording.split())]
        }
    )


def open_agenda(meeting: Meeting) -> Meeting:
    """The meeting's row, locked, while its agenda is open. Raises Refused."""
    meeting = locked(meeting)
    refuse_off(meeting)
    if meeting.closed_at:
        raise Refused(_("The meeting is closed. What came later belongs to the next agenda."))
    return meeting


def free_position(meeting: Meeting) -> int:
    """The next one. Raises Refused where the agenda is full."""
    positions = list(meeting.agenda.values_list("position", flat=True))
    if len(positions) >= MOST_ITEMS:
        raise Refused(_("An agenda has %(most)s items at most.") % {"most": MOST_ITEMS})
    return max(positions, default=0) + 1


def item_in(meeting: Meeting, pk: UUID) -> AgendaItem:
    """Raises Refused for one that is not there."""
    found = (
        meeting.agenda.filter(pk=pk)
        .select_related("written_by__post", "meeting__agreement")
        .first()
    )
    if found is None:
        raise Refused(_gone())
    return found


def _gone() -> str:
    return _("This item is not on the agenda any more.")

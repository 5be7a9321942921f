"""Verbs: somebody who is invited answers, at the desk, by mail or by their calendar."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.on_meeting import refuse_unless_planned
from overens.cycle.groups.calendar import Reply
from overens.cycle.groups.models import Participant
from overens.cycle.groups.states import Coming, MeetingState, Way


def answer_invitation(
    *,
    participant: Participant,
    coming: str,
    way: str,
    at: datetime,
    by: Seat | None = None,
    whole_series: bool = False,
) -> Participant:
    """Say whether somebody comes; with `whole_series` to every meeting to come of its series.

    With `by` it is for a post or somebody of the seat's own side; without, for whoever got the letter.
    Raises Refused.
    """
    if coming not in (Coming.YES, Coming.MAYBE, Coming.NO):
        raise Refused(_("Answer with one of: comes, may come, does not come."))
    meeting = participant.meeting
    if by:
        # Whoever is invited answers, also without a seat in the group.
        group = None if participant.post_id == by.post_id else meeting.group
        acting_in(by, meeting.agreement, group, Act.WORK_IN_GROUP, at, ends=True)
        if participant.authority_id not in (by.post.authority_id, None):
            raise Refused(_("Each side answers for its own people."))
    with transaction.atomic():
        row = (
            Participant.objects.select_for_update(of=("self",), no_key=True)
            .select_related("meeting")
            .get(pk=participant.pk)
        )
        refuse_unless_planned(row.meeting)
        rows = [row, *(_later(row) if whole_series else ())]
        Participant.objects.filter(pk__in=[one.pk for one in rows]).update(
            coming=Coming(coming), answered_at=at, way=Way(way)
        )
        if by:
            note(by, "meeting.answered", meeting.ref, at, slug=meeting.slug, coming=coming)
    row.refresh_from_db()
    return row


def _later(row: Participant) -> list[Participant]:
    """The same in the meetings of the series that are planned after it."""
    if row.meeting.series_id is None or not (row.post_id or row.email):
        return []  # nothing says who in the other meetings is the same
    found = Participant.objects.filter(
        meeting__series=row.meeting.series_id,
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__gt=row.meeting.starts_at,
    )
    same = found.filter(post=row.post_id) if row.post_id else found.filter(email=row.email)
    return list(same)


def take_reply(*, participant: Participant, reply: Reply, at: datetime) -> Participant:
    """What a calendar answered to the letter of `participant` (its token says whose it is): to the one
    meeting that it names, or to all of a series to come. Raises Refused for an answer to something else,
    and for one to an invitation that is not the newest any more."""
    meeting = participant.meeting
    if reply.uid != meeting.uid:
        raise Refused(_("The answer is to another meeting."))
    to = participant
    is_whole = meeting.series_id is not None and reply.instead_of is None
    if meeting.series_id:
        same = (
            {"post": participant.post_id} if participant.post_id else {"email": participant.email}
        )
        rows = Participant.objects.filter(meeting__series=meeting.series_id, **same).select_related(
            "meeting__agreement", "meeting__group"
        )
        if is_whole:
            rows = rows.filter(meeting__state=MeetingState.PLANNED, meeting__starts_at__gt=at)
        else:
            rows = rows.filter(meeting__occurrence=reply.instead_of)
        found = rows.order_by("meeting__starts_at").first()
        if found is None:
            raise Refused(_("The answer is to another meeting."))
        to = found
    newest = meeting.series.sequence if is_whole and meeting.series else to.meeting.sequence
    if reply.sequence < newest:
        raise Refused(_("The meeting has been changed since. Answer the newest invitation."))
    return answer_invitation(
        participant=to, coming=reply.coming, way=Way.CALENDAR, at=at, whole_series=is_whole
    )

"""Verbs: somebody who is invited answers, at the desk, by mail or by their calendar."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.on_meeting import changed, locked, refuse_unless_planned
from overens.cycle.groups.calendar import Reply
from overens.cycle.groups.models import Meeting, Participant
from overens.cycle.groups.states import Coming, MeetingState, Way


def answer_invitation(
    *,
    participant: Participant,
    coming: str,
    way: str,
    at: datetime,
    by: Seat | None = None,
    whole_series: bool = False,
    read: int | None = None,
) -> Participant:
    """Say whether somebody comes; with `whole_series` to every meeting to come of its series.

    With `by` it is for a post or somebody of the seat's own side; without, for whoever got the letter.
    `read` is the sequence of the meeting that they had before them. Raises Refused, and Changed where it
    is another one by now.
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
        # Whoever moves it meanwhile asks everybody anew.
        stands = locked(meeting)
        if read not in (None, stands.sequence):
            raise changed(stands, stands.sequence)
        refuse_unless_planned(stands)
        row = Participant.objects.select_for_update(of=("self",), no_key=True).get(
            pk=participant.pk
        )
        rows = [row, *(_later(row, stands) if whole_series else ())]
        Participant.objects.filter(pk__in=[one.pk for one in rows]).update(
            coming=Coming(coming), answered_at=at, way=Way(way)
        )
        if by:
            note(by, "meeting.answered", meeting.ref, at, slug=meeting.slug, coming=coming)
    row.refresh_from_db()
    return row


def _later(row: Participant, meeting: Meeting) -> list[Participant]:
    """The same in the meetings of the series that are planned after it."""
    if meeting.series_id is None or not (row.post_id or row.email):
        return []  # nothing says who in the other meetings is the same
    found = _in_series(row, meeting)
    return list(
        found.filter(meeting__state=MeetingState.PLANNED, meeting__starts_at__gt=meeting.starts_at)
    )


def _in_series(row: Participant, meeting: Meeting) -> QuerySet[Participant]:
    """The same in every meeting of the series."""
    same = {"post": row.post_id} if row.post_id else {"email": row.email}
    return Participant.objects.filter(meeting__series=meeting.series_id, **same)


def meant_by(
    participant: Participant, at: datetime, occurrence: datetime | None = None
) -> Participant:
    """Who in a series is meant by an answer to its letter, which was about the first of its meetings: in
    the one of that `occurrence`, else in the next that is planned. Raises Refused where there is none."""
    found = _in_series(participant, participant.meeting).select_related(
        "meeting__agreement", "meeting__group", "meeting__series"
    )
    found = (
        found.filter(meeting__occurrence=occurrence)
        if occurrence
        else found.filter(meeting__state=MeetingState.PLANNED, meeting__starts_at__gt=at)
    )
    row = found.order_by("meeting__starts_at").first()
    if row is None:
        raise Refused(_("The answer is to another meeting."))
    return row


def take_reply(*, participant: Participant, reply: Reply, at: datetime) -> Participant:
    """What a calendar answered to the letter of `participant` (its token says whose it is): to the one
    meeting that it names, or to all of a series to come. Raises Refused for an answer to something else,
    and for one to an invitation that is not the newest any more."""
    meeting = participant.meeting
    if reply.uid != meeting.uid:
        raise Refused(_("The answer is to another meeting."))
    is_whole = meeting.series_id is not None and reply.instead_of is None
    to = meant_by(participant, at, reply.instead_of) if meeting.series_id else participant
    newest = meeting.series.sequence if is_whole and meeting.series else to.meeting.sequence
    if reply.sequence < newest:
        raise Refused(_("The meeting has been changed since. Answer the newest invitation."))
    return answer_invitation(
        participant=to, coming=reply.coming, way=Way.CALENDAR, at=at, whole_series=is_whole
    )

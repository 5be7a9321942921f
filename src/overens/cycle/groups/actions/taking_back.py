"""Verb: that a meeting was held is taken back, as a whole, since it was noted by mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.evidence import others_who_said_so, take_back_held
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.on_meeting import acting_on, locked
from overens.cycle.groups.models import Change, Meeting, Notes, Outcome, SentNotes
from overens.cycle.groups.rules.saying import Texts, texts
from overens.cycle.groups.states import ChangeKind, MeetingState, OutcomeKind


def take_back_meeting(
    *, by: Seat, meeting: Meeting, because: Texts, revision: int, at: datetime
) -> Meeting:
    """Say that a meeting was not held, and why: for the authority that called it, or noted it first.

    One that was called is planned again, with its invitations as they went: it can be moved, or
    cancelled. One that was noted afterwards stays on file, and on no list. What it showed of one's own
    party is withdrawn.

    Refused once something rests on it that others have read or are to do: notes that were sent, a
    decision, a task. And as long as another party says that it was held: what that shows is its own to
    withdraw. Raises Changed, and Refused.
    """
    party = acting_on(by, meeting, at, ends=True)
    why = texts(because, "because", 1_000, asked=_("Write why, for the other parties."))
    with transaction.atomic():
        meeting = locked(meeting, revision)
        _refuse(by, meeting, party)
        take_back_held(meeting, party, by, at)
        Change.objects.create(
            meeting=meeting,
            kind=ChangeKind.TAKEN_BACK,
            was_at=meeting.starts_at,
            because=why,
            by=by,
            at=at,
        )
        _set_back(meeting)
        note(by, "meeting.taken-back", meeting.ref, at, slug=meeting.slug)
    return meeting


def _set_back(meeting: Meeting) -> None:
    if was_planned(meeting):
        meeting.participants.update(was_there=None)
        meeting.state = MeetingState.PLANNED
        meeting.held_by = meeting.held_at = meeting.closed_at = None
    else:
        meeting.state = MeetingState.TAKEN_BACK
    meeting.revision += 1
    meeting.save()


def was_planned(meeting: Meeting) -> bool:
    """Whether a meeting that was held was called before; else it was noted afterwards, at one go."""
    return meeting.held_at is not None and meeting.called_at < meeting.held_at


def _refuse(by: Seat, meeting: Meeting, party: Party) -> None:
    if meeting.state != MeetingState.HELD or meeting.held_by is None:
        raise Refused(_("Nobody has noted that this meeting was held."))
    if by.post.authority_id not in (meeting.owner_id, meeting.held_by.post.authority_id):
        raise Refused(_("Only who called the meeting, or noted that it was held, takes that back."))
    # Whoever sends them meanwhile waits for this row, and looks again.
    Notes.objects.select_for_update().filter(meeting=meeting).first()
    if SentNotes.objects.filter(notes__meeting=meeting).exists():
        raise Refused(
            _(
                "Something was sent of this meeting. What is wrong in it is put right by sending it anew."
            )
        )
    binding = (OutcomeKind.DECISION, OutcomeKind.TASK)
    if Outcome.objects.filter(item__meeting=meeting, kind__in=binding).exists():
        raise Refused(_("A decision or a task has come of this meeting: it stays on file as held."))
    if others := others_who_said_so(meeting, party):
        language = languages()[get_language() or "en"]
        raise Refused(
            _(
                "This meeting shows something for %(names)s too. That is withdrawn there first: under "
                "“Say who was there”, with nobody chosen."
            )
            % {"names": language.join([one.authority.short for one in others])}
        )

"""Verb: a party notes that a meeting was held, and who was there. Each does so for itself."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.evidence import report_held, take_back_held
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.on_meeting import acting_on, locked, refuse_off
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.states import MeetingState


def note_held(
    *, by: Seat, meeting: Meeting, who_was_there: Collection[UUID], at: datetime
) -> Meeting:
    """Say for one's own party that it took place; `who_was_there` are participants of one's own side,
    and guests. Those of other sides are theirs to say, until then what whoever ran it saw counts.

    The first sets the meeting's state; each party's own word shows its commitments kept, unless none of
    the people whom it lists was there. Where some were already, evidence that somebody has withdrawn
    stays so. Raises Refused.
    """
    party = acting_on(by, meeting, at, ends=True)
    there = set(who_was_there)
    with transaction.atomic():
        meeting = locked(meeting)
        refuse_not_begun(meeting, at)
        people = list(meeting.participants.all())
        own = [one for one in people if one.authority_id == party.authority_id]
        was_there = not own or any(one.was_there for one in own)
        for one in people:
            if one.authority_id in (party.authority_id, None) or one.was_there is None:
                one.was_there = one.pk in there
                one.save(update_fields=["was_there"])
        if own and not any(one.was_there for one in own):
            take_back_held(meeting, party, by, at)
            _set(meeting, by, at)
        else:
            hold(meeting, party, by, at, anew=not was_there)
        meeting.save()
        note(by, "meeting.held", meeting.ref, at, slug=meeting.slug)
    return meeting


def hold(meeting: Meeting, party: Party, seat: Seat, at: datetime, *, anew: bool = False) -> None:
    """It was held, and shows commitments kept by this party, `anew` also where that was withdrawn; the
    meeting is not saved. Raises Refused for one that has not begun, or was cancelled."""
    refuse_not_begun(meeting, at)
    anew = anew or meeting.state != MeetingState.HELD
    _set(meeting, seat, at)
    report_held(meeting, party, at, anew=anew)


def refuse_not_begun(meeting: Meeting, at: datetime) -> None:
    """What was cancelled, or lies ahead, was not held."""
    refuse_off(meeting)
    if meeting.starts_at > at:
        raise Refused(_("The meeting has not begun yet."))


def _set(meeting: Meeting, seat: Seat, at: datetime) -> None:
    if meeting.state != MeetingState.HELD:
        meeting.state, meeting.held_by, meeting.held_at = MeetingState.HELD, seat, at

"""Verbs: who is invited, by post or by name. The letters go by themselves (`letters`)."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.rules import Refused
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.letters import withdraw_invitations
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    host_of,
    locked,
    post_of,
    refuse_off,
)
from overens.cycle.groups.models import Meeting, Participant
from overens.cycle.groups.rules.saying import MOST_IN_NAME, Missing, line

MOST_PARTICIPANTS = 300
"""Of one meeting."""


def invite_post(*, by: Seat, meeting: Meeting, post: UUID, at: datetime) -> Participant:
    """Invite whoever holds a post of a party. Raises Refused."""
    acting_on(by, meeting, at)
    found = post_of(meeting.agreement, post, "post")
    assert found
    with transaction.atomic():
        meeting = _with_room(meeting)
        if meeting.participants.filter(post=found).exists():
            raise Missing(_("This post is invited already."), "post")
        somebody = Participant.objects.create(
            meeting=meeting, post=found, authority_id=found.authority_id, added_by=by
        )
        note(by, "meeting.invited", meeting.ref, at, slug=meeting.slug)
    return somebody


def invite_by_name(
    *,
    by: Seat,
    meeting: Meeting,
    name: str,
    email: str,
    language: str,
    side: UUID | None,
    at: datetime,
) -> Participant:
    """Invite somebody without an account, of a party (`side`) or as a guest. Raises Refused."""
    acting_on(by, meeting, at)
    name = line(name, "name", MOST_IN_NAME)
    if not name:
        raise Missing(_("Write the name."), "name")
    email = mail_address(email)
    if language not in languages():
        raise Missing(_("Choose the language of the letter."), "language")
    authority = _side(meeting, side)
    with transaction.atomic():
        meeting = _with_room(meeting)
        if email and meeting.participants.filter(email__iexact=email).exists():
            raise Missing(_("This address is invited already."), "email")
        somebody = Participant.objects.create(
            meeting=meeting,
            authority=authority,
            name=name,
            email=email,
            language=language,
            added_by=by,
        )
        note(by, "meeting.invited", meeting.ref, at, slug=meeting.slug)
    return somebody


def mail_address(text: str) -> str:
    """Empty for somebody who gets no letter. Raises Missing."""
    address = text.strip()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        raise Missing(_("Write the whole e-mail address."), "email") from None
    return address


def _side(meeting: Meeting, side: UUID | None) -> Authority | None:
    return host_of(meeting.agreement, side)


def _with_room(meeting: Meeting) -> Meeting:
    meeting = locked(meeting)
    refuse_off(meeting)
    if meeting.participants.count() >= MOST_PARTICIPANTS:
        raise Refused(
            _("At most %(most)s people are invited to one meeting.") % {"most": MOST_PARTICIPANTS}
        )
    return meeting


def uninvite(*, by: Seat, meeting: Meeting, participant: UUID, at: datetime) -> None:
    """Take somebody off the list; whoever had an invitation is told. Only whoever called the meeting,
    whoever invited them, and their own side do so. Raises Refused."""
    acting_on(by, meeting, at)
    with transaction.atomic():
        meeting = locked(meeting)
        refuse_off(meeting)
        somebody = (
            meeting.participants.filter(pk=participant)
            .select_related("added_by__post", "meeting", "authority__municipality", "post")
            .first()
        )
        if somebody is None:
            raise Refused(_("Nobody of that name is invited any more."))
        mine = by.post.authority_id
        if mine not in (
            meeting.owner_id,
            somebody.authority_id,
            somebody.added_by.post.authority_id,
        ):
            raise Refused(_("Only people of the authority that wrote this change it."))
        withdraw_invitations(somebody, at)
        somebody.delete()
        note(by, "meeting.uninvited", meeting.ref, at, slug=meeting.slug)

"""Notes come to stand by time, minutes by each party's yes; what follows on it at each party."""

import logging
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.queries import asked_of
from overens.base.consents.states import REFUSALS
from overens.base.municipalities.models import Authority
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.records.actions.sending import Ready, send
from overens.base.records.editions import NoEdition, edition_in
from overens.base.records.models import Arrival, Entry
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.evidence import report_held
from overens.cycle.groups.actions.notes import thread_of
from overens.cycle.groups.actions.notes_letters import tell_guests, tell_refused
from overens.cycle.groups.models import Meeting, SentNotes
from overens.cycle.groups.notes_queries import bound_parties, due_to_stand, sides_there
from overens.cycle.groups.rules.notes import is_over
from overens.cycle.groups.states import NOTES

logger = logging.getLogger(__name__)


def notes_stand(*, now: datetime) -> int:
    """Let stand whatever nobody may object to any more, and what each party has adopted; how many.

    Each in a transaction of its owner's chain. Any number of workers may do this at once: each takes
    what no other one holds, and looks again under the lock. One query where nothing is due.
    """
    due = list(due_to_stand(now).order_by("sent_at", "pk").values_list("pk", "consent_id"))
    done = 0
    for pk, consent in due:
        try:
            done += _adopted(pk, now) if consent else _stand(pk, now)
        except CannotFetch as error:
            # The others do not wait for it.
            logger.error("notes %s do not stand: %s", pk, error)
    return done


def _stand(pk: UUID, now: datetime) -> bool:
    with transaction.atomic():
        sent = _due(pk, now)
        if sent is None or sent.stands_after is None:
            return False
        meeting = sent.notes.meeting
        parties = bound_parties(meeting.agreement, now)
        if not is_over(now, sent.stands_after, [party.authority.country for party in parties]):
            return False
        owner = sent.notes.owner
        sent.edition.owner = owner
        send(
            by=None,
            ready=Ready(sent.edition, len(fetch(settings.FILES, sent.edition.pdf))),
            kind=NOTES,
            to=[party.authority for party in parties if party.authority_id != owner.pk],
            thread=thread_of(meeting),
            at=now,
            beside=lambda entry: _stands(sent, meeting, "notes.stood", now, now),
        )
    return True


def _due(pk: UUID, now: datetime) -> SentNotes | None:
    """Under its lock, where it is due still and no other worker holds it."""
    rows = SentNotes.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk)
    if not rows.exists():
        return None
    return (
        due_to_stand(now)
        .filter(pk=pk)
        .select_related(
            "edition",
            "consent",
            "notes__owner__municipality",
            "notes__meeting__agreement",
            "notes__meeting__group",
        )
        .first()
    )


def _stands(sent: SentNotes, meeting: Meeting, what: str, since: datetime, now: datetime) -> None:
    """In the owner's chain: they stand, and, where its people were there, the meeting was held."""
    sent.stands_at = since
    sent.save(update_fields=["stands_at"])
    report_held_by(meeting, sent.notes.owner, now)
    tell_guests(sent, meeting, now)
    write(
        chain=sent.notes.owner.ref,
        by=meeting.ref,
        what=what,
        about=sent.notes.ref,
        audience=_told_to(sent, meeting),
        details={
            "meeting": meeting.slug,
            "number": sent.number,
            "edition": sent.edition.sha256,
        },
        at=now,
    )


def _told_to(sent: SentNotes, meeting: Meeting) -> Audience:
    """By a public line the open site knows that a page has become another: also where what stands now
    is for the parties alone, and takes the place of what everyone could read."""
    was_open = SentNotes.objects.filter(notes=sent.notes_id, readers=Audience.PUBLIC)
    is_open = meeting.readers == Audience.PUBLIC and was_open.exists()
    return Audience.PUBLIC if is_open else Audience.PARTNERS


def _adopted(pk: UUID, now: datetime) -> bool:
    """The other parties come first, each in a transaction of its own: killed between, it is done again
    until the owner's own says that it is done."""
    sent = SentNotes.objects.select_related(
        "consent", "notes__meeting__group", "notes__meeting__agreement"
    ).get(pk=pk)
    assert sent.consent
    asked = asked_of(sent.consent)
    for one in asked:
        # What has not reached a party here is in a register elsewhere, and so is its chain.
        if one.authority_id != sent.notes.owner_id and one.reached_at:
            with transaction.atomic():
                report_held_by(sent.notes.meeting, one.authority, now)
    since = max(list(one.answers.all())[-1].at for one in asked)
    with transaction.atomic():
        found = _due(pk, now)
        if found is None:
            return False
        _stands(found, found.notes.meeting, "minutes.adopted", since, now)
    return True


def report_held_by(meeting: Meeting, authority: Authority, at: datetime) -> None:
    """Where people of an authority were there, posts or by name: inside a transaction of its chain."""
    if authority.pk not in sides_there(meeting):
        return
    parties = Party.objects.filter(agreement=meeting.agreement_id, authority=authority)
    party = parties.select_related("authority__municipality", "agreement").first()
    if party:
        report_held(meeting, party, at, anew=False)


def notes_entered(entry: Entry, arrival: Arrival, _data: bytes) -> None:
    """Notes that stand have come into another party's register. What cannot be read is a record."""
    try:
        edition = edition_in(arrival)
    except NoEdition:
        return
    rows = SentNotes.objects.select_related("notes__meeting__group")
    sent = rows.filter(edition=edition, stands_at__isnull=False).first()
    if sent:
        report_held_by(sent.notes.meeting, entry.register.authority, arrival.at)


def minutes_answered(answer: Answer, authority: Authority) -> None:
    """A party that does not adopt them opens them again; the members are told."""
    if answer.answer not in REFUSALS:
        return
    rows = SentNotes.objects.select_related(
        "notes__meeting__group", "notes__meeting__agreement", "notes__meeting__owner__municipality"
    )
    sent = rows.filter(consent=answer.asked.consent_id).first()
    if sent:
        meeting = sent.notes.meeting
        parties = bound_parties(meeting.agreement, answer.at)
        tell_refused(answer, meeting, [party.authority for party in parties])


def agreement_of_minutes(consent: Consent) -> UUID | None:
    found = SentNotes.objects.filter(consent=consent)
    return found.values_list("notes__meeting__agreement", flat=True).first()


def minutes_wait(asked: Asked) -> bool:
    """Whether they can still be adopted, and take this party's answer."""
    refused = Answer.objects.filter(asked__consent=asked.consent_id, answer__in=REFUSALS)
    return not refusal_of_answer(asked, "") and not refused.exists()


def refusal_of_answer(asked: Asked, _answer: str) -> str:
    """Why minutes may not be answered any more, with the question under its lock."""
    if asked.reached_at is None:
        return _("This has not reached your municipality yet.")
    sent = SentNotes.objects.filter(consent=asked.consent_id).first()
    if sent and SentNotes.objects.filter(notes=sent.notes_id, number__gt=sent.number).exists():
        return _("A newer text exists. Nothing was adopted.")
    return ""

"""Dispatches: carried from one register into another, each in a transaction of its own authority.

Nothing here spans both: a parcel is bytes, and so is the answer. Whether the other side lies in the
same database is known to `deliver` alone.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import transaction

from overens.base.languages.rules import is_printable
from overens.base.municipalities.models import Authority
from overens.base.papers.storage import fetch, keep
from overens.base.records.actions.arriving import ArrivedOtherwise, enter_arrival, stored
from overens.base.records.actions.outbox import AT_ONCE, claimed, try_later
from overens.base.records.arrivals import KINDS
from overens.base.records.messages import SENT_ON, language_of
from overens.base.records.models import Arrival, Carried, Case, Dispatch, Entry, Sender
from overens.base.records.parcels import Answer, Enclosure, NotTaken, Parcel, opened
from overens.base.records.public_view import subject_of
from overens.base.records.queries import (
    carried_parcel,
    first_said,
    head_with,
    number_of,
    said_in,
)
from overens.base.records.states import Trouble
from overens.base.trail.actions import Ref, write
from overens.base.trail.rules import in_utc
from overens.base.trail.states import Audience

logger = logging.getLogger(__name__)
Deliver = Callable[[bytes, datetime], bytes]


def parcel_of(dispatch: Dispatch) -> bytes:
    """A dispatch as it travels; made when it is carried. Raises CannotFetch."""
    entry = dispatch.entry
    case, sender, head = entry.case, entry.register.authority, head_with(entry)
    documents = list(entry.documents.order_by("position"))
    files = {each.sha256: fetch(settings.FILES, each.sha256) for each in documents}
    parcel = Parcel(
        dispatch=str(dispatch.pk),
        kind=dispatch.kind,
        sender=sender.slug,
        receiver=dispatch.to.slug,
        number=number_of(entry),
        head_number=head.number,
        head_seal=head.seal,
        sent_at=in_utc(entry.at),
        arrived_at="",
        thread=case.thread,
        language="",
        subject="",
        counterpart="",
        is_private=False,
        note=_seen(dispatch.note),
        # Not the row's own size, which an answer does not have.
        documents=tuple(
            Enclosure(d.kind, d.name, d.media_type, len(files[d.sha256]), d.sha256)
            for d in documents
        ),
    )
    # As it stood when it was sent: carried again after a correction, it is still the same.
    if dispatch.kind == SENT_ON:
        return _sent_on(parcel, entry).sealed(files)
    said = said_in(entry.versions.order_by("number")[0])
    # To each receiver in the same words; in whose names it comes is said by the authority itself.
    return replace(parcel, subject=_seen(said.subject), language=language_of(sender)).sealed(files)


def _sent_on(parcel: Parcel, entry: Entry) -> Parcel:
    """What somebody wrote to an authority that is not theirs to answer: it comes from them."""
    case = entry.case
    said, first = first_said(case, until=entry.entered_at), _first_arrival(case)
    contact = Sender.objects.filter(arrival=first).first()
    return replace(
        parcel,
        arrived_at=_first_time(first),
        language=first.language if first else "",
        subject=_seen(said.subject),
        counterpart=_seen(said.counterpart),
        # What everyone does not read here, they do not read there before somebody there says so.
        is_private=said.is_private or subject_of(said).text != said.subject,
        email=contact.email if contact else "",
        phone=contact.phone if contact else "",
    )


def _first_arrival(case: Case) -> Arrival | None:
    """What a case began with, where it came by itself."""
    arrived = Arrival.objects.filter(receipts__entry__case=case).select_related("carried")
    return arrived.order_by("at", "pk").first()


def _first_time(first: Arrival | None) -> str:
    """When somebody's message first reached an authority, however often it was sent on."""
    if first and hasattr(first, "carried"):
        return carried_parcel(first).arrived_at
    return in_utc(first.at if first else None)


def _seen(text: str) -> str:
    return "".join(mark for mark in text if is_printable(mark))


def take_parcel(data: bytes, at: datetime) -> bytes:
    """Take a dispatch, and answer it: stored first, then entered in a transaction of the receiver
    alone. The same again gives the same answer.

    Who carries it vouches for who sends it. Raises NotTaken where it is not taken; CannotKeep and
    DatabaseError where it could not be stored. Where it is stored and could not be entered, the
    answer has no number yet.
    """
    parcel, files = opened(data)
    sender, receiver = _parties(parcel)
    for file in files.values():
        keep(settings.FILES, file)
    try:
        arrival = stored(
            kind=parcel.kind,
            data=parcel.canonical(),
            key=f"dispatch:{parcel.dispatch}",
            authorities=[receiver],
            at=at,
            thread=parcel.thread,
            language=parcel.language,
            sender=Sender(email=parcel.email, phone=parcel.phone)
            if parcel.email or parcel.phone
            else None,
            beside=lambda arrival: Carried.objects.create(
                arrival=arrival,
                dispatch=parcel.dispatch,
                sender=sender,
                number=parcel.number,
                head_number=parcel.head_number,
                head_seal=parcel.head_seal,
            ),
        )
    except ArrivedOtherwise as otherwise:
        arrival = otherwise.arrival
        if carried_parcel(arrival).lasting() != parcel.lasting():
            raise NotTaken(Trouble.ARRIVED_OTHERWISE) from otherwise
    enter_arrival(arrival, now=at)
    return _answer(arrival, parcel.dispatch)


def _parties(parcel: Parcel) -> tuple[Authority, Authority]:
    """Sender and receiver. Raises NotTaken."""
    kind = KINDS.get(parcel.kind)
    if kind is None or not kind.by_dispatch:
        raise NotTaken(Trouble.UNKNOWN_KIND)
    known = Authority.objects.filter(slug__in=[parcel.sender, parcel.receiver])
    found = {authority.slug: authority for authority in known}
    if len(found) != 2:
        raise NotTaken(Trouble.UNKNOWN_AUTHORITY)
    return found[parcel.sender], found[parcel.receiver]


def _answer(arrival: Arrival, dispatch: str) -> bytes:
    receipt = arrival.receipts.select_related("entry__register__authority").get()
    answer = Answer(dispatch, in_utc(arrival.at))
    if receipt.entry:
        head = head_with(receipt.entry)
        number = number_of(receipt.entry)
        answer = Answer(dispatch, in_utc(arrival.at), number, head.number, head.seal)
    return answer.canonical()


def carry_waiting(*, now: datetime, deliver: Deliver = take_parcel) -> int:
    """Carry each dispatch that waits; how many have their number at the other side by now."""
    waiting = Dispatch.objects.filter(next_at__lte=now).order_by("next_at")[:AT_ONCE]
    return sum(_carry(dispatch, now, deliver) for dispatch in waiting)


def _carry(dispatch: Dispatch, now: datetime, deliver: Deliver) -> bool:
    if not claimed(dispatch, now):
        return False
    try:
        answer = Answer.read(deliver(parcel_of(dispatch), now), str(dispatch.pk))
    except NotTaken as refused:
        trouble = refused.why
    except Exception as error:  # whatever it is, the next dispatch is carried
        logger.warning("dispatch %s was not carried: %s", dispatch.pk, type(error).__name__)
        trouble = Trouble.NO_ANSWER
    else:
        if answer.number:
            return _arrived(dispatch, answer, now)
        dispatch.arrived_at = datetime.fromisoformat(answer.arrived_at)
        dispatch.save(update_fields=["arrived_at"])
        trouble = Trouble.NUMBER_FOLLOWS
    try_later(dispatch, trouble, now)
    return False


def _arrived(dispatch: Dispatch, answer: Answer, now: datetime) -> bool:
    """Their number stands beside ours; whether it was written just now."""
    register = dispatch.entry.register
    with transaction.atomic():
        dispatch = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
        if dispatch.their_number:
            return False
        dispatch.arrived_at = datetime.fromisoformat(answer.arrived_at)
        dispatch.their_number = answer.number
        dispatch.their_head_number = answer.head_number
        dispatch.their_head_seal = answer.head_seal
        dispatch.next_at, dispatch.trouble = None, ""
        dispatch.save()
        write(
            chain=register.authority.ref,
            by=Ref("register", str(register.pk)),
            what="dispatch.arrived",
            about=dispatch.ref,
            audience=Audience.OWN,
            details={
                "number": number_of(dispatch.entry),
                "to": dispatch.to.slug,
                "their_number": answer.number,
                "arrived_at": in_utc(dispatch.arrived_at),
                "their_head": {"number": answer.head_number, "seal": answer.head_seal},
            },
            at=now,
        )
    return True

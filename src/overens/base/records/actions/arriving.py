"""What arrives: stored first, and entered in a transaction of each authority that it is for."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.papers.storage import fetch, keep
from overens.base.records.actions import letters
from overens.base.records.actions.entering import entered, register_of
from overens.base.records.arrivals import KINDS
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Arrival, Case, Entry, Receipt, Register, Sender
from overens.base.records.queries import receiver_of, seen_of_late, waiting_receipts
from overens.base.records.rules import Message, reason_to_set_apart
from overens.base.records.states import Direction, Reason, ReceiptState

logger = logging.getLogger(__name__)


class ArrivedOtherwise(Refused):
    """What was sent bears the key of something else that arrived before; nothing was stored.

    `arrival` is what arrived."""

    def __init__(self, arrival: Arrival) -> None:
        super().__init__(
            _(
                "You sent this page before, with something else in it, and that was received. What "
                "stands in it now has not been sent: send it again if you want that received as well."
            )
        )
        self.arrival = arrival


def receive_message(
    *,
    message: Message,
    authorities: Sequence[Authority],
    at: datetime,
    thread: str = "",
    origin: str = "",
    trap: bool = False,
    typed_for: timedelta | None = None,
) -> Arrival:
    """Store what somebody sent by the form, and enter it where it is for, as far as that can be done.

    The files beside it are kept already. `at` is when the server had it. `thread` is that of an
    earlier message that this one adds to. The same `message.key` again with the same content gives
    the same arrival. Raises ArrivedOtherwise, CannotKeep and DatabaseError: then it was *not*
    received.
    """
    data = message.canonical()
    seen = replace(seen_of_late(message.text, origin, at), trap=trap, typed_for=typed_for)
    reached = message.wants_reply and (message.email or message.phone)
    arrival = stored(
        kind=MESSAGE,
        data=data,
        key=f"form:{message.key}",
        authorities=list(dict.fromkeys(map(receiver_of, authorities))),
        at=at,
        thread=thread,
        language=message.language,
        origin=origin,
        set_apart=reason_to_set_apart(message.text, seen),
        sender=Sender(email=message.email, phone=message.phone) if reached else None,
    )
    enter_arrival(arrival, now=at)
    return arrival


def stored(
    *,
    kind: str,
    data: bytes,
    key: str,
    authorities: Sequence[Authority],
    at: datetime,
    thread: str = "",
    language: str = "",
    origin: str = "",
    set_apart: Reason | None = None,
    sender: Sender | None = None,
    beside: Callable[[Arrival], object] = lambda arrival: None,
) -> Arrival:
    """The bytes on disk, then their row with a receipt for each authority, in one transaction.

    No chain and no counter is touched, so that nobody waits. `beside` writes what else belongs to
    the row. Raises ArrivedOtherwise where the key stands for other bytes, CannotKeep, DatabaseError.
    """
    sha256 = keep(settings.FILES, data)
    with transaction.atomic():
        arrival, new = Arrival.objects.get_or_create(
            key=key,
            defaults={
                "kind": KINDS[kind].name,
                "at": at,
                "sha256": sha256,
                "size": len(data),
                "thread": thread or token_urlsafe(32),
                "language": language,
                "origin": origin,
            },
        )
        if not new:
            if arrival.sha256 != sha256:
                raise ArrivedOtherwise(arrival)
            return arrival
        state = ReceiptState.QUARANTINED if set_apart else ReceiptState.WAITING
        Receipt.objects.bulk_create(
            Receipt(arrival=arrival, authority=a, state=state, because=set_apart or "")
            for a in authorities
        )
        if sender:
            sender.arrival = arrival
            sender.save(force_insert=True)
        beside(arrival)
    return arrival


def enter_arrival(arrival: Arrival, *, now: datetime) -> None:
    """Enter it at each authority. What fails stays stored, and the worker tries again."""
    for pk in arrival.receipts.filter(state=ReceiptState.WAITING).values_list("pk", flat=True):
        _try_to_enter(pk, now)


def enter_waiting(*, now: datetime) -> int:
    """Whatever is stored and has no number yet, oldest first; how many were entered."""
    return sum(_try_to_enter(receipt.pk, now) for receipt in waiting_receipts())


def _try_to_enter(pk: UUID, now: datetime) -> bool:
    try:
        return enter(pk, now=now)
    except Exception as error:  # stored before understood: whatever it is, nothing is lost
        logger.exception("a receipt could not be entered: %s", pk)
        _note_trouble(pk, error)
        return False


def _note_trouble(pk: UUID, error: Exception) -> None:
    trouble = type(error).__name__
    try:
        Receipt.objects.filter(pk=pk, state=ReceiptState.WAITING).update(trouble=trouble)
    except DatabaseError:
        logger.warning("the trouble could not be noted either: %s", trouble)


def enter(pk: UUID, *, now: datetime) -> bool:
    """Give one receipt its entry, in one transaction of its authority; whether it was done just now.

    Raises what the kind raises where it cannot be understood, CannotFetch, DatabaseError.
    """
    waiting = Receipt.objects.select_related("arrival", "authority__municipality").get(pk=pk)
    arrival, kind = waiting.arrival, KINDS[waiting.arrival.kind]
    data = fetch(settings.FILES, arrival.sha256)
    register = register_of(waiting.authority)
    understood = kind.understand(arrival, data, waiting.authority)
    with transaction.atomic():
        # The arrival's row is the lock of its receipts: the last of them writes the letter.
        Arrival.objects.select_for_update(no_key=True).get(pk=arrival.pk)
        receipt = Receipt.objects.select_for_update(of=("self",)).get(pk=pk)
        if receipt.state != ReceiptState.WAITING:
            return False
        entered(
            case=_case_of(register, arrival.thread, now),
            direction=Direction.RECEIVED,
            on=waiting.authority.country.today(arrival.at),
            at=arrival.at,
            said=understood.said,
            documents=understood.documents,
            by=None,
            now=now,
            beside=lambda entry: _answered(receipt, entry, data, now),
        )
    return True


def _case_of(register: Register, thread: str, now: datetime) -> Case:
    """The thread's case in this register, open again where it was closed; or a new one."""
    case, _new = Case.objects.get_or_create(
        register=register, thread=thread, defaults={"opened_at": now}
    )
    if case.closed_at:
        case.closed_at, case.closed_because = None, ""
        case.save(update_fields=["closed_at", "closed_because"])
    return case


def _answered(receipt: Receipt, entry: Entry, data: bytes, now: datetime) -> None:
    """The receipt has its number; the last one of an arrival tells the sender."""
    receipt.state, receipt.entry, receipt.trouble = ReceiptState.ENTERED, entry, ""
    receipt.save(update_fields=["state", "entry", "trouble"])
    arrival = receipt.arrival
    KINDS[arrival.kind].entered(entry, arrival, data)
    if not arrival.receipts.filter(state=ReceiptState.WAITING).exists():
        letters.queue_receipt(arrival, now)

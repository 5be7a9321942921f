"""What arrives: stored first, and entered in a transaction of each authority that it is for."""

import hashlib
import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings
from django.db import Error, IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.papers.storage import fetch, keep
from overens.base.records.actions import letters
from overens.base.records.actions.entering import entered, register_of
from overens.base.records.actions.noting import note_receipt, seals_of
from overens.base.records.actions.receipts import locked_receipts
from overens.base.records.arrivals import KINDS
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Arrival, Case, Entry, Receipt, Register, Sender
from overens.base.records.queries import receiver_of, seen_of_late, waiting_receipts
from overens.base.records.rules import Message, Seen, alike, reason_to_set_apart
from overens.base.records.states import Direction, Reason, ReceiptState
from overens.base.trail.rows import found, insert, insert_unless_there, new, update

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


def nothing(_arrival: Arrival) -> None:
    """Of an arrival beside which nothing else is written."""


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
    the same arrival. Raises ArrivedOtherwise, CannotKeep and django.db.Error: then it was *not*
    received. Once it is stored nothing is raised any more.
    """
    receivers = list(dict.fromkeys(map(receiver_of, authorities)))
    reached = message.wants_reply and (message.email or message.phone)
    # Keyed anew every day, so that nothing can be put together from it later.
    text = alike(message.text, f"{settings.SECRET_KEY} {at.astimezone(UTC).date()}")
    set_apart = reason_to_set_apart(message.text, Seen(trap=trap, typed_for=typed_for))
    if not set_apart:
        seen = seen_of_late(authorities=receivers, origin=origin, alike=text, thread=thread, at=at)
        set_apart = reason_to_set_apart(message.text, seen)
    arrival = stored(
        kind=MESSAGE,
        data=message.canonical(),
        key=f"form:{message.key}",
        authorities=receivers,
        at=at,
        thread=thread,
        language=message.language,
        origin=origin,
        text=text,
        set_apart=set_apart,
        sender=new(Sender, email=message.email, phone=message.phone) if reached else None,
        beside=partial(letters.warn_of_many, receivers) if set_apart == Reason.MANY else nothing,
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
    text: str = "",
    set_apart: Reason | None = None,
    sender: Sender | None = None,
    beside: Callable[[Arrival], object] = nothing,
) -> Arrival:
    """The bytes on disk, then their row with a receipt for each authority, in one transaction.

    Never inside another one: what is given back is stored, whatever comes. No chain and no counter
    is touched, so that nobody waits. `text` is `rules.alike` of it, `beside` writes what else
    belongs to the row. Raises ArrivedOtherwise where the key stands for other bytes, CannotKeep,
    django.db.Error.
    """
    if not authorities:
        raise ValueError("What arrives is for somebody.")
    sha256 = hashlib.sha256(data).hexdigest()
    if before := _arrived(key, sha256):
        return before
    keep(settings.FILES, data)
    arrival = new(
        Arrival,
        kind=KINDS[kind].name,
        key=key,
        at=at,
        sha256=sha256,
        size=len(data),
        thread=thread or token_urlsafe(32),
        language=language,
        origin=origin,
        alike=text,
    )
    state = ReceiptState.QUARANTINED if set_apart else ReceiptState.WAITING
    receipts = [
        new(Receipt, arrival=arrival, authority=authority, state=state, because=set_apart or "")
        for authority in authorities
    ]
    try:
        with transaction.atomic(durable=True):
            insert(arrival)
            for receipt in receipts:
                insert(receipt)
            if sender:
                sender.arrival = arrival
                insert(sender)
            beside(arrival)
    except IntegrityError:
        # The same was sent twice at once: the other one was first.
        if before := _arrived(key, sha256):
            return before
        raise
    return arrival


def _arrived(key: str, sha256: str) -> Arrival | None:
    """What has arrived under a key. Raises ArrivedOtherwise where that was something else."""
    arrival = next(iter(found(Arrival, key=key)), None)
    if arrival and arrival.sha256 != sha256:
        raise ArrivedOtherwise(arrival)
    return arrival


def enter_arrival(arrival: Arrival, *, now: datetime) -> None:
    """Enter it at each authority, or note there that it is set apart. What fails stays stored, and
    the worker tries again."""
    try:
        receipts = found(Receipt, arrival=arrival)
    except Error as error:
        logger.error("nothing could be entered just now (%s): %s", _place(error), arrival.pk)
        return
    for receipt in sorted(receipts, key=lambda receipt: receipt.pk):
        _go_on_with(receipt, now)


def enter_waiting(*, now: datetime) -> int:
    """Whatever is stored and has neither number nor line yet, oldest first; with how many one came
    further."""
    return sum(_go_on_with(receipt, now) for receipt in waiting_receipts())


def _go_on_with(receipt: Receipt, now: datetime) -> bool:
    if receipt.state == ReceiptState.WAITING:
        return try_to_enter(receipt.pk, now=now)
    return not receipt.noted and _try_to_note(receipt.pk, now)


def try_to_enter(pk: UUID, *, now: datetime) -> bool:
    """Enter one receipt; whether it was done just now. Inside a transaction, what fails undoes
    nothing else of it."""
    try:
        return enter(pk, now=now)
    except Exception as error:  # stored before understood: whatever it is, nothing is lost
        # Without what the error says: a database quotes the row in it.
        logger.error("a receipt could not be entered (%s): %s", _place(error), pk)
        _note_trouble(pk, error)
        _try_to_note(pk, now)
        return False


def _try_to_note(pk: UUID, now: datetime) -> bool:
    """That it is on file stands in the trail as well, until it has the line of an entry."""
    try:
        return note_receipt(pk, now=now)
    except Exception as error:  # as above: it is stored
        logger.warning("a receipt could not be noted (%s): %s", _place(error), pk)
        return False


def _place(error: Exception) -> str:
    """What went wrong and where, and nothing that somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, {Path(frame.filename).name}:{frame.lineno}"


def _note_trouble(pk: UUID, error: Exception) -> None:
    try:
        with transaction.atomic():
            Receipt.objects.filter(pk=pk, state=ReceiptState.WAITING).update(
                trouble=type(error).__name__
            )
    except Error as another:
        logger.warning("the trouble could not be noted either (%s): %s", _place(another), pk)


def enter(pk: UUID, *, now: datetime) -> bool:
    """Give one receipt its entry, in one transaction of its authority; whether it was done just now.

    Locks are taken in one order by everybody: receipts, case, counter, chain. Raises what the kind
    raises where it cannot be understood, CannotFetch, django.db.Error.
    """
    with transaction.atomic():
        receipts = locked_receipts(pk)
        receipt = receipts[pk]
        if receipt.state != ReceiptState.WAITING:
            return False
        arrival, authority = receipt.arrival, receipt.authority
        kind = KINDS[arrival.kind]
        register = getattr(authority, "register", None) or register_of(authority)
        data = fetch(settings.FILES, arrival.sha256)
        understood = kind.understand(arrival, data, authority)

        def beside(entry: Entry) -> None:
            receipt.state, receipt.entry, receipt.trouble = ReceiptState.ENTERED, entry, ""
            update(receipt, "state", "entry", "trouble")
            kind.entered(entry, arrival, data)
            letters.queue_receipt(arrival, list(receipts.values()), now)

        entered(
            case=case_of(register, arrival.thread, now, is_question=kind.is_question),
            direction=Direction.RECEIVED,
            on=authority.country.today(arrival.at),
            at=arrival.at,
            said=understood.said,
            documents=understood.documents,
            by=None,
            now=now,
            arrived=seals_of(receipt),
            beside=beside,
        )
    return True


def case_of(register: Register, thread: str, now: datetime, *, is_question: bool = True) -> Case:
    """The thread's case in this register, under its lock, open again where it was closed; or new."""
    case = new(Case, register=register, thread=thread, opened_at=now, is_question=is_question)
    if insert_unless_there(case):
        return case
    (case,) = found(Case, lock=True, register=register, thread=thread)
    case.register = register
    if case.closed_at:
        case.closed_at, case.closed_because = None, ""
        case.save(update_fields=["closed_at", "closed_because"])
    return case

"""What the trail tells of an arrival, so that it is missed when somebody removes or changes it.

What is entered at once is told by the line of its entry. What is set apart, or waits because it
could not be entered, has a line of its own, written after it was stored and in a transaction of its
authority: storing itself touches no chain, so that nobody waits.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from overens.base.records.actions.receipts import locked_receipts
from overens.base.records.arrivals import KINDS
from overens.base.records.models import Receipt
from overens.base.records.states import ReceiptState
from overens.base.trail.actions import Ref, write
from overens.base.trail.rows import update
from overens.base.trail.states import Audience


def seals_of(receipt: Receipt) -> Mapping[str, str]:
    """The receipt, with the seals of what arrived and of how its sender is reached."""
    arrival = receipt.arrival
    carried = arrival.carried if KINDS[arrival.kind].by_dispatch else None
    sender = getattr(arrival, "sender", None)
    return {
        "receipt": str(receipt.pk),
        "arrival_seal": arrival.seal(carried),
        "sender_seal": sender.seal() if sender else "",
    }


def note_receipt(pk: UUID, *, now: datetime) -> bool:
    """Write the line of a receipt that has neither entry nor line; whether it was done just now.

    Raises django.db.Error."""
    with transaction.atomic():
        receipt = locked_receipts(pk)[pk]
        if receipt.noted or receipt.state == ReceiptState.ENTERED:
            return False
        receipt.noted = True
        update(receipt, "noted")
        authority = receipt.authority
        write(
            chain=authority.ref,
            by=Ref("register", str(authority.pk)),
            what="receipt.stored",
            about=receipt.ref,
            audience=Audience.OWN,
            details={**seals_of(receipt), "because": receipt.because},
            at=now,
        )
    return True

"""What was set apart: entered after all, or set aside by somebody's decision. Nothing is dropped."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.records.actions.arriving import try_to_enter
from overens.base.records.actions.entering import register_of
from overens.base.records.actions.guards import acting_in
from overens.base.records.actions.receipts import locked_receipts
from overens.base.records.models import Receipt
from overens.base.records.rules import MOST_IN_REASON, in_brief
from overens.base.records.states import ReceiptState
from overens.base.trail.actions import write
from overens.base.trail.states import Audience


def release(*, by: Seat, receipt: Receipt, at: datetime) -> Receipt:
    """Enter it after all, with its own time of arrival."""
    return _decide(by, receipt, ReceiptState.WAITING, "receipt.released", "", at)


def set_aside(*, by: Seat, receipt: Receipt, because: str, at: datetime) -> Receipt:
    """Say that it is of no significance and is not entered. It stays, and can be released still."""
    if not because.strip():
        raise Refused(_("Write why it is set aside."))
    return _decide(by, receipt, ReceiptState.SET_ASIDE, "receipt.set-aside", because, at)


def _decide(
    by: Seat, receipt: Receipt, state: ReceiptState, what: str, because: str, at: datetime
) -> Receipt:
    acting_in(by, register_of(receipt.authority), Act.KEEP_REGISTER, at)
    with transaction.atomic():
        found = locked_receipts(receipt.pk)[receipt.pk]
        if found.state in (state, ReceiptState.WAITING, ReceiptState.ENTERED):
            raise Refused(_("Somebody has decided about it already."))
        found.state, found.note = state, in_brief(because, MOST_IN_REASON)
        found.decided_by, found.decided_at = by, at
        found.save(update_fields=["state", "note", "decided_by", "decided_at"])
        if state == ReceiptState.WAITING:
            # Before the line, since a counter is locked before the chain.
            try_to_enter(found.pk, now=at)
            found.refresh_from_db(fields=["state", "entry", "trouble"])
        write(
            chain=found.authority.ref,
            by=by.ref,
            what=what,
            about=found.ref,
            audience=Audience.OWN,
            details={"because": found.note},
            at=at,
        )
    return found

"""What arrived: each receipt with its entry, its lines and its arrival."""

from collections.abc import Iterator, Sequence

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from overens.base.records.messages import MESSAGE
from overens.base.records.models import Arrival, Carried, Document, Entry, Receipt, Register, Sender
from overens.base.records.queries import number_of
from overens.base.records.states import Direction, ReceiptState
from overens.base.records.verifying.reading import in_parts, lines_about, told
from overens.base.trail.models import Line

DECIDED = {
    "receipt.set-aside": (ReceiptState.SET_ASIDE,),
    "receipt.released": (ReceiptState.WAITING, ReceiptState.ENTERED),
}
"""In which states something is of which that was decided last."""


def faults_of_entries(register: Register) -> Iterator[str]:
    """What was entered by itself, and what arrived: the entry as the arrival says."""
    entries = Entry.objects.filter(register=register).select_related("register")
    arrived = entries.filter(direction=Direction.RECEIVED, entered_by__isnull=True)
    bytes_of = Document.objects.filter(
        entry=OuterRef("pk"), sha256=OuterRef("receipt__arrival__sha256")
    )
    otherwise = (
        Q(receipt__isnull=True)
        | ~Q(receipt__authority=register.pk)
        | ~Q(at=F("receipt__arrival__at"))
        | ~Q(case__thread=F("receipt__arrival__thread"))
        | Q(receipt__arrival__kind=MESSAGE) & ~Exists(bytes_of)
    )
    for entry in arrived.filter(otherwise).order_by("year", "number"):
        yield _("The entry %(number)s is not what arrived.") % {"number": number_of(entry)}


def faults_of_receipts(register: Register) -> Iterator[str]:
    """Each receipt as its lines say, and what they say of its arrival and of its sender."""
    receipts = Receipt.objects.filter(authority=register.pk).select_related("entry").order_by("pk")
    for some in in_parts(receipts.iterator(chunk_size=500)):
        compared = _Compared(register, some)
        for receipt in some:
            if fault := compared.fault(receipt):
                yield fault % {"key": receipt.arrival_id}


class _Compared:
    """Some receipts of a register, with all that is needed to compare them with the trail."""

    def __init__(self, register: Register, receipts: Sequence[Receipt]) -> None:
        arrived = [receipt.arrival_id for receipt in receipts]
        self.arrivals = Arrival.objects.in_bulk(arrived)
        self.senders = Sender.objects.in_bulk(arrived)
        self.carried = Carried.objects.in_bulk(arrived)
        entered = [receipt.entry_id for receipt in receipts if receipt.entry_id]
        self.entered = lines_about(register, ("entry.received",), entered)
        own = ("receipt.stored", *DECIDED)
        self.lines = lines_about(register, own, [receipt.pk for receipt in receipts])

    def fault(self, receipt: Receipt) -> str:
        """The first thing of a receipt that is not what its lines say."""
        entry = receipt.entry
        if entry and (entry.register_id != receipt.authority_id or entry.entered_by_id):
            return _("What arrived as %(key)s is not entered where its receipt says.")
        lines = self.lines.get(str(receipt.pk), [])
        of_entry = self.entered.get(str(receipt.entry_id), [])
        stored = [line for line in lines if line.what == "receipt.stored"]
        telling = [*stored, *of_entry]
        arrival = self.arrivals.get(receipt.arrival_id)
        if arrival is None or (receipt.noted and not stored):
            return _("What arrived as %(key)s is not what the trail says of it.")
        sender = self.senders.get(arrival.pk)
        seals = {
            "receipt": str(receipt.pk),
            "arrival_seal": arrival.seal(self.carried.get(arrival.pk)),
        }
        if not all(told(line, name) in (None, seals[name]) for line in telling for name in seals):
            return _("What arrived as %(key)s is not what the trail says of it.")
        reached = sender.seal() if sender else ""
        if not all(told(line, "sender_seal") in (None, reached) for line in telling):
            return _(
                "How the sender of what arrived as %(key)s is reached is not what the trail says."
            )
        if not _is_as_decided(receipt, stored, [line for line in lines if line.what in DECIDED]):
            return _("What was decided about what arrived as %(key)s is not what the trail says.")
        return ""


def _is_as_decided(receipt: Receipt, stored: Sequence[Line], decided: Sequence[Line]) -> bool:
    if not all(told(line, "because") in (None, receipt.because) for line in stored):
        return False
    if not decided:
        waits = (ReceiptState.WAITING, ReceiptState.ENTERED)
        apart = (ReceiptState.QUARANTINED,)
        return not receipt.decided_at and receipt.state in (apart if receipt.because else waits)
    last = decided[-1]
    return (
        receipt.state in DECIDED[last.what]
        and receipt.note == told(last, "because")
        and (str(receipt.decided_by_id), receipt.decided_at) == (last.by_id, last.at)
    )

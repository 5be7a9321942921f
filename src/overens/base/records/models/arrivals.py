"""Nouns of what arrives: Arrival, Sender, Receipt, and Carried (what a dispatch says of itself)."""

from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from overens.base.municipalities.models import Authority, Seat
from overens.base.records.models.registers import Entry
from overens.base.records.states import Reason, ReceiptState
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id, new_salt
from overens.base.trail.rules import hash_details, in_utc


class Arrival(models.Model):
    """Something that arrived: stored, bytes first, before it is understood or answered. Never changed.

    `sha256` is the hash of the bytes under which they are kept, `at` when the server had them
    (FL §22). `key` names it once and for all: the same again is no second arrival. `thread` is the
    unguessable address under which its sender follows it; what is sent in addition, and what is
    sent on, has the thread of the first. `origin` tells connections apart for one day, `alike` texts.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    thread = models.CharField(max_length=43, db_index=True)
    language = models.CharField(max_length=8, blank=True, default="")
    origin = models.CharField(max_length=32, blank=True, default="")
    alike = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="arrivals_by_time"),
            models.Index(fields=["origin", "at"], name="arrivals_by_origin"),
            models.Index(fields=["alike"], name="arrivals_by_text", condition=~Q(alike="")),
            models.Index(fields=["sha256"], name="arrivals_by_hash"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ref(self) -> Ref:
        return Ref("arrival", str(self.pk))

    def seal(self, carried: "Carried | None") -> str:
        """The hash of all that it is, with what a dispatch says of itself. Nobody guesses what was
        sealed: the thread is salt enough."""
        said = {
            "kind": self.kind,
            "key": self.key,
            "at": in_utc(self.at),
            "sha256": self.sha256,
            "size": self.size,
            "language": self.language,
            "origin": self.origin,
            "alike": self.alike,
        }
        return hash_details(self.thread, {**said, **(carried.values() if carried else {})})


class Sender(models.Model):
    """How somebody who wants a reply is reached. May lawfully go, and with it the salt of its seal;
    there is none without a wish."""

    arrival = models.OneToOneField(
        Arrival, primary_key=True, on_delete=models.PROTECT, related_name="sender"
    )
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    def __str__(self) -> str:
        return str(self.arrival_id)

    def seal(self) -> str:
        """The salted hash of it."""
        return hash_details(self.salt, {"email": self.email, "phone": self.phone})


class Receipt(models.Model):
    """That one authority received an arrival, and what became of it there.

    While it waits it has no number yet: it is entered in a transaction of that authority alone,
    and again by the worker until that is done. `because` is why it was set apart, `note` why
    somebody set it aside. `noted` says that a line of the trail tells of it; what is entered at once
    has the line of its entry alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, related_name="receipts")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="receipts")
    state = models.CharField(max_length=12, choices=ReceiptState)
    because = models.CharField(max_length=16, choices=Reason, blank=True, default="")
    entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="receipt"
    )
    note = models.CharField(max_length=300, blank=True, default="")
    decided_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True, default="")
    noted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["arrival", "authority"], name="one_receipt_per_authority"
            ),
            models.CheckConstraint(
                condition=Q(state=ReceiptState.ENTERED, entry__isnull=False)
                | (~Q(state=ReceiptState.ENTERED) & Q(entry__isnull=True)),
                name="what_is_entered_has_an_entry",
            ),
        ]
        indexes = [models.Index(fields=["authority", "state"], name="receipts_by_state")]

    def __str__(self) -> str:
        return f"{self.arrival_id} at {self.authority_id}"

    @property
    def ref(self) -> Ref:
        return Ref("receipt", str(self.pk))


class Carried(models.Model):
    """What a dispatch that arrived says of itself: whose it is, its number there, and how far that
    authority's chain had come. Never changed."""

    arrival = models.OneToOneField(
        Arrival, primary_key=True, on_delete=models.PROTECT, related_name="carried"
    )
    dispatch = models.UUIDField(unique=True)
    sender = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=80)
    head_number = models.PositiveBigIntegerField()
    head_seal = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "carried"

    def __str__(self) -> str:
        return str(self.dispatch)

    def values(self) -> Mapping[str, str | int]:
        """As they are sealed with the arrival."""
        return {
            "dispatch": str(self.dispatch),
            "sender": str(self.sender_id),
            "number": self.number,
            "head_number": self.head_number,
            "head_seal": self.head_seal,
        }

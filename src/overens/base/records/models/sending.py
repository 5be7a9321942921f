"""Nouns of what leaves: Dispatch (to another authority) and Delivery (to one's own case system)."""

from collections.abc import Mapping

from django.db import models

from overens.base.municipalities.models import Authority, Seat
from overens.base.records.models.registers import Entry
from overens.base.records.states import Way
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Dispatch(models.Model):
    """Something that leaves one register and enters another, each with its own number.

    The row is its place in the outbox: it is carried until the other side has said its number,
    which stands in `their_number` with how far their chain had come. Carried twice, it arrives
    once. `kind` says what the other side does with it (`records.arrivals`). What goes to several
    authorities at once is one entry, with a dispatch to each.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="dispatches")
    to = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    note = models.TextField(blank=True, default="")
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    arrived_at = models.DateTimeField(null=True, blank=True)
    their_number = models.CharField(max_length=80, blank=True, default="")
    their_head_number = models.PositiveBigIntegerField(default=0)
    their_head_seal = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name_plural = "dispatches"
        indexes = [models.Index(fields=["next_at"], name="dispatches_that_wait")]
        constraints = [models.UniqueConstraint(fields=["entry", "to"], name="sent_once_to_each")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ref(self) -> Ref:
        return Ref("dispatch", str(self.pk))

    def values(self) -> Mapping[str, str]:
        """What was sent to whom, as it is sealed in the trail's line of its entry."""
        return {
            "id": str(self.pk),
            "to": str(self.to_id),
            "kind": self.kind,
            "note": self.note,
        }


class Delivery(models.Model):
    """An entry on its way to the municipality's own case system, until a number comes back.

    `way` and `to` say how it went: as the register said then, and until it has gone, as it said when
    it was entered. `number` is what the case system
    calls it; `numbered_by` whoever wrote it in, where it did not come by itself.
    """

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.PROTECT, related_name="delivery"
    )
    way = models.CharField(max_length=8, choices=Way)
    to = models.CharField(max_length=500, blank=True, default="")
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True, default="")
    delivered_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=80, blank=True, default="")
    numbered_at = models.DateTimeField(null=True, blank=True)
    numbered_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["next_at"], name="deliveries_that_wait")]

    def __str__(self) -> str:
        return str(self.entry_id)

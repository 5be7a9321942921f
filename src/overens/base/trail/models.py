"""Chains, their lines, and the removable details beside them."""

from django.db import models
from django.db.models import Q

from overens.base.trail.states import Audience, Holder


class Chain(models.Model):
    """One holder's chain, with its head: the row that a writer locks.

    `length` and `head` are those of the newest line; `public_length` is the number of the newest
    line that everyone may read, by which public pages know that they are out of date.
    """

    holder = models.CharField(max_length=10, choices=Holder)
    holder_id = models.CharField(max_length=36)
    length = models.PositiveBigIntegerField(default=0)
    public_length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["holder", "holder_id"], name="one_chain_per_holder")
        ]

    def __str__(self) -> str:
        return f"{self.holder}:{self.holder_id}"


class Line(models.Model):
    """One thing that was done, in the past tense (`agreement.confirmed`). Never changed.

    `seal` is the SHA-256 of the line's canonical form (RFC 8785), which holds `previous`, the
    seal of the line before; `details_hash` is the salted hash of what stands in `Details`.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=40)
    by_id = models.CharField(max_length=36)
    what = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36)
    audience = models.CharField(max_length=10, choices=Audience)
    details_hash = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_line_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="lines_count_from_one"),
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="lines_of_an_object")]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.what}"


class Details(models.Model):
    """The values that a line speaks of. They may lawfully go; the line and its hash stay."""

    line = models.OneToOneField(
        Line, on_delete=models.PROTECT, related_name="details", primary_key=True
    )
    salt = models.CharField(max_length=32)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "details"

    def __str__(self) -> str:
        return str(self.line_id)

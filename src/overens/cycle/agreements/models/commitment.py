"""Commitment: what the parties promised, the terms of it, and what shows that it was kept."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Seat
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.models.agreement import Agreement, Party
from overens.cycle.agreements.models.version import Article, FocusArea, Version
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind


class Commitment(models.Model):
    """A promise: a lasting identity with a number in its agreement. Its terms are per version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"], name="one_commitment_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"


class CommitmentTerms(models.Model):
    """What was promised, in one version: kind, date or rule, and what counts as evidence.

    `within` is an ISO 8601 duration, `rule` an iCalendar RRULE (RFC 5545). `evidence` and
    `authorities` are lists; null says every kind, and each party.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="terms")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="commitments")
    position = models.PositiveSmallIntegerField()
    title = WordingsField()
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=CommitmentKind)
    due = models.DateField(null=True, blank=True)
    within = models.CharField(max_length=40, blank=True, default="")
    rule = models.CharField(max_length=300, blank=True, default="")
    starts = models.DateField(null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.JSONField(null=True, blank=True)
    authorities = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "commitment terms"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "version"], name="a_commitment_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} in {self.version_id}"


class Evidence(models.Model):
    """What shows that a party kept a commitment: of a kind, from and until, by a source.

    `until` is empty while a lasting kind still lasts. Withdrawn evidence stays, with who and when.
    `file` is the SHA-256 of a kept file, `file_readers` who may read it: the note is public, its
    file only where the party says so. `noted_by` is empty for what follows from another room.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="evidence")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)
    note = WordingsField()
    file = models.CharField(max_length=64, blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    file_readers = models.CharField(max_length=10, choices=Audience, default=Audience.OWN)
    noted_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party", "source"],
                condition=Q(withdrawn_at__isnull=True),
                name="a_source_shows_once",
                violation_error_message=_("This has been noted for the commitment already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="evidence_ends_after_it_began",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.source


class NotDone(models.Model):
    """A party's own word that it did not do what was due, with its reason. Nobody else says it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="not_done")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="not_done")
    due = models.DateField(null=True, blank=True)
    because = WordingsField()
    said_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "not done"
        ordering = ["said_at", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.due}"

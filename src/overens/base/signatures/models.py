"""Nouns: Signing, Signatory."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from overens.base.municipalities.models import Seat
from overens.base.papers.models import Edition
from overens.base.signatures.states import Part
from overens.base.trail.identifiers import new_id


class Signing(models.Model):
    """One signing on paper of what an Edition says. `scan` is the SHA-256 of the kept file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="signing")
    on = models.DateField()
    place = models.CharField(max_length=200, blank=True, default="")
    scan = models.CharField(max_length=64, blank=True, default="")
    scan_name = models.CharField(max_length=200, blank=True, default="")
    noted_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.on}"


class Signatory(models.Model):
    """Somebody in a post, who signed for its authority or was present."""

    signing = models.ForeignKey(Signing, on_delete=models.PROTECT, related_name="signatories")
    position = models.PositiveSmallIntegerField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part)

    class Meta:
        verbose_name_plural = "signatories"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["signing", "seat", "part"],
                name="signs_once",
                violation_error_message=_("The same person in the same post signs once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.part}"

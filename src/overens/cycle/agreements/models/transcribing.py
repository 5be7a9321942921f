"""Transcribing: a signed paper that an authority types in, part by part, with its scan beside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from overens.base.municipalities.models import Authority
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models.agreement import Agreement


class Transcribing(models.Model):
    """What is typed in of a paper beside its text, which is the draft of the same authority. It goes
    with that draft, and once the transcription counts.

    `scan` is the SHA-256 of the kept file, a PDF; `signatories` are dicts with 'authority' (slug),
    'person', 'post' (its title as on the paper), 'language' (of the title) and 'part'
    (`signatures.states.Part`). `unreadable` says what cannot be read. `revision` counts the saves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="transcribing")
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    scan = models.CharField(max_length=64)
    scan_name = models.CharField(max_length=200)
    signed_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    signatories = models.JSONField(default=list)
    unreadable = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name_plural = "transcribing"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "owner"],
                name="typed_in_once_by_an_authority",
                violation_error_message=_("Your municipality is typing in this paper already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.scan[:12]}"

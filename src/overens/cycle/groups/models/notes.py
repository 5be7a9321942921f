"""Notes (or minutes) of a meeting: written, sent, objected to, standing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overens.base.consents.models import Consent
from overens.base.municipalities.models import Authority, Seat
from overens.base.papers.models import Edition
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.groups.models.meeting import Meeting


class Notes(models.Model):
    """What is being written of a meeting, beside its outcomes: cleaned HTML (`papers.rich`) in
    `language`. `owner` is the authority whose people write it; `revision` counts the saves."""

    meeting = models.OneToOneField(
        Meeting, primary_key=True, on_delete=models.PROTECT, related_name="notes"
    )
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8)
    readers = models.CharField(max_length=10, choices=Audience, default=Audience.PARTNERS)
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "notes"

    def __str__(self) -> str:
        return str(self.meeting_id)

    @property
    def ref(self) -> Ref:
        return Ref("notes", str(self.meeting_id))


class SentNotes(models.Model):
    """One text of them as it was sent: an edition. A later one takes its place.

    Notes: `stands_after` is the last of the days on which a member may object; `stands_at` since when
    they stand, and are sent to each register. Minutes: `consent` is what each party adopts, `stands_at`
    since when each has. `readers` was said beforehand; everyone reads them once they stand.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notes = models.ForeignKey(Notes, on_delete=models.PROTECT, related_name="sent")
    number = models.PositiveIntegerField()
    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="notes")
    readers = models.CharField(max_length=10, choices=Audience)
    sent_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    stands_after = models.DateField(null=True, blank=True)
    consent = models.OneToOneField(
        Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="minutes"
    )
    stands_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "sent notes"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["notes", "number"],
                name="notes_are_sent_once_by_a_number",
                violation_error_message=_("Somebody else has sent them meanwhile."),
            ),
            models.CheckConstraint(
                condition=Q(stands_after__isnull=False) ^ Q(consent__isnull=False),
                name="notes_stand_by_time_or_by_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notes_id} {self.number}"


class Objection(models.Model):
    """What a member holds against notes as they were sent: it reopens them. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sent = models.ForeignKey(SentNotes, on_delete=models.PROTECT, related_name="objections")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.sent_id} {self.seat_id}"

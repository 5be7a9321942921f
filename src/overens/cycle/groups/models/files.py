"""GroupFile: what is put beside a group, a meeting or a question."""

from django.db import models

from overens.base.municipalities.models import Authority, Seat
from overens.base.records.models import Entry
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement
from overens.cycle.groups.models.group import WorkingGroup
from overens.cycle.groups.models.meeting import Meeting
from overens.cycle.groups.models.question import Question
from overens.cycle.groups.states import Way


class GroupFile(models.Model):
    """A kept file (by its SHA-256) of one authority, which says who reads it: its own people, the
    parties (then it was sent to each of them: `entry` is its line in the own register), everyone.

    `preview` is the same as PDF, where that could be made: `tries` counts how often it was tried, and
    `tried_at` is when it was last.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="files")
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    file = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    readers = models.CharField(max_length=10, choices=Audience, default=Audience.OWN)
    entry = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    preview = models.CharField(max_length=64, blank=True, default="")
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    put_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way, default=Way.DESK)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("file", str(self.pk))

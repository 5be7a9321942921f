"""AgendaItem, what came of it, and Task."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Post, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models import Agreement, Commitment
from overens.cycle.groups.models.group import WorkingGroup
from overens.cycle.groups.models.meeting import Meeting
from overens.cycle.groups.models.question import Question
from overens.cycle.groups.states import OutcomeKind, TaskState


class AgendaItem(models.Model):
    """An item of a meeting's agenda. `minutes` is the time that it is given; `presenter` a post.

    `carried_from` is the item of an earlier meeting that was not done there; `reviews` is the decision
    that comes up again, with the item that it came from. Each once. `written_by` is of the authority whose words it is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    position = models.PositiveIntegerField()
    titles = WordingsField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    presenter = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    reviews = models.OneToOneField(
        "Outcome", null=True, blank=True, on_delete=models.PROTECT, related_name="reviewed_in"
    )
    is_done = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["carried_from"],
                condition=Q(reviews__isnull=True),
                name="an_item_is_carried_over_once",
                violation_error_message=_("This item is on a later agenda already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.position}"


class Outcome(models.Model):
    """What came of an item: information, a decision, or a task (which then hangs on it).

    `review_on` brings a decision back: on the first agenda after that day. `written_by` is of the
    authority whose words it is; `revision` counts the saves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=12, choices=OutcomeKind)
    text = WordingsField()
    review_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind}"


class Task(models.Model):
    """Who (a post) does what by when. It knows the outcome, and so the meeting, that it came from.

    Only people of the post's authority say that it is done (`done_on`) or dropped, and why.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    text = WordingsField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="tasks")
    due = models.DateField(null=True, blank=True)
    outcome = models.OneToOneField(
        Outcome, null=True, blank=True, on_delete=models.PROTECT, related_name="task"
    )
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks"
    )
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    done_on = models.DateField(null=True, blank=True)
    because = WordingsField()
    revision = models.PositiveIntegerField(default=1)
    given_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="one_task_per_number",
                violation_error_message=_("There is a task with this number already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("task", str(self.pk))

"""Question (a concrete one), what it means on each side, and remarks on anything in the room."""

from django.db import models

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models import Agreement, Commitment, FocusArea
from overens.cycle.groups.models.group import WorkingGroup
from overens.cycle.groups.states import QuestionState, Way


class Question(models.Model):
    """A concrete question that parties work on, in one sentence. Without a group it is the agreement's,
    and without a focus area outside of all of them.

    `opened_by` is of the authority whose sentence it is. `came_of_it` is what each reads when it is
    answered, or why it was left; `revision` counts the saves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    sentence = WordingsField()
    state = models.CharField(max_length=10, choices=QuestionState, default=QuestionState.OPEN)
    came_of_it = WordingsField()
    revision = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_question_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}"

    @property
    def ref(self) -> Ref:
        return Ref("question", str(self.pk))


class QuestionSide(models.Model):
    """Why a question matters at one authority, and whose work it is there; its own words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="sides")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    why = WordingsField()
    owner = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "authority"], name="each_side_says_it_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} {self.authority_id}"


class Remark(models.Model):
    """What somebody says to a group, a meeting, a question or a task (`about`), for each party to read.
    Never changed. `name` is of somebody without a post, who was invited to a meeting."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=36)
    text = models.TextField()
    language = models.CharField(max_length=8)
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True, default="")
    way = models.CharField(max_length=10, choices=Way, default=Way.DESK)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="remarks_on_something")]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"

"""Nouns: Consent (a matter put to some authorities), Asked (one of them), Answer, Early."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority, Seat
from overens.base.papers.models import Edition
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Consent(models.Model):
    """One exact Edition, put to each of some authorities. `about` is what the kind's room means.

    `asked_by` is empty for what came from another instance: the edition's owner asks. `thread` names
    the case in which each authority keeps what is sent of it; empty for what is not sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="consents")
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=36)
    asked_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    thread = models.CharField(max_length=43, blank=True, default="")
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "edition"],
                name="one_consent_per_kind_and_edition",
                violation_error_message=_("This edition has been put to the parties already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition_id}"

    @property
    def about(self) -> Ref:
        return Ref(self.about_kind, self.about_id)


class Asked(models.Model):
    """One authority whose answer is needed. `reached_at` is since when it stands in its register: what
    is on its way has not reached it yet."""

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="asked")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    reached_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "asked"
        constraints = [models.UniqueConstraint(fields=["consent", "authority"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.authority_id}"


class Answer(models.Model):
    """What an authority answered: by which seat, on which body's decision. Never changed.

    The standing answer is the one with the highest number. `on` is the day of the decision;
    `lawful_on` the day on which it gains legal force, where the law knows one (Sweden). `edition` is
    the answer as it was sent. `seat` is empty for one that came from another instance.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    answer = models.CharField(max_length=12, choices=AnswerKind)
    because = models.TextField(blank=True, default="")
    until = models.DateField(null=True, blank=True)
    body = models.CharField(max_length=200, blank=True, default="")
    paragraph = models.CharField(max_length=40, blank=True, default="")
    on = models.DateField()
    lawful_on = models.DateField(null=True, blank=True)
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edition = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked", "number"],
                name="one_standing_answer",
                violation_error_message=_(
                    "Somebody else has answered for the same party meanwhile."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.answer}"


class Early(models.Model):
    """An answer that arrived before the question did: it counts once that has come.

    `to` is the seal of the edition that it answers.
    """

    edition = models.OneToOneField(
        Edition, primary_key=True, on_delete=models.PROTECT, related_name="early"
    )
    to = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "early"

    def __str__(self) -> str:
        return self.to

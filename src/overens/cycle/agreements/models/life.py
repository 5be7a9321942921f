"""What happens in the life of an agreement beside questions and answers: Step, Waiver, Comment,
Published, GoneOn."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overens.base.consents.models import Asked, Consent
from overens.base.consents.states import Stage
from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority, Seat
from overens.base.papers.models import Edition
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models.agreement import Agreement, Party
from overens.cycle.agreements.models.commitment import Commitment
from overens.cycle.agreements.models.version import Version
from overens.cycle.agreements.states import StepKind


class Step(models.Model):
    """Something that one party did, and told each of the others by an Edition. Never changed.

    It may arrive before what it is about: so the agreement is named by its id, and what the step
    concerns (`about`) by the seal of an edition. `on` is the day that the party gives.
    """

    edition = models.OneToOneField(
        Edition, primary_key=True, on_delete=models.PROTECT, related_name="step"
    )
    agreement = models.UUIDField(db_index=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=StepKind)
    about = models.CharField(max_length=64, blank=True, default="")
    on = models.DateField()
    seat = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.about[:12]}"


class Waiver(models.Model):
    """That each party released one of them from a commitment, or from one date of it. Never changed.

    `due` is empty for what has no date, and for the whole of a commitment from then on: from the day
    `since`, on which it was asked. It is about what `version` promises, and ends where another version
    promises something else; empty in rows from before that was noted.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="waivers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="waivers")
    due = models.DateField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    version = models.ForeignKey(
        Version, null=True, on_delete=models.PROTECT, related_name="waivers"
    )
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="waivers")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party", "edition"], name="waived_once_by_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.due}"


class Comment(models.Model):
    """A note on an article, for one's own authority alone. What is sent to the others is a Step.

    `about` is the seal of the text that it is on, and empty for one's own draft; `part` names the
    article, as `rules.wordings` does.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="comments")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=64, blank=True, default="")
    part = models.CharField(max_length=60, blank=True, default="")
    text = WordingsField()
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.part} {self.at:%Y-%m-%d}"


class Published(models.Model):
    """That a party lets everyone read its own part of a matter that is put to the parties: what it
    put itself, or what it answered. No other party's words come with it.

    `edition` is the party's own: `consent`'s, or that of an answer to it. Withdrawn, the row stays,
    and everyone reads that it was withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="published")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="published")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="published")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "published"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(withdrawn_at__isnull=True),
                name="an_own_part_is_published_once",
                violation_error_message=_("Your municipality has published this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d}"


class GoneOn(models.Model):
    """That a question whose day has passed went on within the authority that owes the answer: to whom,
    since which day, and when they were told. A day to which the answer was postponed is another one.
    Never changed."""

    asked = models.ForeignKey(Asked, on_delete=models.PROTECT, related_name="gone_on")
    stage = models.CharField(max_length=12, choices=Stage)
    since = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "gone on"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked", "stage", "since"], name="gone_on_once_to_each_by_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_id} {self.stage}"

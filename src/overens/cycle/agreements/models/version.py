"""Version: what an agreement says from a day on; its articles and focus areas."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models.agreement import Agreement
from overens.cycle.agreements.states import NameStanding


class Version(models.Model):
    """One version of an agreement. A draft belongs to the authority that writes it, and has
    neither number nor edition; a version that counts is frozen, and is never edited again.

    `signed_wording` says whether the texts are the words of the signed paper. Dates that are not
    on file stay empty: nothing is invented for them.

    Of a draft, `based_on` is the edition whose text it began from, `revision` counts its saves, and
    `confirmed` says by which words a wording was confirmed that stays as it was (`rules.wordings`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    edition = models.OneToOneField(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="version"
    )
    based_on = models.ForeignKey(
        Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    confirmed = models.JSONField(default=dict)
    valid_from = models.DateField(null=True, blank=True)
    title = WordingsField()
    preamble = WordingsField()
    purpose = WordingsField()
    signed_wording = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=40, blank=True, default="")
    authentic_languages = models.JSONField(null=True, blank=True)
    in_force = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(null=True, blank=True)
    renewal = WordingsField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["agreement", "owner"],
                condition=Q(edition__isnull=True),
                name="one_draft_per_owner",
                violation_error_message=_("This authority has a draft of the agreement already."),
            ),
            models.CheckConstraint(
                condition=Q(edition__isnull=True, number__isnull=True)
                | Q(edition__isnull=False, number__isnull=False, valid_from__isnull=False),
                name="what_counts_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number or 'draft'}"

    @property
    def starts(self) -> date | None:
        """The day from which terms count: in force, else what `valid_from` fell back on."""
        return self.in_force or self.valid_from


class FocusArea(models.Model):
    """What an agreement is about: the main axis of all content. Lasting; its names are dated."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="focus_areas")
    slug = models.SlugField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "slug"], name="one_focus_area_per_slug")
        ]

    def __str__(self) -> str:
        return self.slug


class FocusAreaWording(models.Model):
    """Where a focus area stands in a version, and how the parties' words for it differ."""

    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="wordings")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="focus_areas")
    position = models.PositiveSmallIntegerField()
    difference = WordingsField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["area", "version"], name="an_area_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} in {self.version_id}"


class FocusAreaName(models.Model):
    """A focus area's name in one language: as signed, or a later official one beside it.

    Never translated: each party names the area in its own words, and each name is right.
    """

    wording = models.ForeignKey(FocusAreaWording, on_delete=models.CASCADE, related_name="names")
    position = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    text = models.CharField(max_length=300)
    standing = models.CharField(max_length=12, choices=NameStanding)
    since = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Article(models.Model):
    """An article: a lasting identity, by which later rooms and addresses point at it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="articles")
    slug = models.SlugField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "slug"], name="one_article_per_slug")
        ]

    def __str__(self) -> str:
        return self.slug


class ArticleWording(models.Model):
    """What an article says in one version. `number` is the number on paper where it differs."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="wordings")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="articles")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=20, blank=True, default="")
    heading = WordingsField()
    body = WordingsField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "version"], name="an_article_stands_once")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.version_id}"

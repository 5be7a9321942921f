"""NewsItem and its versions, and the pictures in them."""

from django.db import models
from django.db.models import Q

from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Authority, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models import Agreement
from overens.cycle.news.rules import Words
from overens.cycle.news.states import Kind


class NewsItem(models.Model):
    """Something that an authority tells everyone, under an address that stays.

    `shown` is its newest published version, and `day` the one under which it stands: on which it
    was published first, or for a link the day that it bears on its own site. `revision` counts
    the saves, so that nobody writes over what they have not read. What is archived stays at its
    address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="news")
    kind = models.CharField(max_length=8, choices=Kind)
    slug = models.SlugField(max_length=80, unique=True)
    revision = models.PositiveIntegerField(default=0)
    shown = models.ForeignKey(
        "NewsVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    day = models.DateField(null=True, blank=True, db_index=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    archived_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown__isnull=True, day__isnull=True)
                | Q(shown__isnull=False, day__isnull=False),
                name="what_is_shown_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def ref(self) -> Ref:
        return Ref("news", str(self.pk))


class NewsVersion(models.Model):
    """What an item says from one publishing to the next; at most one of them is a draft.

    A published version never changes. `because` says what a later one changed, `publish_at` when
    a draft is to be published by itself, in the name of whoever said so (`scheduled_by`), and
    `words` is all of it in lower case, for the search.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(NewsItem, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    titles = WordingsField()
    summaries = WordingsField()
    bodies = WordingsField()
    agreement = models.ForeignKey(
        Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.URLField(max_length=500, blank=True, default="")
    dated = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, default="")
    because = WordingsField()
    written_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True, db_index=True)
    scheduled_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_news_version_per_number"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(published_at__isnull=True),
                name="one_draft_per_news_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.number}"

    @property
    def example(self) -> bool:
        """Whether it belongs to the example: to its agreement, or to a post that is made up."""
        by = self.published_by or self.written_by
        return bool(self.agreement and self.agreement.example) or by.post.example

    @property
    def said(self) -> Words:
        """Its words as the rules know them."""
        return Words(
            titles=self.titles.texts(),
            summaries=self.summaries.texts(),
            bodies=self.bodies.texts(),
            agreement=self.agreement.slug if self.agreement else "",
            address=self.address,
            dated=self.dated,
        )


class Picture(models.Model):
    """A picture in one version, in two sizes (kept files, by their SHA-256), with its description
    for whoever does not see it, its caption, and whose it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(NewsVersion, on_delete=models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField()
    file = models.CharField(max_length=64, db_index=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    small = models.CharField(max_length=64, db_index=True)
    small_width = models.PositiveSmallIntegerField()
    alts = WordingsField()
    captions = WordingsField()
    rights = models.CharField(max_length=300)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.place}"

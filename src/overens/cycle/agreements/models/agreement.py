"""Agreement, and the Parties to it, all equal."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.municipalities.models import Authority, Post
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Agreement(models.Model):
    """What two or more authorities agreed. What it says stands in its Versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    example = models.BooleanField(default=False)
    source = models.URLField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return self.slug

    @property
    def ref(self) -> Ref:
        return Ref("agreement", str(self.pk))


class Party(models.Model):
    """An authority in an agreement. `position` is the stored order in which parties are shown.

    `uses_since` is the day from which the party uses Overens: what lies before it may well have
    happened without being on file here. `posts` are those that the agreement's paper names.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField()
    languages = models.JSONField(default=list)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)
    uses_since = models.DateField(null=True, blank=True)
    contact = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    posts = models.ManyToManyField(Post, related_name="+", blank=True)

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "authority"],
                name="one_party_per_authority",
                violation_error_message=_("This authority is a party to the agreement already."),
            ),
            models.UniqueConstraint(
                fields=["agreement", "position"], name="one_party_per_position"
            ),
            models.CheckConstraint(
                condition=Q(left__isnull=True) | Q(joined__isnull=True) | Q(left__gte=F("joined")),
                name="a_party_leaves_after_it_joined",
                violation_error_message=_("A party cannot leave before it joined."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} in {self.agreement_id}"

"""WorkingGroup, the mandates that it was given, and who sits in it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.consents.models import Consent
from overens.base.languages.fields import WordingsField
from overens.base.municipalities.models import Post, Seat
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id
from overens.cycle.agreements.models import Agreement, Commitment, FocusArea
from overens.cycle.groups.states import GroupKind, MemberTask


class WorkingGroup(models.Model):
    """Some people of each party who work on something together. Nobody owns it.

    What it is called and is to do (`kind` to `commitments`) is what the newest mandate says to which
    each party has said yes; until the first of them has, what was proposed. `founded_at` is since when
    each has, `closed_at` since when a mandate that closes it has. `thread` names its case in each
    party's register.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="groups")
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=8, choices=GroupKind)
    names = WordingsField()
    mandate = WordingsField()
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="groups"
    )
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="groups")
    thread = models.CharField(max_length=43, unique=True)
    founded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "slug"],
                name="one_group_per_slug",
                violation_error_message=_("The agreement has a group with this name already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.slug}"

    @property
    def ref(self) -> Ref:
        return Ref("group", str(self.pk))


class Mandate(models.Model):
    """What a party proposed that a group is called and does, or that it is closed. Never changed.

    It counts once each party has said yes to the consent's edition (`counted_at`).
    """

    consent = models.OneToOneField(
        Consent, primary_key=True, on_delete=models.PROTECT, related_name="mandate"
    )
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=8, choices=GroupKind)
    names = WordingsField()
    text = WordingsField()
    focus_area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    commitments = models.ManyToManyField(Commitment, blank=True, related_name="+")
    closes = models.BooleanField(default=False)
    counted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.group_id} {self.consent_id}"


class Membership(models.Model):
    """A post in a group, from and until (the last day); whoever holds the post sits there.

    The post's authority is the side, and says whether everyone reads the person's name: of the post
    everyone reads. `named_by` is a seat of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="memberships")
    task = models.CharField(max_length=10, choices=MemberTask, default=MemberTask.MEMBER)
    name_is_public = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "post"],
                condition=Q(until__isnull=True),
                name="a_post_sits_once_in_a_group",
                violation_error_message=_("This post sits in the group already."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_membership_ends_after_it_began",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.group_id}"

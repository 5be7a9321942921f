"""Nouns: Municipality, Authority, Person, Account, Post, Seat, Handover."""

from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from overens.base.countries.rules import Country, countries
from overens.base.languages.fields import WordingsField
from overens.base.languages.rules import Wording, Wordings
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Municipality(models.Model):
    """A place that governs itself. What acts and keeps a register is an Authority of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2)

    class Meta:
        verbose_name_plural = "municipalities"

    def __str__(self) -> str:
        return self.slug


class Authority(models.Model):
    """The legal unit that owes answers and keeps a register: in Sweden each nämnd is its own
    (OSL 5:1), in Denmark the municipal central administration (OFL §15(4))."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="authorities"
    )
    slug = models.SlugField(max_length=80, unique=True)
    names = WordingsField()
    short = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.slug

    @property
    def ref(self) -> Ref:
        """The authority as the trail knows it: holder of a chain."""
        return Ref("authority", str(self.pk))

    @property
    def name(self) -> Wording:
        """The authority's own name for itself: never translated."""
        names: Wordings = self.names
        return names.shown()

    @property
    def country(self) -> Country:
        return countries()[self.municipality.country]


class Person(models.Model):
    """Somebody who holds or held a post, as the authority that keeps the row writes the name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by what people sign in with."""


class Account(AbstractBaseUser):
    """What somebody signs in with. Apart from Person: most people in an agreement never do.

    `language` is the interface's, `understands` are codes of further languages in which texts are
    shown as written. The operator of the instance has no person, no seat, and sees no content.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="account"
    )
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True, default="")
    understands = models.JSONField(default=list, blank=True)

    objects = Accounts()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.email

    @property
    def ref(self) -> Ref:
        """The account as the trail knows it: who signs in."""
        return Ref("account", str(self.pk))


class Post(models.Model):
    """A post in an authority: it carries the work, so that the work outlives the person.

    `role` says what it may do here (`roles.TABLE`); without one it stands in papers alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="posts")
    slug = models.SlugField(max_length=80)
    names = WordingsField()
    role = models.CharField(max_length=16, choices=Role, blank=True, default="")
    example = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "slug"],
                name="one_post_per_slug",
                violation_error_message=_("This authority has a post with this name already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority_id}/{self.slug}"

    @property
    def ref(self) -> Ref:
        return Ref("post", str(self.pk))


class Seats(models.QuerySet["Seat"]):
    """Who held what, when."""

    def on(self, day: date) -> "Seats":
        """The seats that are on file for a day or for a part of it, in one query.

        A seat whose dates are unknown speaks for the one day on which it was seen.
        """
        known = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
        return self.filter(known | Q(seen_on=day))

    def to_the_end_of(self, day: date) -> "Seats":
        """The same without those that were ended in the middle of the day: who acts on it still."""
        return self.on(day).exclude(ended_at__isnull=False, until=day)


class Seat(models.Model):
    """A person in a post, from and until (the last day). Unknown dates stay open.

    `began_at` and `ended_at` are the instants at which it began, or was ended, in the middle of a
    day: before and after them whoever sits in it does nothing. `from_service` marks a seat that
    the municipality's own sign-in service gave: it ends when the service says so no more.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    holding = models.CharField(max_length=10, choices=Holding, default=Holding.OWN)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    from_service = models.BooleanField(default=False)

    objects = Seats.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=False) | Q(seen_on__isnull=False),
                name="a_seat_has_a_day",
                violation_error_message=_("Write since when, or on which day, the post was held."),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="a_seat_ends_after_it_began",
                violation_error_message=_("The last day in the post cannot lie before the first."),
            ),
        ]
        indexes = [models.Index(fields=["post", "since"], name="seats_of_a_post")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"

    @property
    def ref(self) -> Ref:
        """The seat as the trail knows it: who acts."""
        return Ref("seat", str(self.pk))

    def is_held_on(self, day: date) -> bool:
        """The twin of `Seats.on` for a seat that is at hand."""
        if self.since and self.since <= day and (self.until is None or self.until >= day):
            return True
        return self.seen_on == day

    def is_held_to_the_end_of(self, day: date) -> bool:
        """The twin of `Seats.to_the_end_of`."""
        return self.is_held_on(day) and not (self.ended_at and self.until == day)

    def is_held_at(self, now: datetime) -> bool:
        """Whether whoever sits in it may act just now, by the authority's own clock."""
        return self.is_held_by(self.post.authority, now)

    def is_held_by(self, authority: Authority, now: datetime) -> bool:
        """The same, where the post's authority is at hand already."""
        if self.ended_at and self.ended_at <= now:
            return False
        if self.began_at and now < self.began_at:
            return False
        return self.is_held_on(authority.country.today(now))


class Handover(models.Model):
    """What must not be lost when somebody leaves a post: opened with a last day or without one
    (illness), written by the post's own authority, closed when somebody has taken over.

    `leaving` is empty for a post that stands vacant. `text` is cleaned HTML (`papers.rich`) in
    `language`; `revision` counts its saves, so that nobody writes over what they have not read;
    `written_by` is whoever saved it last.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    leaving = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_day = models.DateField(null=True, blank=True)
    text = models.TextField(blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    arriving = models.ForeignKey(
        Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    left_confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(closed_at__isnull=True),
                name="one_open_handover_per_post",
                violation_error_message=_("The handover of this post is open already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.opened_at:%Y-%m-%d}"

    @property
    def ref(self) -> Ref:
        return Ref("handover", str(self.pk))

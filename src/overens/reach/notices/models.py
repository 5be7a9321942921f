"""Nouns: Taken, AskedInstead, Reminded, Morning, Digest, CalendarAddress."""

from django.db import models
from django.db.models import Q

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account, Authority, Post
from overens.base.trail.identifiers import new_id
from overens.reach.notices.states import Became, MorningKind, Reason


class Taken(models.Model):
    """A mail that came in: kept whole (`file`, its SHA-256) before anybody reads in it, then what became
    of it. Nobody reads it here: what was said stands where it belongs.

    `file` is empty where it could not even be read from the folder in which it lay. `letter` is the one
    that it replies to, `trouble` what went wrong, `next_at` when it is tried again.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=200, blank=True, default="", db_index=True)
    sender = models.CharField(max_length=254, blank=True, default="")
    at = models.DateTimeField()
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    became = models.CharField(max_length=12, choices=Became, default=Became.WAITING)
    trouble = models.CharField(max_length=300, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        verbose_name_plural = "taken"
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=~Q(file=""), name="a_mail_is_taken_once"
            )
        ]
        indexes = [models.Index(fields=["became", "at"], name="mails_by_what_they_became")]

    def __str__(self) -> str:
        return self.message_id or str(self.pk)


class AskedInstead(models.Model):
    """That others were asked about something, since a letter came back or nobody answered: the deputy of
    the post, and the functional mailbox of its authority. Once per thing and post; never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=36)
    reason = models.CharField(max_length=8, choices=Reason)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "asked instead"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "about_kind", "about_id"], name="others_are_asked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id}"


class Reminded(models.Model):
    """That an address was reminded of something by a letter; `what` says of which moment of it. Never
    changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.EmailField()
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=36)
    what = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reminded"
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "to", "what"], name="reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.about_kind} {self.about_id} {self.what}"


class Morning(models.Model):
    """That something was done for the people of an authority, for a day by its own clock. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    what = models.CharField(max_length=10, choices=MorningKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "day", "what"], name="done_once_on_a_morning"
            )
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.day} {self.what}"


class Digest(models.Model):
    """That the weekly digest of one account was made: `week` is the Monday of it. Where there was nothing
    to say, nothing was sent (`letter` is empty). Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    at = models.DateTimeField()
    letter = models.ForeignKey(
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "week"], name="one_digest_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.week}"


class CalendarAddress(models.Model):
    """Where a calendar program fetches the meetings of one account. The address is a secret by itself: only
    its hash is kept, and a new one takes the place of the one before."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar addresses"

    def __str__(self) -> str:
        return str(self.pk)

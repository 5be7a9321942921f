"""Nouns: Letter, SwitchedOff."""

from django.db import models
from django.db.models import Q

from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.trail.identifiers import new_id


class Letter(models.Model):
    """One mail to one address, in its receiver's language.

    `message_id` (RFC 5322) is given when it is queued, so that a repeat would be known as one.
    `begun_at` is when it was handed to the mail server: a letter that was begun and is not `sent`
    was interrupted there, and is listed and not repeated. `about` is what it speaks of, as the
    trail knows it. Its text may lawfully go.

    `key` says what it tells of that: a newer one with the same key takes the place of one that still
    waits. `calendar` is an iCalendar object (RFC 5545) that goes along. `reply_token` is the part of
    the address to which whoever got it may reply, that nobody can guess; empty where nobody may.
    `answers` is the Message-ID of the first letter in the same conversation. `bounced_at` is when a
    mail server said that it cannot be delivered. `account` is whose it was: of a letter that may be
    answered, where somebody signed in with the address.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    language = models.CharField(max_length=8)
    message_id = models.CharField(max_length=200, unique=True)
    about_kind = models.CharField(max_length=40)
    about_id = models.CharField(max_length=36)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True, default="")
    key = models.CharField(max_length=60, blank=True, default="")
    calendar = models.TextField(blank=True, default="")
    reply_token = models.CharField(max_length=32, blank=True, default="")
    answers = models.CharField(max_length=200, blank=True, default="")
    bounced_at = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reply_token"],
                condition=~Q(reply_token=""),
                name="a_reply_token_is_of_one_letter",
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="letters_that_wait"),
            models.Index(fields=["about_kind", "about_id"], name="letters_about_something"),
        ]

    def __str__(self) -> str:
        return self.message_id


class SwitchedOff(models.Model):
    """A kind of notice that somebody does not want by mail; at the desk it stands all the same."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="switched_off")
    kind = models.CharField(max_length=12, choices=NoticeKind)

    class Meta:
        verbose_name_plural = "switched off"
        constraints = [
            models.UniqueConstraint(fields=["account", "kind"], name="switched_off_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind}"

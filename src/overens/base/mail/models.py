"""The noun: Letter."""

from django.db import models

from overens.base.trail.identifiers import new_id


class Letter(models.Model):
    """One mail to one address, in its receiver's language.

    `message_id` (RFC 5322) is given when it is queued, so that a repeat would be known as one.
    `begun_at` is when it was handed to the mail server: a letter that was begun and is not `sent`
    was interrupted there, and is listed and not repeated. `about` is what it speaks of, as the
    trail knows it. Its text may lawfully go.
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

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="letters_that_wait"),
            models.Index(fields=["about_kind", "about_id"], name="letters_about_something"),
        ]

    def __str__(self) -> str:
        return self.message_id

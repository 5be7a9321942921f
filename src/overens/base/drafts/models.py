"""Nouns: Draft, and Sent (a form that has been sent, so that it is not carried out twice)."""

from django.db import models

from overens.base.municipalities.models import Account
from overens.base.trail.identifiers import new_id


class Draft(models.Model):
    """The fields of one form as one account has typed them so far.

    `place` names the form ('evidence:koge-kristianstad'). `revision` counts the saves: a tab that
    has read an older one is told, and writes nothing over. `base` is the revision of the text that
    is being changed, where several people may change it. `token` is that of the page on which it
    was typed last, as `Sent` has it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=200)
    fields = models.JSONField(default=dict)
    base = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    token = models.CharField(max_length=40, blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "place"], name="one_draft_per_form")
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def mark(self) -> str:
        """This draft at this save: what a page that shows it has read."""
        return f"{self.pk}.{self.revision}"


class Sent(models.Model):
    """A form that was carried out: its token, by which a second sending of it is known.

    `token` is the first 40 digits of a SHA-256 over the account and what stood in the page;
    `digest` the SHA-256 of what was sent, so that something else in the same page is told apart.
    """

    token = models.CharField(max_length=40, primary_key=True)
    digest = models.CharField(max_length=64, default="")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "sent"

    def __str__(self) -> str:
        return self.token

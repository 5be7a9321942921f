"""The frozen row of a Paper."""

from django.db import models

from overens.base.municipalities.models import Authority
from overens.base.papers.paper import Paper, from_canonical
from overens.base.trail.actions import Ref
from overens.base.trail.identifiers import new_id


class Edition(models.Model):
    """A Paper frozen: its canonical bytes with their hash, and its PDF, typeset once.

    `canonical` is RFC 8785 JSON with text in NFC; `sha256` and `pdf` are the hashes of the bytes
    and of the PDF file. Consents, signings and dispatches point at editions only.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="editions")
    schema_version = models.PositiveSmallIntegerField()
    canonical = models.TextField()
    sha256 = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"

    @property
    def ref(self) -> Ref:
        return Ref("edition", str(self.pk))

    @property
    def paper(self) -> Paper:
        """The Paper, as it was frozen."""
        return from_canonical(self.canonical.encode())

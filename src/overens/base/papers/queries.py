"""Readers: which files editions name, and whether editions are what was frozen."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from overens.base.papers.models import Edition
from overens.base.papers.paper import sha256


def pdfs() -> Iterator[str]:
    """The names of the files in which editions were typeset."""
    return Edition.objects.values_list("pdf", flat=True).iterator()


def changed_editions() -> Iterator[str]:
    """A sentence for each edition whose bytes are not those that were sealed."""
    for edition in Edition.objects.order_by("pk").iterator():
        if sha256(edition.canonical.encode()) != edition.sha256:
            yield _("The edition %(seal)s was changed: its bytes do not have its seal.") % {
                "seal": edition.sha256
            }

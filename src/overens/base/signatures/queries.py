"""Readers: which files signings name."""

from collections.abc import Iterator

from overens.base.signatures.models import Signing


def scans() -> Iterator[str]:
    """The names of the scanned papers; empty where there is none."""
    return Signing.objects.values_list("scan", flat=True).iterator()

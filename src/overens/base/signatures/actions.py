"""Noting a signing that took place on paper."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings

from overens.base.municipalities.models import Seat
from overens.base.papers.models import Edition
from overens.base.papers.storage import keep
from overens.base.signatures.models import Signatory, Signing


def keep_scan(scan: bytes) -> str:
    """Keep the scanned paper, before any row names it; gives its SHA-256."""
    return keep(settings.FILES, scan)


def note_signing(
    *,
    by: Seat,
    edition: Edition,
    on: date,
    place: str,
    signatories: Sequence[tuple[Seat, str]],
    scan: str = "",
    scan_name: str = "",
) -> Signing:
    """Note a signing on paper: (seat, part) in the order of the paper.

    A step of a larger action, in whose transaction and trail line it stands.
    """
    signing = Signing.objects.create(
        edition=edition, on=on, place=place, scan=scan, scan_name=scan_name, noted_by=by
    )
    Signatory.objects.bulk_create(
        Signatory(signing=signing, position=position, seat=seat, part=part)
        for position, (seat, part) in enumerate(signatories, start=1)
    )
    return signing

"""Readers: which letters were interrupted, and which cannot be sent."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from overens.base.mail.models import Letter
from overens.base.trail.actions import Ref

INTERRUPTED_AFTER = timedelta(minutes=10)


def interrupted(now: datetime) -> QuerySet[Letter]:
    """Begun, and never known to be sent: somebody looks, since nobody knows whether they went."""
    return Letter.objects.filter(begun_at__lt=now - INTERRUPTED_AFTER, sent_at__isnull=True)


def about(ref: Ref) -> QuerySet[Letter]:
    """The letters that speak of something."""
    return Letter.objects.filter(about_kind=ref.kind, about_id=ref.id)


def troubled_about(refs: list[Ref]) -> QuerySet[Letter]:
    """Letters about these things that could not be sent so far."""
    return Letter.objects.filter(
        about_id__in=[ref.id for ref in refs], sent_at__isnull=True, tries__gt=0
    )

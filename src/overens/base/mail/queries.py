"""Readers: which letters were interrupted, and which cannot be sent."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from overens.base.mail.models import Letter, SwitchedOff
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.trail.actions import Ref

INTERRUPTED_AFTER = timedelta(minutes=10)


def interrupted(now: datetime) -> QuerySet[Letter]:
    """Begun, and never known to be sent: somebody looks, since nobody knows whether they went."""
    return Letter.objects.filter(begun_at__lt=now - INTERRUPTED_AFTER, sent_at__isnull=True)


def about(ref: Ref) -> QuerySet[Letter]:
    """The letters that speak of something."""
    return Letter.objects.filter(about_kind=ref.kind, about_id=ref.id)


def came_back() -> QuerySet[Letter]:
    """Letters of which a mail server said that they cannot be delivered, newest first."""
    return Letter.objects.filter(bounced_at__isnull=False).order_by("-bounced_at", "pk")


def wants(who: Account | str, kind: NoticeKind) -> bool:
    """Whether an account, or whoever signs in with an address, gets notices of a kind by mail: all, until
    they are switched off. One query."""
    off = SwitchedOff.objects.filter(kind=kind)
    whose = (
        off.filter(account=who)
        if isinstance(who, Account)
        else off.filter(account__email__iexact=who)
    )
    return not whose.exists()


def switched_off(kind: NoticeKind) -> set[str]:
    """The addresses of all who have switched a kind off, in small letters: one query."""
    rows = SwitchedOff.objects.filter(kind=kind).values_list("account__email", flat=True)
    return {email.lower() for email in rows}


def not_sent(now: datetime) -> QuerySet[Letter]:
    """What was tried and did not go, oldest first: interrupted, refused, or still tried again."""
    troubled = Q(begun_at__isnull=True, tries__gt=0)
    return (
        Letter.objects.filter(sent_at__isnull=True)
        .filter(troubled | Q(begun_at__lt=now - INTERRUPTED_AFTER))
        .order_by("queued_at", "pk")
    )


def troubled_about(refs: Iterable[Ref]) -> QuerySet[Letter]:
    """Letters about these things that could not be sent so far, or were interrupted."""
    return not_sent(timezone.now()).filter(about_id__in=[ref.id for ref in refs])

"""Readers: what came in and could not be taken."""

from collections.abc import Iterator

from django.db.models import QuerySet

from overens.reach.notices.models import Taken
from overens.reach.notices.states import LISTED


def kept_mails() -> Iterator[str]:
    """The kept files of mails that came in."""
    yield from Taken.objects.exclude(file="").order_by().values_list("file", flat=True)


def not_taken() -> QuerySet[Taken]:
    """What came in and could not be taken, newest first."""
    return Taken.objects.filter(became__in=LISTED).order_by("-at", "-pk")

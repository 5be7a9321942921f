"""Verb: make the PDF of files that people put here, one at a time."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from overens.base.papers.attachments import OFFICE
from overens.base.papers.office import CannotPreview, as_pdf, is_at_hand
from overens.base.papers.storage import CannotFetch, fetch, keep
from overens.cycle.groups.models import GroupFile

logger = logging.getLogger(__name__)
MOST_TRIES = 2
"""A machine that was busy is another reason than a file that cannot be read: once more is enough."""
LEASE = timedelta(minutes=10)
"""So long one worker has it. Killed meanwhile, it counts as tried."""
KINDS = {kind.media_type: kind for kind in OFFICE.values()}


def preview_waiting(*, now: datetime) -> int:
    """Make the preview of the oldest file that waits for one, and say whether there was one. Nothing,
    and no query, where LibreOffice is not at hand.

    No transaction is open meanwhile, and no line of the trail is written: nobody did anything.
    """
    if not is_at_hand():
        return 0
    file = _waiting(now).order_by("at", "pk").first()
    if file is None or not _claimed(file, now):
        return 0
    try:
        made = keep(
            settings.FILES, as_pdf(fetch(settings.FILES, file.file), KINDS[file.media_type])
        )
    except (CannotPreview, CannotFetch) as error:
        # Without the file's name, which may speak of people.
        logger.warning("no preview of file %s: %s", file.pk, type(error).__name__)
        return 1
    GroupFile.objects.filter(pk=file.pk).update(preview=made)
    return 1


def _waiting(now: datetime) -> QuerySet[GroupFile]:
    return GroupFile.objects.filter(
        Q(tried_at__isnull=True) | Q(tried_at__lt=now - LEASE),
        preview="",
        tries__lt=MOST_TRIES,
        media_type__in=KINDS,
    )


def _claimed(file: GroupFile, now: datetime) -> bool:
    """Whether it is this worker's from now on: one statement, so that a second one comes too late."""
    claimed = _waiting(now).filter(pk=file.pk).update(tried_at=now, tries=F("tries") + 1)
    return bool(claimed)

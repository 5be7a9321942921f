"""Verbs: queue a letter, and send those that wait."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import make_msgid
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from overens.base.mail.models import Letter
from overens.base.trail.actions import Ref
from overens.base.trail.rows import insert

logger = logging.getLogger(__name__)
AGAIN = (1, 5, 15, 60, 240)
"""Minutes until the next attempt; the last one stays."""


def queue(*, to: str, subject: str, text: str, language: str, about: Ref, at: datetime) -> Letter:
    """Write a letter, inside the transaction that causes it: it goes when that stands, or never."""
    letter = Letter(
        to=to,
        subject=" ".join(subject.split())[:200],
        text=text,
        language=language,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
        about_kind=about.kind,
        about_id=about.id,
        queued_at=at,
        next_at=at,
    )
    insert(letter)
    return letter


def _send(letter: Letter) -> None:
    EmailMessage(
        subject=letter.subject,
        body=letter.text,
        to=[letter.to],
        headers={"Message-ID": letter.message_id, "Content-Language": letter.language},
    ).send()


def send_waiting(*, now: datetime, send: Callable[[Letter], None] = _send) -> int:
    """Send what waits, each letter by itself; how many went.

    A letter is marked as begun before it is handed over, so that one that was interrupted there is
    listed and not repeated. What the mail server refuses waits, longer each time.
    """
    if not settings.MAIL:
        return 0
    waiting = Letter.objects.filter(next_at__lte=now, begun_at__isnull=True)
    return sum(_sent(pk, now, send) for pk in waiting.values_list("pk", flat=True)[:100])


def _sent(pk: UUID, now: datetime, send: Callable[[Letter], None]) -> bool:
    with transaction.atomic():
        # Whoever comes second, on another machine, finds it begun.
        begun = Letter.objects.filter(pk=pk, begun_at__isnull=True, next_at__lte=now).update(
            begun_at=now, tries=F("tries") + 1
        )
    if not begun:
        return False
    letter = Letter.objects.get(pk=pk)
    try:
        send(letter)
    except OSError as error:  # smtplib's own errors are such
        wait = timedelta(minutes=AGAIN[min(letter.tries, len(AGAIN)) - 1])
        logger.warning("a letter could not be sent (%s); again in %s", type(error).__name__, wait)
        letter.begun_at, letter.next_at = None, now + wait
        letter.trouble = type(error).__name__
        letter.save(update_fields=["begun_at", "next_at", "trouble"])
        return False
    letter.sent_at, letter.next_at, letter.trouble = timezone.now(), None, ""
    letter.save(update_fields=["sent_at", "next_at", "trouble"])
    return True

"""Verbs: queue a letter, and send those that wait."""

import logging
import re
import secrets
import smtplib
from base64 import b32encode
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from email.errors import MessageError
from email.utils import make_msgid
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.mail.models import Letter, SwitchedOff
from overens.base.mail.rules import again_at
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import INSTANCE, Ref, write
from overens.base.trail.rows import insert, new
from overens.base.trail.states import Audience

logger = logging.getLogger(__name__)
AT_ONCE = 20
"""Letters in one round: whoever stops an instance does not wait for more."""
GIVES_UP_AFTER = timedelta(days=5)
"""As mail servers do (RFC 5321, section 4.5.4.1)."""


class Enclosed(NamedTuple):
    """A file that goes with a mail."""

    name: str
    data: bytes
    media_type: str


def queue(
    *,
    to: str,
    subject: str,
    text: str,
    language: str,
    about: Ref,
    at: datetime,
    key: str = "",
    calendar: str | Callable[[str], str] = "",
    may_reply: bool = False,
    hold: timedelta = timedelta(0),
    kind: NoticeKind | None = None,
) -> Letter:
    """Write a letter, inside the transaction that causes it: it goes when that stands, or never.

    With a `key` it takes the place of one to the same address that says the same of the same thing and
    still waits: held back for a while (`hold`), several changes are one mail. Letters about one thing
    to one address are one conversation. `calendar` is an iCalendar object, or makes one of the address
    to which answers go: that of the conversation's first letter, so that it stays the same. Of a notice
    (`kind`) the last line says where it is switched off.
    """
    same = Letter.objects.filter(to=to, about_kind=about.kind, about_id=about.id)
    if key:
        same.filter(key=key, begun_at__isnull=True, sent_at__isnull=True).delete()
    first = same.order_by("queued_at", "pk").first() if may_reply else None
    letter = new(
        Letter,
        to=to,
        subject=_one_line(subject)[:200],
        text=f"{text}\n\n{where_it_is_switched_off(kind, language)}" if kind else text,
        language=language,
        message_id=make_msgid(domain=settings.MAIL_DOMAIN),
        about_kind=about.kind,
        about_id=about.id,
        queued_at=at,
        next_at=at + hold,
        key=key,
        reply_token=new_reply_token() if may_reply else "",
        answers=first.message_id if first else "",
        account=Account.objects.filter(email__iexact=to).first() if may_reply else None,
    )
    if callable(calendar):
        first = first if first and first.reply_token else letter
        calendar = calendar(reply_address(first) or settings.DEFAULT_FROM_EMAIL)
    letter.calendar = calendar
    insert(letter)
    return letter


def where_it_is_switched_off(kind: NoticeKind, language: str) -> str:
    """The last line of a notice, in its receiver's language."""
    with override(language):
        return _("You get %(kind)s by mail. Here you choose what you get: %(address)s") % {
            "kind": kind.label,
            "address": f"{settings.ADDRESS}/{language}/desk/settings/notices/",
        }


def keep_notices(*, by: Account, wanted: Collection[str], at: datetime) -> None:
    """Which kinds of notices somebody gets by mail: all others are switched off. That something was
    changed stands in the log, and not what. Raises Refused for a kind that is none."""
    if set(wanted) - set(NoticeKind.values):
        raise Refused(_("Choose among the kinds that are offered."))
    off = set(NoticeKind.values) - set(wanted)
    with transaction.atomic():
        held = Account.objects.select_for_update(no_key=True).get(pk=by.pk)
        before = set(SwitchedOff.objects.filter(account=held).values_list("kind", flat=True))
        if before == off:
            return
        SwitchedOff.objects.filter(account=held).exclude(kind__in=off).delete()
        SwitchedOff.objects.bulk_create(
            [SwitchedOff(account=held, kind=kind) for kind in sorted(off - before)]
        )
        person = held.person
        write(
            chain=person.authority.ref if person else INSTANCE,
            by=held.ref,
            what="account.notices-changed",
            about=held.ref,
            audience=Audience.OWN,
            details={"person": person.name} if person else {},
            at=at,
        )


def hand_over(
    *,
    to: str,
    subject: str,
    text: str,
    language: str,
    message_id: str,
    enclosed: Sequence[Enclosed] = (),
    calendar: str = "",
    reply_to: str = "",
    answers: str = "",
) -> None:
    """Give one mail to the mail server: plain text, marked as written by a machine, so that no
    machine answers it (RFC 3834, section 5).

    `calendar` goes as an alternative of the text, with its method in the head (RFC 6047, section
    2.4), so that mail programs show it as an invitation. Raises OSError where the server does not take it, and
    ValueError where nobody could; of these CannotBeAddressed."""
    if not to.rpartition("@")[0].isascii():
        raise CannotBeAddressed
    headers = {
        "Message-ID": message_id,
        "Content-Language": language,
        "Auto-Submitted": "auto-generated",
    }
    if answers:
        headers |= {"In-Reply-To": answers, "References": answers}
    mail = EmailMultiAlternatives(
        subject=_one_line(subject),
        body=text,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
        attachments=[_as_bytes(each) for each in enclosed],
    )
    if calendar:
        mail.attach_alternative(calendar, f"text/calendar; method={_method(calendar)}")
    try:
        mail.send()
    except MessageError as error:
        raise ValueError("no address") from error


class CannotBeAddressed(ValueError):
    """Before the @ stand letters that only some mail servers know (RFC 6531): it is not sent, since it would
    go to another address. A domain is written in those that each of them knows."""


def _method(calendar: str) -> str:
    """What an iCalendar object is for: REQUEST, CANCEL …"""
    found = re.search(r"^METHOD:([A-Z]+)\r?$", calendar, re.MULTILINE)
    return found[1] if found else "PUBLISH"


def reply_address(letter: Letter) -> str:
    """Where whoever got a letter may reply to; empty where no mail comes in, or nobody may."""
    if not (letter.reply_token and settings.MAIL_IN):
        return ""
    name, _sign, domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")
    return f"{name}+{letter.reply_token}@{domain}"


def new_reply_token() -> str:
    """128 bits in signs that every mail server leaves as they are, capital or not."""
    return b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _as_bytes(file: Enclosed) -> Enclosed:
    """A text on its way may get other line ends, and would not have its hash any more."""
    return file._replace(media_type=OCTETS) if file.media_type.startswith("text/") else file


OCTETS = "application/octet-stream"


def _one_line(text: str) -> str:
    """What a line of a mail's head can hold: nothing that begins another one."""
    return " ".join(text.split())


def _send(letter: Letter) -> None:
    hand_over(
        to=letter.to,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        message_id=letter.message_id,
        calendar=letter.calendar,
        reply_to=reply_address(letter),
        answers=letter.answers,
    )


def send_waiting(*, now: datetime, send: Callable[[Letter], None] = _send) -> int:
    """Send what waits, each letter by itself; how many went.

    A letter is marked as begun before it is handed over, so that one that was interrupted there is
    listed and not repeated. What the mail server refuses for now waits, longer each time; what it
    refuses for good is listed.
    """
    if not settings.MAIL:
        return 0
    waiting = Letter.objects.filter(next_at__lte=now, begun_at__isnull=True).order_by("next_at")
    return sum(_sent(pk, now, send) for pk in waiting.values_list("pk", flat=True)[:AT_ONCE])


def _sent(pk: UUID, now: datetime, send: Callable[[Letter], None]) -> bool:
    # Whoever comes second, on another machine, finds it begun.
    begun = Letter.objects.filter(pk=pk, begun_at__isnull=True, next_at__lte=now).update(
        begun_at=now, tries=F("tries") + 1
    )
    if not begun:
        return False
    letter = Letter.objects.get(pk=pk)
    try:
        send(letter)
    except (OSError, ValueError) as error:  # smtplib's own errors are of the first kind
        _note_refused(letter, error, now)
        return False
    letter.sent_at, letter.next_at, letter.trouble = now, None, ""
    letter.save(update_fields=["sent_at", "next_at", "trouble"])
    return True


def _note_refused(letter: Letter, error: Exception, now: datetime) -> None:
    """It did not go, and that is known: it is not begun any more. No log line says to whom."""
    gives_up = is_refused_for_good(error) or now > letter.queued_at + GIVES_UP_AFTER
    letter.begun_at, letter.trouble = None, type(error).__name__
    letter.next_at = None if gives_up else again_at(now, letter.tries)
    letter.save(update_fields=["begun_at", "next_at", "trouble"])
    logger.warning(
        "letter %s could not be sent (%s); next attempt: %s",
        *(letter.pk, letter.trouble, letter.next_at or "none"),
    )


def is_refused_for_good(error: Exception) -> bool:
    """Whether another attempt with the same mail would be refused as well (RFC 5321, 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError | smtplib.SMTPNotSupportedError)

"""Mails that come in: stored before they are understood, then done by the rooms' own actions.

A reply does what somebody could have done at the desk, in their name: a remark, an answer to an
invitation or to a question, a file for their own authority. It never answers what was put to a party.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.mail.models import Letter
from overens.base.mail.rules import again_at
from overens.base.municipalities.rules import Refused
from overens.base.papers.storage import fetch, keep
from overens.reach.notices.actions import telling
from overens.reach.notices.actions.doing import Done, carry_out
from overens.reach.notices.actions.silence import ask_about_returned
from overens.reach.notices.actions.things import Thing, thing_of
from overens.reach.notices.authenticated import is_vouched_for
from overens.reach.notices.models import Taken
from overens.reach.notices.reading import Incoming, plain_address, read_head, read_mail
from overens.reach.notices.states import Became, MailKind

logger = logging.getLogger(__name__)
GOOD_FOR = timedelta(days=400)
"""How long a letter may be replied to, since yearly meetings are called a year ahead: the project's own
choice."""
AT_ONCE = 20
BYTES_AT_ONCE = 4_000_000
"""Of mails that are read in one round: a large one takes a second or more, and the other chores wait for it."""
TRIES = 6
DONE = frozenset({Became.REMARK, Became.ANSWER, Became.FILES})


def take(*, data: bytes, at: datetime) -> Taken:
    """Store a mail as it came; the same bytes again give the same row. What it says is read by the worker.

    Never inside another transaction. Raises CannotKeep and django.db.Error: then it was not stored.
    """
    row, _new = Taken.objects.get_or_create(
        file=keep(settings.FILES, data), defaults={"at": at, "next_at": at}
    )
    return row


def understand_waiting(*, now: datetime) -> int:
    """Do what the mails say that were stored; how many. What goes wrong is tried again, later each time,
    and listed at last."""
    waiting = Taken.objects.filter(next_at__lte=now, became=Became.WAITING).order_by(
        "next_at", "pk"
    )
    done = read = 0
    for pk in waiting.values_list("pk", flat=True)[:AT_ONCE]:
        size = _understood(pk, now)
        done, read = done + bool(size), read + size
        if read > BYTES_AT_ONCE:
            break
    return done


def _understood(pk: UUID, now: datetime) -> int:
    """How many bytes were read in it; 0 where nothing was done."""
    try:
        with transaction.atomic():
            rows = Taken.objects.select_for_update(of=("self",), skip_locked=True)
            row = rows.filter(pk=pk, became=Became.WAITING).first()
            if row is None:
                return 0
            data = fetch(settings.FILES, row.file)
            head = read_head(data, settings.DEFAULT_FROM_EMAIL)
            row.message_id, row.sender = head.message_id, head.sender
            row.became = _of_nobody(row, head, now) or _of_receiver(row, head, data, now)
            row.next_at = None
            row.save()
        return len(data)
    except Exception as error:
        # One mail leaves the others alone. Nothing of it stands in the log: it is somebody's letter.
        _note_trouble(pk, error, now)
        return 0


def _note_trouble(pk: UUID, error: Exception, now: datetime) -> None:
    row = Taken.objects.filter(pk=pk, became=Became.WAITING).first()
    if row is None:
        return
    row.tries += 1
    row.trouble = type(error).__name__
    row.next_at = again_at(now, row.tries)
    if row.tries >= TRIES:
        row.became, row.next_at = Became.UNREADABLE, None
    row.save()
    logger.error("mail %s could not be taken (%s)", pk, row.trouble)


def _of_nobody(row: Taken, head: Incoming, now: datetime) -> Became | None:
    """What a reply becomes that does not come from whom one of our letters went to: its head says so, and
    nothing else of it is looked at. None for all else, and for what a machine may have reported."""
    if head.kind != MailKind.REPLY or not head.token:
        return None
    row.letter, _is_by_token = _letter_of(head, now)
    if row.letter is None:
        return Became.UNKNOWN
    return None if is_from_its_receiver(head, row.letter) else Became.FORGED


def _of_receiver(row: Taken, head: Incoming, data: bytes, now: datetime) -> Became:
    mail = read_mail(data, settings.DEFAULT_FROM_EMAIL)
    became = _became(row, mail, now)
    if became == Became.UNREADABLE and row.letter:
        telling.tell_unreadable(row, head, now)
    return became


def _became(row: Taken, mail: Incoming, now: datetime) -> Became:
    if mail.kind == MailKind.UNREADABLE:
        return Became.UNREADABLE
    if mail.kind == MailKind.BOUNCE:
        return _came_back(row, mail, now)
    row.letter, is_by_token = _letter_of(mail, now)
    if row.letter is None:
        return Became.NOTHING if mail.kind == MailKind.AUTOMATIC else Became.UNKNOWN
    if mail.kind == MailKind.AUTOMATIC:
        return Became.NOTHING
    if not is_from_its_receiver(mail, row.letter):
        return Became.FORGED
    if _is_repeated(row):
        return Became.NOTHING
    thing = thing_of(row.letter) if is_by_token else None
    if thing is None:
        telling.tell_not_by_mail(row, mail, now)
        return Became.NOT_BY_MAIL
    return _done(row, mail, row.letter, thing, now)


def _came_back(row: Taken, mail: Incoming, now: datetime) -> Became:
    """Only for good: what is delayed is tried again by whoever has it."""
    letter = Letter.objects.filter(message_id=mail.returned).first() if mail.returned else None
    if letter is None:
        return Became.UNKNOWN
    row.letter = letter
    if mail.is_permanent and letter.bounced_at is None:
        Letter.objects.filter(pk=letter.pk).update(bounced_at=now)
        ask_about_returned(letter, now)
    return Became.BOUNCE


def _letter_of(mail: Incoming, now: datetime) -> tuple[Letter | None, bool]:
    """The letter that it replies to, and whether it was found by what only its receiver knows."""
    # Locked, so that a mail that came twice, on two ways, is done once.
    letters = Letter.objects.select_related("account").select_for_update(of=("self",))
    if mail.token:
        found = letters.filter(reply_token=mail.token).first()
        return (found, True) if found and _is_good(found, now) else (None, False)
    fresh = letters.filter(message_id__in=mail.answers, queued_at__gt=now - GOOD_FOR)
    return fresh.first() if mail.answers else None, False


def _is_good(letter: Letter, now: datetime) -> bool:
    """A conversation keeps the address of its first letter for as long as it goes on."""
    said = Letter.objects.filter(
        to=letter.to, about_kind=letter.about_kind, about_id=letter.about_id
    )
    return said.filter(queued_at__gt=now - GOOD_FOR).exists()


def is_from_its_receiver(mail: Incoming, letter: Letter) -> bool:
    """Whether a mail comes from whom the letter went to, by From and by what our own mail server says of
    it; where nobody says which server that is, by From and by the address that only they know."""
    known = {plain_address(letter.to)}
    if letter.account and letter.account.is_active:
        known.add(plain_address(letter.account.email))
    if not mail.sender or mail.sender not in known:
        return False
    server, domain = settings.MAIL_TRUSTS, mail.sender.rpartition("@")[2]
    return not server or is_vouched_for(mail.results, server, domain)


def _is_repeated(row: Taken) -> bool:
    """The same mail on another way, with another head."""
    same = Taken.objects.filter(message_id=row.message_id, letter=row.letter, became__in=DONE)
    return bool(row.message_id) and same.exclude(pk=row.pk).exists()


def _done(row: Taken, mail: Incoming, letter: Letter, thing: Thing, now: datetime) -> Became:
    try:
        with transaction.atomic(), override(letter.language):
            done: Done = carry_out(mail, letter, thing, now)
    except Refused as error:
        telling.tell_refused(row, mail, thing, str(error), now)
        return Became.REFUSED
    if done.became == Became.NOBODY:
        sentence = _in(letter.language)
        telling.tell_refused(row, mail, thing, sentence, now)
    elif done.files or done.refused or done.closes or done.not_closed:
        telling.tell_done(mail, letter, thing, done, now)
    return done.became


def _in(language: str) -> str:
    with override(language):
        return _("You hold no post any more in which you could say this.")

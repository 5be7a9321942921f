"""Letters to whoever replied: what could not be done by mail, what became of a question,
and who reads their files.

Only to whom a letter of ours went, never to a machine, and at most one of a kind a day to an address: no
two machines write to each other for ever, and no stranger gets mail that somebody sent in their name.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.mail.actions import queue
from overens.base.mail.models import Letter
from overens.base.trail.actions import Ref
from overens.reach.notices.actions.doing import Done
from overens.reach.notices.actions.things import Thing
from overens.reach.notices.models import Taken
from overens.reach.notices.reading import MOST_BYTES, Incoming

NOT_TAKEN, WHAT_BECAME = "reply-not-taken", "reply-became"
DAY = timedelta(days=1)
MOST_A_DAY = {NOT_TAKEN: 1, WHAT_BECAME: 10}


def tell_not_by_mail(row: Taken, mail: Incoming, now: datetime) -> None:
    """What was put to somebody is answered at the desk, by whoever may."""
    _not_taken(
        row,
        mail,
        lambda letter: [
            _("You replied to our letter “%(subject)s”. It cannot be answered by mail.")
            % {"subject": letter.subject},
            _("Nothing was done, and what you wrote is kept. Answer at the desk:"),
            _desk(letter),
        ],
        now,
    )


def tell_unreadable(row: Taken, head: Incoming, now: datetime) -> None:
    """It is too large, or made so that nobody can read it."""
    _not_taken(
        row,
        head,
        lambda letter: [
            _nothing_done(letter),
            _(
                "It could not be read. A mail with its files may have %(most)s megabytes at most. Larger "
                "files are put on the page itself:"
            )
            % {"most": MOST_BYTES // 1_000_000},
            _desk(letter),
        ],
        now,
    )


def tell_refused(row: Taken, mail: Incoming, thing: Thing, why: str, now: datetime) -> None:
    """What they asked for was refused, and why."""
    _not_taken(
        row,
        mail,
        lambda letter: [
            _nothing_done(letter),
            why,
            _("What you wrote is kept. Here you can do it at the desk:"),
            thing.address(letter.language),
        ],
        now,
    )


def _not_taken(
    row: Taken, mail: Incoming, said: Callable[[Letter], list[str]], now: datetime
) -> None:
    letter = row.letter
    assert letter
    with override(letter.language):
        _queue(NOT_TAKEN, mail, letter, Ref("taken", str(row.pk)), said(letter), now)


def _nothing_done(letter: Letter) -> str:
    return _("You replied to our letter “%(subject)s”. Nothing was done with your reply:") % {
        "subject": letter.subject
    }


def _desk(letter: Letter) -> str:
    return f"{settings.ADDRESS}/{letter.language}/desk/"


def tell_done(mail: Incoming, letter: Letter, thing: Thing, done: Done, now: datetime) -> None:
    """Whether the question is answered; where the files are, who reads them, and which were not put."""
    with override(letter.language):
        paragraphs = [*_question(done)]
        if done.files:
            paragraphs += [
                _("These files came with your reply, and your own municipality reads them:"),
                "\n".join(f"- {name}" for name in done.files),
                _("To share them with the partners or with everyone, open the page."),
            ]
        if done.refused:
            paragraphs += [
                _("These files were not kept:"),
                "\n".join(f"- {name}: {why}" for name, why in done.refused),
            ]
        here = _("Here it stands: %(address)s") % {"address": thing.address(letter.language)}
        _queue(WHAT_BECAME, mail, letter, thing.about, [*paragraphs, here], now)


def _question(done: Done) -> Iterator[str]:
    if done.closes:
        yield _(
            "What you wrote is kept as what came of the question, for each party to read, and the question "
            "is closed. If that was a mistake, open it again on its page."
        )
    if done.not_closed:
        yield _("The question was not closed by your reply: %(why)s") % {"why": done.not_closed}
        yield _("What you wrote stands as a remark.")


def _queue(
    key: str, mail: Incoming, letter: Letter, about: Ref, paragraphs: list[str], now: datetime
) -> None:
    if not mail.may_be_answered:
        return
    told = Letter.objects.filter(to=letter.to, key=key, queued_at__gt=now - DAY)
    if told.count() >= MOST_A_DAY[key]:
        return
    queue(
        to=letter.to,
        subject=_("Your reply: %(subject)s") % {"subject": letter.subject},
        text="\n\n".join(paragraphs),
        language=letter.language,
        about=about,
        at=now,
        key=key,
    )

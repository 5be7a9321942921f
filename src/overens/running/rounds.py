"""The process that does what waits: every few seconds a round over all chores.

`python -m overens.running.rounds`. What one chore cannot do leaves the others alone, and is tried
again after a pause that grows for this chore alone. Several machines may go their rounds over one
database: each chore takes in hand one thing at a time, so that no other does.
"""

import logging
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event
from typing import NamedTuple

import django

EVERY = 3  # seconds
AT_MOST = 60  # seconds until a chore that fails is tried again
logger = logging.getLogger(__name__)

Chore = Callable[[datetime], int]
"""Does what waits at that time, and says how much that was."""

SELDOM: Mapping[str, timedelta] = {
    "complete groups are noted": timedelta(minutes=1),
    "notes stand": timedelta(minutes=1),
    "series of meetings go on": timedelta(minutes=10),
    "invitations are written": timedelta(minutes=1),
    "mail is taken": timedelta(seconds=10),
    "others are asked": timedelta(minutes=1),
    "people are reminded": timedelta(minutes=1),
    "digests are written": timedelta(minutes=1),
    "previews are made": timedelta(seconds=10),
}
"""What nobody sits and waits for: how long such a chore is left alone once it has found nothing to do."""


class Alone(NamedTuple):
    """Since when a chore is left alone, and for how many seconds; `failed` says that it could not be done."""

    since: datetime
    seconds: float
    failed: bool = False


def chores() -> Mapping[str, Chore]:
    """All of them, in the order of a round: what arrived comes first, and what is slow last."""
    from overens.base.mail.actions import send_waiting
    from overens.base.records.actions.arriving import enter_waiting
    from overens.base.records.actions.delivering import collect_numbers, deliver_waiting
    from overens.base.records.actions.dispatching import carry_waiting
    from overens.cycle.agreements.actions.going_on import go_on
    from overens.cycle.groups.actions.calling import continue_series
    from overens.cycle.groups.actions.completeness import report_complete
    from overens.cycle.groups.actions.letters import invite_waiting
    from overens.cycle.groups.actions.previews import preview_waiting
    from overens.cycle.groups.actions.standing import notes_stand
    from overens.cycle.news.actions.publishing import publish_due
    from overens.reach.notices.actions.digests import send_digests
    from overens.reach.notices.actions.maildir import take_mail
    from overens.reach.notices.actions.reminding import remind
    from overens.reach.notices.actions.silence import ask_others

    return {
        "what arrived is entered": lambda now: enter_waiting(now=now),
        "dispatches are carried": lambda now: carry_waiting(now=now),
        "entries are delivered": lambda now: deliver_waiting(now=now),
        "numbers are collected": lambda now: collect_numbers(now=now),
        "questions go on": lambda now: go_on(now=now),
        "complete groups are noted": lambda now: report_complete(now=now),
        "notes stand": lambda now: notes_stand(now=now),
        "news is published": lambda now: publish_due(at=now),
        "series of meetings go on": lambda now: continue_series(now=now),
        "invitations are written": lambda now: invite_waiting(now=now),
        "mail is taken": lambda now: take_mail(now=now),
        "others are asked": lambda now: ask_others(now=now),
        "people are reminded": lambda now: remind(now=now),
        "digests are written": lambda now: send_digests(now=now),
        "letters are sent": lambda now: send_waiting(now=now),
        # Last, since one file may take a minute.
        "previews are made": lambda now: preview_waiting(now=now),
    }


def one_round(
    chores: Mapping[str, Chore], now: datetime, alone: dict[str, Alone] | None = None
) -> tuple[int, int]:
    """How much was done, and how many chores failed. `alone` is kept from round to round: which chores
    are left alone, since they are `SELDOM` due and found nothing to do, or failed."""
    from overens.running.trouble import sentence_for

    alone = {} if alone is None else alone
    done = failed = 0
    for name, chore in chores.items():
        last = alone.get(name)
        if last and _is_left_alone(last, now):
            continue
        try:
            found = chore(now)
            done += found
            alone.pop(name, None)
            if not found and name in SELDOM:
                alone[name] = Alone(now, SELDOM[name].total_seconds())
        except Exception as error:
            failed += 1
            before = last.seconds if last and last.failed else 0
            alone[name] = Alone(now, min(AT_MOST, max(EVERY, before * 2)), failed=True)
            # A sentence where it is the database or the disk, which comes again in each round.
            said = sentence_for(error)
            logger.error("%s: %s", name, said or type(error).__name__, exc_info=not said)
    return done, failed


def _is_left_alone(one: Alone, now: datetime) -> bool:
    """A clock that was put back leaves nothing alone for longer."""
    return one.since <= now < one.since + timedelta(seconds=one.seconds)


def go(stopped: Event) -> None:
    """Rounds until somebody stops them; a chore that is under way comes to its end."""
    from django.db import close_old_connections
    from django.utils import timezone

    alone: dict[str, Alone] = {}
    while not stopped.is_set():
        close_old_connections()  # one that was lost is not used in another round
        done, _failed = one_round(chores(), timezone.now(), alone)
        stopped.wait(0 if done else EVERY)


def main() -> int:
    """Ends with a signal, and with the instance (`child`)."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    django.setup()
    go(stopped)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How something that waits is taken in hand by one worker at a time, and tried again."""

from datetime import datetime, timedelta

from django.db.models import F

from overens.base.mail.rules import again_at
from overens.base.records.models import Delivery, Dispatch
from overens.base.records.states import Trouble

LEASE = timedelta(minutes=10)
"""So long one worker has it. Killed meanwhile, another takes it up: it is handed over at least once."""
AT_ONCE = 20
"""In one round: whoever stops an instance does not wait for more."""


def claimed(row: Dispatch | Delivery, now: datetime) -> bool:
    """Whether it is this worker's from now on: one statement, so that a second one comes too late."""
    rows = type(row).objects.filter(pk=row.pk, next_at__lte=now)
    return bool(rows.update(next_at=now + LEASE, tries=F("tries") + 1))


def try_later(row: Dispatch | Delivery, trouble: Trouble, now: datetime) -> None:
    """It did not get through: it waits, longer each time."""
    type(row).objects.filter(pk=row.pk).update(
        next_at=again_at(now, row.tries + 1), trouble=trouble
    )

"""Verbs: make the address at which a calendar program fetches one's own meetings, and throw it away."""

from datetime import datetime

from django.db import transaction

from overens.base.access.links import hashed, new_token
from overens.base.municipalities.models import Account
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.states import Audience
from overens.reach.notices.models import CalendarAddress


def make_calendar_address(*, by: Account, at: datetime) -> str:
    """The secret in it, which is told this once; the one before leads nowhere from now on."""
    secret = new_token()
    with transaction.atomic():
        CalendarAddress.objects.update_or_create(
            account=by, defaults={"hashed": hashed(secret), "made_at": at}
        )
        _note(by, "account.calendar-made", at)
    return secret


def drop_calendar_address(*, by: Account, at: datetime) -> None:
    """From now on it leads nowhere."""
    with transaction.atomic():
        dropped, _kinds = CalendarAddress.objects.filter(account=by).delete()
        if dropped:
            _note(by, "account.calendar-dropped", at)


def _note(by: Account, what: str, at: datetime) -> None:
    person = by.person
    write(
        chain=person.authority.ref if person else INSTANCE,
        by=by.ref,
        what=what,
        about=by.ref,
        audience=Audience.OWN,
        details={"person": person.name} if person else {},
        at=at,
    )

"""Verbs of the door: signed in, signed out, and what somebody changed about how they sign in.

Each writes a line into the instance's own chain; no line holds a password, a code, or an address
of somebody who is no account.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.states import Audience


class Change(TextChoices):
    """What somebody can change about how they sign in, as the trail writes it."""

    PASSKEY_ADDED = "passkey.added", gettext_lazy("a passkey was added")
    PASSKEY_REMOVED = "passkey.removed", gettext_lazy("a passkey was removed")
    APP_ADDED = "codes-app.added", gettext_lazy("an app for codes was added")
    APP_REMOVED = "codes-app.removed", gettext_lazy("the app for codes was removed")
    SPARE_CODES_MADE = "spare-codes.made", gettext_lazy("new spare codes were made")
    PASSWORD_CHANGED = "password.changed", gettext_lazy("the password was changed")
    SESSIONS_ENDED = "sessions.ended", gettext_lazy("other sign-ins were ended")


def note_sign_in(*, by: Account, method: str, more: Mapping[str, Any] | None = None) -> None:
    """Write that an account was signed in to, and how. Raises Refused where it is closed."""
    with transaction.atomic():
        if not Account.objects.filter(pk=by.pk, is_active=True).exists():
            raise Refused(_("This account is closed. Ask your administrator."))
        now = timezone.now()
        Account.objects.filter(pk=by.pk).update(last_login=now)
        _write(by, "account.signed-in", {"method": method, **(more or {})}, now)


def note_sign_out(*, by: Account) -> None:
    """Write that somebody signed out."""
    with transaction.atomic():
        _write(by, "account.signed-out", {})


def end_sessions(*, by: Account, keys: Collection[str]) -> int:
    """End sessions of the account, by their keys, from this moment on; how many."""
    with transaction.atomic():
        own = UserSession.objects.filter(user=by, session_key__in=keys)
        found = list(own.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=found).delete()
        own.delete()
        if found:
            write_change(by, Change.SESSIONS_ENDED, len(found))
    return len(found)


def clear_old_sessions(*, at: datetime) -> int:
    """Sessions that are over go; how many. Nothing of it is written: nobody can use them."""
    old = Session.objects.filter(expire_date__lt=at)
    UserSession.objects.filter(session_key__in=old.values("session_key")).delete()
    return old.delete()[0]


def write_change(by: Account, change: Change, count: int | None = None) -> None:
    """The line of another action of this room, as its last statement."""
    _write(by, change.value, {} if count is None else {"count": count})


def _write(by: Account, what: str, details: Mapping[str, Any], at: datetime | None = None) -> None:
    write(
        chain=INSTANCE,
        by=by.ref,
        what=what,
        about=by.ref,
        audience=Audience.OWN,
        details=details,
        at=at,
    )

"""Verbs of the door: signed in, signed out, and what somebody changed about how they sign in.

Each writes a line into the instance's own chain; no line holds a password, a code, or an address
of somebody who is no account.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

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


def note_change(*, by: Account, change: Change, count: int | None = None) -> None:
    """Write that somebody changed how they sign in."""
    with transaction.atomic():
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

"""Verbs: passkeys, the app for codes, spare codes and the password of somebody who is signed in.

The formats are django-allauth's. A code is good once: its counter is kept with the secret, under a
lock (RFC 6238, section 5.2), so that nobody who has seen a code can use it in another process.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from overens.base.access.models import DemoAccount
from overens.base.access.sign_in.actions.sessions import Change, write_change
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What makes a second step. Spare codes stand in for one of these."""
LAST = "last_counter"


def use_code(*, by: Account, code: str) -> bool:
    """Whether a code of the app, or a spare code, is right; it is used up then."""
    typed = code.replace(" ", "")
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user=by)
        for row in rows.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
            try:
                if _is_right(row, typed):
                    row.record_usage()
                    return True
            except ValueError:
                # The instance has another key than when the secret was kept: nothing is right.
                continue
    return False


def _is_right(row: Authenticator, code: str) -> bool:
    if row.type == Authenticator.Type.TOTP:
        return _use_counter(row, code)
    return bool(RecoveryCodes(row).validate_code(code))


def _use_counter(row: Authenticator, code: str) -> bool:
    counter = matching_counter(decrypt(row.data["secret"]), code)
    if counter is None or counter <= row.data.get(LAST, -1):
        return False
    row.data[LAST] = counter
    row.save(update_fields=["data"])
    return True


def matching_counter(secret: str, code: str) -> int | None:
    """Which of the steps of time around now a code belongs to."""
    counters: Iterable[int] = yield_hotp_counters_from_time()
    for counter in counters:
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code):
            return counter
    return None


def add_passkey(*, by: Account, name: str, credential: Mapping[str, Any]) -> Authenticator:
    """Keep a passkey whose making has been checked."""
    refuse_demo(by)
    with transaction.atomic():
        row: Authenticator = WebAuthn.add(by, name[:80], dict(credential)).instance
        write_change(by, Change.PASSKEY_ADDED)
    return row


def remove_passkey(*, by: Account, passkey: Authenticator) -> None:
    """Take one of the account's own passkeys away."""
    with transaction.atomic():
        rows = Authenticator.objects.filter(user=by, type=Authenticator.Type.WEBAUTHN)
        if rows.filter(pk=passkey.pk).delete()[0]:
            _clear_spare_codes(by)
            write_change(by, Change.PASSKEY_REMOVED)


def add_codes_app(*, by: Account, secret: str, code: str) -> Authenticator:
    """Keep the secret of an app for codes. Raises Refused for a wrong code, or a second app."""
    refuse_demo(by)
    counter = matching_counter(secret, code.replace(" ", ""))
    if counter is None:
        raise Refused(_("The code is not right. Write the one that the app shows now."))
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=by.pk)
        if Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).exists():
            raise Refused(_("You have an app for codes already. Take it away first."))
        row: Authenticator = TOTP.activate(by, secret).instance
        row.data[LAST] = counter
        row.save(update_fields=["data"])
        write_change(by, Change.APP_ADDED)
    return row


def remove_codes_app(*, by: Account) -> None:
    """Take the app for codes away."""
    with transaction.atomic():
        if Authenticator.objects.filter(user=by, type=Authenticator.Type.TOTP).delete()[0]:
            _clear_spare_codes(by)
            write_change(by, Change.APP_REMOVED)


def make_spare_codes(*, by: Account) -> Sequence[str]:
    """New spare codes; the old ones are good no more. Raises Refused where there is nothing that
    they could stand in for."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=by.pk)
        rows = Authenticator.objects.filter(user=by)
        if not rows.filter(type__in=FACTORS).exists():
            raise Refused(_("Add a passkey or an app for codes first."))
        rows.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
        codes: list[str] = RecoveryCodes.activate(by).get_unused_codes()
        write_change(by, Change.SPARE_CODES_MADE)
    return codes


def change_password(*, by: Account, password: str) -> None:
    """Keep another password (as a hash). Every other session of the account ends by that."""
    refuse_demo(by)
    by.set_password(password)
    with transaction.atomic():
        by.save(update_fields=["password"])
        write_change(by, Change.PASSWORD_CHANGED)


def refuse_demo(account: Account) -> None:
    """Raises Refused for an account of the demo: whoever follows its link shares it with others."""
    if DemoAccount.objects.filter(account=account).exists():
        raise Refused(_("An account of the demo is shared: how it is signed in to stays as it is."))


def _clear_spare_codes(account: Account) -> None:
    rows = Authenticator.objects.filter(user=account)
    if not rows.filter(type__in=FACTORS).exists():
        rows.delete()

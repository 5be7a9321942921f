"""Verbs: a password or a code is about to be looked at, and it was right.

The count stands in the database, so that it holds across web processes and machines, and it is
raised before the password is looked at: many at once gain nothing.
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import Sum
from django.utils.crypto import salted_hmac

from overens.base.access.models import Guesses
from overens.base.access.sign_in.rules import (
    FOR_ACCOUNT,
    FORGOTTEN_AFTER,
    FREE,
    FROM_ADDRESS,
    may_try,
    neighbourhood,
)
from overens.base.municipalities.models import Account
from overens.base.trail.actions import INSTANCE, Ref, write
from overens.base.trail.states import Audience

PASSWORD, CODE = "password", "code"
UNKNOWN = Ref("account", "unknown")


def count_guess(
    *, kind: str, login: str, address: str, about: Account | None, at: datetime
) -> bool:
    """Count a password or code before it is looked at; False where it must not be.

    `login` is what names the account (an e-mail address, known or not; an account's id), `address`
    the network address. The work is the same whether there is such an account. The first refusal
    in a row is written into the instance's chain, about the account if there is one.
    """
    account, place = _hidden(kind, login.casefold()), _hidden("address", neighbourhood(address))
    with transaction.atomic():
        rows = Guesses.objects.filter(account=account, address=place)
        if not rows.exists() and _too_many(account, place, at):
            return False  # and nobody fills the table either
        Guesses.objects.bulk_create(
            [Guesses(account=account, address=place, last_at=at)], ignore_conflicts=True
        )
        row = Guesses.objects.select_for_update().get(account=account, address=place)
        if row.last_at < at - FORGOTTEN_AFTER:
            row.failed = 0
        if may_try(row.failed, row.last_at, at) and (
            row.known_since or not _too_many(account, place, at)
        ):
            row.failed, row.last_at = row.failed + 1, at
            row.save(update_fields=["failed", "last_at"])
            if row.failed == FREE:
                _note_shut(kind, about.ref if about else UNKNOWN, at)
            return True
    return False


def count_right(*, kind: str, login: str, address: str) -> None:
    """The password or code was right: what was wrong before it is forgotten."""
    account, place = _hidden(kind, login.casefold()), _hidden("address", neighbourhood(address))
    Guesses.objects.filter(account=account, address=place).update(failed=0)


def remember_address(*, by: Account, address: str, at: datetime) -> None:
    """Somebody has signed in from there, in all steps: from now on nobody elsewhere keeps them
    out. Old counts go."""
    place = _hidden("address", neighbourhood(address))
    for kind, login in ((PASSWORD, by.email), (CODE, str(by.pk))):
        account = _hidden(kind, login.casefold())
        Guesses.objects.bulk_create(
            [Guesses(account=account, address=place, last_at=at, known_since=at)],
            ignore_conflicts=True,
        )
        Guesses.objects.filter(account=account, address=place, known_since__isnull=True).update(
            known_since=at
        )
    Guesses.objects.filter(known_since__isnull=True, last_at__lt=at - FORGOTTEN_AFTER).delete()


def _too_many(account: str, address: str, at: datetime) -> bool:
    """Whether this address, or all strange ones together, have had enough."""
    strange = Guesses.objects.filter(known_since__isnull=True, last_at__gte=at - FORGOTTEN_AFTER)
    return (
        _failed(strange.filter(account=account)) >= FOR_ACCOUNT
        or _failed(strange.filter(address=address)) >= FROM_ADDRESS
    )


def _failed(rows: models.QuerySet[Guesses]) -> int:
    return rows.aggregate(total=Sum("failed"))["total"] or 0


def _note_shut(kind: str, about: Ref, at: datetime) -> None:
    write(
        chain=INSTANCE,
        by=INSTANCE,
        what="account.guessed-at",
        about=about,
        audience=Audience.OWN,
        details={"kind": kind, "failed": FREE},
        at=at,
    )


def _hidden(kind: str, said: str) -> str:
    return salted_hmac(f"overens.guesses.{kind}", said, algorithm="sha256").hexdigest()

"""What somebody says of their own account."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import plain_email
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import INSTANCE, write
from overens.base.trail.states import Audience


def keep_reading(*, by: Account, language: str, understands: Sequence[str]) -> None:
    """The languages of the interface and of texts. It writes no line: nobody but the reader is
    concerned, and the log holds no more about people than it must."""
    if language not in languages() or set(understands) - set(languages()):
        raise Refused(_("Choose among the languages that are offered."))
    by.language, by.understands = language, list(understands)
    by.save(update_fields=["language", "understands"])


def change_email(*, by: Account, email: str, at: datetime) -> None:
    """The address with which somebody signs in. Raises Refused where another account has it."""
    email = plain_email(email)
    with transaction.atomic():
        held = Account.objects.select_for_update(no_key=True).get(pk=by.pk)
        if Account.objects.filter(email__iexact=email).exclude(pk=by.pk).exists():
            raise Refused(_("Somebody signs in with this e-mail address already."))
        if held.email == email:
            return
        held.email = email
        held.save(update_fields=["email"])
        person = held.person
        write(
            chain=person.authority.ref if person else INSTANCE,
            by=held.ref,
            what="account.email-changed",
            about=held.ref,
            audience=Audience.OWN,
            details={"person": person.name} if person else {},
            at=at,
        )
    by.email = email

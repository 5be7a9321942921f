"""What the holder of an account is told when they sign in: that two others opened it again."""

from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from overens.base.access.actions.recovery import tell_recovered
from overens.base.languages.rules import write_date
from overens.base.municipalities.models import Account
from overens.web.desk.people.shown import name_of


def tell_of_recovery(request: HttpRequest, user: Account, **_more: object) -> None:
    """At the first sign-in after a recovery: who asked, and who agreed."""
    if not hasattr(request, "_messages"):
        return  # no page follows on which it could be told
    language = request.reader.language
    for row in tell_recovered(account=user, at=timezone.now()):
        sentence = _(
            "Your account was opened again on %(day)s: %(asked)s asked for it, and %(agreed)s "
            "agreed. If you did not want that, tell somebody else in your municipality today."
        ) % {
            "day": write_date(row.used_at.date(), language),
            "asked": name_of(row.asked_by),
            "agreed": name_of(row.agreed_by),
        }
        messages.warning(request, sentence)


def listen() -> None:
    """Django says whenever somebody signs in, by whatever way."""
    user_logged_in.connect(tell_of_recovery, dispatch_uid="overens-recovery")

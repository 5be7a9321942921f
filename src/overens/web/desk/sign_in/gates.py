"""The gates of the sign-in pages: open to all, and those where one must have proved it just now."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from overens.base.access.sign_in.actions.factors import FACTORS
from overens.base.municipalities.models import Account
from overens.web.desk.entering import is_strong, signed_in

View = Callable[..., HttpResponse]
JUST_NOW = 15 * 60  # seconds


def open_to_all(view: View) -> View:
    """A page before the sign-in."""

    @wraps(view)
    def enter(request: HttpRequest, *path: object, **named: object) -> HttpResponse:
        request.acting = None
        return view(request, *path, **named)

    enter.act = "open"
    return enter


def proved(view: View) -> View:
    """A page on which one changes how one signs in: whoever finds the computer open cannot."""

    @wraps(view)
    def enter(request: HttpRequest, *path: object, **named: object) -> HttpResponse:
        if not is_proved(request):
            here = quote(request.path, safe="/")
            return redirect(f"/{request.reader.language}/sign-in/again/?next={here}")
        return view(request, *path, **named)

    return signed_in(enter)


def is_proved(request: HttpRequest) -> bool:
    """Whether it was shown just now who it is; with the second step, where there is one."""
    if has_factor(request.user) and not is_strong(request):
        return False
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < JUST_NOW for record in records)


def has_factor(account: Account) -> bool:
    """Whether the account has a passkey or an app for codes."""
    return Authenticator.objects.filter(user=account, type__in=FACTORS).exists()

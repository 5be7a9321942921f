"""The session of somebody who has signed in: begun, ended, and where one goes from there."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from overens.base.access.sign_in.actions.guesses import remember_address
from overens.base.access.sign_in.actions.sessions import note_sign_in, note_sign_out
from overens.base.municipalities.models import Account

AFTER_SET_UP = "sign-in-after-set-up"
"""In the session: the page that asked for a second step, where one goes when it is set up."""


def begin_session(request: HttpRequest, account: Account, method: str, **more: Any) -> None:
    """Sign an account in, as every way of signing in does in the end.

    The session gets a new key, and `method` with `more` is recorded in it as allauth does
    (`is_strong` reads it: `strong=True` for a way that asked for two steps). Raises Refused where
    the account is closed; then nobody is signed in.
    """
    note_sign_in(by=account, method=method, more=_plain(more))
    if request.user.is_authenticated:
        logout(request)
    get_adapter(request).login(request, account)
    record_authentication(request, account, method, **more)
    user_logged_in.send(sender=Account, request=request, user=account)
    address = get_client_ip(request)
    if address:
        remember_address(by=account, address=address, at=timezone.now())


def prove(request: HttpRequest, method: str, **more: Any) -> None:
    """Record in a session that goes on that it was shown once more who it is. Its key is new."""
    request.session.cycle_key()
    record_authentication(request, request.user, method, reauthenticated=True, **more)
    user_logged_in.send(sender=Account, request=request, user=request.user)


def end_session(request: HttpRequest) -> None:
    """Sign out: the session and all that was kept in it is gone."""
    if request.user.is_authenticated:
        note_sign_out(by=request.user)
    logout(request)


def asked_for(request: HttpRequest, asked: str = "") -> str:
    """The own page that was asked for; nothing where none was, and never another site's."""
    asked = asked or request.POST.get("next", "") or request.GET.get("next", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    ):
        return asked
    return ""


def way_on(request: HttpRequest, asked: str = "", language: str = "") -> str:
    """The page that was asked for, else the desk's first one: in one's own language, and where
    nobody has said one, in that of the page (`language`, on an address that has none)."""
    own = getattr(request.user, "language", "") or language or request.reader.language
    return asked_for(request, asked) or f"/{own}/desk/"


def _plain(more: dict[str, Any]) -> dict[str, Any]:
    """What of a record the trail keeps: whether it was strong, and by which service."""
    return {name: value for name, value in more.items() if name in ("strong", "service", "type")}

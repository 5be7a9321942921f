"""The way in by e-mail address and password, the second step, and the way out."""

import time
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from overens.base.access.models import SignInService
from overens.base.access.queries import services_of
from overens.base.access.sign_in.actions.factors import use_code
from overens.base.access.sign_in.actions.guesses import CODE, PASSWORD, count_guess, count_right
from overens.base.municipalities.models import Account
from overens.base.municipalities.rules import Refused
from overens.web.desk.entering import is_strong, signed_in
from overens.web.desk.sign_in.forms import CodeForm, PasswordAgainForm, SignInForm, UsePasskeyForm
from overens.web.desk.sign_in.gates import has_factor, is_proved, open_to_all
from overens.web.desk.sign_in.sessions import (
    AFTER_SET_UP,
    asked_for,
    begin_session,
    end_session,
    prove,
    way_on,
)

HALFWAY = "sign-in-halfway"
"""In the session: whose password was right, until the second step."""
HALFWAY_FOR = 10 * 60  # seconds


@open_to_all
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest, language: str) -> HttpResponse:
    """The same answer, by the same work, whether there is such an account or not."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(way_on(request))
    form = SignInForm(request.POST or None, place="sign-in")
    if request.method == "POST" and form.is_valid():
        account = _account(request, form)
        if account and has_factor(account):
            request.session.cycle_key()
            request.session[HALFWAY] = {
                "account": str(account.pk),
                "at": time.time(),
                "next": asked_for(request),
            }
            return redirect(f"/{language}/sign-in/code/")
        if account:
            return _begun(request, form, account, "password") or _page(request, form)
    return _page(request, form)


def _page(
    request: HttpRequest, form: SignInForm, passkey: UsePasskeyForm | None = None
) -> HttpResponse:
    services = SignInService.objects.filter(is_open=True).select_related("municipality")
    shown = {
        "form": form,
        "passkey": passkey or UsePasskeyForm(None, place="sign-in-passkey"),
        "services": services.order_by("name"),
        "next": asked_for(request),
    }
    return render(request, "desk/sign_in/sign_in.html", shown)


def _account(request: HttpRequest, form: SignInForm) -> Account | None:
    """Whose e-mail address and password these are; otherwise the form says that they are not."""
    email, address = form.cleaned_data["email"], address_of(request)
    known = Account.objects.filter(email__iexact=email).first()
    now = timezone.now()
    if not count_guess(kind=PASSWORD, login=email, address=address, about=known, at=now):
        form.add_error(None, too_many())
        return None
    account = authenticate(request, email=email, password=form.cleaned_data["password"])
    if account is None:
        form.add_error(None, _("The e-mail address or the password is not right."))
        return None
    count_right(kind=PASSWORD, login=email, address=address)
    return account


@open_to_all
def code(request: HttpRequest, language: str) -> HttpResponse:
    """The second step of somebody whose password was right."""
    account, way = _halfway(request)
    if account is None:
        return redirect(f"/{language}/sign-in/")
    form, passkey = _proof_forms(request, account)
    sent = passkey if "credential" in request.POST else form
    kind = _proof(request, account, sent)
    if kind:
        request.session.pop(HALFWAY)
        answer = _begun(request, sent, account, "mfa", way=way, type=kind)
        if answer:
            return answer
    shown = {"form": form, "passkey": passkey}
    return render(request, "desk/sign_in/code.html", shown)


def _halfway(request: HttpRequest) -> tuple[Account | None, str]:
    kept = request.session.get(HALFWAY)
    if request.user.is_authenticated or not kept or time.time() - kept["at"] > HALFWAY_FOR:
        return None, ""
    return Account.objects.filter(pk=kept["account"], is_active=True).first(), kept["next"]


@require_POST
@open_to_all
def passkey(request: HttpRequest, language: str) -> HttpResponse:
    """In by a passkey alone: it asks its holder who they are. No count of guesses stands before it,
    so that nobody can be kept out by those of others."""
    form = UsePasskeyForm(None, request.POST, place="sign-in-passkey")
    if form.is_valid():
        found = form.cleaned_data["credential"]
        more = {"type": "webauthn", "passwordless": True}
        answer = _begun(request, form, found.user, "mfa", **more)
        if answer:
            found.record_usage()
            return answer
    return _page(request, SignInForm(place="sign-in"), form)


@require_GET
@open_to_all
def passkey_options(request: HttpRequest, language: str) -> HttpResponse:
    """What a browser asks a passkey: anybody's, or one's own where it is known who one is."""
    account, _way = _halfway(request)
    if request.user.is_authenticated:
        account = request.user
    return JsonResponse(webauthn.begin_authentication(account))


@signed_in
def second_step(request: HttpRequest, language: str) -> HttpResponse:
    """For a post that speaks for an authority: set a second step up, or use the one that one has."""
    if is_strong(request):
        return redirect(way_on(request))
    if has_factor(request.user):
        return _prove(request, "desk/sign_in/second_step.html")
    request.session[AFTER_SET_UP] = way_on(request)
    return render(request, "desk/sign_in/set_up.html")


@signed_in
def again(request: HttpRequest, language: str) -> HttpResponse:
    """Before one changes how one signs in: show once more who it is."""
    if is_proved(request):
        return redirect(way_on(request))
    return _prove(request, "desk/sign_in/again.html")


def _prove(request: HttpRequest, template: str) -> HttpResponse:
    account = request.user
    if has_factor(account):
        form, passkey_form = _proof_forms(request, account)
        sent = passkey_form if "credential" in request.POST else form
        kind = _proof(request, account, sent)
        if kind:
            prove(request, "mfa", type=kind)
            return redirect(way_on(request))
    else:
        form, passkey_form = PasswordAgainForm(request.POST or None, place="again"), None
        if form.is_bound and form.is_valid() and _is_own_password(request, form):
            prove(request, "password")
            return redirect(way_on(request))
    shown = {
        "form": form if has_factor(account) or account.has_usable_password() else None,
        "passkey": passkey_form,
        "services": [found for found in services_of(account) if found.is_open],
        "next": way_on(request),
    }
    return render(request, template, shown)


def _is_own_password(request: HttpRequest, form: PasswordAgainForm) -> bool:
    account, address = request.user, address_of(request)
    counted = {"kind": PASSWORD, "login": account.email, "address": address}
    if not count_guess(**counted, about=account, at=timezone.now()):
        form.add_error(None, too_many())
        return False
    if not account.check_password(form.cleaned_data["password"]):
        form.add_error("password", _("The password is not right."))
        return False
    count_right(**counted)
    return True


def _proof_forms(request: HttpRequest, account: Account) -> tuple[CodeForm, UsePasskeyForm]:
    sent = request.POST if request.method == "POST" else None
    by_passkey = sent is not None and "credential" in sent
    return (
        CodeForm(None if by_passkey else sent, place="code"),
        UsePasskeyForm(account, sent if by_passkey else None, place="passkey"),
    )


def _proof(request: HttpRequest, account: Account, form: Any) -> str:
    """What kind of second step was shown; empty where none was."""
    if not form.is_bound:
        return ""
    if isinstance(form, UsePasskeyForm):
        if form.is_valid():
            form.cleaned_data["credential"].record_usage()
            return "webauthn"
        return ""
    if not form.is_valid():
        return ""
    counted = {"kind": CODE, "login": str(account.pk), "address": address_of(request)}
    if not count_guess(**counted, about=account, at=timezone.now()):
        form.add_error(None, too_many())
        return ""
    if not use_code(by=account, code=form.cleaned_data["code"]):
        form.add_error("code", _("The code is not right, or was used already. Wait for the next."))
        return ""
    count_right(**counted)
    return "totp"


def _begun(
    request: HttpRequest, form: Any, account: Account, method: str, way: str = "", **more: Any
) -> HttpResponse | None:
    """The session is begun, and one goes on; nothing where the account is closed."""
    way = way or asked_for(request)
    try:
        begin_session(request, account, method, **more)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    return redirect(way_on(request, way))


@open_to_all
def out(request: HttpRequest, language: str) -> HttpResponse:
    """Sign out; by a form, so that no other site's link does it."""
    if request.method == "POST":
        end_session(request)
        return redirect(f"/{language}/sign-in/")
    return render(request, "desk/sign_in/out.html")


def address_of(request: HttpRequest) -> str:
    """The network address from which somebody comes. Raises PermissionDenied where nobody knows."""
    found = get_client_ip(request)
    if not found:
        raise PermissionDenied
    return found


def too_many() -> str:
    return _(
        "There were too many wrong tries. Wait for a quarter of an hour, or sign in with a passkey "
        "or with your municipality’s own sign-in."
    )

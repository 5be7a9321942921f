"""How one signs in, as one's own settings: passkeys, the app for codes, spare codes, password,
the municipality's service, and the sign-ins that are open just now."""

from datetime import UTC, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from overens.base.access.models import DemoAccount, SignInService
from overens.base.access.queries import services_of
from overens.base.access.sign_in.actions.factors import (
    add_codes_app,
    add_passkey,
    change_password,
    make_spare_codes,
    remove_codes_app,
    remove_passkey,
)
from overens.base.access.sign_in.actions.sessions import end_sessions
from overens.web.design.reads import only_you
from overens.web.design.words import dated
from overens.web.desk.entering import signed_in
from overens.web.desk.forms import send, told
from overens.web.desk.sign_in.forms import (
    AddAppForm,
    AddPasskeyForm,
    NewPasswordForm,
    name_for_passkey,
)
from overens.web.desk.sign_in.gates import has_factor, proved
from overens.web.desk.sign_in.pictures import square
from overens.web.desk.sign_in.sessions import AFTER_SET_UP, prove

SECRET = "sign-in-app"
"""In the session: the secret of an app for codes that is being added."""


BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
"""What names a browser and its machine in what it says of itself; the first that fits is right."""


def device(agent: str) -> str:
    """'Firefox, Windows': by which one knows again where one has signed in."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for name in SYSTEMS if name in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:80]


def _home(request: HttpRequest) -> str:
    return f"/{request.reader.language}/desk/settings/sign-in/"


@signed_in
def overview(request: HttpRequest, language: str) -> HttpResponse:
    account = request.user
    rows = list(Authenticator.objects.filter(user=account).order_by("created_at", "pk"))
    sessions = UserSession.objects.filter(user=account).order_by("-last_seen_at")
    zone = request.acting.authority.country.zone if request.acting else UTC

    def day(at: datetime) -> SafeString:
        return dated(at.astimezone(zone).date(), language)

    since = {row.type: day(row.created_at) for row in rows}
    shown = {
        "account": account,
        "passkeys": [
            {
                "id": row.pk,
                "name": row.wrap().name,
                "since": day(row.created_at),
                "at": row.last_used_at and day(row.last_used_at),
            }
            for row in rows
            if row.type == Authenticator.Type.WEBAUTHN
        ],
        "app": since.get(Authenticator.Type.TOTP),
        "spare": since.get(Authenticator.Type.RECOVERY_CODES),
        "services": services_of(account),
        "could_tie": _could_tie(request),
        "has_password": account.has_usable_password(),
        "is_demo": DemoAccount.objects.filter(account=account).exists(),
        "sessions": [
            {
                "key": s.pk,
                "agent": device(s.user_agent),
                "ip": s.ip,
                "since": day(s.created_at),
                "here": s.is_current(),
            }
            for s in sessions
        ],
        "reads": only_you(),
    }
    return render(request, "desk/sign_in/own.html", shown)


def _could_tie(request: HttpRequest) -> SignInService | None:
    person = request.user.person
    if person is None:
        return None
    rows = SignInService.objects.filter(is_open=True, municipality__authorities=person.authority_id)
    service = rows.select_related("municipality").first()
    if service and service not in services_of(request.user):
        return service
    return None


@proved
def new_passkey(request: HttpRequest, language: str) -> HttpResponse:
    form = AddPasskeyForm(request.POST or None, place="passkey")
    name = name_for_passkey(request.user, request.POST.get("name", ""))
    form.fields["name"].initial = name
    form.reads(name=only_you())

    def keep(cleaned: dict) -> None:
        add_passkey(by=request.user, name=name, credential=cleaned["credential"])

    if send(request, form, keep):
        prove(request, "mfa", type="webauthn")
        return told(request, _("The passkey is added."), _after_set_up(request))
    return render(request, "desk/sign_in/new_passkey.html", {"form": form})


@require_GET
@proved
def new_passkey_options(request: HttpRequest, language: str) -> HttpResponse:
    return JsonResponse(webauthn.begin_registration(request.user, True))


@proved
def old_passkey(request: HttpRequest, language: str, passkey: int) -> HttpResponse:
    rows = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    row = rows.filter(pk=passkey).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        remove_passkey(by=request.user, passkey=row)
        return told(request, _("The passkey is taken away."), _home(request))
    shown = {"name": row.wrap().name, "last": rows.count() == 1 and not _has_app(request)}
    return render(request, "desk/sign_in/old_passkey.html", shown)


def _has_app(request: HttpRequest) -> bool:
    return Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()


@proved
def new_app(request: HttpRequest, language: str) -> HttpResponse:
    """The secret stays the same while one mistypes, and goes when the app is added."""
    if _has_app(request):
        return redirect(_home(request))
    secret = request.session.get(SECRET) or generate_totp_secret()
    request.session[SECRET] = secret
    form = AddAppForm(request.POST or None, place="app")
    form.reads(code=only_you())

    def keep(cleaned: dict) -> None:
        add_codes_app(by=request.user, secret=secret, code=cleaned["code"])

    if send(request, form, keep):
        request.session.pop(SECRET)
        prove(request, "mfa", type="totp")
        return told(request, _("The app for codes is added."), _after_set_up(request))
    address = get_adapter().build_totp_url(request.user, secret)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    shown = {"form": form, "picture": square(address), "address": address, "secret": groups}
    return render(request, "desk/sign_in/new_app.html", shown)


@proved
def old_app(request: HttpRequest, language: str) -> HttpResponse:
    if not _has_app(request):
        raise Http404
    if request.method == "POST":
        remove_codes_app(by=request.user)
        return told(request, _("The app for codes is taken away."), _home(request))
    rows = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    return render(request, "desk/sign_in/old_app.html", {"last": not rows.exists()})


@proved
def spare_codes(request: HttpRequest, language: str) -> HttpResponse:
    """New ones are shown once, on the page that made them."""
    if not has_factor(request.user):
        return redirect(_home(request))
    codes = make_spare_codes(by=request.user) if request.method == "POST" else ()
    return render(request, "desk/sign_in/spare_codes.html", {"codes": codes})


@sensitive_post_parameters("password")
@proved
def password(request: HttpRequest, language: str) -> HttpResponse:
    form = NewPasswordForm(request.user, request.POST or None, place="password")
    form.reads(password=only_you())

    def keep(cleaned: dict) -> None:
        change_password(by=request.user, password=cleaned["password"])

    if send(request, form, keep):
        update_session_auth_hash(request, request.user)
        prove(request, "password")
        sentence = _("The password is changed. Your other sign-ins have ended.")
        return told(request, sentence, _home(request))
    return render(request, "desk/sign_in/password.html", {"form": form})


@require_POST
@signed_in
def sessions(request: HttpRequest, language: str) -> HttpResponse:
    """End one other sign-in, or all others: at once. No proof is asked for: it takes nothing."""
    own = UserSession.objects.filter(user=request.user)
    others = own.exclude(session_key=request.session.session_key)
    chosen = request.POST.get("session", "")
    if chosen:
        others = others.filter(pk=int(chosen) if chosen.isdecimal() and len(chosen) < 18 else -1)
    keys = list(others.values_list("session_key", flat=True))
    end_sessions(by=request.user, keys=keys)
    return told(request, _("Ended: whoever used it must sign in again."), _home(request))


def _after_set_up(request: HttpRequest) -> str:
    """Back to the page that asked for a second step; one's own settings where none did."""
    return str(request.session.pop(AFTER_SET_UP, "") or _home(request))

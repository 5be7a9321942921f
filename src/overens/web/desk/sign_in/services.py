"""The way in by a municipality's own service, and tying one's account to it."""

import logging
import time

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from overens.base.access.models import SignInService
from overens.base.access.sign_in.actions.services import come_from_service, tie_to_service
from overens.base.municipalities.rules import Refused
from overens.web.desk.sign_in import openid
from overens.web.desk.sign_in.gates import open_to_all, proved
from overens.web.desk.sign_in.sessions import asked_for, begin_session, way_on

UNDER_WAY = "sign-in-service"
"""In the session: the sign-in that is under way at a service."""
GOOD_FOR = 10 * 60  # seconds
logger = logging.getLogger(__name__)


@open_to_all
def start(request: HttpRequest, language: str, municipality: str) -> HttpResponse:
    return _begun(request, _service(municipality), language, asked_for(request))


@proved
def tie(request: HttpRequest, language: str, municipality: str) -> HttpResponse:
    way = f"/{language}/desk/settings/sign-in/"
    return _begun(request, _service(municipality), language, way, ties=str(request.user.pk))


@open_to_all
def callback(request: HttpRequest, municipality: str) -> HttpResponse:
    """Where a service sends people back to: one address for all languages, known to the service."""
    service = _service(municipality)
    kept = request.session.pop(UNDER_WAY, None)
    attempt = openid.Attempt(**kept) if kept else None
    language = attempt.language if attempt else "en"
    with translation.override(language):
        try:
            return _back(request, service, attempt)
        except Refused as refused:
            sentence = str(refused)
        except openid.Failed as failed:
            # What a stranger sent stands in it: on one line, whatever it holds.
            logger.warning("sign-in service of %s: %r", municipality, str(failed))
            sentence = _(
                "%(service)s could not sign you in just now. Try again, or choose another way."
            ) % {"service": service.name}
    messages.error(request, sentence)
    ties = attempt and attempt.ties
    return redirect(f"/{language}/desk/settings/sign-in/" if ties else f"/{language}/sign-in/")


def _back(
    request: HttpRequest, service: SignInService, attempt: openid.Attempt | None
) -> HttpResponse:
    state = request.GET.get("state", "")
    if (
        attempt is None
        or attempt.service != str(service.pk)
        or attempt.state != state
        or time.time() - attempt.at > GOOD_FOR
    ):
        raise Refused(_("That sign-in is over, or was begun in another browser. Begin again."))
    if request.GET.get("error") == "access_denied":
        raise Refused(_("You have stopped the sign-in at %(service)s.") % {"service": service.name})
    if "error" in request.GET or not request.GET.get("code"):
        raise openid.Failed(f"answered {request.GET.get('error', 'without a code')[:80]}")
    said = openid.claims(service, attempt, request.GET["code"], _callback(service))
    now = timezone.now()
    if attempt.ties:
        if not request.user.is_authenticated or str(request.user.pk) != attempt.ties:
            raise Refused(_("You have signed out meanwhile. Begin again."))
        tie_to_service(by=request.user, service=service, subject=said["sub"], at=now)
        messages.success(
            request, _("You can sign in with %(service)s now.") % {"service": service.name}
        )
        return redirect(attempt.way_on)
    account = come_from_service(
        service=service,
        subject=said["sub"],
        name=str(said.get("name") or ""),
        email=str(said.get("email") or ""),
        values=openid.values_of(said, service.claim),
        at=now,
    )
    begin_session(
        request, account, "service", service=str(service.pk), strong=service.is_strong or None
    )
    return redirect(way_on(request, attempt.way_on, attempt.language))


def _begun(
    request: HttpRequest, service: SignInService, language: str, way: str, ties: str = ""
) -> HttpResponse:
    attempt = openid.Attempt(
        service=str(service.pk),
        state=openid.secret(),
        nonce=openid.secret(),
        verifier=openid.secret(),
        language=language,
        way_on=way,
        at=time.time(),
        ties=ties,
    )
    try:
        there = openid.address_to_sign_in(service, attempt, _callback(service))
    except openid.Failed as failed:
        logger.warning("sign-in service of %s: %r", service.municipality.slug, str(failed))
        messages.error(
            request,
            _("%(service)s does not answer just now. Try again, or choose another way.")
            % {"service": service.name},
        )
        return redirect(f"/{language}/sign-in/")
    request.session[UNDER_WAY] = attempt.kept()
    return redirect(there)


def _service(municipality: str) -> SignInService:
    rows = SignInService.objects.filter(is_open=True, municipality__slug=municipality)
    service = rows.select_related("municipality").first()
    if service is None:
        raise Http404
    return service


def _callback(service: SignInService) -> str:
    """As it is registered at the service."""
    return f"{settings.ADDRESS}/sign-in/service/{service.municipality.slug}/callback/"

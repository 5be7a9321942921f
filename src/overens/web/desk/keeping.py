"""What was sent too late: kept until its writer has signed in again, and shown to nobody else.

Each form carries a seal: whose it is, its place, and the fields that are never kept. Nobody else
can make one, so what comes back to a page was typed in that page by that account.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from overens.base.drafts.rules import MOST_IN_DRAFT, length
from overens.base.languages.rules import write_date
from overens.base.municipalities.models import Account

KEPT = "kept"
TOKEN, SEAL, READ, BASE = "desk-token", "desk-seal", "desk-read", "desk-base"
NOT_TYPED = frozenset({"csrfmiddlewaretoken", TOKEN, SEAL, READ, BASE})
"""Fields that the page itself puts into a form."""
TYPING = "X-Typing"
"""Header of what `typing.js` sends by itself: it is kept in the browser until it can be saved."""
SALT = "overens.desk.form"


def sealed(account: Account, place: str, never: Sequence[str]) -> str:
    """Whose form it is, its place, and the names of fields that are never kept; signed."""
    return signing.dumps([str(account.pk), place, list(never)], salt=SALT, compress=True)


def opened(seal: str) -> tuple[str, str, frozenset[str]] | None:
    """Account, place and unkept names of a seal that we made; else None."""
    try:
        account, place, never = signing.loads(seal, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return account, place, frozenset(never)


def alias(account: Account) -> str:
    """By this the browser knows whose text it keeps, without an address or a name."""
    return sha256(f"{settings.SECRET_KEY}:{account.pk}".encode()).hexdigest()[:16]


def typed_in(request: HttpRequest, never: frozenset[str]) -> dict[str, list[str]]:
    """What somebody typed, of all that was sent."""
    return {
        name: request.POST.getlist(name)
        for name in request.POST
        if name not in NOT_TYPED and name not in never
    }


def keep_sent(request: HttpRequest, said: str = "") -> bool:
    """Put the fields of a form aside, in the session that is being begun; whether that was done."""
    seal = opened(request.POST.get(SEAL, ""))
    if seal is None or request.headers.get(TYPING):
        return False
    account, place, never = seal
    fields = typed_in(request, never)
    if length(fields) > MOST_IN_DRAFT:
        return False
    request.session[KEPT] = {
        "account": account,
        "place": place,
        "base": request.POST.get(BASE, ""),
        "at": timezone.now().timestamp(),
        "fields": fields,
        "said": said
        or _(
            "You were signed out when you sent this. Nothing was lost: look it through and send "
            "it again."
        ),
    }
    return True


def kept_for(request: HttpRequest, account: Account, place: str) -> dict[str, Any] | None:
    """What that account had sent from that form; what is another account's goes unread."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    if kept.get("account") != str(account.pk):
        del request.session[KEPT]
        return None
    return kept if kept.get("place") == place else None


def forget(request: HttpRequest, place: str) -> None:
    """It has been sent, or dropped."""
    if request.session.get(KEPT, {}).get("place") == place:
        del request.session[KEPT]


def leave_to_its_writer(
    sender: object, request: HttpRequest, user: Account, **_more: object
) -> None:
    """At a sign-in: what another account had sent goes at once."""
    if request.session.get(KEPT, {}).get("account", str(user.pk)) != str(user.pk):
        del request.session[KEPT]


def sent_from_an_old_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a form whose proof of origin does not hold (CSRF_FAILURE_VIEW).

    After a sign-in in another tab that is an honest page of before: a form with a seal of ours
    comes back filled and is sent again by hand, so nobody else can have anything done with it.
    """
    said = _("This page was open since before you signed in. Look it through and send it again.")
    account = str(request.user.pk) if request.user.is_authenticated else ""
    seal = opened(request.POST.get(SEAL, ""))
    if seal and account in ("", seal[0]) and keep_sent(request, said if account else ""):
        way_back = request.get_full_path()
        if url_has_allowed_host_and_scheme(way_back, allowed_hosts=None):
            return redirect(way_back)
    return render(request, "desk/old_page.html", status=403)


def at_the_clock(at: datetime, account: Account, request: HttpRequest) -> dict[str, str]:
    """`day` and `time` of an instant by the account's own clock, as sentences name them."""
    local = at.astimezone(zone_of(account, request))
    return {
        "day": write_date(local.date(), request.reader.language),
        "time": f"{local:%H.%M}",
    }


def zone_of(account: Account, request: HttpRequest) -> ZoneInfo:
    """Of the authority for which somebody acts; else of the one that has them on file."""
    acting = getattr(request, "acting", None)
    if acting:
        return acting.authority.country.zone
    if account.person:
        return account.person.authority.country.zone
    return ZoneInfo("UTC")


def sentences() -> str:
    """What the browser says while somebody types, as JSON; `{time}` is filled in there."""
    return json.dumps(
        {
            "saved": _("Saved at {time}."),
            "offline": _("Not saved since {time}; it is kept in this browser."),
            "never": _("Not saved yet; it is kept in this browser."),
            "out": _(
                "You are signed out. What you typed is kept in this browser; it comes back when "
                "you send it and sign in."
            ),
            "back": _("What you had typed here and could not be saved is here again."),
            "elsewhere": _("You are typing in another tab as well. Nothing was written over."),
            "here": _("What stands here"),
            "there": _("What was typed in the other tab"),
            "keep": _("Keep what stands here"),
            "take": _("Take what was typed there"),
        },
        ensure_ascii=False,
    )

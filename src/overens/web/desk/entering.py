"""Who comes in, and for whom they act: the one gate before every page of the desk.

A page names the act that it is for. Whoever may not do it in their post is told that there is no
such page, as for everything that one may not know of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import wraps
from urllib.parse import quote

from allauth.account.authentication import get_authentication_records
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from overens.base.access.queries import seats_now
from overens.base.languages.rules import Reader, languages
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.roles import STRONG, Act, may
from overens.web.desk import keeping
from overens.web.desk.forms import arrives_again, sent_before, told

View = Callable[..., HttpResponse]
SEAT = "seat"
"""In the session: the id of the seat in which somebody acts."""
STRONG_METHODS = frozenset({"mfa", "demo"})


@dataclass(frozen=True, slots=True)
class Acting:
    """An account at work: the seat in which it acts, its other seats, and the minute."""

    account: Account
    seat: Seat
    seats: Sequence[Seat]
    now: datetime

    @property
    def authority(self) -> Authority:
        return self.seat.post.authority

    @property
    def today(self) -> date:
        """The date at the authority."""
        return self.authority.country.today(self.now)

    def may(self, act: Act) -> bool:
        return may(self.seat.post, act)


def in_post(act: Act) -> Callable[[View], View]:
    """A page for whoever may do this act in a post; the view finds `request.acting`."""

    def gate(view: View) -> View:
        @wraps(view)
        def enter(request: HttpRequest, *path: object, **named: object) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            request.reader = reader_of_account(request)
            request.acting = acting = acting_of(request)
            if acting is None:
                return _without_post(request)
            if acting.seat.post.role in STRONG and not is_strong(request):
                return _to_sign_in(request, "second-step/")
            if not acting.may(act):
                raise Http404
            try:
                return view(request, *path, **named)
            except Http404:
                # What arrives again may itself have ended that it is offered here.
                if request.method == "POST" and arrives_again(request):
                    return told(request, sent_before(), request.path)
                raise

        enter.act = act  # the walk over all addresses reads it
        return enter

    return gate


def signed_in(view: View) -> View:
    """A page about one's own account: any account's, with a post or without."""

    @wraps(view)
    def enter(request: HttpRequest, *path: object, **named: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.reader = reader_of_account(request)
        request.acting = acting_of(request)
        return view(request, *path, **named)

    enter.act = "signed-in"
    return enter


def operator_only(view: View) -> View:
    """A page for the operator of the instance, who has no seat and sees no content by right."""

    @wraps(view)
    def enter(request: HttpRequest, *path: object, **named: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        request.reader, request.acting = reader_of_account(request), None
        if not request.user.is_operator:
            raise Http404
        if not is_strong(request):
            return _to_sign_in(request, "second-step/")
        return view(request, *path, **named)

    enter.act = "operator"
    return enter


def reader_of_account(request: HttpRequest) -> Reader:
    """On the desk the account's own list of languages counts, where there is one, on whatever
    machine; the open site knows no accounts."""
    understands = tuple(code for code in languages() if code in request.user.understands)
    return replace(request.reader, understands=understands or request.reader.understands)


def acting_of(request: HttpRequest) -> Acting | None:
    """The seat that was chosen, where it is held still; else the account's first one."""
    now = timezone.now()
    seats = seats_now(request.user, now)
    if not seats:
        return None
    chosen = request.session.get(SEAT, "")
    seat = next((seat for seat in seats if str(seat.pk) == chosen), seats[0])
    return Acting(request.user, seat, seats, now)


def is_strong(request: HttpRequest) -> bool:
    """Whether this session was begun with a passkey, in two steps, or by a service that asks for
    two."""
    return any(
        record["method"] in STRONG_METHODS or record.get("strong")
        for record in get_authentication_records(request, request.user)
    )


def _to_sign_in(request: HttpRequest, step: str = "") -> HttpResponse:
    """What was typed and sent meanwhile is kept, and comes back after the sign-in."""
    if request.method == "POST":
        keeping.keep_sent(request)
    way_back = quote(request.get_full_path(), safe="/")
    return redirect(f"/{request.reader.language}/sign-in/{step}?next={way_back}")


def _without_post(request: HttpRequest) -> HttpResponse:
    if request.user.is_operator:
        return redirect(f"/{request.reader.language}/desk/instance/")
    return render(request, "desk/without_post.html", status=403)

"""The address at which a calendar program fetches somebody's meetings: made, shown once, thrown away; and
what it gets there, without signing in."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from overens.reach.notices.actions.subscribing import drop_calendar_address, make_calendar_address
from overens.reach.notices.models import CalendarAddress
from overens.reach.notices.subscribed import account_of, calendar_of
from overens.web.design.words import dated
from overens.web.desk.entering import signed_in
from overens.web.desk.forms import told


@signed_in
def address(request: HttpRequest, language: str) -> HttpResponse:
    """A new one is shown once, on the page that made it."""
    by, now, shown = request.user, timezone.now(), ""
    if request.method == "POST" and "away" in request.POST:
        drop_calendar_address(by=by, at=now)
        sentence = _("The address is thrown away: nothing is fetched there any more.")
        return told(request, sentence, f"/{language}/desk/settings/")
    if request.method == "POST":
        secret = make_calendar_address(by=by, at=now)
        shown = f"{settings.ADDRESS}/calendar/{secret}.ics"
    made = CalendarAddress.objects.filter(account=by).first()
    day = dated(made.made_at.date(), language) if made else ""
    return render(request, "desk/settings_calendar.html", {"shown": shown, "day": day})


@require_safe
@cache_control(private=True, no_cache=True)
def fetched(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever knows the address, and nobody else."""
    account = account_of(secret)
    if account is None:
        raise Http404
    said = calendar_of(account, timezone.now())
    response = HttpResponse(said, content_type="text/calendar; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="overens.ics"'
    return response


by_secret = [path("calendar/<str:secret>.ics", fetched)]

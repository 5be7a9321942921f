"""Authorities and their administrators, as the operator sees them."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from overens.base.access.actions.invitations import invite_administrator
from overens.base.access.models import Invitation, Recovery
from overens.base.access.queries import administrators_now
from overens.base.countries.rules import countries
from overens.base.mail.queries import INTERRUPTED_AFTER, came_back, not_sent
from overens.base.municipalities.models import Account, Authority, Municipality, Seat
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.base.trail.states import Holder
from overens.reach.notices.queries import not_taken
from overens.reach.notices.states import Became
from overens.web.design.words import dated, marked
from overens.web.desk.entering import operator_only
from overens.web.desk.forms import send
from overens.web.desk.people.forms import InviteForm, operators_read
from overens.web.desk.people.shown import people_shown
from overens.web.desk.people.views import agree_page, ask_page, link_to


class AdministratorForm(InviteForm):
    name = forms.CharField(label=gettext_lazy("Name of the person"), max_length=200)
    field_order = ("name", "email", "language")


@operator_only
def overview(request: HttpRequest, language: str) -> HttpResponse:
    """A constant number of queries, however many authorities there are."""
    now = timezone.now()
    checked = (
        Line.objects.filter(chain__holder=Holder.INSTANCE, what="instance.checked")
        .select_related("details")
        .order_by("-number")
        .first()
    )
    return render(
        request,
        "desk/instance/overview.html",
        {
            "authorities": _authorities(language, now),
            "mail": settings.MAIL,
            "unsupervised": _unsupervised(language),
            "letters": _letters(language, now),
            "returned": _returned(language),
            "not_taken": _not_taken(language),
            "checked": dated(checked.at.date(), language) if checked else "",
            "faults": checked.details.values.get("faults", [])
            if checked and hasattr(checked, "details")
            else [],
        },
    )


@operator_only
def authority(request: HttpRequest, language: str, authority: str) -> HttpResponse:
    """Who signs in there: for help with a recovery alone."""
    found = _authority(authority)
    now = timezone.now()
    return render(
        request,
        "desk/instance/authority.html",
        {
            "name": marked(found.name, language),
            "authority": found,
            "shown": people_shown(found, request.user, language, now),
            "administrators": administrators_now(found, now),
        },
    )


@operator_only
def invite(request: HttpRequest, language: str, authority: str) -> HttpResponse:
    """The first administrator of an authority that has none."""
    found, now = _authority(authority), timezone.now()
    form = AdministratorForm(
        request.POST or None,
        initial={"language": found.country.languages[0]},
        place=f"invite:{found.slug}",
    )
    form.all_read(operators_read())
    made: dict[str, object] = {}

    def action(said: dict[str, str]) -> None:
        invitation, token = invite_administrator(by=request.user, authority=found, at=now, **said)
        made["link"] = link_to(invitation.language, "invitation", token)
        made["name"] = said["name"]

    if send(request, form, action):
        if not made:  # sent twice: the answer that the reader did not see held the link
            action(form.cleaned_data)
        back = f"/{language}/desk/instance/"
        return render(request, "desk/people/link.html", {"days": 7, "back": back, **made})
    return render(
        request,
        "desk/instance/invite.html",
        {"form": form, "name": marked(found.name, language), "reads": operators_read()},
    )


@operator_only
def ask(request: HttpRequest, language: str, authority: str, account: UUID) -> HttpResponse:
    found = (
        Account.objects.filter(pk=account, person__authority__slug=authority)
        .select_related("person__authority__municipality")
        .first()
    )
    return ask_page(
        request,
        language,
        found,
        request.user,
        f"/{language}/desk/instance/authorities/{authority}/",
    )


@operator_only
def recovery(request: HttpRequest, language: str, authority: str, recovery: UUID) -> HttpResponse:
    found = (
        Recovery.objects.filter(pk=recovery, account__person__authority__slug=authority)
        .select_related("account__person__authority__municipality", "asked_by__person")
        .first()
    )
    return agree_page(
        request,
        language,
        found,
        request.user,
        f"/{language}/desk/instance/authorities/{authority}/",
    )


MOST_LETTERS = 50


def _letters(language: str, now: datetime) -> list[dict[str, object]]:
    """What could not be sent, oldest first; not to whom, and not what stands in it."""
    interrupted = now - INTERRUPTED_AFTER
    return [
        {
            "id": letter.message_id,
            "day": dated(letter.queued_at.date(), language),
            "trouble": letter.trouble,
            "interrupted": bool(letter.begun_at and letter.begun_at < interrupted),
            "again": letter.next_at is not None,
        }
        for letter in not_sent(now)[:MOST_LETTERS]
    ]


def _returned(language: str) -> list[dict[str, object]]:
    """What a mail server could not deliver, newest first."""
    return [
        {"id": letter.message_id, "day": dated(letter.bounced_at.date(), language)}
        for letter in came_back()[:MOST_LETTERS]
        if letter.bounced_at
    ]


def _not_taken(language: str) -> list[dict[str, object]]:
    """What came in and could not be taken, newest first; not from whom, and not what stands in it."""
    return [
        {
            "id": str(row.pk),
            "day": dated(row.at.date(), language),
            "why": Became(row.became).label,
            "trouble": row.trouble,
        }
        for row in not_taken()[:MOST_LETTERS]
    ]


def _unsupervised(language: str) -> list[str]:
    """The countries of this instance whose accessibility statement is not published."""
    codes = Municipality.objects.order_by("country").values_list("country", flat=True).distinct()
    found = [countries()[code] for code in codes if code not in settings.ACCESSIBILITY]
    return [here.called_in(language) for here in found if here.accessibility_law]


def _authority(slug: str) -> Authority:
    found = Authority.objects.filter(slug=slug).select_related("municipality").first()
    if found is None:
        raise Http404
    return found


def _authorities(language: str, now: datetime) -> list[dict[str, object]]:
    """Each with its administrators who have an account, and who is invited: three queries."""
    administrators: dict[UUID, list[str]] = {}
    for seat in Seat.objects.filter(
        post__role=Role.ADMINISTRATOR, person__account__is_active=True
    ).select_related("person", "post__authority__municipality"):
        if seat.is_held_at(now):
            administrators.setdefault(seat.post.authority_id, []).append(seat.person.name)
    invited: dict[UUID, list[str]] = {}
    for row in Invitation.objects.filter(
        seat__post__role=Role.ADMINISTRATOR,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        good_until__gt=now,
    ).select_related("seat__person", "seat__post"):
        invited.setdefault(row.seat.post.authority_id, []).append(row.seat.person.name)
    return [
        {
            "slug": found.slug,
            "name": marked(found.name, language),
            "administrators": administrators.get(found.pk, []),
            "invited": invited.get(found.pk, []),
        }
        for found in Authority.objects.select_related("municipality").order_by("short", "pk")
    ]

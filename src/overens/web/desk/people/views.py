"""The page of people, inviting, and helping somebody back in."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overens.base.access.actions.invitations import invite as invite_action
from overens.base.access.actions.invitations import withdraw_invitation
from overens.base.access.actions.recovery import (
    agree_to_recovery,
    open_recovery,
    withdraw_recovery,
)
from overens.base.access.actions.services import keep_sign_in_service
from overens.base.access.models import Invitation, Recovery, SignInService
from overens.base.access.queries import seats_with_role
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.states import Audience
from overens.web.design.reads import Reads, everyone
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, told
from overens.web.desk.parties import partners_of, readers
from overens.web.desk.people.forms import InviteForm, ServiceForm, recovery_reads
from overens.web.desk.people.shown import name_of, people_shown


def own_reads(request: HttpRequest, language: str) -> Reads:
    """Own authority alone."""
    authority = request.acting.authority
    return readers(Audience.OWN, authority, partners_of(authority), language)


def link_to(language: str, page: str, token: str) -> str:
    """A link as it is passed on."""
    return f"{settings.ADDRESS}/{language}/sign-in/{page}/{token}/"


@in_post(Act.INVITE)
def people(request: HttpRequest, language: str) -> HttpResponse:
    acting = request.acting
    shown = people_shown(acting.authority, acting.account, language, acting.now)
    return render(
        request,
        "desk/people/people.html",
        {
            "shown": shown,
            "authority": acting.authority,
            "reads": own_reads(request, language),
        },
    )


@in_post(Act.INVITE)
def invite(request: HttpRequest, language: str, seat: UUID) -> HttpResponse:
    """The link stands on the answer to the form, and nowhere else."""
    acting = request.acting
    found = next((s for s in seats_with_role(acting.authority, acting.now) if s.pk == seat), None)
    if found is None or hasattr(found.person, "account"):
        raise Http404
    form = InviteForm(
        request.POST or None,
        initial={"language": acting.authority.country.languages[0]},
        place=f"invite:{seat}",
    )
    reads = own_reads(request, language)
    form.all_read(reads)
    made: dict[str, object] = {}

    def action(said: dict[str, str]) -> None:
        invitation, token = invite_action(by=acting.seat, seat=found, at=acting.now, **said)
        made["link"] = link_to(invitation.language, "invitation", token)

    if send(request, form, action):
        if not made:  # sent twice: the answer that the reader did not see held the link
            action(form.cleaned_data)
        return render(
            request,
            "desk/people/link.html",
            {"name": found.person.name, "days": 7, "back": f"/{language}/desk/people/", **made},
        )
    return render(request, "desk/people/invite.html", {"form": form, "seat": found, "reads": reads})


@require_POST
@in_post(Act.INVITE)
def withdraw(request: HttpRequest, language: str, invitation: UUID) -> HttpResponse:
    acting = request.acting
    found = (
        Invitation.objects.filter(pk=invitation, seat__post__authority=acting.authority)
        .select_related("seat__person", "seat__post")
        .first()
    )
    if found is None:
        raise Http404
    try:
        withdraw_invitation(by=acting.seat, invitation=found, at=acting.now)
    except Refused as refused:
        return told(request, str(refused), f"/{language}/desk/people/")
    return told(
        request, _("The invitation is withdrawn: its link is dead."), f"/{language}/desk/people/"
    )


@in_post(Act.RECOVER)
def ask(request: HttpRequest, language: str, account: UUID) -> HttpResponse:
    """Ask as the first that somebody be let in again."""
    acting = request.acting
    found = (
        Account.objects.filter(pk=account, person__authority=acting.authority)
        .select_related("person__authority__municipality")
        .first()
    )
    return ask_page(request, language, found, acting.seat, f"/{language}/desk/people/")


@in_post(Act.RECOVER)
def recovery(request: HttpRequest, language: str, recovery: UUID) -> HttpResponse:
    """Agree as the second, or withdraw."""
    acting = request.acting
    found = (
        Recovery.objects.filter(pk=recovery, account__person__authority=acting.authority)
        .select_related("account__person__authority__municipality", "asked_by__person")
        .first()
    )
    return agree_page(request, language, found, acting.seat, f"/{language}/desk/people/")


def ask_page(
    request: HttpRequest, language: str, account: Account | None, by: Seat | Account, back: str
) -> HttpResponse:
    """For an administrator and for the operator. Raises Http404 for nobody, and for oneself."""
    if account is None or account.pk == request.user.pk:
        raise Http404
    form = DeskForm(request.POST if request.method == "POST" else None)
    if send(request, form, lambda _said: open_recovery(by=by, account=account, at=_now(request))):
        sentence = _("You have asked. Now another administrator must agree; tell them yourself.")
        return told(request, sentence, back)
    return render(
        request,
        "desk/people/ask.html",
        {"form": form, "name": name_of(account), "back": back, "reads": recovery_reads()},
    )


def agree_page(
    request: HttpRequest, language: str, found: Recovery | None, by: Seat | Account, back: str
) -> HttpResponse:
    """The link stands on the answer to the form, and nowhere else."""
    if found is None or found.account_id == request.user.pk:
        raise Http404
    form = DeskForm(request.POST if request.method == "POST" else None)
    name = name_of(found.account)
    made = {}
    if request.POST.get("act") == "withdraw":
        if send(
            request, form, lambda _said: withdraw_recovery(by=by, recovery=found, at=_now(request))
        ):
            return told(request, _("It is withdrawn. Nobody is let in by it."), back)
    elif send(
        request,
        form,
        lambda _said: made.update(token=agree_to_recovery(by=by, recovery=found, at=_now(request))),
    ):
        if form.sent_before:
            sentence = _(
                "You sent this page before, and the link was shown then. If you do not have it, "
                "withdraw the recovery and begin anew."
            )
            return told(request, sentence, back)
        link = link_to(found.account.language or language, "recovery", made["token"])
        return render(
            request,
            "desk/people/link.html",
            {"name": name, "link": link, "days": 1, "back": back},
        )
    return render(
        request,
        "desk/people/agree.html",
        {
            "form": form,
            "name": name,
            "asked_by": name_of(found.asked_by),
            "own": found.asked_by_id == request.user.pk,
            "agreed": bool(found.agreed_by_id),
            "reads": recovery_reads(),
            "back": back,
        },
    )


@in_post(Act.KEEP_SIGN_IN)
def service(request: HttpRequest, language: str) -> HttpResponse:
    """The municipality's own sign-in."""
    acting = request.acting
    kept = SignInService.objects.filter(municipality=acting.authority.municipality_id).first()
    posts = list(acting.authority.posts.exclude(role="").order_by("slug"))
    form = ServiceForm(
        request.POST or None,
        service=kept,
        posts=posts,
        language=language,
        place=f"sign-in-service:{acting.authority.slug}",
    )
    reads = own_reads(request, language)
    form.all_read(reads)
    form.reads(name=everyone())
    if send(
        request,
        form,
        lambda said: keep_sign_in_service(by=acting.seat, at=acting.now, **said),
    ):
        return told(request, _("The sign-in service is saved."), request.path)
    return render(request, "desk/people/service.html", {"form": form, "reads": reads})


def _now(request: HttpRequest) -> datetime:
    """The minute at which the gate was passed; the operator acts in no post."""
    return request.acting.now if request.acting else timezone.now()

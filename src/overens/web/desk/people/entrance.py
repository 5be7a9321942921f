"""Coming in by a link: an invitation, and a recovery that two have agreed to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from overens.base.access.actions.invitations import accept_invitation
from overens.base.access.actions.recovery import use_recovery
from overens.base.access.queries import open_invitation, open_recovery_by
from overens.base.municipalities.models import Account
from overens.web.design.reads import only_you
from overens.web.design.words import marked
from overens.web.desk.forms import send, told
from overens.web.desk.people.forms import PasswordForm, helpers
from overens.web.desk.people.secret import no_good, used, with_secret
from overens.web.desk.people.shown import name_of
from overens.web.desk.sign_in.sessions import begin_session


@with_secret
def invitation(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """Who invites, for which post, what is logged and who reads it; then an account."""
    now = timezone.now()
    found = open_invitation(token, now)
    if found is None:
        return no_good(request)
    seat = found.seat
    form = PasswordForm(request.POST or None, account=Account(email=found.email))
    form.reads(email=helpers(), password=only_you())
    made = {}
    if send(
        request,
        form,
        lambda said: made.update(
            account=accept_invitation(token=token, password=said["password"], at=now)
        ),
    ):
        account = made["account"]
        begin_session(request, account, "password")
        return used(redirect(landing(account)))
    return render(
        request,
        "desk/people/accept.html",
        {
            "form": form,
            "seat": seat,
            "post": marked(seat.post.names.shown(language), language) if seat else "",
            "authority": marked(seat.post.authority.name, language) if seat else "",
            "by": name_of(found.made_by) if found.made_by else "",
            "email": found.email,
        },
    )


@with_secret
def recovery(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """A new password; everything else with which one signed in is gone."""
    now = timezone.now()
    found = open_recovery_by(token, now)
    if found is None:
        return no_good(request)
    form = PasswordForm(request.POST or None, account=found.account)
    form.reads(email=helpers(), password=only_you())
    if send(
        request,
        form,
        lambda said: use_recovery(token=token, password=said["password"], at=now),
    ):
        sentence = _("Your new password holds. Sign in with it now.")
        return used(told(request, sentence, f"/{language}/sign-in/"))
    return render(
        request,
        "desk/people/recover.html",
        {
            "form": form,
            "name": name_of(found.account),
            "asked_by": name_of(found.asked_by),
            "agreed_by": name_of(found.agreed_by),
        },
    )


def landing(account: Account) -> str:
    """One's own first page, in one's own language."""
    return f"/{account.language or 'en'}/desk/"

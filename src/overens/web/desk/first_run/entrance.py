"""The first step, before anybody has an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from overens.base.access.actions import beginnings
from overens.base.access.queries import first_run_by
from overens.web.design.reads import everyone, only_you
from overens.web.desk.first_run.forms import BeginForm
from overens.web.desk.forms import send
from overens.web.desk.people.forms import helpers
from overens.web.desk.people.secret import no_good, used, with_secret
from overens.web.desk.sign_in.sessions import begin_session


@with_secret
def begin(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The municipality, its administrator, and the operator of the instance: one and the same."""
    now = timezone.now()
    if first_run_by(token, now) is None:
        return no_good(request)
    form = BeginForm(request.POST or None, initial={"language": language})
    form.all_read(everyone())
    form.reads(language=only_you(), email=helpers(), password=only_you())
    made = {}

    def action(said: dict[str, str]) -> None:
        made["account"] = beginnings.begin(
            token=token,
            place=form.as_place(),
            name=said["name"],
            email=said["email"],
            password=said["password"],
            at=now,
        )

    if send(request, form, action):
        begin_session(request, made["account"], "password")
        return used(redirect(f"/{made['account'].language}/desk/first/"))
    return render(request, "desk/first_run/begin.html", {"form": form, "reads": everyone()})

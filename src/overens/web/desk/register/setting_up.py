"""How the authority keeps its register."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Authority
from overens.base.municipalities.roles import Act
from overens.base.records.actions.setting_up import set_up_register
from overens.base.records.numbers import write
from overens.web.design.reads import everyone
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.register.forms import SettingsForm
from overens.web.desk.register.loading import Own


@in_post(Act.SET_UP_REGISTER)
def settings(request: HttpRequest, language: str) -> HttpResponse:
    page = Own.fetch(request)
    register = page.register
    siblings = list(
        Authority.objects.filter(municipality=page.acting.authority.municipality)
        .exclude(pk=page.acting.authority.pk)
        .order_by("slug")
    )
    form = SettingsForm(
        request.POST or None,
        place=f"register-settings:{register.authority.slug}",
        register=register,
        siblings=siblings,
    )
    form.all_read(everyone())
    form.reads(
        kept=page.own_people, way=page.own_people, deliver_to=page.own_people, key=page.nobody
    )

    def action(data: dict[str, Any]) -> object:
        return set_up_register(
            by=page.acting.seat, settings=form.settings(data), at=page.acting.now
        )

    if send(request, form, action):
        sentence = _("The settings of the register are saved.")
        to = f"{page.home}register/settings/"
        return told(request, sent_before() if form.sent_before else sentence, to)
    example = write(register.number_format, register.prefix, page.today.year, 14)
    return render(
        request,
        "desk/register/settings.html",
        {"form": form, "reads": page.own_people, "example_number": example},
    )

"""One's own settings: languages, e-mail address, and what comes by mail. What one signs in with is
beside it."""

from django import forms
from django.conf import settings as instance
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from overens.base.access.actions.accounts import change_email, keep_reading
from overens.base.languages.rules import languages
from overens.base.mail.actions import keep_notices
from overens.base.mail.models import SwitchedOff
from overens.base.mail.states import NoticeKind
from overens.web.design.reading import COOKIE, YEAR
from overens.web.design.reads import only_you
from overens.web.desk.entering import signed_in
from overens.web.desk.forms import DeskForm, send, told
from overens.web.desk.people.forms import helpers, language_choices
from overens.web.desk.sign_in.gates import proved

capfirst_lazy = lazy(lambda label: capfirst(str(label)), str)


class ReadingForm(DeskForm):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the pages"),
        help_text=gettext_lazy("The one in which you land when you have signed in."),
        choices=language_choices,
    )
    understands = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that you read"),
        help_text=gettext_lazy("Texts in these languages are shown to you as they were written."),
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class EmailForm(DeskForm):
    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NoticesForm(DeskForm):
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("What you get by mail"),
        help_text=gettext_lazy("What you take away stands at the desk all the same."),
        choices=[(kind.value, capfirst_lazy(kind.label)) for kind in NoticeKind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@signed_in
def settings(request: HttpRequest, language: str) -> HttpResponse:
    account = request.user
    form = ReadingForm(
        request.POST or None,
        initial={
            "language": account.language or language,
            "understands": list(request.reader.understands),
        },
    )
    form.reads(language=only_you(), understands=only_you())
    if send(request, form, lambda said: keep_reading(by=account, **said)):
        with override(account.language):
            sentence = _("Your languages are saved.")
        response = told(request, sentence, f"/{account.language}/desk/settings/")
        # The open site knows no accounts, so that its pages can be kept for all.
        response.set_cookie(
            COOKIE,
            ".".join(code for code in languages() if code in account.understands),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=instance.SECURE_COOKIES,
        )
        return response
    return render(
        request,
        "desk/settings.html",
        {"form": form, "reads": only_you(), "email": account.email},
    )


@signed_in
def notices(request: HttpRequest, language: str) -> HttpResponse:
    """Each kind of letter that a law or an agreement does not ask for."""
    account = request.user
    off = SwitchedOff.objects.filter(account=account).values_list("kind", flat=True)
    initial = {"wanted": sorted(set(NoticeKind.values) - set(off))}
    form = NoticesForm(request.POST or None, initial=initial)
    form.reads(wanted=only_you())
    if send(
        request,
        form,
        lambda said: keep_notices(by=account, wanted=said["wanted"], at=timezone.now()),
    ):
        return told(request, _("Saved: these come by mail."), f"/{language}/desk/settings/")
    return render(
        request,
        "desk/settings_notices.html",
        {"form": form, "email": account.email, "reads": only_you()},
    )


@proved
def email(request: HttpRequest, language: str) -> HttpResponse:
    """Another address, for whoever has shown just now that it is they."""
    account = request.user
    form = EmailForm(request.POST or None, place="email")
    form.reads(email=helpers())
    if send(
        request,
        form,
        lambda said: change_email(by=account, email=said["email"], at=timezone.now()),
    ):
        sentence = _("From now on you sign in with the new address.")
        return told(request, sentence, f"/{language}/desk/settings/")
    return render(request, "desk/settings_email.html", {"form": form, "email": account.email})

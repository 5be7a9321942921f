"""What is typed about people who sign in."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.access.models import SignInService
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Account, Post
from overens.web.design.reads import Reads
from overens.web.desk.forms import DeskForm


def language_choices() -> list[tuple[str, str]]:
    return [(code, language.name) for code, language in languages().items()]


def helpers() -> Reads:
    """Those who help somebody back in read with which address one signs in."""
    words = _("<b>Your administrators</b> read it, and the operators of this instance")
    return Reads(SafeString(words))


def operators_read() -> Reads:
    """What stands in the instance's own log."""
    return Reads(SafeString(_("<b>Only operators</b> of this instance read it")), alone=True)


def recovery_reads() -> Reads:
    """That somebody is let in again is told to all who must know of it."""
    words = _("<b>Administrators</b> and operators read it, and whoever is let in again")
    return Reads(SafeString(words))


class InviteForm(DeskForm):
    """To whom the link goes, and in which language its page is shown."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("With it the person signs in. Nothing is sent to it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the person"), choices=language_choices
    )


class PasswordForm(DeskForm):
    """A new password, by the rules of the instance. `account` is whose it becomes."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        disabled=True,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *given: Any, account: Account, **named: Any) -> None:
        super().__init__(*given, initial={"email": account.email}, **named)
        self.account = account
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


class ServiceForm(DeskForm):
    """The municipality's own sign-in; one field for each post, with the values that lead to it."""

    name = forms.CharField(
        label=gettext_lazy("Name on the sign-in page"),
        max_length=80,
        help_text=gettext_lazy("What your colleagues call it, such as ‘Køge Kommune’."),
    )
    address = forms.CharField(
        label=gettext_lazy("Address of the provider"),
        max_length=500,
        help_text=gettext_lazy("It begins with https://. OpenID Connect calls it the issuer."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    client_id = forms.CharField(label=gettext_lazy("Client ID"), max_length=200)
    client_secret = forms.CharField(
        label=gettext_lazy("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    claim = forms.CharField(
        label=gettext_lazy("Claim that holds the groups"), max_length=80, initial="groups"
    )

    def __init__(
        self,
        *given: Any,
        service: SignInService | None,
        posts: list[Post],
        language: str,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        if service:
            for name in ("name", "address", "client_id", "claim"):
                self.fields[name].initial = getattr(service, name)
            self.fields["client_secret"].help_text = _(
                "It is on file and is never shown. Leave this empty to keep it."
            )
        self.posts = {f"post-{post.pk}": post for post in posts}
        for name, post in self.posts.items():
            values = [
                v for v, to in (service.posts if service else {}).items() if to == str(post.pk)
            ]
            self.fields[name] = forms.CharField(
                label=_("Values that lead to the post %(post)s")
                % {"post": post.names.shown(language).text},
                help_text=_("One value on each line, as the provider writes it."),
                required=False,
                initial="\n".join(values),
                widget=forms.Textarea(attrs={"class": "low", "rows": 2}),
            )
        self.fields["is_strong"] = forms.BooleanField(
            label=_("The provider asks for two steps"),
            help_text=_("Say so only if it does: nobody is asked for a second step here then."),
            required=False,
            initial=service.is_strong if service else False,
        )
        self.fields["is_open"] = forms.BooleanField(
            label=_("Shown on the sign-in page"),
            required=False,
            initial=service.is_open if service else True,
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        mapped: dict[str, str] = {}
        for name, post in self.posts.items():
            for value in filter(None, map(str.strip, said.pop(name, "").splitlines())):
                if value in mapped:
                    self.add_error(
                        name,
                        ValidationError(_("‘%(value)s’ stands twice.") % {"value": value}),
                    )
                mapped[value] = str(post.pk)
        said["posts"] = mapped
        return said

"""The forms of the sign-in pages."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from overens.base.municipalities.models import Account
from overens.web.design.reads import only_you
from overens.web.desk.forms import DeskForm


class Password(forms.CharField):
    """A password; browsers and password stores know which."""

    def __init__(self, autocomplete: str, **named: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=1024, widget=widget, **named)


class ProofForm(DeskForm):
    """What one shows to come in: it is looked at, and nobody is told."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.all_read(only_you())


class SignInForm(ProofForm):
    """E-mail address and password."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": _("Write your e-mail address.")},
    )
    password = Password(
        "current-password",
        label=_("Password"),
        error_messages={"required": _("Write your password.")},
    )


class CodeForm(ProofForm):
    """A code of the app, or a spare code."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits from the app, or one of your spare codes."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Write the code.")},
    )


class PasswordAgainForm(ProofForm):
    """The password of somebody who is signed in."""

    password = Password(
        "current-password",
        label=_("Password"),
        error_messages={"required": _("Write your password.")},
    )


class NewPasswordForm(DeskForm):
    """Another password."""

    password = Password(
        "new-password",
        label=_("New password"),
        help_text=_("At least twelve characters. A few words in a row are easy to remember."),
        error_messages={"required": _("Write a new password.")},
    )

    def __init__(self, account: Account, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.account = account

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.account)
        return password


class Credential(forms.JSONField):
    """What a browser sends for a passkey: an object, which is looked into only then."""

    def __init__(self, **named: Any) -> None:
        wrong = _("The passkey could not be used. Try again, or choose another way.")
        super().__init__(
            widget=forms.HiddenInput, error_messages={"required": wrong, "invalid": wrong}, **named
        )
        self.wrong = wrong

    def clean(self, value: object) -> dict[str, Any]:
        found = super().clean(value)
        if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
            raise ValidationError(self.wrong)
        return found


class UsePasskeyForm(DeskForm):
    """A passkey of `account`; of anybody, where nobody is named. Gives its row."""

    credential = Credential()

    def __init__(self, account: Account | None, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.account = account

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_authentication_response(credential)
            account = self.account or webauthn.extract_user_from_response(credential)
            return webauthn.complete_authentication(account, credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            # What a stranger sends may be of any shape; it is wrong in one way.
            raise ValidationError(self.fields["credential"].wrong) from error


class AddPasskeyForm(DeskForm):
    """A new passkey, with a name by which one knows it again."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("Say on which device or key it is, so that you know it again."),
        max_length=80,
        required=False,
    )
    credential = Credential()

    def clean_credential(self) -> dict[str, Any]:
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            binding = webauthn.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(self.fields["credential"].wrong) from error
        if not binding.is_user_verified():
            raise ValidationError(
                _("The passkey must ask who you are: by fingerprint, face or PIN.")
            )
        return credential


class AddAppForm(DeskForm):
    """The first code of an app, which shows that it works."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("The six digits that the app shows now."),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Write the code.")},
    )


def name_for_passkey(account: Account, typed: str) -> str:
    """What a passkey is called where nobody said."""
    return typed.strip() or get_adapter().generate_authenticator_name(account, "webauthn")

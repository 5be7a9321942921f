"""What django-allauth asks of us: it keeps codes and passkeys; pages, words and limits are ours."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Account


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account by themselves, and allauth says nothing on our pages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *_given: Any, **_named: Any) -> None:
        """Our views say what was done."""

    def send_mail(self, *_given: Any, **_named: Any) -> None:
        """Mail goes out by our own rooms alone."""


class FactorAdapter(DefaultMFAAdapter):
    """Secrets of apps for codes are kept encrypted by the instance's key."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValueError where the instance's key is another one than it was. Never an empty
        secret: its codes could be reckoned by anybody."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValueError("The key of the instance has changed.") from error

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Overens"}


def _cipher() -> Fernet:
    key = hashlib.sha256(b"overens.factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

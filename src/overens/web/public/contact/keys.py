"""What a form carries that nobody else can make: its key with its age, and the files put by.

The form needs no cookie and no session, so that nothing is lost because of one.
"""

import hmac
import ipaddress
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import signing
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from overens.base.records.actions.unsent import KEPT_FOR
from overens.base.records.rules import Attached

GOOD_FOR = timedelta(days=2)
"""Nothing that somebody writes times out within a day (WCAG 2.2, 2.2.6)."""
KEY, FILE = "overens.contact.key", "overens.contact.file"
OF_AN_ADDRESS = 64
"""Bits of an IPv6 address that tell connections apart: the rest is one household's own."""


@dataclass(frozen=True, slots=True)
class Key:
    """A form's own key. `typed_for` is how long the form was open; unknown for one that came back
    with a new key, which may be sent again at once."""

    token: str
    typed_for: timedelta | None


def new_key(*, again: bool = False) -> str:
    """A key with the time at which it was made; `again` in a form that came back."""
    return signing.TimestampSigner(salt=KEY).sign_object([token_urlsafe(24), again])


def key_of(signed: str) -> Key | None:
    """A key that we made within GOOD_FOR; else None."""
    signer = signing.TimestampSigner(salt=KEY)
    try:
        token, again = signer.unsign_object(signed, max_age=GOOD_FOR)
        made = signing.b62_decode(signed.rsplit(":", 2)[1])
    except (signing.BadSignature, ValueError):
        return None
    opened = timedelta(seconds=time.time() - made)
    return Key(token, None if again else opened)


def reference(file: Attached) -> str:
    """A file that was put by, as a hidden field names it."""
    return signing.dumps(asdict(file), salt=FILE)


def referred(signed: str) -> Attached | None:
    """The file that a reference of ours names; None for others, and after a day."""
    try:
        return Attached(**signing.loads(signed, salt=FILE, max_age=KEPT_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def origin_of(request: HttpRequest, at: datetime) -> str:
    """By this connections are told apart for one day, and nobody can tell whose they were."""
    try:
        address = get_client_ip(request) or ""
    except (ImproperlyConfigured, PermissionDenied):
        address = ""
    if not address:
        return ""
    network = ipaddress.ip_address(address.split("%")[0])
    # On a socket of both kinds, IPv4 comes as one single network of IPv6.
    network = getattr(network, "ipv4_mapped", None) or network
    if network.version == 6:
        network = ipaddress.ip_network((network, OF_AN_ADDRESS), strict=False)
    said = f"overens.contact.origin:{at.date()}:{network}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), "sha256").hexdigest()[:32]

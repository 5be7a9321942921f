"""A passkey made in the test, as a browser would send it (Web Authentication Level 2, section 6).

It signs what it is told to, also what an honest one would not: that it has asked its holder
nothing, for one.
"""

import base64
import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cbor import encode
from fido2.cose import ES256

from overens.base.municipalities.models import Account

HOST = "testserver"
TOUCHED, HOLDER_ASKED, WITH_KEY = 0x01, 0x04, 0x40


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _said(kind: str, challenge: str) -> bytes:
    said = {"type": kind, "challenge": challenge, "origin": f"https://{HOST}", "crossOrigin": False}
    return json.dumps(said).encode()


@dataclass
class Passkey:
    """Of one account."""

    account: Account
    id: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def _data(self, flags: int) -> bytes:
        return sha256(HOST.encode()).digest() + bytes([flags]) + bytes(4)

    def add(self) -> Authenticator:
        """Kept for the account, as if its making had been checked."""
        public = encode(ES256.from_cryptography_key(self.key.public_key()))
        made = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(TOUCHED | HOLDER_ASKED | WITH_KEY) + made
        response = {
            "clientDataJSON": _text(_said("webauthn.create", _text(token_bytes(32)))),
            "attestationObject": _text(encode({"fmt": "none", "authData": data, "attStmt": {}})),
        }
        row: Authenticator = WebAuthn.add(self.account, "Test", self._sent(response)).instance
        return row

    def answer(self, options: dict[str, Any], flags: int = TOUCHED | HOLDER_ASKED) -> str:
        """What the browser sends for these options."""
        said = _said("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(flags)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": _text(said),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": _text(user_pk_to_url_str(self.account).encode()),
        }
        return json.dumps(self._sent(response))

    def _sent(self, response: dict[str, str]) -> dict[str, Any]:
        name = _text(self.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

"""OpenID Connect as the client of a municipality's own service (OpenID Connect Core 1.0, code flow).

Every answer of a service is checked as if it came from a stranger: signature by a published key,
issuer, audience, expiry, nonce (section 3.1.3.7), with PKCE (RFC 7636) and a state that is good once.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from overens.base.access.asking import Failed, ask, safe
from overens.base.access.models import SignInService

LEEWAY = 60  # seconds by which two clocks may differ
ALGORITHMS = ("RS256", "PS256", "ES256")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that is under way at a service: kept in the session, good once."""

    service: str
    state: str
    nonce: str
    verifier: str
    language: str
    way_on: str
    at: float
    ties: str = ""
    """The account that is to be tied to the service, where that is what it is for."""

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def secret() -> str:
    """A value that nobody guesses."""
    return secrets.token_urlsafe(32)


def address_to_sign_in(service: SignInService, attempt: Attempt, callback: str) -> str:
    """Where the reader is sent. Raises Failed."""
    challenge = hashlib.sha256(attempt.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": service.client_id,
        "redirect_uri": callback,
        "scope": "openid profile email",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    begin = _address(_described(service), "authorization_endpoint")
    return f"{begin}{'&' if '?' in begin else '?'}{urlencode(asked)}"


def claims(service: SignInService, attempt: Attempt, code: str, callback: str) -> Mapping[str, Any]:
    """What the service says of whoever comes back with this code. Raises Failed."""
    described = _described(service)
    who = {"client_id": service.client_id, "client_secret": service.client_secret}
    # Where a service does not say how it wants the secret, it wants it in the header (Discovery 1.0,
    # section 3).
    ways = described.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    by_header = "client_secret_post" not in ways
    answer = ask(
        "POST",
        _address(described, "token_endpoint"),
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "code_verifier": attempt.verifier,
            **({} if by_header else who),
        },
        auth=tuple(quote(part, safe="") for part in who.values()) if by_header else None,
    )
    said = _checked(service, described, str(answer.get("id_token", "")), attempt.nonce)
    missing = {service.claim, "email", "name"} - said.keys()
    if missing and "userinfo_endpoint" in described and answer.get("access_token"):
        more = ask(
            "GET",
            _address(described, "userinfo_endpoint"),
            headers={"Authorization": f"Bearer {answer['access_token']}"},
        )
        if more.get("sub") != said["sub"]:
            raise Failed("userinfo speaks of somebody else")
        said = {**more, **said}
    return said


def values_of(said: Mapping[str, Any], claim: str) -> list[str]:
    """The values of a claim: one or several."""
    found = said.get(claim, [])
    return [str(value) for value in (found if isinstance(found, list) else [found])]


def _checked(
    service: SignInService, described: Mapping[str, Any], token: str, nonce: str
) -> Mapping[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise Failed(f"id_token is signed by {header.get('alg')}")
        keys = ask("GET", _address(described, "jwks_uri")).get("keys", [])
        said: Mapping[str, Any] = jwt.decode(
            token,
            key=_key(keys, header),
            algorithms=[header["alg"]],
            audience=service.client_id,
            issuer=described["issuer"],
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Failed(f"id_token: {error}") from error
    if not secrets.compare_digest(str(said.get("nonce", "")).encode(), nonce.encode()):
        raise Failed("id_token was made for another sign-in")
    if said.get("azp", service.client_id) != service.client_id:
        raise Failed("id_token was made for another client")
    if not said["sub"] or len(said["sub"]) > 255 or not said["sub"].isprintable():
        raise Failed("id_token names nobody")
    return said


def _key(keys: list[Mapping[str, Any]], header: Mapping[str, Any]) -> Any:
    """The published key by which a token is signed; of the kind that its algorithm asks for."""
    kind = "EC" if header["alg"].startswith("ES") else "RSA"
    fitting = [
        key
        for key in keys
        if key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
    if len(fitting) != 1:
        raise Failed("no published key fits the id_token")
    return jwt.PyJWK(dict(fitting[0]), algorithm=header["alg"]).key


def _described(service: SignInService) -> Mapping[str, Any]:
    """How the service describes itself (OpenID Connect Discovery 1.0, section 4)."""
    issuer = service.issuer
    described = ask("GET", f"{safe(issuer)}/.well-known/openid-configuration")
    if str(described.get("issuer", "")).rstrip("/") != issuer:
        raise Failed(f"{issuer} describes another service")
    return described


def _address(described: Mapping[str, Any], name: str) -> str:
    return safe(str(described.get(name, "")))

"""A municipality's sign-in service for tests: OpenID Connect on this machine, ended with its block.

It signs in whoever it is told to, without asking; what it puts into its tokens can be spoilt, to see
that a spoilt one is refused. Runs in a thread of the test, on loopback alone.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET, KID = "overens", "a-client-secret", "one"


@cache
def _key(_which: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """What it says, and to whom it has spoken. `claims` are those of whoever signs in next."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    spoilt: dict[str, Any] = field(default_factory=dict)
    """Claims of the id_token that are overwritten; None takes one away."""
    signed_by: str = "right"
    algorithm: str = "RS256"
    issuer: str = ""
    published: Any = None
    """Keys that it publishes in place of the right one."""
    wants: str = "client_secret_post"
    """How it wants the client's secret."""
    in_userinfo: tuple[str, ...] = ()
    """Claims that stand in userinfo alone."""
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def says(self, sub: str, **claims: Any) -> None:
        """Who signs in next."""
        self.claims = {"sub": sub, **claims}

    def authorize(self, query: dict[str, str]) -> str:
        code = secrets.token_urlsafe(16)
        self.codes[code] = query | {"claims": self.claims}
        back = {"code": code, "state": query["state"]}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """None for a code that is unknown, used, or not meant for whoever brings it."""
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or (sent["client_id"], sent["client_secret"]) != (CLIENT, SECRET):
            return None
        challenge = hashlib.sha256(sent["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        if sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        access = secrets.token_urlsafe(16)
        self.tokens[access] = asked["claims"]
        return {
            "access_token": access,
            "token_type": "Bearer",
            "id_token": self.id_token(asked["claims"], asked["nonce"]),
        }

    def id_token(self, claims: dict[str, Any], nonce: str) -> str:
        now = int(time.time())
        said = {
            "iss": self.issuer or self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **{name: value for name, value in claims.items() if name not in self.in_userinfo},
            **self.spoilt,
        }
        said = {name: value for name, value in said.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(said, "", algorithm="none")
        if self.algorithm == "HS256":
            # The old trick: the published key as if it were a shared secret.
            return jwt.encode(said, CLIENT * 8, algorithm="HS256", headers={"kid": KID})
        return jwt.encode(said, _key(self.signed_by), algorithm="RS256", headers={"kid": KID})

    def keys(self) -> dict[str, Any]:
        if self.published is not None:
            return {"keys": self.published}
        key = json.loads(RSAAlgorithm.to_jwk(_key("right").public_key()))
        return {"keys": [key | {"kid": KID, "use": "sig", "alg": "RS256"}]}

    def description(self) -> dict[str, Any]:
        here = self.address
        return {
            "issuer": self.issuer or here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "userinfo_endpoint": f"{here}/userinfo",
            "jwks_uri": f"{here}/jwks",
            "token_endpoint_auth_methods_supported": [self.wants],
        }


@contextmanager
def provider() -> Iterator[Provider]:
    """Runs until the block ends."""
    found = Provider()

    class Answers(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            found.asked.append(parts.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", found.authorize(query))
                self.end_headers()
            elif parts.path == "/jwks":
                self.say(found.keys())
            elif parts.path == "/userinfo":
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                self.say(found.tokens.get(bearer))
            elif parts.path == "/.well-known/openid-configuration":
                self.say(found.description())
            else:
                self.say(None)

        def do_POST(self) -> None:
            found.asked.append(self.path)
            body = self.rfile.read(min(int(self.headers["Content-Length"]), 100_000)).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            if found.wants == "client_secret_basic":
                assert "client_secret" not in sent
                header = self.headers.get("Authorization", "").removeprefix("Basic ")
                parts = base64.b64decode(header).decode().split(":")
                sent["client_id"], sent["client_secret"] = map(unquote, parts)
            self.say(found.token(sent))

        def say(self, said: dict[str, Any] | None) -> None:
            body = json.dumps(said if said is not None else {"error": "invalid_request"}).encode()
            self.send_response(200 if said is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_said: object) -> None:
            """Tests say what went wrong themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)

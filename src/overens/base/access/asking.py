"""Asking a service of a municipality's own over the network, as one asks a stranger.

It is reached by HTTPS alone, and is not followed elsewhere, waited for, or read without end.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

WITHIN = 8  # seconds, for each answer of a service
MOST = 1_000_000  # bytes of an answer
AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})


class Failed(Exception):
    """The service did not answer as it must; said to the operator, not to the reader.

    `status` is the HTTP status with which it answered, 0 where it did not."""

    def __init__(self, said: str, status: int = 0) -> None:
        super().__init__(said)
        self.status = status


def safe(address: str) -> str:
    """The address; secrets go by https alone, except to this machine. Raises Failed."""
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.username is None
    except ValueError:
        named = False
    if named and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in AT_HOME)
    ):
        return address
    raise Failed(f"not an https address: {address[:200]}")


def ask(
    method: str, address: str, *, good: Collection[int] = (200,), **sent: Any
) -> Mapping[str, Any]:
    """A JSON object from a service. Raises Failed."""
    sent = {"timeout": WITHIN, **sent}
    try:
        with requests.request(
            method, address, allow_redirects=False, stream=True, **sent
        ) as answer:
            if answer.status_code not in good:
                raise Failed(f"{address} answered {answer.status_code}", answer.status_code)
            body = answer.raw.read(MOST + 1, decode_content=True)
        found = json.loads(body) if len(body) <= MOST else None
    except (requests.RequestException, HTTPError, OSError, ValueError, RecursionError) as error:
        raise Failed(f"{address}: {type(error).__name__}") from error
    if not isinstance(found, dict):
        raise Failed(f"{address} answered no JSON object")
    return found

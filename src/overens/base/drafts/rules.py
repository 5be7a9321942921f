"""What a draft holds, and how what was sent is told apart. Pure."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

Fields = Mapping[str, Sequence[str]]
"""The fields of a form by name; each has as many values as were chosen."""

MOST_DRAFTS = 200
"""Of one account."""
MOST_FIELDS, MOST_IN_DRAFT, MOST_IN_PLACE = 5_000, 200_000, 200
"""Fields of one form; characters of all of them; characters of a form's name."""

DRAFTS_STAY = timedelta(days=365)
SENT_STAYS = timedelta(days=90)
"""So long is it known that a page was sent: far longer than a session, and than a tab is open."""


def storable(fields: Fields) -> dict[str, list[str]]:
    """The fields without the one character that PostgreSQL's JSON cannot keep (U+0000)."""
    return {name: [value.replace("\0", "") for value in values] for name, values in fields.items()}


def length(fields: Fields) -> int:
    """Characters, names and values together."""
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


def is_empty(fields: Fields) -> bool:
    return not any(value.strip() for values in fields.values() for value in values)


def digest(fields: Fields) -> str:
    """SHA-256 of what was sent, whatever the order of the fields."""
    said = json.dumps({name: list(fields[name]) for name in sorted(fields)}, ensure_ascii=True)
    return sha256(said.encode()).hexdigest()


def token_of(account: UUID, page: str) -> str:
    """A page's own token, bound to the account that it was made for: `Sent.token`."""
    return sha256(f"{account}:{page}".encode()).hexdigest()[:40] if page else ""

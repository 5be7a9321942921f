"""Values as the bytes that are hashed: JSON in its one canonical form (RFC 8785)."""

import json
from collections.abc import Collection
from typing import Any

import rfc8785

MOST = 2**53 - 1
"""Beyond it a number is no exact number in JSON."""
PLAIN = {str, bool, type(None)}
write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> bytes:
    """As `rfc8785.dumps`, several times as fast for what most values are: text, whole numbers and
    booleans under ASCII names. Of those, what Python writes is canonical already."""
    try:
        if _is_plain(value):
            return write(value).encode()
    except (TypeError, UnicodeEncodeError):
        pass  # which says in its own words what is wrong
    return rfc8785.dumps(value)


def values_of(said: Any) -> dict[str, Any]:
    """What a dataclass with slots holds, by name: as `asdict`, and without copies of what is in it."""
    return {name: getattr(said, name) for name in said.__slots__}


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is dict:
        # Names beyond ASCII are sorted by UTF-16, and not by code points.
        return "".join(value).isascii() and _are_plain(value.values())
    if kind is list or kind is tuple:
        return _are_plain(value)
    if kind is int:
        return bool(abs(value) <= MOST)
    return kind in PLAIN or isinstance(value, str)


def _are_plain(values: Collection[Any]) -> bool:
    return set(map(type, values)) <= PLAIN or all(map(_is_plain, values))

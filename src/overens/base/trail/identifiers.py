"""Identifiers of objects: UUID version 7 (RFC 9562), so that they sort by the time they arose; and
salts, which keep what is sealed from being found again by trying."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """48 bits of milliseconds since 1970, version, 12 random bits, variant, 62 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    return UUID(int=number | 0b10 << 62 | secrets.randbits(62))


def new_salt() -> str:
    """128 random bits, in hexadecimal."""
    return secrets.token_hex(16)

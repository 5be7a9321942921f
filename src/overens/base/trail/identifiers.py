"""Identifiers of objects: UUID version 7 (RFC 9562), so that they sort by the time they arose; and
salts, which keep what is sealed from being found again by trying."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """48 bits of milliseconds since 1970, version, 12 random bits, variant, 62 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    number = milliseconds << 80 | 0x7 << 76 | chance >> 62 << 64
    return UUID(int=number | 0b10 << 62 | chance & (1 << 62) - 1)


def new_salt() -> str:
    """128 random bits, in hexadecimal."""
    return secrets.token_hex(16)

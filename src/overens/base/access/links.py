"""The secret of a link that is followed once: it goes out, and only its hash is kept. Pure."""

import secrets
from datetime import timedelta
from hashlib import sha256

INVITATION_HOLDS = timedelta(days=7)
RECOVERY_HOLDS = timedelta(days=1)
ASKING_HOLDS = timedelta(days=7)
"""So long another administrator can agree to a recovery."""
RESTS = timedelta(days=7)
"""So long after their own recovery, and after an administrator has let them in, nobody helps with
another's: whoever was let into one account does not go on from there to the next, and nobody makes
the second who agrees."""


def new_token() -> str:
    """256 bits that nobody guesses, as they stand in an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What is kept of it. No salt: there is nothing to guess in 256 random bits."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

"""Addresses that are secrets by themselves: whoever reads the log does not learn them."""

import logging
import re

TOKEN = re.compile(r"(?<![-\w])[-\w]{43}(?![-\w])", re.ASCII)
"""As `secrets.token_urlsafe(32)` makes them."""


class Masked(logging.Filter):
    """Leaves every line, without the secrets in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        masked = TOKEN.sub("…", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True

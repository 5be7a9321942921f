"""Where a form stands that somebody began to fill in, by the name under which its draft is kept."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext_noop

SLUG, HEX = r"[-a-z0-9]{1,80}", r"[-0-9a-f]{36}"
PLACES: Sequence[tuple[re.Pattern[str], str, str]] = (
    (
        re.compile(rf"evidence:(?P<agreement>{SLUG}):(?P<number>\d{{1,9}})"),
        "agreements/{agreement}/commitments/{number}/",
        gettext_noop("You have begun to write what was done"),
    ),
    (
        re.compile(rf"evidence:(?P<agreement>{SLUG})"),
        "agreements/{agreement}/",
        gettext_noop("You have begun to write what was done"),
    ),
    (
        re.compile(rf"not-done:(?P<agreement>{SLUG}):(?P<number>\d{{1,9}})"),
        "agreements/{agreement}/commitments/{number}/",
        gettext_noop("You have begun to say why something was not done"),
    ),
    (
        re.compile(rf"handover:(?P<handover>{HEX})"),
        "handovers/{handover}/",
        gettext_noop("You have begun to write a handover"),
    ),
    (
        re.compile(rf"answer:(?P<case>{HEX})"),
        "inbox/{case}/",
        gettext_noop("You have begun to write an answer"),
    ),
    (
        re.compile(rf"(send-on|close):(?P<case>{HEX})"),
        "inbox/{case}/",
        gettext_noop("You have begun to go on with a case"),
    ),
    (
        re.compile(rf"waive:(?P<agreement>{SLUG}):(?P<number>\d{{1,9}})"),
        "agreements/{agreement}/life/waive/{number}/",
        gettext_noop("You have begun to ask the parties to waive a commitment"),
    ),
    (
        re.compile(rf"(?P<what>renew|end|notice|keep):(?P<agreement>{SLUG})"),
        "agreements/{agreement}/life/{what}/",
        gettext_noop("You have begun to write about how long an agreement goes on"),
    ),
    (
        re.compile(rf"(approve|sign|comment|own-note):(?P<consent>{HEX})"),
        "approvals/{consent}/",
        gettext_noop("You have begun to write about a proposal"),
    ),
)
"""Where a draft's form stands, by its place: its address below the desk's, and what it is."""


def can_open(place: str) -> bool:
    """Whether a draft's place is one that somebody can be sent to."""
    return any(pattern.fullmatch(place) for pattern, _address, _sentence in PLACES)

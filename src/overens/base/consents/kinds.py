"""The kinds of matter that can be put to the parties; rooms add theirs in `apps.ready()`.

The one registry of this room that points up: a house test lists what is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience

if TYPE_CHECKING:
    from overens.base.consents.models import Answer


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """One kind of matter: its name, its words, the act of answering it, who reads the answer, and
    what follows on one.

    `answered` is called inside the transaction of each answer."""

    name: str
    words: str | Promise
    act: Act
    audience: Audience
    answered: Callable[["Answer"], None] = lambda answer: None


KINDS: dict[str, ConsentKind] = {}


def add(kind: ConsentKind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind

"""The kinds of things that arrive; rooms add theirs in `apps.ready()`.

The one registry of this room that points up, and the twin of `consents.kinds`: a house test lists
what is in it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from overens.base.municipalities.models import Authority
from overens.base.records.rules import Said

if TYPE_CHECKING:
    from overens.base.records.models import Arrival, Document, Entry


@dataclass(frozen=True, slots=True)
class Understood:
    """What stands in the register of something that arrived, in the authority's own language."""

    said: Said
    documents: Sequence["Document"]


def nothing_follows(entry: "Entry", arrival: "Arrival", data: bytes) -> None:
    """Of a kind that is entered, and no more."""


@dataclass(frozen=True, slots=True)
class ArrivalKind:
    """One kind: its name, its words, how its bytes are understood, and what follows on it.

    What they raise leaves it stored, without a number yet, to be tried again. `by_dispatch` says
    that it comes from another authority, and so in no other way; `is_question` that whoever wrote is
    owed an answer within the usual time.
    """

    name: str
    words: str | Promise
    understand: Callable[["Arrival", bytes, Authority], Understood]
    entered: Callable[["Entry", "Arrival", bytes], None] = nothing_follows
    by_dispatch: bool = False
    is_question: bool = True


KINDS: dict[str, ArrivalKind] = {}


def add(kind: ArrivalKind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind

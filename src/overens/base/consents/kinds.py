"""The kinds of matters that are put to parties; rooms add theirs in `apps.ready()`.

A registry that points up, like `records.arrivals`: a house test lists what is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience

if TYPE_CHECKING:
    from overens.base.consents.models import Answer, Asked, Consent
    from overens.base.municipalities.models import Authority
    from overens.base.papers.models import Edition


def nothing_against(_asked: "Asked", _answer: str) -> str:
    """Of a kind in which every answer may be given that may follow on the standing one."""
    return ""


@dataclass(frozen=True, slots=True)
class GoesOn:
    """That a question whose day has passed goes on within an authority, from post to post.

    `agreement` is the id of the agreement within which it is asked: by its party's contact it is known
    who is next; None where it is asked within none. `waits` says whether this authority's answer is
    still waited for: once it is not, it never is again.
    """

    agreement: Callable[["Consent"], UUID | None]
    waits: Callable[["Asked"], bool]


@dataclass(frozen=True, slots=True)
class ConsentKind:
    """One kind of matter: its name, its words, the act of answering it, who reads the answer, and
    what follows on one.

    `answered` is called inside the transaction of each answer, with the authority whose transaction
    it is: whoever answers, or whoever another's answer has reached. `reached` is called where the
    matter has come into an authority's register, `otherwise` where a party's answer came once more under
    the same number, in another edition. `refusal` says why an answer may not be given, with
    the question under its lock. `can_be_taken_back` says that a yes may be followed by a refusal, as
    far as `refusal` lets it. With `goes_on` what is not answered by its day goes on.
    """

    name: str
    words: str | Promise
    act: Act
    audience: Audience
    answered: Callable[["Answer", "Authority"], None] = lambda answer, authority: None
    reached: Callable[["Consent", "Authority", datetime], None] = lambda consent, authority, at: (
        None
    )
    otherwise: Callable[["Answer", "Edition", "Authority", datetime], None] = (
        lambda answer, edition, authority, at: None
    )
    refusal: Callable[["Asked", str], str] = nothing_against
    can_be_taken_back: bool = False
    goes_on: GoesOn | None = None


KINDS: dict[str, ConsentKind] = {}


def add(kind: ConsentKind) -> None:
    """Make a kind known."""
    KINDS[kind.name] = kind

"""Whom a question goes on to when its day has passed: which posts are meant by each stage. Pure."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from overens.base.consents.states import Stage
from overens.base.municipalities.states import Holding, Role


class InSeat(Protocol):
    """What the rule needs to know of somebody in a post; `post` is its id as hexadecimal digits."""

    @property
    def post(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def holding(self) -> str: ...


Somebody = TypeVar("Somebody", bound=InSeat)


def stages_held(sitting: Iterable[Somebody], contact: str | None) -> Mapping[Stage, list[Somebody]]:
    """Who is meant by each stage, of those who sit in posts of an authority; a stage that nobody holds
    is not there. `contact` is the post that the agreement names for the party.

    The deputy is that of the contact post, or of each coordinator where the contact is no coordinator.
    """
    sitting = list(sitting)
    coordinators = [one for one in sitting if one.role == Role.COORDINATOR]
    named = [one for one in coordinators if one.post == contact] or coordinators
    found = {
        Stage.DEPUTY: [one for one in named if one.holding == Holding.DEPUTY],
        Stage.DIRECTOR: [one for one in sitting if one.role == Role.DIRECTOR],
        Stage.LEADER: [one for one in sitting if one.role == Role.LEADER],
    }
    return {stage: who for stage, who in found.items() if who}


STAGE_OF: Mapping[str, Stage] = {Role.DIRECTOR: Stage.DIRECTOR, Role.LEADER: Stage.LEADER}
"""The roles on whose desks a question stands only once it has gone on to them."""

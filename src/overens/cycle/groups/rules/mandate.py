"""What a group is called and is to do, and when each party has said yes to it. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from overens.base.consents.rules import standing
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.municipalities.rules import Refused, slug_of
from overens.cycle.groups.rules.saying import MOST_IN_NAME, lines, texts
from overens.cycle.groups.states import GroupKind

MOST_IN_SLUG = 60
NOT_ADDRESSES = frozenset({"found"})
"""What stands under `groups/` beside the groups themselves."""


@dataclass(frozen=True, slots=True)
class MandateWords:
    """What a party proposes. `names` and `text` are bare texts by language; `focus_area` is a slug,
    empty for across; `commitments` are numbers. With `closes` the group ends, and `text` says why."""

    names: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, str] = field(default_factory=dict)
    kind: str = GroupKind.WORKING.value
    focus_area: str = ""
    commitments: tuple[int, ...] = ()
    closes: bool = False


def cleaned(said: MandateWords) -> MandateWords:
    """As it is put to the parties. Raises Refused."""
    if said.kind not in GroupKind.values:
        raise Refused(_("Choose what kind of group it is."))
    why = _("Write why the group ends.") if said.closes else _("Write what the group is to do.")
    called = _("Write what the group is called.")
    return replace(
        said,
        names=lines(said.names, "name", MOST_IN_NAME, asked=called).texts(),
        text=texts(said.text, "text", asked=why).texts(),
        kind=GroupKind(said.kind).value,
        commitments=tuple(sorted(set(said.commitments))),
    )


def free_slug(names: Mapping[str, str], taken: Collection[str]) -> str:
    """The name of a group in addresses, made of its first name; with a number where another group
    of the agreement has it."""
    plain = slug_of(next(iter(names.values()), ""), MOST_IN_SLUG) or "group"
    tries = (plain if n == 1 else f"{plain}-{n}" for n in range(1, len(taken) + 3))
    return next(one for one in tries if one not in taken and one not in NOT_ADDRESSES)


class Said(NamedTuple):
    """An answer: of which party (slug), under which number, what, and when it was sent."""

    party: str
    number: int
    answer: str
    at: datetime


def agreed_at(needed: Collection[str], answers: Iterable[Said]) -> datetime | None:
    """Since when each party has said yes: when the last yes was sent; None while one has not."""
    said: dict[str, list[Said]] = {}
    for one in answers:
        said.setdefault(one.party, []).append(one)
    yes = [
        max(one.at for one in said[party] if one.answer == AnswerKind.YES)
        for party in needed
        if standing((one.number, one.answer) for one in said.get(party, ())) == AnswerKind.YES
    ]
    return max(yes) if yes and len(yes) == len(needed) else None


def refused_by(answers: Iterable[Said]) -> list[str]:
    """The parties that said no, or sent it back, each once."""
    return list(dict.fromkeys(one.party for one in answers if one.answer in REFUSALS))

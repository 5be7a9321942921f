"""Whose turn it is to host, and since when it is quiet. Pure, and no ranking: it says what was."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

from overens.reach.overview.rules.quiet import quiet

Side = TypeVar("Side")


class Hosted(NamedTuple, Generic[Side]):
    """How often one side has hosted, and when last; None where it has not yet."""

    side: Side
    times: int
    last: date | None


def hosted(sides: Sequence[Side], meetings: Iterable[tuple[Side, date]]) -> list[Hosted[Side]]:
    """Each of the sides, in their stored order; meetings of a former one are left out."""
    days: dict[Side, list[date]] = {side: [] for side in sides}
    for side, day in meetings:
        if side in days:
            days[side].append(day)
    return [Hosted(side, len(found), max(found, default=None)) for side, found in days.items()]


def latest(turns: Iterable[Hosted[Side]]) -> Hosted[Side] | None:
    """Who hosted last; None where nobody has, or where several did on one day."""
    days = [one for one in turns if one.last]
    last = max((one.last for one in days if one.last), default=None)
    found = [one for one in days if one.last == last]
    return found[0] if len(found) == 1 else None


def quiet_since(last: date | None, began: date | None, today: date) -> date | None:
    """The first day of the month since which it is quiet; None while it is not.

    What never was active counts from the day on which it `began`: what is new is not quiet yet. Where
    nobody knows that day, nothing is said.
    """
    since = last or began
    if since is None or since > today:
        return None
    found = quiet([since], today)
    if found.latest is None:
        return since.replace(day=1)
    return found.latest if found.is_quiet else None

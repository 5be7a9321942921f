"""The commitment engine: the state of a commitment for one party, period by period. Pure.

In go the terms, the days on which the party is bound, the evidence on file and today. Page,
reminder, pack and API all use what comes out, and nothing of it is stored: withdrawn evidence is
simply not handed in, and it is as if it had never been reported.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from overens.cycle.agreements.rules.durations import BadDuration, due_within
from overens.cycle.agreements.rules.shelf import Shelf
from overens.cycle.agreements.rules.slots import Slot, slots
from overens.cycle.agreements.rules.terms import Bound, Evidence, NotDone, Released, Terms
from overens.cycle.agreements.states import SETTLED, CommitmentKind, State

__all__ = [
    "BadDuration",
    "Bound",
    "Evidence",
    "NotDone",
    "Period",
    "Released",
    "Terms",
    "coming",
    "current",
    "due_between",
    "due_within",
    "periods",
]


@dataclass(frozen=True, slots=True)
class Period:
    """One commitment for one party up to one due date; without dates, one for all time.

    `opens` is the first day on which it is due now (without a date: on which it holds);
    `evidence` what made it met, oldest first; `because` the reason of a party that says 'not
    done'. `before_use`: it was over before the party used Overens, so silence says little.
    """

    opens: date
    due: date | None
    state: State
    evidence: tuple[Evidence, ...] = ()
    because: object | None = None
    before_use: bool = False


def periods(
    terms: Sequence[Terms],
    bound: Bound,
    evidence: Iterable[Evidence],
    not_done: Iterable[NotDone],
    waived: Collection[Released],
    today: date,
    uses_since: date | None = None,
) -> list[Period]:
    """All periods up to the coming one, which is the first whose due date lies after `today`.

    `terms` come with rising valid-from. `uses_since` is the day on which the party began to use
    Overens. Evidence dated after today is none yet.

    A period is *met* by evidence dated after the previous due date (or since the party is bound)
    and up to its own, and *met late* by evidence after its own and before the next one opens.
    What happened on a day serves one period: one that was not met takes the first such evidence
    after its date, and the next goes without it. What lasts serves every period it touches.
    Something standing is met by its latest evidence, and by what lasts only while it does.

    A waiver outweighs all but *met*. Evidence outweighs the party's own 'not done': either may
    be a mistake, but evidence can be looked at, and withdrawn.
    """
    found = slots(terms, bound, today)
    shelf = Shelf(evidence, today)
    reasons = {word.due: word.reason for word in not_done}
    judged = []
    for slot, following in zip_longest(found, found[1:]):
        waiver = any(one.covers(slot.due) for one in waived)
        state, shown = _judge(slot, following, shelf, today, takes_late=not waiver)
        because = None
        if waiver and state != State.MET:
            state = State.WAIVED
        elif slot.due in reasons and state not in SETTLED:
            state, because = State.NOT_DONE, reasons[slot.due]
        before_use = _is_before(uses_since, slot.due or bound.until)
        judged.append(Period(slot.opens, slot.due, state, shown, because, before_use))
    return judged


def current(found: Sequence[Period], today: date) -> Period | None:
    """The period that a page shows: the latest that has opened, else the first."""
    opened = (period for period in reversed(found) if period.opens <= today)
    return next(opened, found[0] if found else None)


def coming(found: Iterable[Period], today: date) -> Period | None:
    """The next period with a date that is still to be kept."""
    ahead = (period for period in found if period.due and period.due >= today)
    return next((period for period in ahead if period.state not in SETTLED), None)


def due_between(terms: Sequence[Terms], bound: Bound, first: date, last: date) -> list[date]:
    """Every day between two, both included, on which something is due, whatever is on file."""
    return [
        slot.due for slot in slots(terms, bound, last) if slot.due and first <= slot.due <= last
    ]


def _judge(
    slot: Slot, following: Slot | None, shelf: Shelf, today: date, *, takes_late: bool
) -> tuple[State, tuple[Evidence, ...]]:
    """The state as the evidence has it, with the evidence that counted."""
    if slot.due is None:
        return _judge_dateless(slot, shelf, today)
    shown = shelf.in_time(slot)
    if shown:
        return State.MET, shown
    if today <= slot.due:
        return (State.DUE if slot.opens <= today else State.UPCOMING), ()
    if takes_late:
        shown = shelf.late(slot, following.opens if following else None)
    return (State.MET_LATE if shown else State.NOT_RECORDED), shown


def _judge_dateless(slot: Slot, shelf: Shelf, today: date) -> tuple[State, tuple[Evidence, ...]]:
    """What is standing is met anew each day; what is done once stays met by what met it."""
    is_once = slot.terms.kind == CommitmentKind.ONCE
    shown = shelf.in_time(slot)[:1] if is_once else shelf.latest(slot)
    if shown:
        return State.MET, shown
    return (State.UPCOMING if today < slot.opens else State.NOT_RECORDED), ()


def _is_before(uses_since: date | None, last: date | None) -> bool:
    return uses_since is None or (last is not None and last < uses_since)

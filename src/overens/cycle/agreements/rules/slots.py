"""Where a commitment's periods lie for one party, before anybody looks at evidence. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, zip_longest
from typing import NamedTuple

from overens.cycle.agreements.rules.recurrence import due_dates
from overens.cycle.agreements.rules.terms import Bound, Terms
from overens.cycle.agreements.states import CommitmentKind

DAY = timedelta(days=1)
YEARS_AHEAD = 100
"""How far after today the coming date of a recurrence is looked for."""


class Slot(NamedTuple):
    """A period to be judged. Evidence from `since` to `last` is in time; it opens on `opens`.

    `last` is the due date, or without one the last day that can be judged: today, the party's
    last day, or the last day of the terms.
    """

    terms: Terms
    since: date
    opens: date
    due: date | None
    last: date


class _Run(NamedTuple):
    """Terms in a row that all have dates, or all have none.

    Evidence counts from `begins`, `ends` is the day from which the run governs no more, and
    `replaced` the day on which the next run does instead.
    """

    terms: list[Terms]
    begins: date
    ends: date | None
    replaced: date | None


def slots(terms: Sequence[Terms], bound: Bound, today: date) -> list[Slot]:
    """The party's periods by their dates, up to the first whose due date lies after `today`."""
    found: list[Slot] = []
    for run in _runs(terms):
        since = max(bound.since, run.begins)
        if run.terms[0].dateless:
            found.extend(_dateless(run, since, bound, today))
            continue
        for part, due in _dates(run, bound, today):
            found.append(Slot(part, since, _opens(part, since, due), due, due))
            if due > today:
                return found
            since = due + DAY
    return found


def _runs(terms: Sequence[Terms]) -> Iterator[_Run]:
    """A promise that changes between having dates and having none begins anew.

    Not so what is to be done once and gets its date later: that is one promise, and what was
    done before the date was set still counts.
    """
    runs = [list(run) for _dateless, run in groupby(terms, key=lambda part: part.dateless)]
    begins = date.min
    for run, following in zip_longest(runs, runs[1:]):
        last = run[-1]
        if following and last.dateless and last.kind == CommitmentKind.ONCE:
            continue
        replaced = following[0].valid_from if following else None
        yield _Run(run, begins, _first_of(last.ends, replaced), replaced)
        begins = replaced or begins


def _first_of(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _dateless(run: _Run, since: date, bound: Bound, today: date) -> list[Slot]:
    """The one period of what has no date, while that is how the party is bound.

    Once other terms replace it, it leaves no period; once it or the party's time has ended, it
    stands as it was on the last day.
    """
    first, day = run.terms[0], min(today, bound.until or today)
    replaced = run.replaced is not None and run.replaced <= day
    never_bound = (bound.until and bound.until < first.valid_from) or (
        run.ends and run.ends <= since
    )
    if replaced or never_bound or day < run.begins:
        return []
    last = day if run.ends is None else min(day, run.ends - DAY)
    part = next((part for part in reversed(run.terms) if part.valid_from <= day), first)
    return [Slot(part, since, max(since, first.valid_from), None, last)]


def _dates(run: _Run, bound: Bound, today: date) -> Iterator[tuple[Terms, date]]:
    """The due dates of the run while the party is bound, each with the terms that govern it."""
    is_open = True
    for part, following in zip_longest(run.terms, run.terms[1:]):
        end = _first_of(part.ends, following.valid_from) if following else run.ends
        # What is done once may have been promised, or moved, to a day before that was written.
        is_open = is_open and part.kind == CommitmentKind.ONCE
        begin = run.begins if is_open else part.valid_from
        for due in _named_dates(part, bound, today):
            if end and due >= end:
                break
            if due >= max(bound.since, begin):
                yield part, due
        # Once it has fallen due, whoever was bound then, it is not promised for earlier again.
        is_open = is_open and bool(part.due and end and part.due >= end)


def _named_dates(part: Terms, bound: Bound, today: date) -> Iterable[date]:
    """The dates that the terms name until the party's last day, whether they govern them or not."""
    until = bound.until or date.max
    if part.due:
        return (part.due,) if part.due <= until else ()
    return due_dates(part.rule, part.start, min(until, _horizon(today)))


def _horizon(today: date) -> date:
    """Rules can be written whose next date lies thousands of years away: nobody waits for it."""
    return date(min(today.year + YEARS_AHEAD, date.max.year), 12, 31)


def _opens(part: Terms, since: date, due: date) -> date:
    """When its lead time begins, but not before its period or its terms do."""
    begins = min(due, max(since, part.start))
    # As numbers, since a lead time may reach back beyond the first day of the calendar.
    lead = due.toordinal() - part.lead_days
    return date.fromordinal(lead) if lead > begins.toordinal() else begins

"""When a group was complete, and what of that is to be put on file. Pure.

On a day a group is complete where each party that the agreement binds has a post in it that somebody
holds as the day ends, as its own holder or as deputy; fewer than two parties are no cooperation.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a day to the last one, both in it; without a last one there is no end."""

    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Sits:
    """A post in the group: whose it is, when it sits there, and when somebody holds it."""

    party: str
    sits: Span
    held: tuple[Span, ...]

    def counts_on(self, day: date) -> bool:
        return self.sits.holds(day) and any(one.holds(day) for one in self.held)


def held(
    since: date | None, until: date | None, seen_on: date | None, *, ended_within_the_day: bool
) -> Iterator[Span]:
    """The days at whose end somebody holds a post: whoever was ended in the middle of the last day
    holds it no more."""
    if since:
        last = until - DAY if until and ended_within_the_day else until
        if last is None or last >= since:
            yield Span(since, last)
    if seen_on:
        yield Span(seen_on, seen_on)


def complete_spans(
    members: Iterable[Sits], bound: Mapping[str, Span], stands: Span, today: date
) -> list[Span]:
    """The days up to today on which a group was complete, in order and apart from each other. One that
    lasts today has no end. `bound` are the parties, `stands` from when to when there was a group."""
    members = list(members)
    spans = [stands, *bound.values(), *(one.sits for one in members)]
    spans += [span for one in members for span in one.held]
    found: list[Span] = []
    # Between two of these days nothing begins and nothing ends.
    for first, following in pairwise([*sorted(set(_turns(spans, today))), today + DAY]):
        if not _is_complete(first, members, bound, stands):
            continue
        last = following - DAY
        if found and found[-1].last == first - DAY:
            found[-1] = Span(found[-1].first, last)
        else:
            found.append(Span(first, last))
    if found and found[-1].last == today:
        found[-1] = Span(found[-1].first)
    return found


def _turns(spans: Iterable[Span], today: date) -> Iterator[date]:
    for span in spans:
        for day in (span.first, span.last + DAY if span.last and span.last < today else None):
            if day and day <= today:
                yield day


def _is_complete(
    day: date, members: Sequence[Sits], bound: Mapping[str, Span], stands: Span
) -> bool:
    needed = {party for party, span in bound.items() if span.holds(day)}
    there = {one.party for one in members if one.counts_on(day)}
    return len(needed) > 1 and needed <= there and stands.holds(day)


class Noted(NamedTuple):
    """What is on file of it for one party and commitment; `is_withdrawn` by its people."""

    span: Span
    is_withdrawn: bool = False


def to_report(spans: Sequence[Span], noted: Collection[Noted]) -> list[Span]:
    """What is to be put on file so that it says what is so: first the ends of what lasted, by its
    first day, then what is missing.

    Only whoever noted it, or its party, takes back what stands on file. So where the past is corrected
    what came to be complete is added, as a span of its own; what was not complete after all stays until
    its party withdraws it. What the party has withdrawn is not put there again, as long as it goes on.
    """
    ended, covered = [], []
    for one in noted:
        span = one.span
        if span.last is None:
            goes_on = next((s for s in spans if s.holds(span.first)), None)
            last = goes_on.last if goes_on else _before(spans, span.first)
            if last and not one.is_withdrawn:
                ended.append(Span(span.first, last))
            span = Span(span.first, last)
        covered.append(span)
    missing = [piece for span in spans for piece in _without(span, covered)]
    return [*ended, *missing]


def _before(spans: Sequence[Span], day: date) -> date | None:
    """The last day of what begins on a day that was not complete after all: where what lasts now began
    later it still lasts, else it ended on that day."""
    return None if spans and spans[-1].last is None else day


def _without(span: Span, covered: Iterable[Span]) -> Iterator[Span]:
    """The days of a span that no other one holds."""
    first: date | None = span.first
    for other in sorted(covered, key=lambda one: one.first):
        if first is None or (other.last and other.last < first):
            continue
        if span.last and other.first > span.last:
            break
        if other.first > first:
            yield Span(first, other.first - DAY)
        first = other.last + DAY if other.last else None
    if first and (span.last is None or first <= span.last):
        yield Span(first, span.last)


def within(spans: Iterable[Span], limits: Span, today: date) -> list[Span]:
    """What lies within some limits: of a party that joined later, or has left."""
    found = []
    for span in spans:
        first = max(span.first, limits.first)
        # An end that lies ahead is none yet.
        ends = limits.last if limits.last and limits.last < today else None
        last = min((day for day in (span.last, ends) if day), default=None)
        if first <= (last or today):
            found.append(Span(first, last))
    return found

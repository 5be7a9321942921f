"""The evidence on file for one commitment and party, handed out period by period. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from operator import attrgetter

from overens.cycle.agreements.rules.slots import DAY, Slot
from overens.cycle.agreements.rules.terms import Evidence

BY_DAY = attrgetter("happened_on", "since", "kind", "source")
BY_FIRST_DAY = attrgetter("since", "kind", "source")


class Shelf:
    """Evidence up to today. What lasts serves every slot it touches; all else serves one.

    Slots are asked for in the order of their dates. In which order the evidence was handed in
    makes no difference.
    """

    def __init__(self, evidence: Iterable[Evidence], today: date) -> None:
        self._today = today
        self._happened: list[Evidence] = []
        self._lasting: list[Evidence] = []
        for item in evidence:
            if (item.happened_on or item.since) > today:
                continue
            (self._happened if item.happened_on else self._lasting).append(item)
        self._happened.sort(key=BY_DAY)
        self._lasting.sort(key=BY_FIRST_DAY)
        self._days = [item.last_day(today) for item in self._happened]
        self._taken: Evidence | None = None

    def in_time(self, slot: Slot) -> tuple[Evidence, ...]:
        """What shows the slot met by its last day, oldest first."""
        return self._between(slot.since, slot.last, slot)

    def late(self, slot: Slot, before: date | None) -> tuple[Evidence, ...]:
        """What shows the slot met after its due date and before that day: at most one piece.

        It is asked of slots that were not met in time. What lasts goes first, since it leaves
        what happened on a day to the next slot.
        """
        last = self._today if before is None else min(before - DAY, self._today)
        found = self._lasting_between(slot.last + DAY, last, slot)
        if not found:
            found = self._happened_between(slot.last + DAY, last, slot)[:1]
            self._taken = next(iter(found), None)
        return tuple(found[:1])

    def latest(self, slot: Slot) -> tuple[Evidence, ...]:
        """The latest evidence of a standing slot; what lasts counts only while it does."""

        def recency(item: Evidence) -> tuple[date, date, str, str]:
            return item.last_day(slot.last), item.since, item.kind, item.source

        found = (
            item
            for item in self._between(slot.since, slot.last, slot)
            if item.happened_on or item.last_day(slot.last) == slot.last
        )
        latest = max(found, key=recency, default=None)
        return (latest,) if latest else ()

    def _between(self, first: date, last: date, slot: Slot) -> tuple[Evidence, ...]:
        happened = self._happened_between(first, last, slot) if self._happened else []
        if not self._lasting:
            return tuple(happened)
        lasting = self._lasting_between(first, last, slot)
        return tuple(sorted(happened + lasting, key=BY_FIRST_DAY))

    def _happened_between(self, first: date, last: date, slot: Slot) -> list[Evidence]:
        low, high = bisect_left(self._days, first), bisect_right(self._days, last)
        found = [item for item in self._happened[low:high] if slot.terms.accept(item)]
        return [item for item in found if item is not self._taken] if self._taken else found

    def _lasting_between(self, first: date, last: date, slot: Slot) -> list[Evidence]:
        return [
            item
            for item in self._lasting
            if item.since <= last
            and item.last_day(self._today) >= first
            and slot.terms.accept(item)
        ]

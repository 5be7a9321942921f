"""What was read of editions stays in memory, since they never change."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar
from uuid import UUID

from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper
from overens.cycle.agreements.letters import Unreadable

T = TypeVar("T")


class Kept(Generic[T]):
    """By the ids of editions, at most so many beside those that are asked for. None for what cannot
    be read."""

    def __init__(self, read: Callable[[Paper], T], most: int) -> None:
        self._read, self._most = read, most
        self._found: dict[UUID, T | None] = {}

    def of(self, editions: Iterable[UUID]) -> dict[UUID, T | None]:
        """One query for all that is not in memory yet."""
        wanted, held = list(editions), self._found
        found = {pk: held[pk] for pk in wanted if pk in held}
        missing = [pk for pk in wanted if pk not in found]
        if missing:
            read = {
                edition.pk: self._understood(edition)
                for edition in Edition.objects.filter(pk__in=missing)
            }
            found |= read
            # Another thread may be reading as well: what it holds in its hands stays whole.
            self._found = {**(found if len(held) > self._most else held), **read}
        return {pk: found.get(pk) for pk in wanted}

    def _understood(self, edition: Edition) -> T | None:
        try:
            return self._read(edition.paper)
        except Unreadable:
            return None

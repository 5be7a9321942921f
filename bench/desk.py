"""The overview of a coordinator with many agreements, signed in, beside a bare view.

Both run under the same server and middleware; nothing of the desk is kept in the cache.
"""

import json
from collections.abc import Iterator

from bench.pages import BARE, NO_CACHE, ROUNDS
from bench.rows import Row, interleaved
from bench.running import answer_of, prepared, served, worker

ROOM = "overview"
PAGE = "/da/desk/"
POST = "koge/coordinator"


def rows() -> Iterator[Row]:
    """Speed with the most agreements, and queries for each number of them."""
    with prepared("--demo") as environment:
        environment |= NO_CACHE
        found = json.loads(answer_of("bench.coordinator", environment))
        least, *more = found["queries"]
        for size in more:
            yield Row(
                ROOM,
                f"queries for {size} agreements",
                found["queries"][size],
                "queries",
                f"{least} agreement",
                found["queries"][least],
                1.0,
                at_most=True,
            )
        with worker(environment, "bench.load") as load, served(environment) as port:

            def rate(address: str, times: int) -> float:
                return times / float(load(f"{port} {address} {times} {found['cookie']}"))

            rate(PAGE, 20)
            rate(BARE, 200)
            value, compared = interleaved(ROUNDS, lambda: rate(PAGE, 60), lambda: rate(BARE, 600))
            name = (
                f"a coordinator's overview, {max(map(int, found['queries']))} agreements, uncached"
            )
            yield Row(ROOM, name, value, "requests/s", "bare view, one query", compared, 0.05)

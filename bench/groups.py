"""The pages of a group and of a meeting with a hundred items, beside a bare view.

All run under the same server and middleware; nothing is kept in the cache.
"""

import json
from collections.abc import Iterator

from bench.pages import BARE, NO_CACHE, ROUNDS
from bench.rows import Row, interleaved
from bench.running import answer_of, prepared, served, worker

ROOM = "groups"
DESK = "/da/desk/agreements/koge-kristianstad"
OPEN = "/da/agreements/koge-kristianstad"


def rows() -> Iterator[Row]:
    """Speed of each, signed in at the desk and as everyone reads it."""
    with prepared("--demo") as environment:
        environment |= NO_CACHE
        found = json.loads(answer_of("bench.working", environment))
        meeting, cookie = found["meeting"], found["cookie"]
        pages = (
            ("a group at the desk", f"{DESK}/groups/bench/", cookie, 24, 0.006),
            ("a meeting at the desk, 100 items", f"{DESK}/meetings/{meeting}/", cookie, 24, 0.005),
            (
                "a meeting that is run, 100 items",
                f"{DESK}/meetings/{meeting}/run/",
                cookie,
                24,
                0.008,
            ),
            ("a group’s open page", f"{OPEN}/groups/bench/", "", 40, 0.04),
            ("a meeting’s open page", f"{OPEN}/meetings/{meeting}/", "", 40, 0.04),
        )
        with worker(environment, "bench.load") as load, served(environment) as port:
            for name, path, as_whom, times, bound in pages:

                def rate(address: str, times: int, as_whom: str = as_whom) -> float:
                    return times / float(load(f"{port} {address} {times} {as_whom}"))

                rate(path, 10)
                rate(BARE, 200)
                value, compared = interleaved(
                    ROUNDS,
                    lambda path=path, rate=rate, times=times: rate(path, times),
                    lambda rate=rate: rate(BARE, 600),
                )
                yield Row(
                    ROOM,
                    f"{name}, uncached",
                    value,
                    "requests/s",
                    "bare view, one query",
                    compared,
                    bound,
                )

"""The public page of an agreement, beside a bare view under the same server and middleware."""

import gzip
import json
import re
import urllib.request
from collections.abc import Iterator

from bench.rows import Row, interleaved
from bench.running import Ask, answer_of, prepared, served, worker
from bench.seeding import slug

ROOM = "public"
ROUNDS = 9
BARE = "/bare/"
DEMO = "/sv/agreements/koge-kristianstad/"
LARGE = f"/sv/agreements/{slug(200)}/"
MOST_BYTES = 40_000
MOST_QUERIES = 15
NO_CACHE = {"BENCH_CACHE": "none"}


def rows() -> Iterator[Row]:
    """Speed with and without the cache, weight, and queries."""
    with prepared("--demo") as environment:
        answer_of("bench.seeding", environment)
        yield from _queries(environment | NO_CACHE)
        with worker(environment, "bench.load") as load:
            with served(environment) as port:
                yield _weight(port)
                yield _speed(load, port, "the agreement page, cached", DEMO, 600, 0.7)
            with served(environment | NO_CACHE) as port:
                yield _speed(load, port, "the agreement page, uncached", DEMO, 60, 0.08)
                name = "the agreement page, 200 commitments, uncached"
                yield _speed(load, port, name, LARGE, 24, 0.02)


def _speed(load: Ask, port: int, name: str, path: str, requests: int, bound: float) -> Row:
    """Requests per second, in turns with the bare view's."""

    def rate(address: str, times: int) -> float:
        return times / float(load(f"{port} {address} {times}"))

    rate(path, 20)
    rate(BARE, 200)
    value, compared = interleaved(ROUNDS, lambda: rate(path, requests), lambda: rate(BARE, 600))
    return Row(ROOM, name, value, "requests/s", "bare view, one query", compared, bound)


def _weight(port: int) -> Row:
    """What a reader's first visit brings over the line: the page and its style sheet, packed."""
    page, packed = _fetched(port, DEMO)
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    if not sheets:
        raise RuntimeError("the page names no style sheet")
    value = packed + sum(_fetched(port, sheet)[1] for sheet in sheets)
    name = "page and style sheet, gzip"
    return Row(ROOM, name, value, "B", "most allowed", MOST_BYTES, 1.0, at_most=True)


def _fetched(port: int, path: str) -> tuple[str, int]:
    """A text, and its length as it was sent."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        if response.headers["Content-Encoding"] != "gzip":
            raise RuntimeError(f"{path} is not packed")
        data = response.read()
    return gzip.decompress(data).decode(), len(data)


def _queries(environment: dict[str, str]) -> Iterator[Row]:
    """Their number is fixed, and small; those by which the cache knows a page are counted too."""
    found = {
        int(size): n for size, n in json.loads(answer_of("bench.queries", environment)).items()
    }
    one, *more = sorted(found)
    for size in more:
        name = f"queries for {size} commitments, uncached"
        yield Row(ROOM, name, found[size], "queries", "1 commitment", found[one], 1.0, at_most=True)
    most = max(found.values())
    name = "queries of an agreement page, uncached"
    yield Row(ROOM, name, most, "queries", "most allowed", MOST_QUERIES, 1.0, at_most=True)

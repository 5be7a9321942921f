"""The trail: writing does not slow down as a chain grows; verifying beside mere hashing."""

from collections.abc import Iterator
from contextlib import ExitStack

from bench.rows import Row, interleaved
from bench.running import Ask, prepared, worker

ROOM = "trail"
LONG, VERIFIED = 100_000, 10_000
LINES = 200
ROUNDS = 9


def rows() -> Iterator[Row]:
    """Three chains, each in a database of its own."""
    with ExitStack() as open_until_done:

        def chain(length: int) -> Ask:
            environment = open_until_done.enter_context(prepared())
            return open_until_done.enter_context(worker(environment, "bench.chain", str(length)))

        yield _writing(chain(LONG), chain(0))
        yield _verifying(chain(VERIFIED))


def _writing(long: Ask, empty: Ask) -> Row:
    def rate(chain: Ask) -> float:
        return float(chain(f"write {LINES}"))

    rate(long)
    value, compared = interleaved(ROUNDS, lambda: rate(long), lambda: rate(empty))
    return Row(
        ROOM,
        "writing after 100 000 lines",
        value,
        "lines/s",
        "in a chain that was empty",
        compared,
        bound=0.8,
    )


def _verifying(chain: Ask) -> Row:
    value, compared = interleaved(3, lambda: float(chain("verify")), lambda: float(chain("hash")))
    return Row(ROOM, "verifying", value, "lines/s", "SHA-256 of the same bytes alone", compared)

"""The commitment engine: as fast for ten thousand agreements as for a hundred."""

import os
from collections.abc import Iterator

from bench.rows import Row, interleaved
from bench.running import Ask, worker

ROOM = "agreements"
MANY, FEW = 10_000, 100
ROUNDS = 5


def rows() -> Iterator[Row]:
    """Periods per second; the same number of agreements passes in each round."""
    environment = dict(os.environ)
    with (
        worker(environment, "bench.promises", str(MANY)) as many,
        worker(environment, "bench.promises", str(FEW)) as few,
    ):
        yield _row(many, few)


def _row(many: Ask, few: Ask) -> Row:
    few("1")
    value, compared = interleaved(
        ROUNDS, lambda: float(many("1")), lambda: float(few(str(MANY // FEW)))
    )
    return Row(
        ROOM,
        "the engine over 10 000 agreements",
        value,
        "periods/s",
        "over 100 agreements",
        compared,
        bound=0.8,
    )

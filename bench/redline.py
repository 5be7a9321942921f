"""The redline of an agreement of sixty pages in two languages, beside difflib on the same words."""

from collections.abc import Iterator

from bench.rows import Row, interleaved
from bench.running import prepared, worker

ROOM = "redline"
ROUNDS = 9


def rows() -> Iterator[Row]:
    """Both in one process, in turns: the whole redline, and the words alone in difflib."""
    with prepared() as environment, worker(environment, "bench.texts") as texts:
        texts("redline")
        value, compared = interleaved(
            ROUNDS, lambda: float(texts("redline")), lambda: float(texts("difflib"))
        )
        name = "redline of 60 pages in two languages"
        yield Row(ROOM, name, value, "s", "difflib on the same words", compared, 3, at_most=True)

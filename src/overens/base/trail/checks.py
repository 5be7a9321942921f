"""What must agree with the trail, or with itself; rooms add theirs in `apps.ready()`."""

from collections.abc import Callable, Iterable, Iterator

CHECKS: list[Callable[[], Iterable[str]]] = []
"""Each gives a sentence for what does not hold. They read, and change nothing."""


def found() -> Iterator[str]:
    """All that some room finds."""
    for check in CHECKS:
        yield from check()

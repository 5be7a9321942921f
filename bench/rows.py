"""A row of results, and measuring two things in turns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement beside what it is compared with.

    `bound` is the least that the ratio may be; with `at_most` it is the most. None: no bound.
    """

    room: str
    name: str
    value: float
    unit: str
    compared_with: str
    compared_value: float
    bound: float | None = None
    at_most: bool = False

    @property
    def ratio(self) -> float:
        """The value as a share of what it is compared with."""
        return self.value / self.compared_value

    @property
    def within(self) -> bool:
        """Whether the bound holds; judged before anything is rounded."""
        if self.bound is None:
            return True
        return self.ratio <= self.bound if self.at_most else self.ratio >= self.bound

    def as_json(self) -> dict[str, Any]:
        """As it stands in the file of results."""
        return {
            "room": self.room,
            "name": self.name,
            "value": _rounded(self.value),
            "unit": self.unit,
            "compared_with": self.compared_with,
            "compared_value": _rounded(self.compared_value),
            "ratio": _rounded(self.ratio),
            "bound": self.bound,
            "within": self.within,
        }

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        bound = "" if self.bound is None else f" (bound {sign} {self.bound:g})"
        verdict = "" if self.within else "  OUT OF BOUND"
        return (
            f"{self.room}: {self.name}: {_rounded(self.value):g} {self.unit}; "
            f"{self.compared_with}: {_rounded(self.compared_value):g} {self.unit}; "
            f"ratio {self.ratio:.3g}{bound}{verdict}"
        )


def _rounded(value: float) -> float:
    """As many digits as a measurement bears."""
    return round(value) if abs(value) >= 100 else round(value, 4)


def interleaved(rounds: int, *measures: Callable[[], float]) -> Sequence[float]:
    """The median of each measure over the rounds.

    Each round takes every measure once, every other round in reverse: what disturbs the machine
    for a while, or grows slowly, harms all of them alike.
    """
    found: list[list[float]] = [[] for _measure in measures]
    for turn in range(rounds):
        order = list(zip(measures, found, strict=True))
        for measure, values in reversed(order) if turn % 2 else order:
            values.append(measure())
    return [median(values) for values in found]

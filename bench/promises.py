"""A worker that holds so many agreements, and answers how many periods it finds in a second.

`python -m bench.promises 100`; '50' on a line goes through all of them fifty times.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from time import process_time

from overens.cycle.agreements.rules.commitments import Bound, Evidence, Terms, periods
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind

TODAY = date(2026, 6, 15)


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment for one party, as the engine is handed it."""

    terms: Sequence[Terms]
    bound: Bound
    evidence: Sequence[Evidence]


def rate(agreements: Sequence[Sequence[Promise]], times: int) -> float:
    """Periods per second of the processor's time: nothing here waits for anything else."""
    found = 0
    begun = process_time()
    for _time in range(times):
        for agreement in agreements:
            for promise in agreement:
                found += len(periods(promise.terms, promise.bound, promise.evidence, (), (), TODAY))
    return found / (process_time() - begun)


def agreement(seed: int) -> Iterator[Promise]:
    """Six commitments of each kind, two parties; no two agreements share an object."""
    start = date(2021, 1, 1) + timedelta(days=seed % 365)
    for terms in _commitments(start):
        for party in range(2):
            yield Promise(terms, Bound(start), list(_evidence(start, seed + party)))


def _commitments(start: date) -> Iterator[list[Terms]]:
    changed = start + timedelta(days=700)
    yield [Terms(CommitmentKind.RECURRING, start, start, rule="FREQ=YEARLY")]
    yield [
        Terms(CommitmentKind.RECURRING, start, start, rule="FREQ=MONTHLY;INTERVAL=3"),
        Terms(CommitmentKind.RECURRING, changed, start, rule="FREQ=YEARLY;BYMONTH=9;BYDAY=1TU"),
    ]
    yield [Terms(CommitmentKind.ONCE, start, start, due=start + timedelta(days=400))]
    yield [Terms(CommitmentKind.ONCE, start, start)]
    yield [Terms(CommitmentKind.STANDING, start, start)]
    yield [
        Terms(
            CommitmentKind.STANDING,
            start,
            start,
            accepts=frozenset({EvidenceKind.MEETING_HELD, EvidenceKind.GROUP_COMPLETE}),
        )
    ]


def _evidence(start: date, seed: int) -> Iterator[Evidence]:
    """Four things that happened over the years, and something that lasts."""
    for place in range(4):
        day = start + timedelta(days=200 + 330 * place + seed % 90)
        yield Evidence(EvidenceKind.MEETING_HELD, day, day, f"meeting {seed}/{place}")
    yield Evidence(EvidenceKind.GROUP_COMPLETE, start + timedelta(days=500), None, f"group {seed}")


if __name__ == "__main__":
    held = [list(agreement(seed)) for seed in range(int(sys.argv[1]))]
    for line in sys.stdin:
        print(rate(held, int(line)), flush=True)

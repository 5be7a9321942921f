"""Types in the demo's agreement again with another number of commitments, under other names."""

from dataclasses import replace
from datetime import UTC, datetime

import django

SIZES = (1, 20, 200)


def slug(size: int) -> str:
    """The agreement with so many commitments."""
    return f"bench-{size}"


def seed() -> None:
    """One agreement of each size, with the demo's commitments over and over."""
    from overens.base.countries.rules import countries
    from overens.cycle.agreements.actions.transcription import transcribe
    from overens.cycle.agreements.agreement_file.reading import read
    from overens.demo import demo_file
    from overens.running.database import TYPED_IN_BY

    now = datetime.now(UTC)
    demo = read(demo_file(), countries=countries(), today=now.date())
    for size in SIZES:
        commitments = tuple(
            replace(demo.commitments[place % len(demo.commitments)], commitment=place + 1)
            for place in range(size)
        )
        file = replace(demo, slug=slug(size), commitments=commitments)
        transcribe(by=TYPED_IN_BY, file=file, at=now)


if __name__ == "__main__":
    django.setup()
    seed()

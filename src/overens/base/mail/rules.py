"""When something that could not be handed over is tried again. Pure."""

from datetime import datetime, timedelta

AGAIN = (1, 5, 15, 60, 240)
"""Minutes until the next attempt, longer each time; the last one stays."""


def again_at(now: datetime, tries: int) -> datetime:
    """When the next attempt is made, after so many."""
    return now + timedelta(minutes=AGAIN[min(max(tries, 1), len(AGAIN)) - 1])

"""Agreements on the open site."""

import pytest

from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Agreement
from tests.again import again
from tests.examples import NOW, demo, five_parties

KOGE = SeatName("koge", "coordinator")


@pytest.fixture
def loaded(db: None) -> Agreement:
    """The demo's agreement, typed in."""
    return again("loaded", lambda: transcribe(by=KOGE, file=demo(), at=NOW).agreement, NOW)


@pytest.fixture
def five(db: None) -> Agreement:
    """Five parties and four languages."""
    chair = SeatName("mittby", "chair")
    return again("five", lambda: transcribe(by=chair, file=five_parties(), at=NOW).agreement, NOW)

"""Who writes in the tests."""

import pytest

from overens.base.municipalities.models import Seat
from overens.base.municipalities.queries import seat_named
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from tests.examples import NOW, TODAY, demo


@pytest.fixture
def writer(db: None) -> Seat:
    """The coordinator of Køge, whose agreement is the demo's."""
    transcribe(by=SeatName("koge", "coordinator"), file=demo(), at=NOW)
    return seat("koge")


@pytest.fixture
def neighbour(writer: Seat) -> Seat:
    """The coordinator of Kristianstad."""
    return seat("kristianstad")


def seat(authority: str) -> Seat:
    found = seat_named(authority, "coordinator", TODAY)
    assert found
    return found

"""Two browsers, one of each party, and a meeting that was held."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from overens.base.municipalities.states import Role
from overens.cycle.groups.models import Meeting
from tests.cast import Cast, cast, signed_in
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting
from tests.examples import NOW


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return a_meeting(people, NOW, group=a_group(people, NOW))


@pytest.fixture
def ours(people: Cast) -> Client:
    """Køge's coordinator."""
    return signed_in(people.accounts["koge", Role.COORDINATOR])


@pytest.fixture
def theirs(people: Cast) -> Client:
    """Kristianstad's coordinator."""
    return signed_in(people.accounts["kristianstad", Role.COORDINATOR])

"""Who is signed in, and the meeting at which they look."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from overens.base.municipalities.states import Role
from overens.cycle.groups.models import Meeting, WorkingGroup
from tests.cast import Cast, cast, signed_in
from tests.cycle.groups.calling import called
from tests.cycle.groups.making import a_group
from tests.examples import NOW


@pytest.fixture(autouse=True)
def on_the_day_of_the_tests() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    return a_group(people, NOW)


@pytest.fixture
def koge(people: Cast, group: WorkingGroup) -> Client:
    return signed_in(people.accounts["koge", Role.MEMBER])


@pytest.fixture
def theirs(people: Cast, group: WorkingGroup) -> Client:
    return signed_in(people.accounts["kristianstad", Role.MEMBER])


@pytest.fixture
def meeting(people: Cast, group: WorkingGroup) -> Meeting:
    return called(people, group)

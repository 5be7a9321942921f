"""The time of these tests, and who works together in them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache

from tests.cast import Cast, cast
from tests.examples import NOW


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield


@pytest.fixture
def people() -> Cast:
    return cast(NOW)

"""Guesses are counted where every web process sees them."""

import threading
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.db import connection

from overens.base.access.sign_in.actions.guesses import PASSWORD, count_guess
from overens.base.access.sign_in.rules import (
    FIRST_WAIT,
    FREE,
    FROM_ADDRESS,
    LONGEST_WAIT,
    may_try,
    neighbourhood,
    wait,
)

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
AT_ONCE = 12


@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_gain_nothing() -> None:
    allowed: list[bool] = []
    start = threading.Barrier(AT_ONCE)

    def guess() -> None:
        start.wait(10)
        try:
            allowed.append(
                count_guess(
                    kind=PASSWORD,
                    login="somebody@koge.example",
                    address="192.0.2.1",
                    about=None,
                    at=NOW,
                )
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _turn in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(allowed) == [False] * (AT_ONCE - FREE) + [True] * FREE


def test_the_wait_doubles_up_to_a_day() -> None:
    waits = [wait(failed) for failed in range(FREE, FREE + 12)]
    assert waits[0] == FIRST_WAIT
    assert all(later == min(2 * sooner, LONGEST_WAIT) for sooner, later in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT
    assert wait(10**6) == LONGEST_WAIT


def test_whoever_has_guessed_little_waits_for_nothing() -> None:
    assert may_try(FREE - 1, NOW, NOW)
    assert not may_try(FREE, NOW, NOW)
    assert may_try(FREE, NOW, NOW + FIRST_WAIT)


def test_whoever_has_a_network_of_ipv6_has_one_address() -> None:
    assert neighbourhood("2001:db8:0:1::1") == neighbourhood("2001:db8:0:1:ffff::2")
    assert neighbourhood("2001:db8:0:1::1") != neighbourhood("2001:db8:0:2::1")
    assert neighbourhood("::ffff:192.0.2.1") == neighbourhood("192.0.2.1") == "192.0.2.1"
    assert neighbourhood("192.0.2.1") != neighbourhood("192.0.2.2")
    assert neighbourhood("a socket") == "a socket"


@pytest.mark.django_db
def test_guesses_from_one_network_of_ipv6_are_counted_together() -> None:
    def guess(number: int) -> bool:
        return count_guess(
            kind=PASSWORD,
            login=f"somebody-{number}@koge.example",
            address=f"2001:db8::{number:x}",
            about=None,
            at=NOW,
        )

    assert [guess(number) for number in range(FROM_ADDRESS + 1)] == [True] * FROM_ADDRESS + [False]

"""Two files that name the same authorities, posts and municipalities, at the same moment."""

import threading
from dataclasses import replace
from itertools import pairwise

import pytest
from django.db import connection, transaction

from overens.base.municipalities.models import Authority, Seat
from overens.cycle.agreements.actions.people import note_people
from overens.cycle.agreements.agreement_file.shape import (
    AgreementFile,
    Party,
    PostInFile,
    SeatInFile,
)
from tests.examples import TODAY, demo

ROUNDS, MANY = 4, 12


def backwards(file: AgreementFile) -> AgreementFile:
    """The same parties with the same posts, in the opposite order."""
    parties = [replace(party, posts=party.posts[::-1]) for party in file.parties[::-1]]
    return replace(file, parties=tuple(parties))


def of_new_parties(turn: int) -> AgreementFile:
    """Parties of which nothing is on file yet; each has two posts, and lies beside the one
    before it."""
    posts = tuple(
        PostInFile(name, {"sv": name}, seats=(SeatInFile("Åsa", since=TODAY),))
        for name in ("coordinator", "mayor")
    )
    names = [f"turn-{turn}-{number}" for number in range(MANY)]
    parties = [
        Party(name, "se", {"sv": name}, name, ("sv",), municipality=beside, posts=posts)
        for beside, name in pairwise([names[-1], *names])
    ]
    return replace(demo(), parties=tuple(parties))


def note(file: AgreementFile, start: threading.Barrier, errors: list[Exception]) -> None:
    try:
        start.wait()
        with transaction.atomic():
            note_people(acting="", file=file)
    except Exception as error:
        errors.append(error)
    finally:
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_they_wait_for_each_other_in_turn_and_never_in_a_circle() -> None:
    errors: list[Exception] = []
    for turn in range(ROUNDS):
        file, start = of_new_parties(turn), threading.Barrier(2)
        threads = [
            threading.Thread(target=note, args=(said, start, errors))
            for said in (file, backwards(file))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []
    assert Authority.objects.count() == ROUNDS * MANY
    assert Seat.objects.count() == ROUNDS * MANY * 2

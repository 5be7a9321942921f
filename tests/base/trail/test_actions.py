"""Writing the trail, verifying it, and reading on where one left off."""

import json

import pytest
from django.db import connection, transaction

from overens.base.trail.actions import INSTANCE, Ref, SecondChain, write
from overens.base.trail.guards import lift
from overens.base.trail.models import Chain, Details, Line
from overens.base.trail.queries import faults, heads, lines_after, moved
from overens.base.trail.rules import Head
from overens.base.trail.states import Audience

pytestmark = pytest.mark.django_db

A, B = Ref("authority", "a"), Ref("authority", "b")


def note(chain: Ref, what: str = "thing.done", audience: str = Audience.OWN) -> Line:
    with transaction.atomic():
        return write(
            chain=chain,
            by=Ref("seat", "s"),
            what=what,
            about=Ref("thing", "t"),
            audience=Audience(audience),
            details={"name": "Åse Ødegård"},
        )


def test_each_chain_counts_from_one_and_holds() -> None:
    assert [note(A).number, note(B).number, note(A).number] == [1, 1, 2]
    assert faults() == {}
    assert {name: head.number for name, head in heads().items()} == {
        "authority:a": 2,
        "authority:b": 1,
    }


def test_one_transaction_writes_one_chain() -> None:
    with pytest.raises(SecondChain), transaction.atomic():
        note(A)
        note(B)
    note(B)
    assert faults() == {}


def test_a_transaction_that_failed_leaves_nothing_and_is_forgotten() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note(A)
        raise ZeroDivisionError
    assert note(B).number == 1
    assert note(A).number == 1


def test_the_newest_public_line_is_known_without_looking_for_it() -> None:
    note(A, audience=Audience.PUBLIC)
    note(A)
    assert Chain.objects.get(holder_id="a").public_length == 1


def test_a_reader_gets_each_line_once_chain_by_chain() -> None:
    note(A), note(B), note(A)
    cursor: dict[str, int] = {}
    read = []
    while lines := lines_after(cursor, most=1):
        read += [(str(line.chain), line.number) for line in lines]
        cursor = moved(cursor, lines)
    assert read == [("authority:a", 1), ("authority:a", 2), ("authority:b", 1)]
    assert lines_after(json.loads(json.dumps(cursor))) == []
    note(B)
    assert [(str(line.chain), line.number) for line in lines_after(cursor)] == [("authority:b", 2)]


def test_names_can_go_and_the_chain_still_holds() -> None:
    line = note(A)
    Details.objects.filter(line=line).delete()
    assert faults() == {}


def test_a_forged_line_and_a_vanished_chain_are_found() -> None:
    note(INSTANCE), note(A), note(A)
    published = heads()
    lift()
    Line.objects.filter(chain__holder_id="a", number=2).update(what="thing.undone")
    assert faults() == {"authority:a": faults()["authority:a"]}
    assert "Line 2 was changed" in faults()["authority:a"]
    Details.objects.filter(line__chain__holder_id="a").delete()
    Line.objects.filter(chain__holder_id="a").delete()
    Chain.objects.filter(holder_id="a").delete()
    assert faults() == {}
    assert "its end was cut off" in faults(published)["authority:a"]


def test_a_head_that_was_never_here_is_found() -> None:
    note(A)
    assert "its end was cut off" in faults({"authority:a": Head(2, "0" * 64)})["authority:a"]


def test_the_trail_is_written_only_inside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="inside the action's transaction"):
        write(chain=A, by=A, what="thing.done", about=A, audience=Audience.OWN)
    assert not connection.in_atomic_block

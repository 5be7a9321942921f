"""Eight people write at once, for two authorities, and a reader reads along."""

import threading
import time

import pytest
from django.db import connection, transaction

from overens.base.trail.actions import Ref, write
from overens.base.trail.models import Line
from overens.base.trail.queries import faults, lines_after, moved
from overens.base.trail.states import Audience

AUTHORITIES = [Ref("authority", "a"), Ref("authority", "b")]
WRITERS, EACH = 8, 40


class Rollback(Exception):
    """What a writer meets now and then, after its line was written."""


def work(writer: int, errors: list[Exception]) -> None:
    try:
        for turn in range(EACH):
            try:
                with transaction.atomic():
                    write(
                        chain=AUTHORITIES[(writer + turn) % 2],
                        by=Ref("seat", str(writer)),
                        what="thing.done",
                        about=Ref("thing", f"{writer}-{turn}"),
                        audience=Audience.OWN,
                        details={"turn": turn},
                    )
                    if turn % 10 == 9:
                        raise Rollback
            except Rollback:
                pass
    except Exception as error:
        errors.append(error)
    finally:
        connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_no_deadlock_no_gap_and_no_line_lost_to_a_reader() -> None:
    errors: list[Exception] = []
    threads = [threading.Thread(target=work, args=(n, errors)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    cursor: dict[str, int] = {}
    read: list[tuple[str, int]] = []
    end = time.monotonic() + 60
    while time.monotonic() < end:
        writing = any(thread.is_alive() for thread in threads)
        lines = lines_after(cursor, most=25)
        assert faults() == {}, "what is written meanwhile is no fault"
        read += [(str(line.chain), line.number) for line in lines]
        cursor = moved(cursor, lines)
        if not writing and not lines:
            break
    for thread in threads:
        thread.join(timeout=10)
    assert errors == []
    assert Line.objects.count() == WRITERS * EACH * 9 // 10
    assert sorted(read) == sorted(
        (str(line.chain), line.number) for line in Line.objects.select_related("chain")
    )
    assert faults() == {}

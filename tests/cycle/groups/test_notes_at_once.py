"""Two people, and two workers, at the same moment: each thing is done once, and nothing is lost."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.base.records.models import Dispatch, Entry
from overens.base.trail.queries import faults
from overens.cycle.groups.actions import standing
from overens.cycle.groups.actions.notes import object_to_notes, send_notes
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Meeting, Notes, Objection, SentNotes
from overens.cycle.groups.states import NOTES
from tests.cast import Cast, cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, read, sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=15)


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Everybody of the cast; what is frozen is not typeset."""
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    with transaction.atomic():
        return cast(NOW)


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return a_meeting(people, NOW, group=a_group(people, NOW))


def at_once(*verbs: Callable[[], object]) -> list[object]:
    """What came of each, in no order: what it gave back, or why it was refused."""
    came: list[object] = []
    start = threading.Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> None:
        start.wait(10)
        try:
            came.append(verb())
        except Exception as error:
            came.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


def of_kind(came: list[object], kind: type) -> int:
    return sum(isinstance(one, kind) for one in came)


def test_two_who_begin_at_once_lose_nothing(people: Cast, meeting: Meeting) -> None:
    came = at_once(
        lambda: wrote(people, meeting, NOW, text="<p>Sand</p>"),
        lambda: wrote(people, meeting, NOW, text="<p>Sten</p>"),
    )
    assert (of_kind(came, Notes), of_kind(came, Changed)) == (1, 1), came
    (changed,) = (one for one in came if isinstance(one, Changed))
    assert changed.theirs == Notes.objects.get().text


def test_two_who_send_at_once_send_it_once(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    seal = read(meeting, NOW)

    def send(role: Role) -> SentNotes:
        return send_notes(by=people.seats["koge", role], meeting=meeting, read=seal, at=NOW)

    came = at_once(lambda: send(Role.COORDINATOR), lambda: send(Role.MEMBER))
    assert (of_kind(came, SentNotes), of_kind(came, Refused)) == (1, 1), came
    assert SentNotes.objects.count() == 1
    assert faults() == {}


def test_two_workers_let_it_stand_once(people: Cast, meeting: Meeting) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    came = at_once(lambda: notes_stand(now=LATER), lambda: notes_stand(now=LATER))
    assert sorted(map(int, came)) == [0, 1], came
    assert Dispatch.objects.filter(kind=NOTES).count() == 1
    assert faults() == {}


def test_an_objection_and_the_worker_never_both_win(people: Cast, meeting: Meeting) -> None:
    """A clock that is late at one of the machines."""
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    at_once(
        lambda: notes_stand(now=LATER),
        lambda: object_to_notes(
            by=people.seats["kristianstad", Role.COORDINATOR],
            meeting=meeting,
            number=1,
            text="Nej.",
            language="sv",
            at=NOW + timedelta(days=1),
        ),
    )
    stands = SentNotes.objects.get().stands_at is not None
    assert stands != Objection.objects.exists()


@pytest.mark.parametrize("place", ["before", "within"])
def test_a_worker_that_is_killed_between_leaves_all_or_nothing(
    people: Cast, meeting: Meeting, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)

    class Killed(BaseException):
        pass

    real = standing.send

    def killed(**named: object) -> Entry:
        if place == "within":
            real(**named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(standing, "send", killed)
        with pytest.raises(Killed):
            notes_stand(now=LATER)
    assert SentNotes.objects.get().stands_at is None
    assert not Dispatch.objects.filter(kind=NOTES).exists()
    assert notes_stand(now=LATER) == 1
    assert Dispatch.objects.filter(kind=NOTES).count() == 1
    assert faults() == {}

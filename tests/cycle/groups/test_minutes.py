"""Minutes stand when each party has adopted them; a later text begins anew."""

from datetime import timedelta
from itertools import permutations

import pytest

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Answer, Asked, Consent
from overens.base.languages.rules import Wordings
from overens.base.mail.models import Letter
from overens.base.municipalities.actions.people import note_authority
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers.paper import SUBJECT, from_canonical
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Entry
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Evidence, Party
from overens.cycle.groups.actions.notes import send_notes
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Meeting, Participant, SentNotes
from overens.cycle.groups.notes_queries import standing_of_notes
from overens.cycle.groups.states import MINUTES, NotesState
from tests.cast import Cast, seat_of
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, read, sent, wrote
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
BOTH = ("koge", "kristianstad")


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    group = a_group(people, NOW, slug="styregruppe", kind="steering")
    found = a_meeting(people, NOW, group=group, record="minutes")
    found.commitments.add(people.agreement.commitments.get(number=3))
    wrote(people, found, NOW)
    return found


def put(people: Cast, meeting: Meeting, at=NOW, **more: object) -> SentNotes:
    found = sent(people, meeting, at, **more)
    carry_waiting(now=at)
    return found


def answered(seat: Seat, found: SentNotes, answer: str = "yes", at=LATER, **more: object) -> Answer:
    consent = Consent.objects.get(pk=found.consent_id)
    return answer_edition(by=seat, consent=consent, answer=answer, at=at, **more)


def state(meeting: Meeting) -> NotesState:
    return standing_of_notes(meeting).state


@pytest.mark.parametrize("order", [BOTH, BOTH[::-1]])
def test_they_stand_from_the_last_yes(
    people: Cast, meeting: Meeting, order: tuple[str, ...]
) -> None:
    found = put(people, meeting)
    for hours, side in enumerate(order, 1):
        assert notes_stand(now=LATER) == 0
        answered(people.seats[side, Role.LEADER], found, at=NOW + timedelta(hours=hours))
    assert notes_stand(now=NOW + timedelta(days=3)) == 1
    assert notes_stand(now=NOW + timedelta(days=3)) == 0
    found.refresh_from_db()
    assert found.stands_at == NOW + timedelta(hours=2)
    assert state(meeting) == NotesState.STANDS
    shown = Evidence.objects.filter(source=f"meeting:{meeting.pk}")
    assert sorted(shown.values_list("party__authority__slug", flat=True)) == list(BOTH)
    assert faults() == {}


def test_both_registers_have_what_was_put_and_each_answer(people: Cast, meeting: Meeting) -> None:
    found = put(people, meeting)
    first, second = (answered(people.seats[side, Role.LEADER], found) for side in BOTH)
    carry_waiting(now=LATER)
    for edition in (found.edition, first.edition, second.edition):
        entries = Entry.objects.filter(documents__edition=edition)
        assert sorted(e.register.authority.slug for e in entries) == list(BOTH)
        assert {e.case.thread for e in entries} == {meeting.group.thread}


def test_a_register_says_once_that_they_are_minutes(people: Cast, meeting: Meeting) -> None:
    paper = from_canonical(put(people, meeting).edition.canonical.encode())
    subjects = dict(paper.data[SUBJECT])
    assert subjects == paper.title
    assert subjects["sv"].startswith("Protokoll: ")


@pytest.mark.parametrize(
    ("answer", "more"),
    [("no", {"because": "Så var det ikke."}), ("sent-back", {"because": "Punkt 1."})],
)
def test_a_party_that_does_not_adopt_them_reopens_them(
    people: Cast, meeting: Meeting, answer: str, more: dict[str, str]
) -> None:
    found = put(people, meeting)
    answered(people.seats["koge", Role.LEADER], found)
    Letter.objects.all().delete()
    answered(people.seats["kristianstad", Role.LEADER], found, answer, **more)
    assert state(meeting) == NotesState.REOPENED
    assert notes_stand(now=LATER) == 0
    assert Letter.objects.filter(about_id=str(meeting.pk)).count() == 4


def test_a_postponed_answer_and_a_condition_leave_them_open(people: Cast, meeting: Meeting) -> None:
    found = put(people, meeting)
    answered(people.seats["koge", Role.LEADER], found, "yes-if", because="Uden punkt 2.")
    answered(
        people.seats["kristianstad", Role.LEADER],
        found,
        "postponed",
        until=(NOW + timedelta(days=5)).date(),
    )
    assert state(meeting) == NotesState.SENT
    for side in BOTH:
        answered(people.seats[side, Role.LEADER], found)
    assert notes_stand(now=LATER) == 1


def test_a_later_text_voids_the_earlier_one_and_its_answers(people: Cast, meeting: Meeting) -> None:
    first = put(people, meeting)
    for side in BOTH:
        answered(people.seats[side, Role.LEADER], first)
    notes_stand(now=LATER)
    wrote(people, meeting, NOW, text="<p>Anderledes.</p>", revision=1)
    second = put(people, meeting, LATER)
    assert state(meeting) == NotesState.SENT
    assert second.consent_id != first.consent_id
    assert not Answer.objects.filter(asked__consent=second.consent_id).exists()
    answered(people.seats["koge", Role.LEADER], second)
    assert notes_stand(now=LATER) == 0


def test_the_text_before_is_answered_no_more(people: Cast, meeting: Meeting) -> None:
    first = put(people, meeting)
    wrote(people, meeting, NOW, text="<p>Anderledes.</p>", revision=1)
    put(people, meeting, LATER)
    with pytest.raises(Refused, match="newer text exists"):
        answered(people.seats["koge", Role.LEADER], first)


def test_nobody_answers_what_has_not_reached_them(people: Cast, meeting: Meeting) -> None:
    found = sent(people, meeting, NOW)
    with pytest.raises(Refused, match="has not reached"):
        answered(people.seats["kristianstad", Role.LEADER], found)


@pytest.mark.parametrize("role", [Role.MEMBER, Role.REGISTRAR])
def test_who_answers_is_said_by_the_table_of_roles(
    people: Cast, meeting: Meeting, role: Role
) -> None:
    found = put(people, meeting)
    with pytest.raises(Refused):
        answered(people.seats["koge", role], found)


def test_only_what_was_read_is_put(people: Cast, meeting: Meeting) -> None:
    before = read(meeting, NOW)
    by = people.seats["koge", Role.COORDINATOR]
    send_notes(by=by, meeting=meeting, read=before, at=NOW)
    with pytest.raises(Refused, match="changed since you opened"):
        send_notes(by=by, meeting=meeting, read=before, at=NOW)
    assert Consent.objects.filter(kind=MINUTES).count() == SentNotes.objects.count() == 1


def five(people: Cast) -> list[Seat]:
    """The leaders of five parties, three of which have joined by now."""
    for name in ("norrby", "sydby"):
        note_authority(
            slug=name,
            municipality=name,
            country="se",
            names=Wordings.of({"sv": name}),
            short=name,
        )
    sides = (*BOTH, "lund", "norrby", "sydby")
    seats = [seat_of(side, Role.LEADER) for side in sides]
    for place, seat in enumerate(seats[2:], 2):
        Party.objects.create(
            agreement=people.agreement, authority=seat.post.authority, position=place
        )
    return seats


@pytest.mark.parametrize("turn", range(0, 120, 17))
def test_five_parties_adopt_them_in_any_order(people: Cast, meeting: Meeting, turn: int) -> None:
    seats = five(people)
    Participant.objects.create(
        meeting=meeting, post=seats[2].post, was_there=True, added_by=seats[0]
    )
    found = put(people, meeting)
    assert Asked.objects.filter(consent=found.consent_id, reached_at__isnull=False).count() == 5
    order = list(permutations(seats))[turn]
    for place, seat in enumerate(order):
        assert notes_stand(now=LATER) == 0, place
        answered(seat, found)
    assert notes_stand(now=LATER) == 1
    assert state(meeting) == NotesState.STANDS
    assert faults() == {}

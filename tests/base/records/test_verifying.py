"""Whoever changes a register past the guards is named by the verifier, each manipulation by itself."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from overens.base.municipalities.models import Authority
from overens.base.papers.actions import check_what_is_kept
from overens.base.records.actions.cases import forward_case
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Arrival, Carried, Dispatch, Entry, EntryVersion
from overens.base.records.parcels import Answer
from overens.base.records.queries import said_in
from overens.base.records.verifying.registers import faults
from overens.base.trail import queries as trail
from overens.base.trail.models import Chain, Line
from overens.base.trail.queries import heads, stored_lines
from overens.base.trail.rules import Head, hash_details
from tests.base.records.forging import found, may_anything, quoted, sql
from tests.base.records.people import registrar, sent
from tests.examples import NOW

pytestmark = pytest.mark.django_db


CHANGED = "The entry 2026-{:05} was changed: the trail says otherwise."
WORDING = "The wording of the entry 2026-{:05} was changed."
FILES = "The documents of the entry 2026-{:05} are not those that it had."
GONE = "A wording of the entry 2026-{:05} is missing."
NOT_THERE = "The entry 2026-{:05} does not stand in the trail."

FLIPPED = {
    "day": ("UPDATE records_entry SET \"on\" = '2026-11-23' WHERE id = {e4}", CHANGED, 4),
    "case": (
        "UPDATE records_entry SET case_id = (SELECT case_id FROM records_entry WHERE id = {e1}) "
        "WHERE id = {e3}",
        CHANGED,
        3,
    ),
    "direction": ("UPDATE records_entry SET direction = 'sent' WHERE id = {e4}", NOT_THERE, 4),
    "instant": (
        "UPDATE records_entry SET entered_at = '2026-11-23 10:00:00+00' WHERE id = {e2}",
        CHANGED,
        2,
    ),
    "whoever entered it": (
        "UPDATE records_entry SET entered_by_id = NULL WHERE id = {e5}",
        CHANGED,
        5,
    ),
    "subject": ("UPDATE records_entryversion SET subject = 'x' WHERE entry_id = {e3}", WORDING, 3),
    "reason": (
        "UPDATE records_entryversion SET because = 'x' WHERE entry_id = {e4} AND number = 2",
        WORDING,
        4,
    ),
    "writer": (
        "UPDATE records_entryversion SET by_id = NULL WHERE entry_id = {e4} AND number = 2",
        WORDING,
        4,
    ),
    "file": (
        "UPDATE records_document SET sha256 = (SELECT sha256 FROM records_document "
        "WHERE entry_id = {e1}) WHERE entry_id = {e3}",
        FILES,
        3,
    ),
    "name": ("UPDATE records_document SET name = 'x' WHERE entry_id = {e2}", FILES, 2),
    "dropped file": ("DELETE FROM records_document WHERE entry_id = {e2}", FILES, 2),
    "dropped correction": (
        "DELETE FROM records_entryversion WHERE entry_id = {e4} AND number = 2",
        GONE,
        4,
    ),
    "dropped first wording": (
        "DELETE FROM records_entryversion WHERE entry_id = {e4} AND number = 1",
        WORDING,
        4,
    ),
}


@pytest.mark.parametrize(("statement", "sentence", "number"), FLIPPED.values(), ids=FLIPPED)
def test_what_is_changed_in_an_entry_names_it(
    unguarded: None, statement: str, sentence: str, number: int
) -> None:
    sql(statement)
    assert found() == sentence.format(number)
    assert any(sentence.format(number) in each for each in check_what_is_kept())


def test_an_entry_that_is_dropped_leaves_a_gap(unguarded: None) -> None:
    drop(4)
    assert found() == "Number 4 of 2026 is missing."


def test_the_last_entry_is_missed_by_the_counter_and_with_it_by_the_trail(unguarded: None) -> None:
    drop(6)
    assert found() == "6 numbers were given in 2026, but the register ends with number 5."
    sql("UPDATE records_counter SET length = 5 WHERE register_id = {koge}")
    line = Line.objects.filter(what="entry.received", chain__holder_id=koge()).order_by("-number")
    assert found() == f"Line {line[0].number} of the trail names something that is missing."


def drop(number: int) -> None:
    """All that an entry is, with what arrived."""
    key = f"{{e{number}}}"
    sql(
        f"DELETE FROM records_document WHERE entry_id = {key}",
        f"DELETE FROM records_entryversion WHERE entry_id = {key}",
        f"DELETE FROM records_receipt WHERE entry_id = {key}",
        f"DELETE FROM records_entry WHERE id = {key}",
    )


def test_numbers_that_are_exchanged_are_named(unguarded: None) -> None:
    sql(
        "UPDATE records_entry SET number = 99 WHERE id = {e3}",
        "UPDATE records_entry SET number = 3 WHERE id = {e4}",
        "UPDATE records_entry SET number = 4 WHERE number = 99",
    )
    assert found() == CHANGED.format(3)


def test_an_entry_that_nobody_entered_is_named(unguarded: None) -> None:
    entry = Entry.objects.filter(register__authority__slug="koge").order_by("number")[2]
    entry.pk, entry.number = Arrival.objects.first().pk, 7
    entry.save(force_insert=True)
    sql("UPDATE records_counter SET length = 7 WHERE register_id = {koge}")
    assert found() == NOT_THERE.format(7)


def test_a_wording_that_is_sealed_anew_does_not_stand_in_the_trail(unguarded: None) -> None:
    version = EntryVersion.objects.filter(entry__register__authority__slug="koge").order_by(
        "entry__number"
    )[0]
    version.subject = "Noget andet"
    version.seal = hash_details(version.salt, {**said_in(version).values(), "because": ""})
    version.save()
    assert found() == WORDING.format(1)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE records_arrival SET at = '2026-11-23 10:00:00+00'", "is not what arrived."),
        ("UPDATE records_arrival SET sha256 = 'x'", "is not what arrived."),
        ("UPDATE records_arrival SET thread = 'x' || size", "is not what arrived."),
        (
            "UPDATE records_receipt SET state = 'set-aside', entry_id = NULL WHERE entry_id = {e3}",
            "The entry 2026-00003 is not what arrived.",
        ),
        (
            "DELETE FROM records_receipt WHERE state = 'set-aside'",
            "names something that is missing.",
        ),
        (
            "DELETE FROM records_receipt WHERE entry_id = {e3}",
            "The entry 2026-00003 is not what arrived.",
        ),
    ],
)
def test_what_arrived_and_what_was_entered_bear_each_other_out(
    unguarded: None, statement: str, sentence: str
) -> None:
    sql(statement)
    assert found().endswith(sentence)


def test_an_arrival_without_a_receipt_is_named(unguarded: None) -> None:
    arrival = sent("koge", key="5", trap=True)
    sql(f"DELETE FROM records_receipt WHERE arrival_id = {quoted(arrival.pk)}")
    assert list(faults())[-1] == (
        f"What arrived as {arrival.pk} is with no authority: its receipt is missing."
    )


# ── A chain that was cut or written anew, so well that it holds by itself ──


def koge() -> str:
    return str(Authority.objects.get(slug="koge").pk)


def own_chain() -> Chain:
    return Chain.objects.get(holder="authority", holder_id=koge())


@pytest.fixture(params=["carried", "answered"])
def witnessed(filled: None, request: pytest.FixtureRequest) -> int:
    """Kristianstad was given the head of Køge's chain; the number of it. More was written since."""
    head = heads()[str(own_chain())]
    if request.param == "carried":
        assert carry_waiting(now=NOW) == 1
        head = Head(*Carried.objects.values_list("head_number", "head_seal").get())
    else:
        answered_by_koge(head)
    sent("koge", key="later", at=NOW + timedelta(hours=1))
    may_anything()
    return head.number


def answered_by_koge(head: Head) -> None:
    arrival = sent("kristianstad", key="back")
    case = arrival.receipts.get().entry.case
    to = Authority.objects.get(slug="koge")
    dispatch = forward_case(by=registrar("kristianstad"), case=case, to=to, at=NOW)
    Dispatch.objects.exclude(pk=dispatch.pk).update(next_at=None)
    told = Answer(str(dispatch.pk), NOW.isoformat(), "2026-00009", head.number, head.seal)
    assert carry_waiting(now=NOW, deliver=lambda _parcel, _at: told.canonical()) == 1


def shorten(chain: Chain, length: int) -> None:
    """Cut a chain so that it holds by itself."""
    gone = chain.lines.filter(number__gt=length)
    for line in gone.select_related("details"):
        line.details.delete()
    gone.delete()
    last = chain.lines.get(number=length)
    Chain.objects.filter(pk=chain.pk).update(length=length, head=last.seal)


def write_anew(chain: Chain, number: int) -> None:
    """Change a line and seal it and all that follow again, so that the chain holds by itself."""
    previous = chain.lines.get(number=number - 1).seal
    rows: Sequence[Line] = chain.lines.filter(number__gte=number).order_by("number")
    for line in rows:
        line.previous = previous
        if line.number == number:
            line.at += timedelta(minutes=1)
        line.save()
        stored = next(each for each in stored_lines(chain) if each.entry.number == line.number)
        line.seal = previous = stored.entry.seal()
        line.save()
    Chain.objects.filter(pk=chain.pk).update(head=previous)


def test_a_tail_that_was_cut_is_caught_by_the_head_that_a_partner_has(witnessed: int) -> None:
    shorten(own_chain(), witnessed - 1)
    assert trail.faults() == {}
    assert (
        f"authority:{koge()}: The chain ends with line {witnessed - 1}, but line {witnessed} was "
        "published: its end was cut off."
    ) in list(faults())


@pytest.mark.parametrize("where", [lambda head: head, lambda head: 2], ids=["last", "early"])
def test_a_tail_that_was_written_anew_is_caught_by_the_head_that_a_partner_has(
    witnessed: int, where: Callable[[int], int]
) -> None:
    write_anew(own_chain(), where(witnessed))
    assert trail.faults() == {}
    assert (
        f"authority:{koge()}: Line {witnessed} is not the one that was published: it, or a line "
        "before it, was written anew."
    ) in list(faults())


def test_what_comes_after_a_head_that_a_partner_has_is_no_fault(witnessed: int) -> None:
    assert own_chain().length > witnessed
    assert list(faults()) == []
    assert Dispatch.objects.exists()

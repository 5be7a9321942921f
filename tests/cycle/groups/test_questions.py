"""A concrete question: one sentence for all, a why and an owner on each side, and what came of it."""

import pytest

from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.cycle.agreements.models import Party
from overens.cycle.groups import queries
from overens.cycle.groups.actions.questions import (
    answer_question,
    ask_question,
    correct_question,
    leave_question,
    open_question_again,
    write_side,
)
from overens.cycle.groups.models import Question, WorkingGroup
from tests.cast import SIDES, Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW, TODAY


def said(text: str, language: str = "da") -> Wordings:
    return Wordings.of({language: text})


def asked(people: Cast, side: str = "koge", group: WorkingGroup | None = None) -> Question:
    return ask_question(
        by=people.seats[side, Role.MEMBER],
        agreement=people.agreement,
        sentence=said("Hvordan \n holder vi vandet ude?"),
        group=group,
        at=NOW,
    )


def test_questions_are_numbered_in_their_agreement_with_a_group_or_without(people: Cast) -> None:
    group = a_group(people, NOW)
    first, second = asked(people), asked(people, "kristianstad", group)
    assert (first.number, second.number) == (1, 2)
    assert first.sentence.texts() == {"da": "Hvordan holder vi vandet ude?"}
    assert list(queries.questions_of(people.agreement)) == [second, first]
    assert list(queries.questions_of(people.agreement, group)) == [second]
    assert set(Line.objects.filter(what="question.asked").values_list("audience", flat=True)) == {
        "partners"
    }


def test_each_side_writes_its_own_and_reads_the_others(people: Cast) -> None:
    question = asked(people)
    for side in SIDES:
        seat = people.seats[side, Role.MEMBER]
        write_side(
            by=seat,
            question=question,
            why=said(f"Fordi {side}."),
            owner=seat.post,
            revision=0,
            at=NOW,
        )
    assert {s.authority.slug: s.why.shown().text for s in question.sides.all()} == {
        side: f"Fordi {side}." for side in SIDES
    }
    with pytest.raises(Refused, match="Each party says itself"):
        write_side(
            by=people.seats["koge", Role.MEMBER],
            question=question,
            why=said("x"),
            owner=people.seats["kristianstad", Role.MEMBER].post,
            revision=1,
            at=NOW,
        )


def test_nobody_writes_over_what_a_colleague_has_written(people: Cast) -> None:
    question = asked(people)
    by = people.seats["koge", Role.MEMBER]
    write_side(by=by, question=question, why=said("Første."), owner=None, revision=0, at=NOW)
    with pytest.raises(Changed) as changed:
        write_side(by=by, question=question, why=said("Anden."), owner=None, revision=0, at=NOW)
    assert (changed.value.theirs, changed.value.revision) == ("Første.", 1)
    write_side(by=by, question=question, why=said("Anden."), owner=None, revision=1, at=NOW)


def test_its_sentence_is_corrected_by_those_who_asked(people: Cast) -> None:
    question = asked(people)
    by = people.seats["koge", Role.COORDINATOR]
    other = Wordings.of({"sv": "Vad håller  vattnet\ntillbaka?"})
    with pytest.raises(Refused, match="wrote this"):
        correct_question(
            by=people.seats["kristianstad", Role.MEMBER],
            question=question, sentence=other, revision=1, at=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="one sentence"):
        correct_question(by=by, question=question, sentence=said(" "), revision=1, at=NOW)
    before = question.sentence.texts()
    question = correct_question(by=by, question=question, sentence=other, revision=1, at=NOW)
    assert question.sentence.texts() == {**before, "sv": "Vad håller vattnet tillbaka?"}
    with pytest.raises(Changed):
        correct_question(by=by, question=question, sentence=other, revision=1, at=NOW)
    question = answer_question(
        by=by, question=question, came_of_it=said("En dæmning."), revision=2, at=NOW
    )
    with pytest.raises(Refused, match="answered it"):
        correct_question(by=by, question=question, sentence=other, revision=3, at=NOW)


def test_it_is_answered_left_and_opened_again(people: Cast) -> None:
    question = asked(people)
    by = people.seats["kristianstad", Role.MEMBER]
    with pytest.raises(Refused, match="what came of it"):
        answer_question(by=by, question=question, came_of_it=said(" "), revision=1, at=NOW)
    question = answer_question(
        by=by, question=question, came_of_it=said("En dæmning."), revision=1, at=NOW
    )
    assert (question.state, question.closed_by) == ("answered", by)
    with pytest.raises(Changed):
        leave_question(by=by, question=question, because=said("Nej."), revision=1, at=NOW)
    question = open_question_again(by=by, question=question, revision=2, at=NOW)
    assert (question.state, question.came_of_it.texts()) == ("open", {"da": "En dæmning."})
    question = leave_question(by=by, question=question, because=said("Nej."), revision=3, at=NOW)
    assert question.state == "left"


def test_only_who_works_there_asks_and_nobody_once_the_agreement_has_ended(people: Cast) -> None:
    group = a_group(people, NOW, roles=())
    with pytest.raises(Refused, match="Only members"):
        asked(people, group=group)
    with pytest.raises(Refused, match="own parties"):
        asked(people, "lund")
    question = asked(people)
    Party.objects.update(left=TODAY.replace(year=2025))
    with pytest.raises(Refused, match="nothing new"):
        asked(people)
    # What stands is still brought to its end.
    leave_question(
        by=people.seats["koge", Role.MEMBER],
        question=question,
        because=said("Slut."),
        revision=1,
        at=NOW,
    )


@pytest.mark.parametrize("text", ["", "\u202e", "x" * 301])
def test_what_is_no_sentence_is_refused(people: Cast, text: str) -> None:
    with pytest.raises(Refused):
        ask_question(
            by=people.seats["koge", Role.MEMBER],
            agreement=people.agreement,
            sentence=said(text),
            at=NOW,
        )

"""Where a question belongs is changed by those who asked it: who is told, and what tasks have shown."""

from datetime import timedelta
from typing import Any

import pytest

from overens.base.languages.rules import Wordings
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Agreement, Commitment, Evidence, FocusArea
from overens.cycle.groups.actions.questions import answer_question, ask_question, move_question
from overens.cycle.groups.actions.tasks import end_task, give_task, open_task_again
from overens.cycle.groups.models import Question, Task, WorkingGroup
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW, TODAY

SAID = Wordings.of({"da": "Hvordan holder vi vandet ude?"})
THEIRS = ("kristianstad", Role.MEMBER)


def asked(people: Cast, **more: Any) -> Question:
    by = people.seats["koge", Role.MEMBER]
    return ask_question(by=by, agreement=people.agreement, sentence=SAID, at=NOW, **more)


def moved(
    people: Cast,
    question: Question,
    *,
    by: tuple[str, Role] = ("koge", Role.MEMBER),
    group: WorkingGroup | None = None,
    area: FocusArea | None = None,
    commitment: Commitment | None = None,
) -> Question:
    return move_question(
        by=people.seats[by],
        question=question,
        group=group,
        focus_area=area,
        commitment=commitment,
        revision=question.revision,
        at=NOW,
    )


def commitment(people: Cast, number: int) -> Commitment:
    return people.agreement.commitments.get(number=number)


def served() -> list[tuple[str, list[int]]]:
    """What public lines say that groups serve, in their order."""
    lines = Line.objects.filter(what="group.commitments-changed", audience="public")
    return [
        (one.details.values["group"], one.details.values["commitments"])
        for one in lines.select_related("details").order_by("number")
    ]


def test_it_goes_where_those_who_asked_put_it_and_the_parties_read_of_it(people: Cast) -> None:
    group, area = a_group(people, NOW), people.agreement.focus_areas.first()
    question = asked(people)
    question = moved(people, question, group=group, area=area, commitment=commitment(people, 4))
    question.refresh_from_db()
    assert (question.group, question.focus_area) == (group, area)
    assert (question.commitment, question.revision) == (commitment(people, 4), 2)
    line = Line.objects.select_related("details").get(what="question.moved")
    assert line.audience == "partners"
    said = line.details.values
    assert (said["group"], said["area"], said["commitment"]) == ("climate", area.slug, 4)
    question = moved(people, question)
    assert (question.group, question.focus_area, question.commitment) == (None, None, None)
    assert not faults()


def test_who_may_not_is_refused(people: Cast) -> None:
    group = a_group(people, NOW)
    foreign = a_group(people, NOW, slug="foreign", roles=())
    question = asked(people, group=group)
    with pytest.raises(Refused, match="wrote this"):
        moved(people, question, by=THEIRS)
    with pytest.raises(Refused, match="Only members"):
        moved(people, question, group=foreign)
    with pytest.raises(Refused, match="Only members"):
        moved(people, asked(people, group=None), group=foreign)
    other = Agreement.objects.create(slug="other")
    elsewhere = FocusArea.objects.create(agreement=other, slug="x")
    with pytest.raises(Refused, match="another agreement"):
        moved(people, question, area=elsewhere)
    stale = Question.objects.get(pk=question.pk)
    question = moved(people, question)
    with pytest.raises(Changed):
        moved(people, stale, group=group)
    question = answer_question(
        by=people.seats[THEIRS], question=question, came_of_it=SAID, revision=2, at=NOW
    )
    with pytest.raises(Refused, match="answered it"):
        moved(people, question, group=group)


def test_it_leaves_a_group_that_is_closed_and_comes_into_none(people: Cast) -> None:
    group = a_group(people, NOW)
    question = asked(people, group=group)
    group.closed_at = NOW
    group.save()
    question = moved(people, Question.objects.get(pk=question.pk))
    assert question.group is None
    with pytest.raises(Refused, match="group is closed"):
        moved(people, question, group=group)


def test_everyone_is_told_where_a_group_serves_other_commitments(people: Cast) -> None:
    group, other = a_group(people, NOW), a_group(people, NOW, slug="schools")
    group.commitments.add(commitment(people, 3))
    three, four = commitment(people, 3), commitment(people, 4)
    asked(people)
    asked(people, commitment=four)
    asked(people, group=group)
    # By its mandate it serves this one already.
    asked(people, group=group, commitment=three)
    assert served() == []
    question = asked(people, group=group, commitment=four)
    assert served() == [("climate", [3, 4])]
    question = moved(people, question, group=other, commitment=four)
    assert served()[1:] == [("climate", [3]), ("schools", [4])]
    question = moved(people, question, group=other, commitment=three)
    assert served()[3:] == [("schools", [3])]
    moved(people, question, group=other, commitment=three)
    assert len(served()) == 4


def task_of(people: Cast, question: Question) -> Task:
    return give_task(
        by=people.seats["koge", Role.MEMBER],
        agreement=people.agreement,
        group=None,
        text=SAID,
        post=people.seats[THEIRS].post,
        due=TODAY,
        question=question,
        at=NOW,
    )


def done(people: Cast, task: Task) -> Task:
    on = TODAY - timedelta(1)
    return end_task(
        by=people.seats[THEIRS], task=task, state="done", on=on, because=Wordings(), at=NOW
    )


def shown(*, stands: bool = True) -> list[int]:
    rows = Evidence.objects.filter(kind="task-done", withdrawn_at__isnull=stands)
    return sorted(rows.values_list("commitment__number", flat=True))


def test_what_was_done_before_shows_what_the_question_served_then(people: Cast) -> None:
    first, second = commitment(people, 4), commitment(people, 5)
    question = asked(people, commitment=first)
    before, after = task_of(people, question), task_of(people, question)
    before = done(people, before)
    assert shown() == [first.number]
    question = moved(people, question, commitment=second)
    # Nobody but the party itself takes back what it did.
    assert shown() == [first.number]
    done(people, Task.objects.get(pk=after.pk))
    assert shown() == [first.number, second.number]
    # Open again, it shows nothing, and done again what the question serves now.
    before = open_task_again(by=people.seats[THEIRS], task=Task.objects.get(pk=before.pk), at=NOW)
    assert shown() == [second.number]
    assert shown(stands=False) == [first.number]
    done(people, before)
    assert shown() == [second.number, second.number]
    assert not faults()

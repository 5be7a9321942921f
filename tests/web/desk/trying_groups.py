"""What is Køge's, or tried by each party, of working groups: for the walks over pages and actions."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.founding import propose_group
from overens.cycle.groups.actions.membership import change_member, end_membership, name_member
from overens.cycle.groups.actions.questions import (
    answer_question,
    ask_question,
    correct_question,
    leave_question,
    move_question,
    open_question_again,
    write_side,
)
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.actions.tasks import change_due, end_task, give_task, open_task_again
from overens.cycle.groups.models import Question, Task, WorkingGroup
from overens.cycle.groups.rules.mandate import MandateWords
from tests.cast import Cast
from tests.cycle.groups.making import a_group

OF_EACH_PARTY = {
    "propose_group", "ask_question", "write_side", "answer_question", "leave_question",
    "open_question_again", "give_task", "remark", "change_due",
}  # fmt: skip
"""What people of each party do in the shared room."""


def named(cast: Cast, now: datetime) -> dict[str, Any]:
    """A group with a question and a task of Køge's, for the addresses that name them."""
    group = a_group(cast, now, roles=(Role.MEMBER, Role.COORDINATOR))
    group.commitments.set(cast.agreement.commitments.filter(number=2))
    by = cast.seats["koge", Role.COORDINATOR]
    said = Wordings.of({"da": "Hvordan holder vi vandet ude?"})
    question = ask_question(by=by, agreement=cast.agreement, group=None, sentence=said, at=now)
    task = give_task(
        by=by,
        agreement=cast.agreement,
        group=None,
        text=Wordings.of({"da": "Send kortene."}),
        post=cast.seats["koge", Role.MEMBER].post,
        due=None,
        question=question,
        at=now,
    )
    return {"group": group.slug, "question": question.number, "task": task.number}


def attempts(now: datetime) -> Mapping[Act, Mapping[str, Callable[[Seat, Any], object]]]:
    """Per act each action that needs it."""
    today, said = now.date(), Wordings.of({"da": "Et svar."})

    def group(t: Any) -> WorkingGroup:
        return WorkingGroup.objects.select_related("agreement").get(slug=t.named["group"])

    def question(t: Any, state: str = "open") -> Question:
        Question.objects.update(state=state)
        return Question.objects.get(number=t.named["question"])

    def task(t: Any, state: str = "open") -> Task:
        Task.objects.update(state=state)
        return Task.objects.get(number=t.named["task"])

    def member(t: Any) -> Any:
        return group(t).memberships.filter(post__authority__slug="koge").first()

    return {
        Act.FOUND_GROUP: {
            "propose_group": lambda by, t: propose_group(
                by=by,
                agreement=t.cast.agreement,
                said=MandateWords({"da": "Havnegruppen"}, {"da": "Havne."}),
                at=now,
            ),
        },
        Act.NAME_MEMBERS: {
            "name_member": lambda by, t: name_member(
                by=by, group=group(t), post=t.cast.seats["koge", Role.LEADER].post,
                task="member", name_is_public=False, since=today, at=now,
            ),
            "change_member": lambda by, t: change_member(
                by=by, membership=member(t), task="lead", name_is_public=True, at=now
            ),
            "end_membership": lambda by, t: end_membership(
                by=by, membership=member(t), until=today, at=now
            ),
        },
        Act.WORK_IN_GROUP: {
            "ask_question": lambda by, t: ask_question(
                by=by, agreement=t.cast.agreement, sentence=said, at=now
            ),
            "write_side": lambda by, t: write_side(
                by=by, question=question(t), why=said, owner=None, revision=0, at=now
            ),
            "correct_question": lambda by, t: correct_question(
                by=by, question=question(t), sentence=said, revision=1, at=now
            ),
            "move_question": lambda by, t: move_question(
                by=by, question=question(t), group=None, focus_area=None, commitment=None,
                revision=1, at=now,
            ),
            "answer_question": lambda by, t: answer_question(
                by=by, question=question(t), came_of_it=said, revision=1, at=now
            ),
            "leave_question": lambda by, t: leave_question(
                by=by, question=question(t), because=said, revision=1, at=now
            ),
            "open_question_again": lambda by, t: open_question_again(
                by=by, question=question(t, "left"), revision=1, at=now
            ),
            "give_task": lambda by, t: give_task(
                by=by, agreement=t.cast.agreement, group=None, text=said,
                post=t.cast.seats["kristianstad", Role.MEMBER].post, due=today, at=now,
            ),
            "end_task": lambda by, t: end_task(
                by=by, task=task(t), state="dropped", on=None, because=said, at=now
            ),
            "open_task_again": lambda by, t: open_task_again(
                by=by, task=task(t, "dropped"), at=now
            ),
            "change_due": lambda by, t: change_due(
                by=by,
                task=_given_to_the_other(task(t), t, by),
                due=today, revision=1, at=now,
            ),
            "remark": lambda by, t: remark(
                by=by, name="", agreement=t.cast.agreement, about=question(t).ref,
                text="Hej.", language="da", way="desk", at=now,
            ),
        },
    }  # fmt: skip


def _given_to_the_other(task: Task, things: Any, by: Seat) -> Task:
    """Given by Køge, so that each of two parties may change its day."""
    Task.objects.update(post=things.cast.seats["kristianstad", Role.MEMBER].post)
    return Task.objects.get(pk=task.pk)

"""Verbs: a post is given a task, says that it is done, or why it is dropped."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, write_date
from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.cycle.agreements.models import Agreement, Commitment, Party
from overens.cycle.groups.actions.evidence import report_done, take_back_done
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.models import Outcome, Question, Task, WorkingGroup
from overens.cycle.groups.queries import posts_for_tasks
from overens.cycle.groups.rules.saying import MOST_IN_LINE, lines, texts
from overens.cycle.groups.states import TaskState


def give_task(
    *,
    by: Seat,
    agreement: Agreement,
    group: WorkingGroup | None,
    text: Wordings,
    post: Post,
    due: date | None,
    at: datetime,
    outcome: Outcome | None = None,
    question: Question | None = None,
    commitment: Commitment | None = None,
) -> Task:
    """Give a post of any party something to do. It has a role, or sits in the group. Raises Refused."""
    acting_in(by, agreement, group, Act.WORK_IN_GROUP, at)
    asked = _("Write what is to be done.")
    said = lines(text.texts(), "text", MOST_IN_LINE, asked=asked)
    for one in (question, commitment):
        if one and one.agreement_id != agreement.pk:
            raise Refused(_("This stands in another agreement."))
    today = by.post.authority.country.today(at)
    if not posts_for_tasks(agreement, group, today).filter(pk=post.pk).exists():
        raise Refused(
            _("This post can take no task: it has no role here, and no seat in the group.")
        )
    with transaction.atomic():
        Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
        last = Task.objects.filter(agreement=agreement).aggregate(last=Max("number"))["last"]
        task = Task.objects.create(
            agreement=agreement,
            number=(last or 0) + 1,
            group=group,
            text=said,
            post=post,
            due=due,
            outcome=outcome,
            question=question,
            commitment=commitment,
            given_by=by,
            given_at=at,
        )
        _note(by, "task.given", task, at, post=post.slug, due=due.isoformat() if due else "")
    return task


def say_otherwise(outcome: Outcome, text: Wordings) -> None:
    """The task of an outcome in its words, in the transaction in which these change. What has ended was
    done, or dropped, as it was said. Raises Refused."""
    row = Task.objects.select_for_update().filter(outcome=outcome).first()
    if row is None or row.text == text:
        return
    if row.state != TaskState.OPEN:
        raise Refused(_("The task has ended: its text stays."))
    row.text = text
    row.revision += 1
    row.save(update_fields=["text", "revision"])


def end_task(
    *, by: Seat, task: Task, state: str, on: date | None, because: Wordings, at: datetime
) -> Task:
    """It is done, on a day, or dropped, and why: only people of the post's authority say so. What is
    done shows the commitment kept that it serves. Raises Refused."""
    party = _own(by, task, at)
    is_done = state == TaskState.DONE
    if state not in (TaskState.DONE, TaskState.DROPPED):
        raise Refused(_("Say that the task is done, or that it is dropped."))
    asked = "" if is_done else _("Write why the task is dropped.")
    said = texts(because.texts(), "text", asked=asked)
    if is_done and on is None:
        raise Refused(_("Write the day on which it was done."))
    if is_done and on and on > by.post.authority.country.today(at):
        raise Refused(_("What lies ahead cannot be noted as done."))
    with transaction.atomic():
        row = _locked(task)
        if row.state != TaskState.OPEN:
            raise Refused(_("Somebody has ended the task meanwhile."))
        row.state, row.done_on, row.because = TaskState(state), on if is_done else None, said
        row.ended_by, row.ended_at = by, at
        row.revision += 1
        row.save()
        if is_done:
            report_done(row, party, at)
        _note(by, f"task.{row.state}", row, at, on=on.isoformat() if is_done and on else "")
    return row


def open_task_again(*, by: Seat, task: Task, at: datetime) -> Task:
    """It was not done after all, or is taken up again: what it showed is withdrawn. Raises Refused."""
    party = _own(by, task, at, ends=False)
    with transaction.atomic():
        row = _locked(task)
        if row.state == TaskState.OPEN:
            raise Refused(_("The task is open."))
        was_done = row.state == TaskState.DONE
        row.state, row.done_on, row.because = TaskState.OPEN, None, Wordings()
        row.ended_by = row.ended_at = None
        row.revision += 1
        row.save()
        if was_done:
            take_back_done(row, party, by, at)
        _note(by, "task.opened-again", row, at)
    return row


def change_due(*, by: Seat, task: Task, due: date | None, revision: int, at: datetime) -> Task:
    """Another day by which it is to be done: said by people of the post's authority, or of that which
    gave the task. Raises Refused, and Changed where somebody has changed it meanwhile."""
    authorities = (task.post.authority_id, task.given_by.post.authority_id)
    if by.post.authority_id not in authorities:
        raise Refused(
            _("Only people of the municipality that gave the task, or has it, change its day.")
        )
    acting_in(by, task.agreement, _room_of(by, task), Act.WORK_IN_GROUP, at)
    with transaction.atomic():
        row = _locked(task)
        if row.revision != revision:
            day = write_date(row.due, get_language() or "en") if row.due else "–"
            raise Changed(
                _("Somebody else has changed the task since you opened the page."),
                day if row.state == TaskState.OPEN else str(TaskState(row.state).label),
                row.revision,
            )
        if row.state != TaskState.OPEN:
            raise Refused(_("The task has ended."))
        row.due = due
        row.revision += 1
        row.save(update_fields=["due", "revision"])
        _note(by, "task.due-changed", row, at, due=due.isoformat() if due else "")
    return row


def _own(by: Seat, task: Task, at: datetime, *, ends: bool = True) -> Party:
    """The party whose task it is. Raises Refused for anybody else."""
    if task.post.authority_id != by.post.authority_id:
        raise Refused(_("Only people of the municipality whose task it is say what became of it."))
    return acting_in(by, task.agreement, _room_of(by, task), Act.WORK_IN_GROUP, at, ends=ends)


def _room_of(by: Seat, task: Task) -> WorkingGroup | None:
    """Whoever has the task needs no seat in the group to end it."""
    return None if by.post_id == task.post_id else task.group


def _locked(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",))
    return rows.select_related(
        "agreement", "group", "post", "commitment__agreement", "question__commitment__agreement"
    ).get(pk=task.pk)


def _note(by: Seat, what: str, task: Task, at: datetime, **details: Any) -> None:
    note(by, what, task.ref, at, agreement=task.agreement.slug, number=task.number, **details)

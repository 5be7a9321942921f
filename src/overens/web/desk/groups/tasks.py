"""The pages of tasks: the list, one that is given, and one with what becomes of it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.languages.rules import Wordings
from overens.base.municipalities.roles import Act
from overens.base.trail.states import Audience
from overens.cycle.agreements.queries import commitments_by_number
from overens.cycle.groups import queries
from overens.cycle.groups.actions import tasks as verbs
from overens.cycle.groups.models import Task
from overens.cycle.groups.states import TaskState
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, told
from overens.web.desk.groups import shown
from overens.web.desk.groups.forms import Again, DueForm, EndTask, TaskForm
from overens.web.desk.groups.founding import commitments
from overens.web.desk.groups.loading import room
from overens.web.desk.groups.offers import Filled, Offer, carried_out, remark_offer
from overens.web.desk.groups.questions import open_groups
from overens.web.desk.meetings.loading import post_named


@require_safe
@in_post(Act.READ_AGREEMENT)
def tasks(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    """Open ones by side, soonest due first; then what was done, or dropped."""
    page = room(request, agreement)
    rows = list(queries.tasks_of(page.agreement))
    today = page.acting.today
    sides = [
        (
            shown.side(page, party.authority),
            [
                shown.task_shown(page, one, today)
                for one in rows
                if one.state == TaskState.OPEN and one.post.authority_id == party.authority_id
            ],
        )
        for party in page.parties
    ]
    ended = [one for one in rows if one.state != TaskState.OPEN]
    return render(
        request,
        "desk/groups/tasks.html",
        {
            **page.around,
            "sides": sides,
            "ended": [shown.task_shown(page, one, today) for one in reversed(ended)],
            "may_give": page.acting.may(Act.WORK_IN_GROUP) and page.is_open,
        },
    )


@in_post(Act.WORK_IN_GROUP)
def give(request: HttpRequest, language: str, agreement: str) -> HttpResponse:
    page = room(request, agreement)
    group = request.GET.get("group", "")
    groups = open_groups(page)
    in_group = page.group(group) if group in dict(groups) else None
    offered = queries.posts_for_tasks(page.agreement, in_group, page.acting.today)
    posts = {str(one.pk): one for one in offered}
    form = TaskForm(
        request.POST or None,
        place=f"task:{page.agreement.slug}",
        language=page.language,
        posts=[(pk, post_named(page, post)) for pk, post in posts.items()],
        groups=groups,
        commitments=commitments(page),
        initial={"group": group},
    )
    form.all_read(page.reads(Audience.PARTNERS))

    def action(said: dict[str, Any]) -> object:
        served = commitments_by_number(page.agreement)
        return verbs.give_task(
            by=page.acting.seat,
            agreement=page.agreement,
            group=page.group(said["group"]) if said["group"] else None,
            text=form.wordings(said),
            post=posts[said["post"]],
            due=said["due"],
            commitment=served[int(said["commitment"])] if said["commitment"] else None,
            at=page.acting.now,
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}tasks/")
        assert isinstance(form.result, Task)
        return told(request, _("The task is given."), f"{page.home}tasks/{form.result.number}/")
    return render(
        request,
        "desk/groups/write.html",
        {
            **page.around,
            "form": form,
            "of_group": "",
            "title": _("Give a task"),
            "button": _("Give the task"),
            "intro": _(
                "A task belongs to a post, so that it outlives the person. Only people of that "
                "municipality say that it is done."
            ),
            "back": f"{page.home}tasks/",
            "back_name": _("Tasks"),
            "reads": page.reads(Audience.PARTNERS),
        },
    )


@in_post(Act.READ_AGREEMENT)
def task(request: HttpRequest, language: str, agreement: str, task: int) -> HttpResponse:
    page = room(request, agreement)
    found = queries.tasks_of(page.agreement).filter(number=task).first()
    if found is None:
        raise Http404
    found.agreement = page.agreement
    offers = _offers(Filled(request, page), found)
    answer = carried_out(request, offers, f"{page.home}tasks/{found.number}/")
    if answer:
        return answer
    titles = page.titles() if found.commitment else {}
    return render(
        request,
        "desk/groups/task.html",
        {
            **page.around,
            "task": found,
            "row": shown.task_shown(page, found, page.acting.today),
            "plain": page.plain(found.text).text,
            "by": shown.side(page, found.given_by.post.authority),
            "day": page.dated(page.acting.authority.country.today(found.given_at)),
            "done_on": page.dated(found.done_on) if found.done_on else "",
            "because": page.plain(found.because) if found.because else None,
            "in_group": page.said(found.group.names) if found.group else "",
            "commitment": page.said(titles.get(found.commitment.number, Wordings()))
            if found.commitment
            else "",
            "remarks": shown.remarks_shown(page, queries.remarks_on("task", str(found.pk))),
            "offers": [offer for offer in offers if offer],
        },
    )


def _offers(filled: Filled, found: Task) -> list[Offer | None]:
    page = filled.room
    own = page.acting.authority.pk
    if not page.acting.may(Act.WORK_IN_GROUP):
        return []
    is_own, is_open = found.post.authority_id == own, found.state == TaskState.OPEN
    gave = found.given_by.post.authority_id == own
    talks = remark_offer(
        filled,
        found.ref,
        _("Say something about the task"),
        _("Say it"),
        _("Your remark stands on the page."),
    )
    return [
        _end(filled, found) if is_own and is_open else None,
        _due(filled, found) if is_open and page.is_open and (is_own or gave) else None,
        _again(filled, found) if is_own and not is_open and page.is_open else None,
        talks,
    ]


def _end(filled: Filled, found: Task) -> Offer:
    page = filled.room
    form = filled(
        EndTask,
        EndTask.what,
        f"task-end:{found.pk}",
        language=page.language,
        today=page.acting.today.isoformat(),
    )

    def end(said: dict[str, Any]) -> object:
        return verbs.end_task(
            by=page.acting.seat,
            task=found,
            state=said["state"],
            on=said["on"],
            because=form.wordings(said),
            at=page.acting.now,
        )

    return Offer(
        form,
        _("Say what became of it"),
        _("Save what became of it"),
        page.reads(Audience.PARTNERS),
        end,
        _("What became of the task is saved."),
    )


def _due(filled: Filled, found: Task) -> Offer:
    page = filled.room
    form = filled(DueForm, DueForm.what, "", base=found.revision, initial={"due": found.due})

    def change(said: dict[str, Any]) -> object:
        return verbs.change_due(
            by=page.acting.seat,
            task=found,
            due=said["due"],
            revision=form.base or 0,
            at=page.acting.now,
        )

    return Offer(
        form,
        _("Set another day"),
        _("Set the day"),
        page.reads(Audience.PARTNERS),
        change,
        _("The day is set."),
    )


def _again(filled: Filled, found: Task) -> Offer:
    page = filled.room
    return Offer(
        filled(Again, Again.what, ""),
        _("Take it up again"),
        _("Open it again"),
        page.reads(Audience.PARTNERS),
        lambda said: verbs.open_task_again(by=page.acting.seat, task=found, at=page.acting.now),
        _("The task is open again."),
    )

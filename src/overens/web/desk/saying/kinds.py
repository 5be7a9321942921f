"""Which sentences belong to which kind of thing that waits."""

from collections.abc import Callable, Mapping

from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind
from overens.web.desk.saying import agreements, groups, posts, proposals, register
from overens.web.desk.tasks import Task, Tasks

SAY: Mapping[Kind, Callable[[Tasks, Waiting], Task]] = {
    Kind.CONFIRM: agreements.confirm,
    Kind.CONFIRM_PAPER: agreements.confirm_paper,
    Kind.ANSWER: proposals.answer,
    Kind.SIGN: proposals.sign,
    Kind.CAME_BACK: proposals.came_back,
    Kind.COMMITMENT: agreements.commitment,
    Kind.ANSWER_IN_GROUP: groups.answer,
    Kind.INVITED: groups.invited,
    Kind.TASK: groups.task,
    Kind.OWN_SIDE: groups.own_side,
    Kind.NOTES: groups.notes,
    Kind.NOTES_STAND: groups.notes_stand,
    Kind.NOBODY_LEFT: groups.nobody_left,
    Kind.CASE: register.case,
    Kind.SET_APART: register.set_apart,
    Kind.WITHOUT_NUMBER: register.without_number,
    Kind.VACANT: posts.vacant,
    Kind.NEW_LEADER: proposals.new_in_post,
    Kind.HANDOVER: posts.handover,
    Kind.RECOVERY: posts.recovery,
    Kind.DRAFT: posts.draft,
}


def task_of(tasks: Tasks, waiting: Waiting) -> Task:
    """What waits, as it stands in the list."""
    return SAY[waiting.kind](tasks, waiting)

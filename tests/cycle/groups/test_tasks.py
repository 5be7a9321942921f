"""Who does what by when, and what a done task shows."""

from datetime import date, timedelta

import pytest

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Post
from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Evidence
from overens.cycle.groups import queries
from overens.cycle.groups.actions.tasks import change_due, end_task, give_task, open_task_again
from overens.cycle.groups.models import Membership, Task, WorkingGroup
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW, TODAY

DUE = TODAY + timedelta(days=30)
NOTHING = Wordings()


def said(text: str) -> Wordings:
    return Wordings.of({"sv": text})


def given(
    people: Cast,
    to: str = "kristianstad",
    role: Role = Role.MEMBER,
    group: WorkingGroup | None = None,
    commitment: int = 4,
) -> Task:
    return give_task(
        by=people.seats["koge", Role.COORDINATOR],
        agreement=people.agreement,
        group=group,
        text=said("Skicka kartorna."),
        post=people.seats[to, role].post,
        due=DUE,
        commitment=people.agreement.commitments.get(number=commitment),
        at=NOW,
    )


def done(people: Cast, task: Task, side: str = "kristianstad", on: date | None = TODAY) -> Task:
    by = people.seats[side, Role.MEMBER]
    return end_task(by=by, task=task, state="done", on=on, because=NOTHING, at=NOW)


def test_a_post_of_any_party_is_given_a_task_and_its_people_alone_end_it(people: Cast) -> None:
    task = given(people)
    assert (task.number, task.state, given(people).number) == (1, "open", 2)
    with pytest.raises(Refused, match="whose task it is"):
        done(people, task, "koge")
    task = done(people, task)
    assert (task.state, task.done_on, task.revision) == ("done", TODAY, 2)
    with pytest.raises(Refused, match="meanwhile"):
        done(people, task)


def test_what_is_done_shows_the_commitment_kept_and_no_more_once_it_is_opened_again(
    people: Cast,
) -> None:
    task = done(people, given(people))
    row = Evidence.objects.get(kind="task-done")
    assert (row.party.authority.slug, row.since, row.source) == (
        "kristianstad", TODAY, f"task:{task.pk}",
    )  # fmt: skip
    with pytest.raises(Refused, match="whose task it is"):
        open_task_again(by=people.seats["koge", Role.COORDINATOR], task=task, at=NOW)
    # A leader notes no evidence by hand, and is no stranger to the group's work.
    by = people.seats["kristianstad", Role.LEADER]
    task = open_task_again(by=by, task=task, at=NOW)
    row.refresh_from_db()
    assert (task.state, task.done_on, row.withdrawn_by) == ("open", None, by)
    done(people, task, on=TODAY - timedelta(1))
    assert Evidence.objects.filter(kind="task-done", withdrawn_at=None).count() == 1
    assert not faults()


def test_a_commitment_that_asks_for_something_else_is_not_shown_kept(people: Cast) -> None:
    task = done(people, given(people, commitment=1))
    assert task.state == "done"
    assert not Evidence.objects.exists()
    open_task_again(by=people.seats["kristianstad", Role.MEMBER], task=task, at=NOW)


def test_it_is_dropped_with_a_reason(people: Cast) -> None:
    task = given(people)
    by = people.seats["kristianstad", Role.MEMBER]
    with pytest.raises(Refused, match="why the task is dropped"):
        end_task(by=by, task=task, state="dropped", on=None, because=said(""), at=NOW)
    task = end_task(by=by, task=task, state="dropped", on=None, because=said("Nej."), at=NOW)
    assert (task.state, task.done_on, task.because.texts()) == ("dropped", None, {"sv": "Nej."})
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("state", "on", "sentence"),
    [
        ("done", None, "the day"),
        ("done", TODAY + timedelta(1), "lies ahead"),
        ("open", TODAY, "Say that"),
    ],
)
def test_what_cannot_be_is_refused(
    people: Cast, state: str, on: date | None, sentence: str
) -> None:
    by = people.seats["kristianstad", Role.MEMBER]
    with pytest.raises(Refused, match=sentence):
        end_task(by=by, task=given(people), state=state, on=on, because=NOTHING, at=NOW)


def test_the_day_is_changed_by_who_gave_it_or_has_it_as_it_was_read(people: Cast) -> None:
    task = given(people)
    for revision, side in enumerate(("koge", "kristianstad"), 1):
        by = people.seats[side, Role.MEMBER]
        changed = change_due(by=by, task=task, due=None, revision=revision, at=NOW)
        assert (changed.due, changed.revision) == (None, revision + 1)
    with pytest.raises(Changed) as late:
        change_due(by=people.seats["koge", Role.MEMBER], task=task, due=TODAY, revision=1, at=NOW)
    assert late.value.revision == 3


def test_who_has_a_task_in_a_group_ends_it_without_a_seat_there(people: Cast) -> None:
    group = a_group(people, NOW, roles=(Role.COORDINATOR,))
    task = given(people, role=Role.LEADER, group=group)
    with pytest.raises(Refused, match="Only members"):
        done(people, task)
    leader = people.seats["kristianstad", Role.LEADER]
    end_task(by=leader, task=task, state="done", on=TODAY, because=NOTHING, at=NOW)


def test_a_post_without_a_role_takes_a_task_where_it_sits_alone(people: Cast) -> None:
    post = people.seats["kristianstad", Role.MEMBER].post
    group = a_group(people, NOW, roles=(Role.COORDINATOR, Role.MEMBER))
    post.role = ""
    post.save()
    with pytest.raises(Refused, match="can take no task"):
        given(people)
    task = given(people, group=group)
    assert list(queries.tasks_of(people.agreement, group)) == [task]
    with pytest.raises(Refused, match="can take no task"):
        given(people, "lund")


def test_whoever_sat_in_the_group_and_has_no_role_takes_no_task_any_more(people: Cast) -> None:
    group, post = a_group(people, NOW), people.seats["kristianstad", Role.MEMBER].post
    Post.objects.filter(pk=post.pk).update(role="")
    assert given(people, group=group)
    Membership.objects.filter(post=post).update(until=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="no seat in the group"):
        given(people, group=group)

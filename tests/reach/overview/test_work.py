"""What a post carries in groups: its seats there, open tasks, questions, meetings to come."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.handovers.actions import open_handover
from overens.base.municipalities.states import Role
from overens.cycle.groups.models import Participant, Question, QuestionSide
from overens.reach.overview.handover import carried_by
from overens.reach.overview.work import WorkKind, work_of
from tests.cast import Cast, cast, signed_in
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_meeting, a_task, named, seat_of
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def everything(people: Cast) -> None:
    """One of each for Køge's coordinator, and what is over."""
    seat = seat_of(people)
    group = a_group(people, NOW)
    a_group(people, NOW, slug="closed").agreement.groups.filter(slug="closed").update(closed_at=NOW)
    a_task(people, seat, 1, NOW, due=TODAY - WEEK)
    a_task(people, seat, 2, NOW, state="done")
    for number, state in ((3, "open"), (4, "answered")):
        question = Question.objects.create(
            agreement=people.agreement,
            number=number,
            sentence=named(f"Question {number}"),
            state=state,
            opened_by=seat,
            opened_at=NOW,
        )
        QuestionSide.objects.create(
            question=question,
            authority=seat.post.authority,
            owner=seat.post,
            written_by=seat,
            written_at=NOW,
        )
    own = a_meeting(people, NOW + WEEK, slug="own", group=group)
    other = a_meeting(people, NOW + WEEK, slug="other", side="kristianstad")
    for meeting in (own, other):
        Participant.objects.create(
            meeting=meeting, post=seat.post, authority=seat.post.authority, added_by=seat
        )
    a_meeting(people, NOW - WEEK, slug="past")
    a_meeting(people, NOW + WEEK, slug="called-off", state="cancelled")


def test_a_post_carries_what_is_open_in_groups(people: Cast) -> None:
    everything(people)
    posts = [seat_of(people).post, seat_of(people, "kristianstad").post]
    found = work_of(posts, NOW)
    assert [(one.kind, one.place, one.day) for one in found[posts[0].pk]] == [
        (WorkKind.SEAT, "groups/climate/", None),
        (WorkKind.TASK, "tasks/1/", TODAY - WEEK),
        (WorkKind.QUESTION, "questions/3/", None),
        (WorkKind.CALLED, "meetings/own/", TODAY + WEEK),
        (WorkKind.INVITED, "meetings/other/", TODAY + WEEK),
    ]
    assert [one.place for one in found[posts[1].pk]] == ["groups/climate/", "meetings/other/"]


def test_it_is_one_query_for_however_much(people: Cast) -> None:
    posts = [people.seats["koge", role].post for role in Role]
    everything(people)
    for n in range(50):
        a_task(people, seat_of(people), n + 10, NOW)
    with CaptureQueriesContext(connection) as captured:
        assert len(work_of(posts, NOW)[seat_of(people).post_id]) == 55
    assert len(captured) == 1
    assert carried_by(posts, NOW)[seat_of(people).post_id].work


@pytest.mark.parametrize("language", ["en", "sv", "da"])
def test_it_stands_on_the_posts_page_and_on_the_handovers_sheet(
    people: Cast, language: str
) -> None:
    everything(people)
    seat = seat_of(people)
    handover = open_handover(by=seat_of(people, role=Role.ADMINISTRATOR), post=seat.post, at=NOW)
    with time_machine.travel(NOW, tick=False):
        client = signed_in(people.accounts["koge", Role.COORDINATOR])
        home = f"/{language}/desk/"
        for path in (f"posts/{seat.post.slug}/", f"handovers/{handover.pk}/"):
            page = client.get(home + path).content.decode()
            for place in ("groups/climate/", "tasks/1/", "questions/3/", "meetings/own/"):
                assert f"/{language}/desk/agreements/koge-kristianstad/{place}" in page
        assert client.get(f"{home}handovers/{handover.pk}.pdf").content.startswith(b"%PDF")
        assert client.get(f"{home}posts/").status_code == 200

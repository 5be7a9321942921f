"""Whose turn it was, whose answers are awaited, and since when it is quiet: facts, by side."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import focus_areas_of, parties, versions_that_count
from overens.cycle.groups.models import Participant, Question, QuestionSide, WorkingGroup
from overens.reach.overview.reciprocity import Reciprocity
from overens.reach.overview.rules.turns import hosted, latest, quiet_since
from tests.cast import Cast, cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_meeting, a_task, named, seat_of
from tests.examples import NOW, TODAY

WEEK, DAY = timedelta(days=7), timedelta(days=1)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcx"), DAYS)))
def test_each_side_is_counted_once_for_each_meeting_in_the_stored_order(meetings) -> None:
    found = hosted("abc", meetings)
    assert [one.side for one in found] == list("abc")
    for one in found:
        own = [day for side, day in meetings if side == one.side]
        assert (one.times, one.last) == (len(own), max(own, default=None))
    last = latest(found)
    if last:
        assert all(other.last is None or other.last <= last.last for other in found)
    else:
        newest = [one.last for one in found if one.last]
        assert not newest or newest.count(max(newest)) > 1


@settings(deadline=None)
@given(DAYS, DAYS, st.one_of(st.none(), DAYS))
def test_what_is_active_or_new_is_not_quiet(today: date, began: date, last: date | None) -> None:
    since = quiet_since(last, began, today)
    newest = last or began
    if newest > today or (today - newest).days < 56:
        assert since is None
    if (today - newest).days > 95:
        assert since == newest.replace(day=1)


def test_nothing_is_said_where_nobody_knows_when_it_began() -> None:
    assert quiet_since(None, None, TODAY) is None
    assert quiet_since(date(2026, 4, 9), None, TODAY) == date(2026, 4, 1)


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def reciprocity(agreement: Agreement, group: WorkingGroup | None = None) -> Reciprocity:
    found = parties(agreement)
    return Reciprocity(agreement, found, found[0], NOW, group)


def side_of(people: Cast, slug: str) -> Party:
    return next(p for p in parties(people.agreement) if p.authority.slug == slug)


def test_a_new_agreement_says_nothing_and_asks_once(people: Cast) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = reciprocity(people.agreement)
        assert not found
        assert [one.times for one in found.hosts] == [0, 0]
        assert (found.hosted_last, found.awaited) == (None, [])
        assert (found.quiet_sides, found.quiet_areas) == ([], {})
    assert len(captured) == 2  # the parties, and this


def test_who_hosted_last_and_how_often_is_told_of_each(people: Cast) -> None:
    for slug, side, weeks in (
        ("a", "koge", 30),
        ("b", "koge", 20),
        ("c", "kristianstad", 10),
        ("d", "koge", -3),
    ):
        host = seat_of(people, side).post.authority
        state = "planned" if weeks < 0 else "held"
        a_meeting(people, NOW - weeks * WEEK, slug=slug, host=host, state=state)
    found = reciprocity(people.agreement)
    assert [(one.side.authority.slug, one.times, one.last) for one in found.hosts] == [
        ("koge", 2, TODAY - 20 * WEEK),
        ("kristianstad", 1, TODAY - 10 * WEEK),
    ]
    assert found.hosted_last
    assert found.hosted_last.side.authority.slug == "kristianstad"


def test_who_has_left_is_named_no_more_and_who_comes_later_not_yet(people: Cast) -> None:
    a_meeting(people, NOW - WEEK, host=seat_of(people).post.authority, state="held")
    Party.objects.filter(authority__slug="koge").update(left=TODAY - DAY)
    found = reciprocity(people.agreement)
    assert [one.side.authority.slug for one in found.hosts] == ["kristianstad"]
    Party.objects.filter(authority__slug="kristianstad").update(joined=TODAY + DAY)
    assert reciprocity(people.agreement).hosts == []


def test_what_is_awaited_is_told_by_side(people: Cast) -> None:
    group = a_group(people, NOW)
    coming = a_meeting(people, NOW + WEEK, group=group)
    for role in (Role.MEMBER, Role.LEADER):
        seat = seat_of(people, "kristianstad", role)
        Participant.objects.create(
            meeting=coming,
            post=seat.post,
            authority=seat.post.authority,
            invited=0,
            added_by=seat,
            coming="awaited" if role == Role.MEMBER else "yes",
        )
    seat = seat_of(people)
    question = Question.objects.create(
        agreement=people.agreement,
        number=1,
        group=group,
        sentence=named("How?"),
        opened_by=seat,
        opened_at=NOW,
    )
    QuestionSide.objects.create(
        question=question,
        authority=seat.post.authority,
        why=named("So"),
        written_by=seat,
        written_at=NOW,
    )
    for number, due in ((1, TODAY - DAY), (2, TODAY), (3, TODAY - 2 * DAY)):
        a_task(people, seat, number, NOW, due=due, group=group)
    for found in (reciprocity(people.agreement), reciprocity(people.agreement, group)):
        assert [
            (one.party.authority.slug, one.invitations, one.questions, one.tasks)
            for one in found.awaited
        ] == [("koge", 0, 0, 2), ("kristianstad", 1, 1, 0)]


def test_it_is_quiet_where_a_group_works_and_nothing_was_done_for_months(people: Cast) -> None:
    (area, other, *_more) = focus_areas_of(versions_that_count(people.agreement.slug)[-1])
    group = a_group(people, NOW - 60 * WEEK)
    group.focus_area_id = area.area_id
    group.save()
    young = a_group(people, NOW - 5 * WEEK, slug="young")
    young.focus_area_id = other.area_id
    young.save()
    found = reciprocity(people.agreement)
    assert found.quiet_areas == {area.area_id: date(2025, 9, 1)}
    assert [since for _party, since in found.quiet_sides] == [date(2025, 9, 1)] * 2
    held = a_meeting(people, NOW - 30 * WEEK, group=group, state="held")
    seat = seat_of(people)
    Participant.objects.create(
        meeting=held, post=seat.post, authority=seat.post.authority, added_by=seat
    )
    a_task(people, seat, 1, NOW, state="done", ended_at=NOW - WEEK, group=young)
    found = reciprocity(people.agreement)
    assert found.quiet_areas == {area.area_id: date(2026, 4, 1)}
    assert [(party.authority.slug, since) for party, since in found.quiet_sides] == [
        ("kristianstad", date(2025, 9, 1))
    ]
    assert [
        (party.authority.slug, since)
        for party, since in reciprocity(people.agreement, group).quiet_sides
    ] == [("koge", date(2026, 4, 1)), ("kristianstad", date(2025, 9, 1))]


def test_whoever_came_late_is_not_called_quiet_before_it_could_be(people: Cast) -> None:
    a_group(people, NOW - 60 * WEEK)
    Party.objects.filter(authority__slug="kristianstad").update(joined=TODAY - 3 * WEEK)
    found = reciprocity(people.agreement)
    assert [party.authority.slug for party, _since in found.quiet_sides] == ["koge"]


def test_it_is_one_query_for_however_much(people: Cast) -> None:
    group = a_group(people, NOW)
    for n in range(40):
        a_meeting(people, NOW - n * WEEK, slug=f"m{n}", state="held", group=group)
        a_task(people, seat_of(people), n, NOW, due=TODAY - DAY)
    for of in (None, group):
        found = reciprocity(people.agreement, of)
        with CaptureQueriesContext(connection) as captured:
            assert found.hosts
            assert found.awaited or of
            assert (found.quiet_areas, found.quiet_sides) == ({}, [])
        assert len(captured) == 1

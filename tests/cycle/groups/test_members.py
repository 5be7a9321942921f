"""Which posts sit in a group, and what follows once each party has somebody there."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.municipalities.actions.succession import set_last_day
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.evidence import withdraw_evidence
from overens.cycle.agreements.models import Evidence, Party
from overens.cycle.groups import queries
from overens.cycle.groups.actions.completeness import report_complete
from overens.cycle.groups.actions.membership import change_member, end_membership, name_member
from overens.cycle.groups.models import Membership, WorkingGroup
from tests.cast import SIDES, Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW, TODAY

DAY = timedelta(days=1)
LONG_AGO = NOW - 60 * DAY


def named(
    people: Cast, side: str, group: WorkingGroup, since: date = TODAY, role: Role = Role.MEMBER
) -> Membership:
    return name_member(
        by=people.seats[side, Role.COORDINATOR],
        group=group,
        post=people.seats[side, role].post,
        task="member",
        name_is_public=False,
        since=since,
        at=NOW,
    )


@pytest.fixture
def group(people: Cast) -> WorkingGroup:
    """It serves the commitment that asks for groups, and nobody sits in it yet."""
    found = a_group(people, LONG_AGO, roles=())
    found.commitments.set(people.agreement.commitments.filter(number=2))
    return found


def on_file() -> list[tuple[str, date, date | None, bool]]:
    rows = Evidence.objects.filter(kind="group-complete").order_by("since", "party__position")
    return [
        (row.party.authority.slug, row.since, row.until, row.withdrawn_at is not None)
        for row in rows.select_related("party__authority")
    ]


def lasting(since: date, until: date | None = None) -> list[tuple[str, date, date | None, bool]]:
    return [(side, since, until, False) for side in SIDES]


def test_each_party_names_its_own_posts_and_no_others(people: Cast, group: WorkingGroup) -> None:
    row = named(people, "koge", group)
    line = Line.objects.get(what="group.member-named")
    assert (line.audience, line.details.values["post"]) == ("public", row.post.slug)
    assert people.seats["koge", Role.MEMBER].person.name not in str(line.details.values)
    with pytest.raises(Refused, match="Each party says itself"):
        name_member(
            by=people.seats["koge", Role.COORDINATOR],
            group=group,
            post=people.seats["kristianstad", Role.MEMBER].post,
            task="member",
            name_is_public=True,
            since=TODAY,
            at=NOW,
        )
    for change in (
        lambda by: change_member(by=by, membership=row, task="lead", name_is_public=True, at=NOW),
        lambda by: end_membership(by=by, membership=row, until=TODAY, at=NOW),
    ):
        with pytest.raises(Refused, match="Each party says itself"):
            change(people.seats["kristianstad", Role.COORDINATOR])
        change(people.seats["koge", Role.COORDINATOR])
    row.refresh_from_db()
    assert (row.task, row.name_is_public, row.until) == ("lead", True, TODAY)


def test_a_post_sits_once_in_a_group_at_a_time(people: Cast, group: WorkingGroup) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    row = named(people, "koge", group, TODAY - 9 * DAY)
    with pytest.raises(Refused, match="already"):
        named(people, "koge", group)
    end_membership(by=by, membership=row, until=TODAY - 3 * DAY, at=NOW)
    with pytest.raises(Refused, match="already"):
        named(people, "koge", group, TODAY - 3 * DAY)
    named(people, "koge", group, TODAY - 2 * DAY)
    with pytest.raises(Refused, match="already"):
        end_membership(by=by, membership=row, until=TODAY, at=NOW)
    with pytest.raises(Refused, match="before the first"):
        end_membership(by=by, membership=row, until=TODAY - 10 * DAY, at=NOW)


def test_nobody_is_named_into_a_group_that_is_over(people: Cast, group: WorkingGroup) -> None:
    row = named(people, "koge", group)
    WorkingGroup.objects.update(closed_at=NOW)
    group.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        named(people, "kristianstad", group)
    end_membership(by=people.seats["koge", Role.COORDINATOR], membership=row, until=TODAY, at=NOW)


def test_that_it_is_complete_is_on_file_for_each_party_since_the_day(
    people: Cast, group: WorkingGroup
) -> None:
    named(people, "koge", group, TODAY - 9 * DAY)
    assert report_complete(now=NOW) == 0
    named(people, "kristianstad", group, TODAY - 4 * DAY)
    assert report_complete(now=NOW) == 2
    assert on_file() == lasting(TODAY - 4 * DAY)
    assert report_complete(now=NOW) == 0
    assert report_complete(now=NOW + DAY) == 0
    assert {line.chain.holder_id for line in Line.objects.filter(what="evidence.noted")} == {
        str(people.seats[side, Role.MEMBER].post.authority_id) for side in SIDES
    }
    assert not faults()


def test_it_ends_with_the_last_day_and_begins_anew(people: Cast, group: WorkingGroup) -> None:
    named(people, "koge", group, TODAY - 9 * DAY)
    row = named(people, "kristianstad", group, TODAY - 9 * DAY)
    report_complete(now=NOW)
    by = people.seats["kristianstad", Role.COORDINATOR]
    end_membership(by=by, membership=row, until=TODAY + 2 * DAY, at=NOW)
    assert report_complete(now=NOW + 2 * DAY) == 0
    assert report_complete(now=NOW + 3 * DAY) == 2
    assert on_file() == lasting(TODAY - 9 * DAY, TODAY + 2 * DAY)
    named(people, "kristianstad", group, TODAY + 5 * DAY)
    assert report_complete(now=NOW + 5 * DAY) == 2
    assert on_file()[2:] == lasting(TODAY + 5 * DAY)


def test_a_post_without_a_holder_is_nobody(people: Cast, group: WorkingGroup) -> None:
    for side in SIDES:
        named(people, side, group, TODAY - 9 * DAY)
    report_complete(now=NOW)
    seat = people.seats["koge", Role.MEMBER]
    set_last_day(by=people.seats["koge", Role.COORDINATOR], seat=seat, day=TODAY + DAY, at=NOW)
    assert report_complete(now=NOW + 2 * DAY) == 2
    assert on_file() == lasting(TODAY - 9 * DAY, TODAY + DAY)


def test_a_post_that_was_named_for_the_past_adds_what_was_missing(
    people: Cast, group: WorkingGroup
) -> None:
    for side in SIDES:
        named(people, side, group, TODAY - 4 * DAY)
    report_complete(now=NOW)
    for side in SIDES:
        row = named(people, side, group, TODAY - 20 * DAY, Role.COORDINATOR)
        end_membership(by=people.seats[side, Role.COORDINATOR], membership=row, until=TODAY, at=NOW)
    assert report_complete(now=NOW) == 2
    assert on_file() == lasting(TODAY - 20 * DAY, TODAY - 5 * DAY) + lasting(TODAY - 4 * DAY)


def test_what_a_party_has_withdrawn_is_not_put_there_again(
    people: Cast, group: WorkingGroup
) -> None:
    for side in SIDES:
        named(people, side, group)
    report_complete(now=NOW)
    row = Evidence.objects.get(party__authority__slug="koge")
    withdraw_evidence(
        by=people.seats["koge", Role.COORDINATOR],
        commitment=row.commitment,
        party=row.party,
        source=row.source,
        at=NOW,
    )
    assert report_complete(now=NOW) == 0
    assert report_complete(now=NOW + 9 * DAY) == 0
    assert [one[3] for one in on_file()] == [True, False]


def test_a_group_that_is_closed_or_a_party_that_left_ends_it(
    people: Cast, group: WorkingGroup
) -> None:
    for side in SIDES:
        named(people, side, group)
    report_complete(now=NOW)
    Party.objects.filter(authority__slug="koge").update(left=TODAY + DAY)
    assert report_complete(now=NOW + 2 * DAY) == 2
    assert on_file() == lasting(TODAY, TODAY + DAY)
    assert queries.is_over(group, TODAY + 2 * DAY)


def test_a_commitment_that_a_newer_mandate_serves_no_more_ends_with_it(
    people: Cast, group: WorkingGroup
) -> None:
    for side in SIDES:
        named(people, side, group, TODAY - 9 * DAY)
    report_complete(now=NOW)
    group.commitments.clear()
    assert report_complete(now=NOW + DAY) == 2
    assert all(until for _side, _since, until, _withdrawn in on_file())
    assert report_complete(now=NOW + DAY) == 0


def test_a_round_in_which_nothing_changed_asks_once_however_many_groups_there_are(
    people: Cast, group: WorkingGroup
) -> None:
    asked = {}
    for many in (1, 10, 40):
        for n in range(WorkingGroup.objects.count(), many):
            more = a_group(people, LONG_AGO, slug=f"group-{n}")
            more.commitments.set(people.agreement.commitments.filter(number=2))
        name_member(
            by=people.seats["koge", Role.COORDINATOR],
            group=WorkingGroup.objects.order_by("pk").last(),  # type: ignore[arg-type]  there is one
            post=people.seats["koge", Role.LEADER].post,
            task="member",
            name_is_public=False,
            since=TODAY,
            at=NOW,
        )
        while report_complete(now=NOW):
            pass
        with CaptureQueriesContext(connection) as idle:
            assert report_complete(now=NOW) == 0
        with CaptureQueriesContext(connection) as looking:
            assert report_complete(now=NOW + many * DAY) == 0
        asked[many] = len(idle), len(looking)
    assert asked[1][0] == 1
    assert len(set(asked.values())) == 1


def test_who_leads_and_who_writes_stand_first(people: Cast, group: WorkingGroup) -> None:
    for role, task in (
        (Role.MEMBER, "member"),
        (Role.COORDINATOR, "secretary"),
        (Role.LEADER, "lead"),
    ):
        row = named(people, "koge", group, role=role)
        Membership.objects.filter(pk=row.pk).update(task=task)
    assert [one.task for one in queries.seats_in(group)] == ["lead", "secretary", "member"]

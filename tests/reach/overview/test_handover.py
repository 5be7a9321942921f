"""What a post carries: read over all agreements, in a fixed number of queries."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from overens.base.handovers.actions import open_handover, take_over_handover
from overens.base.municipalities.actions.people import note_seat
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Holding, Role
from overens.cycle.agreements.actions.evidence import report_evidence
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.states import EvidenceKind, State
from overens.reach.overview.handover import Carried, carried_by, open_handovers
from tests.cast import Cast, cast
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def carried(seat: Seat, now: datetime = NOW) -> Carried:
    return carried_by([seat.post], now)[seat.post_id]


def test_a_contact_carries_its_partys_commitments_with_state_and_date(people: Cast) -> None:
    found = carried(people.seats["koge", Role.COORDINATOR])
    (agreement,) = found.agreements
    assert agreement.agreement == people.agreement
    assert [row.number for row in agreement.open] == sorted(row.number for row in agreement.open)
    first = found.open[0]
    assert (first.number, first.state, first.due) == (1, State.NOT_RECORDED, date(2027, 10, 1))
    assert [row.due for row in found.next_dates(TODAY)] == sorted(
        row.due for row in found.open if row.due
    )


def test_who_else_is_involved_are_the_other_parties_contacts(people: Cast) -> None:
    (agreement,) = carried(people.seats["koge", Role.COORDINATOR]).agreements
    (other,) = agreement.involved
    assert other.contact == people.seats["kristianstad", Role.COORDINATOR].post
    assert other.holder
    assert other.holder.person.name == "Exempelperson i Kristianstad"


def test_a_post_that_is_nobodys_contact_carries_nothing(people: Cast) -> None:
    assert carried(people.seats["koge", Role.LEADER]).open == []
    assert carried(people.seats["lund", Role.COORDINATOR]).agreements == ()


def test_what_is_done_once_and_for_all_is_carried_no_more(people: Cast) -> None:
    seat = people.seats["koge", Role.COORDINATOR]
    party = Party.objects.get(agreement=people.agreement, authority__slug="koge")
    groups = people.agreement.commitments.get(number=2)
    before = {row.number for row in carried(seat).open}
    assert 2 in before
    report_evidence(
        by=seat,
        commitment=groups,
        kind=EvidenceKind.GROUP_COMPLETE,
        party=party,
        since=date(2022, 1, 1),
        until=None,
        source="hand:groups",
        at=NOW,
    )
    after = {row.number: row.state for row in carried(seat).open}
    assert 2 not in after or after[2] == State.MET


def test_dates_are_counted_by_the_partys_own_clock(people: Cast) -> None:
    seat = people.seats["koge", Role.COORDINATOR]
    zone = ZoneInfo("Europe/Copenhagen")
    eve = carried(seat, datetime(2027, 10, 1, 23, 59, tzinfo=zone)).open[0]
    after = carried(seat, datetime(2027, 10, 2, 0, 0, tzinfo=zone)).open
    assert eve.due == date(2027, 10, 1)
    assert date(2028, 10, 1) in [row.due for row in after if row.number == 1]


def test_the_queries_are_counted(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    posts = [people.seats["koge", role].post for role in Role]
    carried_by(posts, NOW)
    with django_assert_num_queries(7):
        carried_by(posts, NOW)
    with django_assert_num_queries(2):
        carried_by([people.seats["lund", Role.MEMBER].post], NOW)


def test_open_handovers_are_those_of_the_authority_that_nobody_has_taken_over(
    people: Cast,
) -> None:
    by, seat = people.seats["koge", Role.ADMINISTRATOR], people.seats["koge", Role.COORDINATOR]
    handover = open_handover(by=by, post=seat.post, at=NOW)
    assert open_handovers(seat.post.authority_id) == [handover]
    assert open_handovers(people.seats["lund", Role.MEMBER].post.authority_id) == []
    deputy, _new = note_seat(
        post=seat.post, person="Dea", holding=Holding.DEPUTY, since=date(2026, 1, 1)
    )
    deputy = Seat.objects.select_related("post__authority__municipality").get(pk=deputy.pk)
    take_over_handover(by=deputy, handover=handover, at=NOW)
    assert open_handovers(seat.post.authority_id) == []

"""The meetings of one account at a secret address: which, as whom, and for how long."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from overens.base.languages.rules import Wordings
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from overens.cycle.groups.models import Meeting, Membership
from overens.cycle.groups.rules.series import Again, Repeats
from overens.reach.notices.actions.subscribing import drop_calendar_address, make_calendar_address
from overens.reach.notices.models import CalendarAddress
from overens.reach.notices.subscribed import account_of, calendar_of
from tests.cast import Cast
from tests.cycle.groups.calling import called
from tests.cycle.groups.making import a_group
from tests.examples import NOW
from tests.reach.notices.making import a_meeting, invited

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def events(people: Cast, side: str = "kristianstad", role: str = Role.MEMBER) -> list:
    said = calendar_of(people.accounts[side, role], NOW)
    return Calendar.from_ical(said).walk("VEVENT")


def slugs(people: Cast, **named: str) -> set[str]:
    return {str(one["uid"]).partition("@")[0] for one in events(people, **named)}


def test_it_has_what_one_is_invited_to_and_the_meetings_of_ones_groups(people: Cast) -> None:
    a_meeting(people, NOW, group=a_group(people, NOW - DAY), slug="of-group")
    invited(people, a_meeting(people, NOW, slug="mine"), people.seats["kristianstad", Role.MEMBER])
    invited(people, a_meeting(people, NOW, slug="theirs"), people.seats["koge", Role.REGISTRAR])
    assert slugs(people) == {"of-group", "mine"}
    assert slugs(people, side="koge", role=Role.REGISTRAR) == {"theirs"}
    assert slugs(people, side="lund", role=Role.MEMBER) == set()


def test_what_was_cancelled_stands_there_as_cancelled(people: Cast) -> None:
    meeting = a_meeting(people, NOW, group=a_group(people, NOW - DAY))
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", sequence=1)
    (one,) = events(people)
    assert (str(one["status"]), int(one["sequence"])) == ("CANCELLED", 1)


def test_who_sits_there_no_more_reads_no_more(people: Cast) -> None:
    group = a_group(people, NOW - 9 * DAY)
    a_meeting(people, NOW, group=group)
    Membership.objects.update(until=(NOW - DAY).date())
    assert slugs(people) == set()


def test_each_of_a_series_is_an_event_of_its_own(people: Cast) -> None:
    called(people, a_group(people, NOW - DAY), again=Again(Repeats.WEEKLY, count=3))
    found = events(people)
    assert len({str(one["uid"]) for one in found}) == 3
    assert not any("recurrence-id" in one or "rrule" in one for one in found)


def test_it_is_in_the_language_of_the_account(people: Cast) -> None:
    names = [
        str(
            Calendar.from_ical(calendar_of(people.accounts[side, Role.MEMBER], NOW))["x-wr-calname"]
        )
        for side in ("koge", "kristianstad")
    ]
    assert names == ["Møder i Overens", "Möten i Overens"]


def test_a_new_address_ends_the_old_one_and_only_a_hash_is_kept(people: Cast) -> None:
    account = people.accounts["koge", Role.MEMBER]
    first = make_calendar_address(by=account, at=NOW)
    assert account_of(first) == account
    second = make_calendar_address(by=account, at=NOW)
    assert (account_of(first), account_of(second)) == (None, account)
    assert second not in str(CalendarAddress.objects.values_list())
    assert [account_of(wrong) for wrong in ("", "a", second[:-1], "\ud800", "x" * 9_000)] == [
        None
    ] * 5
    drop_calendar_address(by=account, at=NOW)
    drop_calendar_address(by=account, at=NOW)
    assert account_of(second) is None
    lines = list(Line.objects.order_by("pk").values_list("what", "audience"))[-3:]
    assert lines == [
        *[("account.calendar-made", "own")] * 2,
        ("account.calendar-dropped", "own"),
    ]


def test_whoever_signs_in_no_more_has_no_address(people: Cast) -> None:
    account = people.accounts["koge", Role.MEMBER]
    secret = make_calendar_address(by=account, at=NOW)
    account.is_active = False
    account.save()
    assert account_of(secret) is None


@pytest.mark.parametrize("count", [1, 10, 100])
def test_it_asks_as_much_for_one_as_for_a_hundred(people: Cast, count: int) -> None:
    group = a_group(people, NOW - DAY)
    for number in range(count):
        a_meeting(people, NOW, group=group, slug=f"n{number}")
    Meeting.objects.update(titles=Wordings.of({"da": "x" * 200}))
    account = people.accounts["koge", Role.MEMBER]
    calendar_of(account, NOW)
    with CaptureQueriesContext(connection) as asked:
        assert calendar_of(account, NOW).count("BEGIN:VEVENT") == count
    assert len(asked) == 2

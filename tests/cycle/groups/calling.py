"""Meetings of the tests."""

from datetime import date, datetime, time, timedelta
from typing import Any

from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.calling import call_meeting
from overens.cycle.groups.models import Meeting, WorkingGroup
from overens.cycle.groups.rules.times import About, When
from tests.cast import Cast
from tests.examples import NOW

DAY = date(2026, 12, 8)
WHEN = When(DAY, time(10), time(11, 30))
ABOUT = About(titles={"da": "Klima i foråret"}, place="Rådhuset")


def called(
    cast: Cast,
    group: WorkingGroup | None,
    *,
    side: str = "koge",
    role: str = Role.MEMBER,
    about: About = ABOUT,
    when: When = WHEN,
    at: datetime = NOW,
    **named: Any,
) -> Meeting:
    """A meeting that Køge calls."""
    seat = cast.seats[side, role]
    return call_meeting(
        by=seat, agreement=cast.agreement, group=group, about=about, when=when, at=at, **named
    )


def held_at(meeting: Meeting) -> datetime:
    """A minute in which it is being held."""
    return meeting.starts_at + timedelta(minutes=5)


def anew(meeting: Meeting) -> Meeting:
    """As it stands in the database."""
    return Meeting.objects.select_related(
        "agreement", "group", "owner__municipality", "host__municipality", "series"
    ).get(pk=meeting.pk)


def account(cast: Cast, side: str, role: str, language: str = "") -> Account:
    found = cast.accounts[side, role]
    found.language = language
    found.save(update_fields=["language"])
    return found

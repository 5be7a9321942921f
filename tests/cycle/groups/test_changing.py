"""A meeting is postponed or cancelled, with why and what it cost."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from overens.base.municipalities.rules import Changed, Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.changing import cancel_meeting, postpone_meeting
from overens.cycle.groups.actions.costs import note_cost
from overens.cycle.groups.actions.holding import note_held
from overens.cycle.groups.actions.programme import plan_part
from overens.cycle.groups.models import Change, Cost, Meeting
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.times import When
from tests.cast import Cast
from tests.cycle.groups.calling import WHEN, anew, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LATER = When(date(2027, 4, 6), time(9), time(12))
WHY = {"da": "Sne."}


@pytest.fixture
def meeting(people: Cast) -> Meeting:
    return called(people, a_group(people, NOW))


def test_what_is_moved_keeps_its_address_and_takes_its_programme_along(
    people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    plan_part(
        by=by, meeting=meeting, said=Part({"da": "Start"}, None, time(10, 15), time(11)), at=NOW
    )
    plan_part(by=by, meeting=meeting, said=Part({"da": "Uden tid"}), at=NOW)
    moved = postpone_meeting(by=by, meeting=meeting, when=LATER, because=WHY, revision=1, at=NOW)
    assert moved.slug == meeting.slug
    assert (moved.sequence, moved.revision, moved.state) == (1, 2, "planned")
    # Summer time by then.
    assert moved.starts_at == datetime(2027, 4, 6, 7, tzinfo=UTC)
    part = moved.programme.get(starts_at__isnull=False)
    assert part.starts_at == datetime(2027, 4, 6, 7, 15, tzinfo=UTC)
    change = Change.objects.get()
    assert (change.kind, change.was_at, change.is_at) == (
        "postponed",
        meeting.starts_at,
        moved.starts_at,
    )


def test_only_the_owner_moves_it_with_a_reason_and_to_another_time(
    people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    given = {"meeting": meeting, "when": LATER, "because": WHY, "revision": 1, "at": NOW}
    with pytest.raises(Refused, match="has called this meeting"):
        postpone_meeting(by=people.seats["kristianstad", Role.MEMBER], **given)
    with pytest.raises(Refused, match="Write why"):
        postpone_meeting(by=by, **{**given, "because": {"da": "  "}})
    with pytest.raises(Refused, match="already"):
        postpone_meeting(by=by, **{**given, "when": WHEN})
    with pytest.raises(Refused, match="has passed"):
        postpone_meeting(by=by, **{**given, "when": replace(LATER, day=date(2025, 1, 1))})
    with pytest.raises(Changed):
        postpone_meeting(by=by, **{**given, "revision": 0})


def test_cancelled_is_for_good(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    with pytest.raises(Refused, match="has called this meeting"):
        cancel_meeting(
            by=people.seats["kristianstad", Role.MEMBER],
            meeting=meeting,
            because=WHY,
            revision=1,
            at=NOW,
        )
    gone = cancel_meeting(by=by, meeting=meeting, because=WHY, revision=1, at=NOW)
    assert (gone.state, gone.sequence) == ("cancelled", 1)
    for again in (
        lambda: cancel_meeting(by=by, meeting=meeting, because=WHY, revision=2, at=NOW),
        lambda: postpone_meeting(
            by=by, meeting=meeting, when=LATER, because=WHY, revision=2, at=NOW
        ),
        lambda: note_held(
            by=by, meeting=meeting, who_was_there=(), at=meeting.starts_at + timedelta(hours=1)
        ),
    ):
        with pytest.raises(Refused, match="cancelled"):
            again()


def test_what_was_held_is_not_cancelled(people: Cast, meeting: Meeting) -> None:
    by = people.seats["koge", Role.MEMBER]
    later = meeting.ends_at
    note_held(by=by, meeting=meeting, who_was_there=(), at=later)
    now = anew(meeting)
    with pytest.raises(Refused, match="has been held"):
        cancel_meeting(by=by, meeting=now, because=WHY, revision=now.revision, at=later)


def test_each_notes_its_own_cost_in_its_own_money_also_of_what_was_cancelled(
    people: Cast, meeting: Meeting
) -> None:
    by = people.seats["koge", Role.MEMBER]
    cancel_meeting(by=by, meeting=meeting, because=WHY, revision=1, at=NOW)
    given = {"meeting": meeting, "note": {}, "at": NOW}
    note_cost(by=by, amount=Decimal("1200.50"), days=Decimal(2), **given)
    theirs = people.seats["kristianstad", Role.MEMBER]
    note_cost(by=theirs, amount=Decimal(900), days=None, **given)
    note_cost(by=by, amount=None, days=Decimal("2.5"), **given)
    said = {(c.authority.slug, c.amount, c.currency, c.days) for c in Cost.objects.all()}
    assert said == {
        ("koge", None, "", Decimal("2.50")),
        ("kristianstad", Decimal("900.00"), "SEK", None),
    }
    for amount, days in (
        (None, None),
        (Decimal(-1), None),
        (Decimal("1e12"), None),
        (None, Decimal(99999)),
    ):
        with pytest.raises(Refused):
            note_cost(by=by, amount=amount, days=days, **given)

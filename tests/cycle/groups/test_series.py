"""Meetings that come again: the same days as in a calendar program, by the clock on the wall."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.calling import continue_series
from overens.cycle.groups.actions.changing import (
    cancel_meeting,
    change_rest,
    end_series,
    postpone_meeting,
)
from overens.cycle.groups.happenings import whole_series
from overens.cycle.groups.models import Change, Meeting, Series
from overens.cycle.groups.rules.series import (
    Again,
    By,
    Repeats,
    days,
    ended_before,
    in_calendars,
    last_day,
    moved_rule,
    occurrences,
    rule_of,
)
from overens.cycle.groups.rules.times import When, on_the_wall
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, WHEN, anew, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

ZONES = ("Europe/Copenhagen", "Europe/Stockholm", "Europe/Helsinki")
WEEKLY = Again(Repeats.WEEKLY, count=5)

agains = st.builds(
    Again,
    repeats=st.sampled_from(Repeats.values),
    by=st.sampled_from(By.values),
    every=st.integers(1, 26),
    count=st.integers(1, 60),
)


@settings(deadline=None)
@given(agains, st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(ZONES))
def test_the_same_instants_as_in_a_calendar_program(again: Again, first: date, zone: str) -> None:
    try:
        rule = rule_of(again, first)
    except Refused:
        assert again.by == By.DATE
        assert first.day > 28
        return
    start = datetime.combine(first, time(9, 30), ZoneInfo(zone))
    ours = list(occurrences(rule, start.astimezone(UTC), zone, datetime.max.replace(tzinfo=UTC)))
    wall = rrulestr(in_calendars(rule, zone), dtstart=start.replace(tzinfo=None))
    theirs = [one.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for one in wall]
    assert ours == theirs
    assert len(ours) == again.count
    assert {on_the_wall(one, zone).time() for one in ours} == {time(9, 30)}


@pytest.mark.parametrize("zone", ZONES)
def test_the_clock_stays_where_it_is_when_summer_time_begins_and_ends(zone: str) -> None:
    winter = 2 if zone == "Europe/Helsinki" else 1
    for first, offsets in (
        (date(2027, 3, 16), [winter, winter, winter + 1, winter + 1]),
        (date(2027, 10, 19), [winter + 1, winter + 1, winter, winter]),
    ):
        start = datetime.combine(first, time(10), ZoneInfo(zone)).astimezone(UTC)
        rule = rule_of(Again(Repeats.WEEKLY, count=4), first)
        found = list(occurrences(rule, start, zone, start + timedelta(days=60)))
        expected = [
            datetime.combine(first + timedelta(days=7 * n), time(10 - hours), UTC)
            for n, hours in enumerate(offsets)
        ]
        assert found == expected


def test_an_hour_that_is_skipped_is_read_as_calendars_do() -> None:
    start = datetime(2027, 3, 21, 2, 30, tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(UTC)
    found = list(
        occurrences("FREQ=WEEKLY;COUNT=3", start, "Europe/Stockholm", start + timedelta(days=30))
    )
    assert [on_the_wall(one, "Europe/Stockholm").time() for one in found] == [
        time(2, 30), time(3, 30), time(2, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("again", "first", "rule"),
    [
        (Again("weekly", every=2, count=3), date(2026, 12, 8), "FREQ=WEEKLY;INTERVAL=2;COUNT=3"),
        (Again("monthly", count=3), date(2026, 12, 8), "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;COUNT=3"),
        (Again("monthly", count=3), date(2026, 12, 29), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1TU;COUNT=3"),
        (Again("monthly", "date", count=3), date(2026, 12, 8), "FREQ=MONTHLY;INTERVAL=1;COUNT=3"),
        (Again("quarterly", count=3), date(2026, 12, 8), "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU;COUNT=3"),
        (Again("half-yearly", "date", count=3), date(2026, 12, 8), "FREQ=MONTHLY;INTERVAL=6;COUNT=3"),
        (
            Again("yearly", until=date(2030, 12, 31)),
            date(2026, 10, 1),
            "FREQ=MONTHLY;INTERVAL=12;BYDAY=1TH;UNTIL=20301231",
        ),
    ],
)  # fmt: skip
def test_rules_as_they_are_kept(again: Again, first: date, rule: str) -> None:
    assert rule_of(again, first) == rule


@pytest.mark.parametrize(
    ("again", "sentence"),
    [
        (Again("weekly"), "one of the two"),
        (Again("weekly", count=2, until=date(2027, 1, 1)), "one of the two"),
        (Again("weekly", count=121), "at most"),
        (Again("weekly", count=0), "at most"),
        (Again("weekly", until=date(2099, 1, 1)), "at most"),
        (Again("weekly", until=date(2026, 12, 7)), "before the first"),
        (Again("weekly", every=27, count=2), "weeks"),
        (Again("weekly", every=0, count=2), "weeks"),
    ],
)
def test_a_series_has_an_end_and_a_measure(again: Again, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        rule_of(again, date(2026, 12, 8))


def test_ends_sooner_and_goes_on_elsewhere() -> None:
    rule = rule_of(Again("monthly", count=12), date(2026, 12, 8))
    shorter = ended_before(rule, date(2027, 3, 9))
    assert list(days(shorter, date(2026, 12, 8))) == [
        date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9),
    ]  # fmt: skip
    assert moved_rule(rule, date(2027, 3, 17), 9) == "FREQ=MONTHLY;INTERVAL=1;BYDAY=3WE;COUNT=9"
    assert last_day("FREQ=WEEKLY;COUNT=1", date(2027, 1, 1)) == date(2027, 1, 1)


def test_until_is_an_instant_in_calendars() -> None:
    assert in_calendars("FREQ=WEEKLY;UNTIL=20270610", "Europe/Copenhagen") == (
        "FREQ=WEEKLY;UNTIL=20270610T215959Z"
    )


pytestmark = pytest.mark.django_db


def _series(cast: Cast, again: Again = WEEKLY, **named: object) -> list[Meeting]:
    first = called(cast, a_group(cast, NOW), again=again, **named)
    return _of(first.series)


def _of(series: Series | None) -> list[Meeting]:
    assert series
    return [anew(one) for one in series.meetings.order_by("occurrence")]


def test_each_of_a_series_is_a_meeting_with_its_people(people: Cast) -> None:
    found = _series(people)
    assert [on_the_wall(one.starts_at, one.zone).date().isoformat() for one in found] == [
        "2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29", "2027-01-05",
    ]  # fmt: skip
    assert {one.participants.count() for one in found} == {4}
    assert {one.uid for one in found} == {found[0].series.uid}
    assert len({one.slug for one in found}) == 5
    assert found[0].series.made_until is None


def test_a_long_series_is_made_as_far_as_the_horizon_and_then_on(people: Cast) -> None:
    found = _series(people, Again(Repeats.MONTHLY, count=24))
    assert len(found) == 13
    assert continue_series(now=NOW) == 0
    later = NOW + timedelta(days=200)
    assert continue_series(now=later) == 7
    assert continue_series(now=later) == 0
    assert continue_series(now=NOW + timedelta(days=2000)) == 4
    assert continue_series(now=NOW + timedelta(days=9000)) == 0
    assert len(_of(found[0].series)) == 24


def test_one_is_moved_or_cancelled_and_the_others_stay(people: Cast) -> None:
    first, second, third, *_rest = _series(people)
    by = people.seats["koge", Role.MEMBER]
    when = When(date(2026, 12, 16), time(13), time(14))
    why = {"da": "Sygdom."}
    postpone_meeting(by=by, meeting=second, when=when, because=why, revision=1, at=NOW)
    cancel_meeting(by=by, meeting=third, because=why, revision=1, at=NOW)
    found = _of(first.series)
    assert [one.apart for one in found] == [False, True, True, False, False]
    assert [one.state for one in found] == ["planned", "planned", "cancelled", "planned", "planned"]
    assert [one.sequence for one in found] == [0, 1, 1, 0, 0]
    master, moved = whole_series(found[0])
    assert master.rule == "FREQ=WEEKLY;INTERVAL=1;COUNT=5"
    assert master.out == (third.occurrence,)
    assert (moved.instead_of, moved.starts) == (second.occurrence, found[1].starts_at)


def test_the_rest_moves_and_what_lies_before_stays(people: Cast) -> None:
    found = _series(people)
    by = people.seats["koge", Role.MEMBER]
    cancel_meeting(by=by, meeting=found[3], because={"da": "Jul."}, revision=1, at=NOW)
    when = When(date(2026, 12, 23), time(14), time(15))
    about = replace(ABOUT, titles={"da": "Energi"})
    changed = change_rest(
        by=by, meeting=found[2], about=about, when=when, because={"da": "Nyt lokale."},
        revision=1, at=NOW,
    )  # fmt: skip
    old, new = _of(found[0].series), _of(changed.series)
    assert [one.pk for one in old] == [one.pk for one in found[:2]]
    assert [one.pk for one in new] == [one.pk for one in found[2:]]
    assert {one.titles.shown().text for one in old} == {"Klima i foråret"}
    assert new[0].titles.shown().text == "Energi"
    local = [on_the_wall(one.occurrence, one.zone).isoformat() for one in new]
    assert local == ["2026-12-23T14:00:00", "2026-12-30T14:00:00", "2027-01-06T14:00:00"]
    assert old[0].series.rule == "FREQ=WEEKLY;INTERVAL=1;UNTIL=20261221"
    assert new[0].series.rule == "FREQ=WEEKLY;INTERVAL=1;COUNT=3"
    assert new[0].uid != old[0].uid
    assert {one.sequence for one in old} == {1}
    assert [one.state for one in new] == ["planned", "cancelled", "planned"]
    # Who comes to a time that is not any more is not known.
    assert Change.objects.filter(kind="postponed").count() == 2


def test_a_series_that_is_moved_as_a_whole_stays_one_series(people: Cast) -> None:
    found = _series(people)
    changed = change_rest(
        by=people.seats["koge", Role.MEMBER],
        meeting=found[0],
        about=ABOUT,
        # A week later: each takes the place of the one after it.
        when=replace(WHEN, day=date(2026, 12, 15)),
        because={"da": "Ferie."},
        revision=1,
        at=NOW,
    )
    assert changed.series_id == found[0].series_id
    assert changed.uid == found[0].uid
    assert [on_the_wall(one.starts_at, one.zone).day for one in _of(changed.series)] == [
        15, 22, 29, 5, 12,
    ]  # fmt: skip


def test_a_series_is_ended_from_a_meeting_on(people: Cast) -> None:
    found = _series(people)
    by = people.seats["koge", Role.MEMBER]
    series = end_series(by=by, meeting=found[2], because={"da": "Slut."}, revision=1, at=NOW)
    after = _of(series)
    assert [one.state for one in after] == ["planned"] * 2 + ["cancelled"] * 3
    assert Change.objects.count() == 3
    (master,) = whole_series(after[0])
    assert not master.is_cancelled
    assert master.out == ()
    assert master.rule.endswith("UNTIL=20261221T225959Z")
    ended = end_series(
        by=by, meeting=after[0], because={"da": "Helt."}, revision=after[0].revision, at=NOW
    )
    (gone,) = whole_series(_of(ended)[0])
    assert gone.is_cancelled
    assert continue_series(now=NOW + timedelta(days=2000)) == 0


def test_a_series_does_not_go_on_after_the_agreement(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from overens.cycle.groups.actions import calling

    monkeypatch.setattr(calling, "last_day_of", lambda agreement: date(2027, 1, 4))
    with pytest.raises(Refused, match="ends before the last meeting"):
        _series(people)

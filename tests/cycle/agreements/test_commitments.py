"""The commitment engine by example: one agreement, signed on 1 October 2021, and its years."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest

from overens.cycle.agreements.rules.commitments import (
    Bound,
    Evidence,
    NotDone,
    Period,
    Released,
    Terms,
    coming,
    current,
    periods,
)
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind, State

SIGNED = date(2021, 10, 1)
BOUND = Bound(SIGNED)
DIALOGUE = Terms(CommitmentKind.RECURRING, SIGNED, SIGNED, rule="FREQ=YEARLY")
MONTHLY = replace(DIALOGUE, rule="FREQ=MONTHLY")
PLAN = Terms(CommitmentKind.ONCE, SIGNED, SIGNED, due=date(2022, 6, 1))
UNDATED = Terms(CommitmentKind.ONCE, SIGNED, SIGNED)
GROUP = Terms(CommitmentKind.STANDING, SIGNED, SIGNED)

sources = (f"evidence/{number}" for number in count(1))


def held(day: str, kind: EvidenceKind = EvidenceKind.DIALOGUE_HELD) -> Evidence:
    on = date.fromisoformat(day)
    return Evidence(kind, on, on, next(sources))


def complete(since: str, until: str | None = None) -> Evidence:
    return Evidence(
        EvidenceKind.GROUP_COMPLETE,
        date.fromisoformat(since),
        date.fromisoformat(until) if until else None,
        next(sources),
    )


def found(
    *terms: Terms,
    today: str,
    evidence: Iterable[Evidence] = (),
    not_done: Iterable[NotDone] = (),
    waived: Iterable[date | None] = (),
    bound: Bound = BOUND,
    uses_since: date | None = None,
) -> list[Period]:
    day = date.fromisoformat(today)
    return periods(terms, bound, evidence, not_done, [Released(d) for d in waived], day, uses_since)


def states(
    *terms: Terms,
    today: str,
    evidence: Iterable[Evidence] = (),
    not_done: Iterable[NotDone] = (),
    waived: Iterable[date | None] = (),
    bound: Bound = BOUND,
) -> dict[str, State]:
    """The state by due date; '' for what has no date."""
    given = found(
        *terms, today=today, evidence=evidence, not_done=not_done, waived=waived, bound=bound
    )
    return {period.due.isoformat() if period.due else "": period.state for period in given}


# A year of the dialogue.


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2021-10-01", State.UPCOMING),
        ("2022-08-01", State.UPCOMING),
        ("2022-08-02", State.DUE),
        ("2022-10-01", State.DUE),
        ("2022-10-02", State.NOT_RECORDED),
        ("2030-01-01", State.NOT_RECORDED),
    ],
)
def test_a_dialogue_is_due_from_its_lead_time_to_its_date(today: str, state: State) -> None:
    assert states(DIALOGUE, today=today)["2022-10-01"] == state


def test_periods_end_with_the_coming_one() -> None:
    assert list(states(DIALOGUE, today="2023-09-30")) == ["2022-10-01", "2023-10-01"]
    assert list(states(DIALOGUE, today="2023-10-01"))[-1] == "2024-10-01"


@pytest.mark.parametrize("day", ["2021-10-01", "2022-03-01", "2022-10-01"])
def test_a_dialogue_in_its_year_meets_it(day: str) -> None:
    dialogue = held(day)
    first = found(DIALOGUE, today="2022-10-02", evidence=[dialogue])[0]
    assert (first.state, first.evidence) == (State.MET, (dialogue,))


def test_a_dialogue_after_the_date_and_before_the_next_lead_time_meets_it_late() -> None:
    assert states(DIALOGUE, today="2023-08-05", evidence=[held("2023-08-01")]) == {
        "2022-10-01": State.MET_LATE,
        "2023-10-01": State.DUE,
    }
    assert states(DIALOGUE, today="2023-08-05", evidence=[held("2023-08-02")]) == {
        "2022-10-01": State.NOT_RECORDED,
        "2023-10-01": State.MET,
    }


def test_one_late_dialogue_does_not_serve_two_years() -> None:
    late, early = held("2022-11-20"), held("2023-05-01")
    given = found(DIALOGUE, today="2023-10-01", evidence=[early, late])
    assert [(p.state, p.evidence) for p in given[:2]] == [
        (State.MET_LATE, (late,)),
        (State.MET, (early,)),
    ]


def test_a_second_dialogue_in_one_year_counts_early_for_the_next() -> None:
    assert states(
        DIALOGUE, today="2022-12-01", evidence=[held("2022-09-05"), held("2022-11-20")]
    ) == {"2022-10-01": State.MET, "2023-10-01": State.MET}


def test_withdrawn_evidence_leaves_no_mark() -> None:
    kept, withdrawn = held("2022-11-20"), held("2022-09-05")
    before = found(DIALOGUE, today="2022-12-01", evidence=[kept])
    assert [p.state for p in before] == [State.MET_LATE, State.UPCOMING]
    with_both = found(DIALOGUE, today="2022-12-01", evidence=[kept, withdrawn])
    assert [p.state for p in with_both] == [State.MET, State.MET]
    assert found(DIALOGUE, today="2022-12-01", evidence=[kept]) == before


def test_a_meeting_that_lies_ahead_shows_nothing() -> None:
    planned = [held("2022-09-20")]
    assert states(DIALOGUE, today="2022-09-19", evidence=planned)["2022-10-01"] == State.DUE
    assert states(DIALOGUE, today="2022-09-20", evidence=planned)["2022-10-01"] == State.MET


def test_only_accepted_kinds_count() -> None:
    strict = replace(DIALOGUE, accepts=frozenset({EvidenceKind.DIALOGUE_HELD}))
    other, right = held("2022-05-01", EvidenceKind.MEETING_HELD), held("2022-06-01")
    given = found(strict, today="2022-10-02", evidence=[other, right])
    assert given[0].evidence == (right,)
    assert states(strict, today="2022-10-02", evidence=[other]) == {
        "2022-10-01": State.NOT_RECORDED,
        "2023-10-01": State.UPCOMING,
    }


def test_what_took_several_days_is_dated_by_its_last() -> None:
    visit = Evidence(EvidenceKind.MEETING_HELD, date(2022, 9, 30), date(2022, 10, 2), "visit")
    assert states(DIALOGUE, today="2022-10-02", evidence=[visit])["2022-10-01"] == State.MET_LATE
    assert states(DIALOGUE, today="2022-10-01", evidence=[visit])["2022-10-01"] == State.DUE


def test_a_lead_time_longer_than_the_recurrence_begins_after_the_previous_date() -> None:
    given = found(MONTHLY, today="2021-12-15", evidence=[held("2021-12-02")])
    assert [(str(p.opens), str(p.due)) for p in given] == [
        ("2021-10-01", "2021-11-01"),
        ("2021-11-02", "2021-12-01"),
        ("2021-12-02", "2022-01-01"),
    ]
    assert [p.state for p in given] == [State.NOT_RECORDED, State.NOT_RECORDED, State.MET]


def test_a_yearly_leap_day_falls_on_the_last_of_february() -> None:
    leap = replace(DIALOGUE, start=date(2024, 2, 29))
    assert list(states(leap, today="2028-02-29")) == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
        "2029-02-28",
    ]


def test_midnight_comes_to_each_party_in_its_own_zone() -> None:
    instant = datetime(2022, 10, 1, 21, 30, tzinfo=UTC)
    shown = {
        zone: states(DIALOGUE, today=str(instant.astimezone(ZoneInfo(zone)).date()))["2022-10-01"]
        for zone in ("Europe/Copenhagen", "Europe/Helsinki")
    }
    assert shown == {
        "Europe/Copenhagen": State.DUE,
        "Europe/Helsinki": State.NOT_RECORDED,
    }


# What lasts.


def test_a_complete_group_serves_every_period_it_touches() -> None:
    group = complete("2022-09-30", "2023-10-02")
    assert states(DIALOGUE, today="2025-01-01", evidence=[group]) == {
        "2022-10-01": State.MET,
        "2023-10-01": State.MET,
        "2024-10-01": State.MET,
        "2025-10-01": State.UPCOMING,
    }


def test_a_complete_group_serves_a_coming_period_only_once_that_has_begun() -> None:
    still = [complete("2022-01-01")]
    assert states(DIALOGUE, today="2022-10-01", evidence=still)["2023-10-01"] == State.UPCOMING
    assert states(DIALOGUE, today="2022-10-02", evidence=still)["2023-10-01"] == State.MET


def test_a_group_complete_after_the_date_leaves_the_meeting_to_the_next_period() -> None:
    group, meeting = complete("2022-11-01", "2022-11-30"), held("2022-10-15")
    given = found(DIALOGUE, today="2022-12-01", evidence=[group, meeting])
    assert [(p.state, p.evidence) for p in given] == [
        (State.MET_LATE, (group,)),
        (State.MET, (meeting, group)),
    ]


def test_something_standing_is_met_while_its_group_is_complete() -> None:
    group = complete("2022-01-10", "2023-03-31")
    assert states(GROUP, today="2022-01-09", evidence=[group]) == {"": State.NOT_RECORDED}
    assert states(GROUP, today="2022-01-10", evidence=[group]) == {"": State.MET}
    assert states(GROUP, today="2023-03-31", evidence=[group]) == {"": State.MET}
    assert states(GROUP, today="2023-04-01", evidence=[group]) == {"": State.NOT_RECORDED}


def test_something_standing_names_its_latest_evidence() -> None:
    old, new, ahead = held("2022-02-01"), held("2023-02-01"), held("2024-02-01")
    assert found(GROUP, today="2023-06-01", evidence=[new, ahead, old])[0].evidence == (new,)
    still = complete("2021-12-01")
    assert found(GROUP, today="2023-06-01", evidence=[new, still])[0].evidence == (still,)


def test_something_standing_keeps_the_state_of_the_partys_last_day() -> None:
    group = complete("2022-01-10", "2023-03-31")
    left_with_group = Bound(SIGNED, date(2023, 3, 1))
    left_without = Bound(SIGNED, date(2023, 4, 30))
    for today in ("2023-05-01", "2033-05-01"):
        assert states(GROUP, today=today, evidence=[group], bound=left_with_group) == {
            "": State.MET
        }
        assert states(
            GROUP, today=today, evidence=[group, held("2023-05-01")], bound=left_without
        ) == {"": State.NOT_RECORDED}


# What is done once.


def test_a_plan_is_due_once() -> None:
    assert states(PLAN, today="2021-10-01") == {"2022-06-01": State.UPCOMING}
    assert states(PLAN, today="2022-06-01") == {"2022-06-01": State.DUE}
    assert states(PLAN, today="2022-06-02") == {"2022-06-01": State.NOT_RECORDED}


def test_a_plan_is_met_late_however_late() -> None:
    plan = held("2031-01-01", EvidenceKind.TASK_DONE)
    assert states(PLAN, today="2031-01-01", evidence=[plan]) == {"2022-06-01": State.MET_LATE}


def test_a_plan_without_a_date_stays_met_by_what_met_it() -> None:
    assert states(UNDATED, today="2030-01-01") == {"": State.NOT_RECORDED}
    group, later = complete("2022-01-10", "2022-02-01"), held("2022-03-01")
    (only,) = found(UNDATED, today="2030-01-01", evidence=[later, group])
    assert (only.state, only.evidence) == (State.MET, (group,))


# What the party says, and what all agree on.


def test_a_party_says_not_done_with_its_reason() -> None:
    word = NotDone(date(2022, 10, 1), "an election")
    first, second = found(DIALOGUE, today="2022-12-01", not_done=[word])
    assert (first.state, first.because) == (State.NOT_DONE, "an election")
    assert (second.state, second.because) == (State.UPCOMING, None)


def test_evidence_outweighs_a_partys_own_not_done() -> None:
    word = NotDone(date(2022, 10, 1), "an election")
    first, _ = found(DIALOGUE, today="2022-12-01", not_done=[word], evidence=[held("2022-11-20")])
    assert (first.state, first.because) == (State.MET_LATE, None)


def test_a_waiver_outweighs_all_but_met() -> None:
    day = date(2022, 10, 1)
    word, late = NotDone(day, "an election"), held("2022-11-20")
    assert states(DIALOGUE, today="2022-12-01", waived=[day], not_done=[word]) == {
        "2022-10-01": State.WAIVED,
        "2023-10-01": State.UPCOMING,
    }
    assert states(DIALOGUE, today="2022-12-01", waived=[day], evidence=[late]) == {
        "2022-10-01": State.WAIVED,
        "2023-10-01": State.MET,
    }
    met = states(DIALOGUE, today="2022-12-01", waived=[day], evidence=[held("2022-09-20")])
    assert met["2022-10-01"] == State.MET


def test_words_and_waivers_reach_what_has_no_date() -> None:
    assert states(GROUP, today="2022-01-01", not_done=[NotDone(None, "no members")]) == {
        "": State.NOT_DONE
    }
    assert states(GROUP, today="2022-01-01", waived=[None]) == {"": State.WAIVED}


def test_what_is_released_from_then_on_leaves_what_fell_due_before_as_it_was() -> None:
    today, released = date(2025, 3, 1), Released(since=date(2023, 11, 5))
    judged = periods([DIALOGUE], BOUND, [held("2022-09-20")], [], [released], today)
    assert {str(period.due): period.state for period in judged} == {
        "2022-10-01": State.MET,
        "2023-10-01": State.NOT_RECORDED,
        "2024-10-01": State.WAIVED,
        "2025-10-01": State.WAIVED,
    }
    assert coming(judged, today) is None
    plan = periods([PLAN], BOUND, [], [], [Released(since=PLAN.due)], date(2022, 5, 1))
    assert [period.state for period in plan] == [State.WAIVED], "on the day itself too"


def test_nobody_is_released_from_what_another_text_promises() -> None:
    today, other = date(2025, 3, 1), date(2024, 10, 1)
    for released, covered in (
        (Released(since=date(2022, 1, 1), until=other), ["2022-10-01", "2023-10-01"]),
        (Released(date(2023, 10, 1), until=other), ["2023-10-01"]),
        (Released(other, until=other), []),
    ):
        judged = periods([DIALOGUE], BOUND, [], [], [released], today)
        waived = [str(period.due) for period in judged if period.state == State.WAIVED]
        assert waived == covered
    lasting = Released(None, since=date(2022, 1, 1))
    assert lasting.covers(None)
    assert not replace(lasting, until=other).covers(None)


# Parties that join and leave.


def test_a_party_that_joins_later_begins_with_the_first_date_from_then_on() -> None:
    joined = Bound(date(2023, 10, 1))
    assert list(states(DIALOGUE, today="2024-01-01", bound=joined)) == ["2023-10-01", "2024-10-01"]
    joined = Bound(date(2023, 10, 2))
    first = found(DIALOGUE, today="2024-01-01", bound=joined)[0]
    assert first.due == date(2024, 10, 1)
    before = [held("2023-10-01")]
    assert states(DIALOGUE, today="2024-01-01", bound=joined, evidence=before) == {
        "2024-10-01": State.UPCOMING
    }


def test_a_joining_partys_first_period_opens_no_earlier_than_it_joined() -> None:
    joined = Bound(date(2022, 9, 15))
    assert found(DIALOGUE, today="2022-09-15", bound=joined)[0].opens == date(2022, 9, 15)


def test_a_party_that_leaves_has_no_dates_afterwards() -> None:
    left = Bound(SIGNED, date(2023, 9, 30))
    assert states(DIALOGUE, today="2030-01-01", bound=left) == {"2022-10-01": State.NOT_RECORDED}
    assert found(PLAN, today="2022-01-01", bound=Bound(SIGNED, date(2022, 5, 31))) == []


def test_a_term_that_ends_on_a_due_date_still_asks_for_it() -> None:
    term = Bound(SIGNED, date(2022, 10, 1))
    assert states(DIALOGUE, today="2022-09-01", bound=term) == {"2022-10-01": State.DUE}
    late = [held("2022-10-20")]
    assert states(DIALOGUE, today="2022-11-01", bound=term, evidence=late) == {
        "2022-10-01": State.MET_LATE
    }


# Amendments.


def test_a_date_moved_before_it_passed_leaves_only_the_new_one() -> None:
    moved = replace(PLAN, valid_from=date(2022, 5, 1), due=date(2022, 12, 1))
    assert states(PLAN, moved, today="2022-07-01") == {"2022-12-01": State.UPCOMING}
    done = [held("2022-02-01", EvidenceKind.TASK_DONE)]
    assert states(PLAN, moved, today="2022-07-01", evidence=done) == {"2022-12-01": State.MET}


def test_a_date_moved_after_it_passed_stays_as_history() -> None:
    moved = replace(PLAN, valid_from=date(2022, 7, 1), due=date(2022, 12, 1))
    assert states(PLAN, moved, today="2022-08-01") == {
        "2022-06-01": State.NOT_RECORDED,
        "2022-12-01": State.UPCOMING,
    }


def test_a_version_that_repeats_the_terms_changes_nothing() -> None:
    for terms in (DIALOGUE, PLAN, UNDATED, GROUP):
        again = replace(terms, valid_from=date(2023, 1, 1))
        for today in ("2022-01-01", "2022-12-31", "2023-01-01", "2024-06-01"):
            evidence = [complete("2022-03-01", "2022-04-01"), held("2022-02-01")]
            assert found(terms, again, today=today, evidence=evidence) == found(
                terms, today=today, evidence=evidence
            )


def test_a_recurrence_moved_to_spring_keeps_its_autumns() -> None:
    spring = Terms(
        CommitmentKind.RECURRING, date(2023, 1, 1), date(2023, 1, 1), rule="FREQ=YEARLY;BYMONTH=4"
    )
    assert list(states(DIALOGUE, spring, today="2024-01-01")) == [
        "2022-10-01",
        "2023-04-01",
        "2024-04-01",
    ]


def test_a_dropped_commitment_keeps_what_passed() -> None:
    dropped = replace(DIALOGUE, ends=date(2023, 10, 1))
    assert states(dropped, today="2025-01-01") == {"2022-10-01": State.NOT_RECORDED}
    group = replace(GROUP, ends=date(2023, 1, 1))
    evidence = [complete("2022-01-10", "2022-12-31")]
    assert states(group, today="2025-01-01", evidence=evidence) == {"": State.MET}
    assert states(group, today="2025-01-01", bound=Bound(date(2023, 1, 1))) == {}


def test_a_plan_that_gets_its_date_later_is_one_promise() -> None:
    dated = replace(PLAN, valid_from=date(2022, 1, 1))
    done = [held("2021-12-01", EvidenceKind.TASK_DONE)]
    assert states(UNDATED, dated, today="2022-02-01", evidence=done) == {"2022-06-01": State.MET}


def test_something_standing_that_becomes_recurring_begins_anew() -> None:
    yearly = replace(DIALOGUE, valid_from=date(2023, 1, 1), start=date(2023, 1, 1))
    before = [held("2022-06-01")]
    assert states(GROUP, yearly, today="2022-12-31", evidence=before) == {
        "": State.MET,
        "2024-01-01": State.UPCOMING,
    }
    assert states(GROUP, yearly, today="2023-01-01", evidence=before) == {
        "2024-01-01": State.UPCOMING
    }


def test_a_recurrence_that_becomes_standing_begins_anew() -> None:
    standing = replace(GROUP, valid_from=date(2022, 12, 1))
    late, after = held("2022-11-20"), held("2022-12-20")
    assert states(DIALOGUE, standing, today="2023-01-01", evidence=[late]) == {
        "2022-10-01": State.MET_LATE,
        "": State.NOT_RECORDED,
    }
    assert states(DIALOGUE, standing, today="2023-01-01", evidence=[after]) == {
        "2022-10-01": State.NOT_RECORDED,
        "": State.MET,
    }


def test_a_commitment_added_by_an_amendment_does_not_bind_who_left_before() -> None:
    added = replace(GROUP, valid_from=date(2024, 1, 1))
    assert found(added, today="2025-01-01", bound=Bound(SIGNED, date(2023, 1, 1))) == []
    assert states(added, today="2023-06-01") == {"": State.UPCOMING}


# What a page shows.


def test_periods_before_a_party_used_overens_are_marked() -> None:
    given = found(DIALOGUE, today="2024-01-01", uses_since=date(2022, 10, 2))
    assert [p.before_use for p in given] == [True, False, False]
    assert all(p.before_use for p in found(DIALOGUE, GROUP, today="2024-01-01"))
    assert not found(GROUP, today="2024-01-01", uses_since=date(2022, 10, 2))[0].before_use


@pytest.mark.parametrize(
    ("today", "due"),
    [
        ("2021-11-01", "2022-10-01"),
        ("2022-10-01", "2022-10-01"),
        ("2022-12-01", "2022-10-01"),
        ("2023-08-02", "2023-10-01"),
    ],
)
def test_the_current_period_is_the_latest_that_has_opened(today: str, due: str) -> None:
    shown = current(found(DIALOGUE, today=today), date.fromisoformat(today))
    assert shown is not None
    assert str(shown.due) == due


def test_the_coming_period_is_the_next_that_is_still_open() -> None:
    today = "2022-10-01"
    day = date.fromisoformat(today)
    met = [held("2022-09-20")]
    open_now = coming(found(DIALOGUE, today=today), day)
    after_that = coming(found(DIALOGUE, today=today, evidence=met), day)
    assert open_now is not None
    assert after_that is not None
    assert (open_now.due, after_that.due) == (day, date(2023, 10, 1))
    assert coming(found(GROUP, today=today), day) is None
    assert current([], day) is None


@pytest.mark.parametrize(
    "broken",
    [
        lambda: replace(DIALOGUE, rule=""),
        lambda: replace(PLAN, rule="FREQ=YEARLY"),
        lambda: replace(GROUP, due=SIGNED),
        lambda: replace(PLAN, lead_days=-1),
        lambda: Evidence(EvidenceKind.MEETING_HELD, SIGNED, None, "a meeting without end"),
        lambda: Evidence(EvidenceKind.MEETING_HELD, SIGNED, date(2021, 9, 30), "backwards"),
    ],
)
def test_what_does_not_fit_together_is_refused(broken: object) -> None:
    assert callable(broken)
    with pytest.raises(ValueError, match=r"\w+"):
        broken()


def test_a_date_that_is_moved_back_before_it_was_written_still_binds() -> None:
    moved = replace(PLAN, valid_from=date(2022, 3, 1), due=date(2022, 1, 15))
    (period,) = found(PLAN, moved, today="2023-01-01")
    assert (period.due, period.state) == (date(2022, 1, 15), State.NOT_RECORDED)

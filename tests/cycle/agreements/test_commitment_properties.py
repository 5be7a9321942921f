"""What holds for every commitment, whatever its terms and whatever is on file."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

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
from overens.cycle.agreements.states import LASTING, SETTLED, CommitmentKind, EvidenceKind, State

always = settings(max_examples=100, deadline=None)

SHOWN = {State.MET, State.MET_LATE}
AS_DAYS_PASS: dict[State, set[State]] = {
    State.UPCOMING: {State.UPCOMING, State.DUE, State.NOT_RECORDED, *SHOWN},
    State.DUE: {State.DUE, State.NOT_RECORDED, *SHOWN},
    State.NOT_RECORDED: {State.NOT_RECORDED, State.MET_LATE},
    State.MET: {State.MET},
    State.MET_LATE: {State.MET_LATE},
    State.NOT_DONE: {State.NOT_DONE, *SHOWN},
    State.WAIVED: {State.WAIVED, State.MET},
}

days = st.dates(date(2018, 1, 1), date(2028, 12, 31))
kinds = st.sampled_from(EvidenceKind)
recurrences = st.sampled_from(
    [
        "FREQ=YEARLY",
        "FREQ=YEARLY;INTERVAL=2",
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY",
        "FREQ=YEARLY;BYMONTH=2,8;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1FR",
        "FREQ=YEARLY;COUNT=3",
        "FREQ=WEEKLY;INTERVAL=9",
    ]
)


@dataclass(frozen=True)
class Case:
    """All that the engine is handed."""

    terms: Sequence[Terms]
    bound: Bound
    evidence: Sequence[Evidence]
    not_done: Sequence[NotDone]
    waived: frozenset[date | None]
    today: date
    uses_since: date | None

    def found(self) -> list[Period]:
        return periods(
            self.terms,
            self.bound,
            self.evidence,
            self.not_done,
            [Released(due) for due in self.waived],
            self.today,
            self.uses_since,
        )

    def having(self, evidence: Iterable[Evidence]) -> list[Period]:
        return replace(self, evidence=list(evidence)).found()

    def on(self, today: date) -> list[Period]:
        return replace(self, today=today).found()


@st.composite
def one_terms(draw: st.DrawFn, valid_from: date) -> Terms:
    kind = draw(st.sampled_from(CommitmentKind))
    is_once = kind == CommitmentKind.ONCE
    return Terms(
        kind,
        valid_from,
        start=draw(st.just(valid_from) | days),
        due=draw(st.none() | days) if is_once else None,
        rule=draw(recurrences) if kind == CommitmentKind.RECURRING else "",
        lead_days=draw(st.sampled_from([0, 14, 60, 400])),
        accepts=draw(st.just(frozenset[EvidenceKind]()) | st.frozensets(kinds, min_size=5)),
        ends=draw(st.none() | st.none() | days),
    )


@st.composite
def pieces(draw: st.DrawFn, source: str) -> Evidence:
    kind, since = draw(kinds), draw(days)
    until = since + timedelta(days=draw(st.integers(0, 500)))
    if kind not in LASTING:
        return Evidence(kind, since, since, source)
    return Evidence(kind, since, draw(st.none() | st.just(until)), source)


@st.composite
def cases(draw: st.DrawFn, versions: int = 3) -> Case:
    valid_from = sorted(draw(st.lists(days, min_size=1, max_size=versions, unique=True)))
    terms = [draw(one_terms(day)) for day in valid_from]
    since, until = sorted([draw(days), draw(days)])
    return Case(
        terms,
        Bound(since, draw(st.none() | st.just(until))),
        [draw(pieces(f"source {n}")) for n in range(draw(st.integers(0, 12)))],
        not_done=[],
        waived=frozenset(),
        today=draw(days),
        uses_since=draw(st.none() | days),
    )


@st.composite
def answered_cases(draw: st.DrawFn) -> Case:
    """Cases in which some periods are waived, and a party says 'not done' of some."""
    case = draw(cases())
    dues = [period.due for period in case.found()]
    if not dues:
        return case
    waived = draw(st.frozensets(st.sampled_from(dues), max_size=2))
    unmet = draw(st.frozensets(st.sampled_from(dues), max_size=2))
    return replace(case, waived=waived, not_done=[NotDone(due, "said so") for due in unmet])


def dated(found: Iterable[Period]) -> list[tuple[Period, date]]:
    return [(period, period.due) for period in found if period.due]


def by_due(found: Iterable[Period]) -> dict[date | None, State]:
    return {period.due: period.state for period in found}


@always
@given(answered_cases())
def test_due_dates_rise_while_the_party_is_bound(case: Case) -> None:
    found = dated(case.found())
    assert all(earlier[1] < later[1] for earlier, later in pairwise(found))
    for _period, due in found:
        assert case.bound.since <= due
        assert case.bound.until is None or due <= case.bound.until


@always
@given(answered_cases())
def test_only_the_last_period_lies_ahead(case: Case) -> None:
    assert all(due <= case.today for _period, due in dated(case.found())[:-1])


@always
@given(answered_cases())
def test_periods_open_one_after_the_other(case: Case) -> None:
    found = case.found()
    for period, due in dated(found):
        assert case.bound.since <= period.opens <= due
    for earlier, later in pairwise(found):
        assert earlier.due is None or earlier.due < later.opens


@always
@given(st.data())
def test_the_order_of_evidence_makes_no_difference(data: st.DataObject) -> None:
    case = data.draw(answered_cases())
    assert case.having(data.draw(st.permutations(case.evidence))) == case.found()


@always
@given(answered_cases(), pieces("one more"))
def test_more_evidence_never_undoes_a_period_that_was_met(case: Case, more: Evidence) -> None:
    before, after = by_due(case.found()), by_due(case.having([*case.evidence, more]))
    for due, state in before.items():
        assert state not in SHOWN or after[due] in {state, State.MET}


@always
@given(answered_cases(), pieces("withdrawn"))
def test_withdrawn_evidence_is_as_if_never_reported(case: Case, withdrawn: Evidence) -> None:
    before = case.found()
    case.having([*case.evidence, withdrawn])
    assert case.found() == before
    assert all(withdrawn not in period.evidence for period in before)


@always
@given(answered_cases())
def test_what_happened_on_a_day_serves_one_period(case: Case) -> None:
    used = Counter(item for p in case.found() for item in p.evidence if item.kind not in LASTING)
    assert not [item for item, times in used.items() if times > 1]


@always
@given(answered_cases())
def test_states_and_what_shows_them_agree(case: Case) -> None:
    for period in case.found():
        assert (period.state in SHOWN) == bool(period.evidence)
        assert (period.state == State.NOT_DONE) == (period.because is not None)
        assert all(item.since <= case.today for item in period.evidence)
        if period.state == State.UPCOMING:
            assert case.today < period.opens
        if period.state == State.DUE:
            assert period.due
            assert period.opens <= case.today <= period.due
        if period.state in {State.NOT_RECORDED, State.MET_LATE} and period.due:
            assert period.due < case.today


@always
@given(cases(versions=1))
def test_nothing_on_file_that_counts_is_overlooked(case: Case) -> None:
    """Looked at from the other side: each accepted piece, day by day."""
    found = case.found()
    used = {item for period in found for item in period.evidence if item.kind not in LASTING}
    begins = case.bound.since
    for (period, due), following in zip(dated(found), [*found[1:], None], strict=False):
        closes = min(case.today, following.opens - timedelta(days=1) if following else date.max)
        for item in case.evidence:
            first, last = item.since, min(item.until or case.today, case.today)
            free = item not in used and (
                not case.terms[0].accepts or item.kind in case.terms[0].accepts
            )
            in_time = free and first <= due and begins <= last and first <= case.today
            late = free and first <= closes and due < last and first <= case.today
            assert not in_time or period.state == State.MET
            assert not late or period.state in SHOWN
        begins = due + timedelta(days=1)


@always
@given(answered_cases(), st.integers(0, 900))
def test_states_move_on_as_days_pass_and_never_back(case: Case, passed: int) -> None:
    case = replace(case, terms=[replace(case.terms[0])])
    now, later = case.found(), by_due(case.on(case.today + timedelta(days=passed)))
    for period, due in dated(now):
        assert later[due] in AS_DAYS_PASS[period.state]


@always
@given(answered_cases())
def test_when_a_party_began_to_use_overens_changes_no_state(case: Case) -> None:
    found = case.found()
    assert by_due(found) == by_due(replace(case, uses_since=None).found())
    for period, due in dated(found):
        assert period.before_use == (case.uses_since is None or due < case.uses_since)


@always
@given(cases(), days)
def test_a_party_that_joins_later_has_the_later_dates_of_the_others(
    case: Case, joined: date
) -> None:
    joins = replace(case, bound=replace(case.bound, since=max(joined, case.bound.since)))
    expected = [due for _p, due in dated(case.found()) if due >= joins.bound.since]
    got = [due for _p, due in dated(joins.found())]
    if case.bound.until is None or joins.bound.since <= case.bound.until:
        assert got[: len(expected)] == expected


@always
@given(cases(), days)
def test_leaving_cuts_the_periods_and_keeps_those_before(case: Case, left: date) -> None:
    case = replace(case, bound=Bound(case.bound.since))
    leaves = replace(case, bound=Bound(case.bound.since, max(left, case.bound.since)))
    expected = [due for _p, due in dated(case.found()) if due <= (leaves.bound.until or due)]
    assert [due for _p, due in dated(leaves.found())] == expected


@always
@given(cases(versions=1), days)
def test_an_amendment_that_repeats_the_terms_changes_nothing(case: Case, valid_from: date) -> None:
    (terms,) = case.terms
    terms = replace(terms, ends=None)
    again = replace(terms, valid_from=max(valid_from, terms.valid_from))
    assert replace(case, terms=[terms, again]).found() == replace(case, terms=[terms]).found()


@always
@given(answered_cases())
def test_a_page_shows_one_of_the_periods(case: Case) -> None:
    found = case.found()
    shown, ahead = current(found, case.today), coming(found, case.today)
    assert (shown is None) == (not found)
    assert shown is None or shown in found
    if shown and shown.opens <= case.today:
        assert all(p.opens > case.today for p in found[found.index(shown) + 1 :])
    if ahead:
        assert ahead.due
        assert ahead.due >= case.today
        assert ahead.state not in SETTLED

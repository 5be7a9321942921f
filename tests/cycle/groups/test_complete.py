"""When a group was complete: the spans are what a day-by-day look finds."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.cycle.groups.rules.complete import (
    Noted,
    Sits,
    Span,
    complete_spans,
    held,
    to_report,
)

DAY = timedelta(days=1)
always = settings(max_examples=200, deadline=None)
FIRST = date(2026, 1, 1)
days = st.integers(0, 20).map(lambda n: FIRST + n * DAY)


@st.composite
def spans(draw: st.DrawFn) -> Span:
    first, length = draw(days), draw(st.none() | st.integers(0, 12))
    return Span(first, None if length is None else first + length * DAY)


seats = st.tuples(spans(), st.booleans())
posts = st.tuples(st.sampled_from("abc"), spans(), st.lists(seats, max_size=3))
agreements = st.dictionaries(st.sampled_from("abc"), spans(), min_size=1, max_size=3)


def _is_held(span: Span, is_ended_within: bool, day: date) -> bool:
    if day < span.first or (span.last and day > span.last):
        return False
    return not (is_ended_within and day == span.last)


@always
@given(st.lists(posts, max_size=5), agreements, spans(), days)
def test_the_spans_are_what_each_day_says(
    drawn: list[tuple[str, Span, list[tuple[Span, bool]]]],
    bound: dict[str, Span],
    stands: Span,
    today: date,
) -> None:
    members = [
        Sits(
            party,
            sits,
            tuple(
                one
                for span, ended in seats
                for one in held(span.first, span.last, None, ended_within_the_day=ended)
            ),
        )
        for party, sits, seats in drawn
    ]
    found = complete_spans(members, bound, stands, today)
    for n in range(40):
        day = FIRST + n * DAY
        parties = [p for p, s in bound.items() if s.first <= day <= (s.last or date.max)]
        is_so = len(parties) >= 2 and stands.first <= day <= (stands.last or date.max)
        for party in parties:
            is_so = is_so and any(
                of == party
                and sits.first <= day <= (sits.last or date.max)
                and any(_is_held(span, ended, day) for span, ended in seats)
                for of, sits, seats in drawn
            )
        if day <= today:
            assert any(span.holds(day) for span in found) == is_so
        # What lasts today is said without an end.
        if day == today:
            assert bool(found and found[-1].last is None) == is_so
    for earlier, later in pairwise(found):
        assert earlier.last
        assert earlier.last + DAY < later.first


@always
@given(st.lists(posts, max_size=4), agreements, days, days)
def test_what_is_reported_day_by_day_covers_what_was_so_and_is_reported_once(
    drawn: list[tuple[str, Span, list[tuple[Span, bool]]]],
    bound: dict[str, Span],
    one: date,
    other: date,
) -> None:
    members = [
        Sits(
            party,
            sits,
            tuple(
                span
                for seat, ended in seats
                for span in held(seat.first, seat.last, None, ended_within_the_day=ended)
            ),
        )
        for party, sits, seats in drawn
    ]
    file: dict[date, Span] = {}
    for today in sorted((one, other)):
        now = complete_spans(members, bound, Span(FIRST), today)
        for span in to_report(now, [Noted(each) for each in file.values()]):
            assert span.first not in file or file[span.first].last is None
            file[span.first] = span
        assert to_report(now, [Noted(each) for each in file.values()]) == []
        for n in range(40):
            day = FIRST + n * DAY
            if day <= today:
                assert any(s.holds(day) for s in file.values()) == any(s.holds(day) for s in now)


def at(n: int) -> date:
    return FIRST + n * DAY


@pytest.mark.parametrize(
    ("spans", "noted", "report"),
    [
        ([], [], []),
        ([Span(at(0))], [], [Span(at(0))]),
        ([Span(at(0))], [Noted(Span(at(0)))], []),
        ([Span(at(0), at(4))], [Noted(Span(at(0)))], [Span(at(0), at(4))]),
        # A gap of a day that nobody was here to see ends what lasted, and begins another.
        (
            [Span(at(0), at(4)), Span(at(6))],
            [Noted(Span(at(0)))],
            [Span(at(0), at(4)), Span(at(6))],
        ),
        # It came to have been complete before, or between: what is missing is added.
        ([Span(at(0))], [Noted(Span(at(3)))], [Span(at(0), at(2))]),
        ([Span(at(0))], [Noted(Span(at(0), at(2)))], [Span(at(3))]),
        # It was not, after all, from as early a day: what is on file stays.
        ([Span(at(5))], [Noted(Span(at(0)))], []),
        ([Span(at(0), at(2))], [Noted(Span(at(0), at(9)))], []),
        ([], [Noted(Span(at(3)))], [Span(at(3), at(3))]),
        # Its party has withdrawn it: nobody puts it there again, until it begins anew.
        ([Span(at(0))], [Noted(Span(at(0)), True)], []),
        ([Span(at(0), at(3)), Span(at(8))], [Noted(Span(at(0)), True)], [Span(at(8))]),
    ],
)
def test_what_is_to_be_put_on_file(
    spans: list[Span], noted: list[Noted], report: list[Span]
) -> None:
    assert to_report(spans, noted) == report

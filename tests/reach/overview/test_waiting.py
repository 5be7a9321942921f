"""In which order things wait."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from overens.reach.overview.rules.waiting import Waiting, in_order
from overens.reach.overview.states import Kind

DAY = st.dates(date(2026, 1, 1), date(2026, 12, 31))
WAITING = st.builds(
    Waiting,
    kind=st.sampled_from(Kind),
    day=DAY,
    is_deadline=st.booleans(),
    is_late=st.just(False),
    subject=st.text(max_size=3),
    about=st.none(),
) | st.builds(
    Waiting,
    kind=st.sampled_from(Kind),
    day=DAY,
    is_deadline=st.just(True),
    is_late=st.just(True),
    subject=st.text(max_size=3),
    about=st.none(),
)


@given(st.lists(WAITING), st.randoms())
def test_late_comes_first_then_what_has_a_last_day_and_each_by_its_date(
    found: list[Waiting], chance: Random
) -> None:
    ordered = in_order(found)
    keys = [(not one.is_late, not one.is_deadline, one.day) for one in ordered]
    assert keys == sorted(keys)
    chance.shuffle(found)
    assert in_order(found) == ordered


def test_what_has_no_day_at_all_comes_last() -> None:
    with_day = Waiting(Kind.DRAFT, date(2026, 5, 1), False, False, "b", None)
    without = Waiting(Kind.VACANT, None, False, False, "a", None)
    assert in_order([without, with_day]) == [with_day, without]

"""Due dates of recurrences: RFC 5545 on whole days, and month ends that nobody loses."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from overens.cycle.agreements.rules.recurrence import check_rule, due_dates, months_after
from overens.cycle.agreements.rules.rule_text import WEEKDAYS, BadRule

always = settings(max_examples=100, deadline=None)
SIGNED = date(2021, 10, 1)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def listed(rule: str, start: date, until: date) -> list[date]:
    return list(due_dates(rule, start, until))


def last_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def every_day(start: date, until: date) -> Iterator[date]:
    """The days after `start`, up to `until`."""
    return (start + timedelta(days=n) for n in range(1, (until - start).days + 1))


def numbers(least: int, most: int) -> st.SearchStrategy[str]:
    wanted = st.integers(least, most).filter(bool)
    return st.lists(wanted, min_size=1, max_size=3, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


@st.composite
def rules(draw: st.DrawFn, month_days: tuple[int, int] = (-28, 31)) -> str:
    """Rules that RFC 5545 allows, without COUNT and UNTIL."""
    freq = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY"]))
    parts = {"FREQ": freq, "INTERVAL": str(draw(st.integers(1, 4)))}
    weekday = st.sampled_from(WEEKDAYS)
    if freq in ("YEARLY", "MONTHLY") and draw(st.booleans()):
        weekday = st.tuples(st.sampled_from(["1", "2", "-1", "+4"]), weekday).map("".join)
    choices = {
        "BYMONTH": numbers(1, 12),
        "BYDAY": st.lists(weekday, min_size=1, max_size=3, unique=True).map(",".join),
        "BYMONTHDAY": numbers(*month_days),
        "BYYEARDAY": numbers(-366, 366),
    }
    allowed = ["BYMONTH", "BYDAY"]
    allowed += ["BYMONTHDAY"] if freq != "WEEKLY" else []
    allowed += ["BYYEARDAY"] if freq == "YEARLY" else []
    for name in draw(st.lists(st.sampled_from(allowed), max_size=2, unique=True)):
        parts[name] = draw(choices[name])
    if len(parts) > 2 and draw(st.booleans()):
        parts["BYSETPOS"] = draw(st.sampled_from(["1", "-1", "1,2", "2,-1"]))
    return ";".join(f"{name}={value}" for name, value in parts.items())


def test_a_yearly_dialogue_falls_due_on_each_day_of_the_signing() -> None:
    assert listed("FREQ=YEARLY", SIGNED, date(2024, 10, 1)) == [
        date(2022, 10, 1),
        date(2023, 10, 1),
        date(2024, 10, 1),
    ]


@pytest.mark.parametrize(
    ("rule", "start", "dates"),
    [
        ("FREQ=MONTHLY", date(2024, 1, 31), "2024-02-29 2024-03-31 2024-04-30"),
        ("FREQ=MONTHLY", date(2023, 1, 30), "2023-02-28 2023-03-30 2023-04-30"),
        ("FREQ=YEARLY", date(2024, 2, 29), "2025-02-28 2026-02-28 2027-02-28"),
        ("FREQ=YEARLY;INTERVAL=4", date(2024, 2, 29), "2028-02-29 2032-02-29 2036-02-29"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31", date(2023, 1, 31), "2023-02-15 2023-02-28 2023-03-15"),
        ("FREQ=MONTHLY;BYMONTHDAY=29,30,31", date(2023, 2, 1), "2023-02-28 2023-03-29 2023-03-30"),
        ("FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=31", SIGNED, "2022-02-28 2022-04-30 2023-02-28"),
        ("FREQ=YEARLY;BYMONTH=2", date(2021, 1, 31), "2021-02-28 2022-02-28 2023-02-28"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=MO",
            date(2022, 1, 1),
            "2022-01-31 2022-02-28 2022-10-31",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31,28;BYSETPOS=2",
            date(2023, 1, 31),
            "2023-03-31 2023-04-30 2023-05-31",
        ),
    ],
)
def test_a_day_that_a_month_lacks_falls_on_its_last_day(rule: str, start: date, dates: str) -> None:
    found = due_dates(rule, start, date(2040, 1, 1))
    assert [next(found).isoformat() for _ in range(3)] == dates.split()


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=YEARLY;COUNT=2", "2022-10-01 2023-10-01"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "2021-10-31 2021-11-30 2021-12-31"),
        ("FREQ=YEARLY;UNTIL=20231001", "2022-10-01 2023-10-01"),
        ("FREQ=YEARLY;UNTIL=20231001T000000Z", "2022-10-01 2023-10-01"),
        ("FREQ=YEARLY;UNTIL=20230930T235959", "2022-10-01"),
        ("freq=yearly;count=1", "2022-10-01"),
        ("FREQ=WEEKLY;COUNT=2", "2021-10-08 2021-10-15"),
        ("FREQ=YEARLY;BYWEEKNO=1;COUNT=2", "2022-01-07 2023-01-06"),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=MO,2TU;BYSETPOS=3;COUNT=2", "2022-05-10 2023-05-09"),
        ("FREQ=YEARLY;BYYEARDAY=366;COUNT=2", "2024-12-31 2028-12-31"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,FR;COUNT=3", "2021-10-10 2021-10-15 2021-10-24"),
    ],
)
def test_rules_are_read_as_rfc_5545_has_them(rule: str, dates: str) -> None:
    assert [day.isoformat() for day in due_dates(rule, SIGNED, date(2030, 1, 1))] == dates.split()


@always
@given(rules(), DAYS, st.integers(0, 4000))
def test_due_dates_rise_after_the_start_and_keep_their_end(
    rule: str, start: date, days: int
) -> None:
    until = start + timedelta(days=days)
    found = listed(rule, start, until)
    assert all(earlier < later for earlier, later in pairwise([start, *found]))
    assert all(day <= until for day in found)


@always
@given(rules(), DAYS, st.integers(0, 3000), st.integers(0, 3000))
def test_asking_further_adds_dates_and_changes_none(
    rule: str, start: date, days: int, more: int
) -> None:
    near, far = start + timedelta(days=days), start + timedelta(days=days + more)
    assert listed(rule, start, near) == [d for d in listed(rule, start, far) if d <= near]


@always
@given(rules(), DAYS, st.integers(1, 9))
def test_count_keeps_the_first_dates(rule: str, start: date, count: int) -> None:
    until = start + timedelta(days=3000)
    assert listed(f"{rule};COUNT={count}", start, until) == listed(rule, start, until)[:count]


@always
@given(rules(), DAYS, st.integers(0, 3000))
def test_until_in_the_rule_is_its_last_day(rule: str, start: date, days: int) -> None:
    last, end = start + timedelta(days=days), start + timedelta(days=3000)
    assert listed(f"{rule};UNTIL={last:%Y%m%d}", start, end) == listed(rule, start, last)


@always
@given(st.sampled_from([1, 12]), st.integers(1, 30), DAYS, st.integers(0, 6000))
@example(1, 1, date(2024, 1, 31), 800)
@example(12, 1, date(2024, 2, 29), 4000)
def test_plain_rules_equal_a_look_at_every_day(
    months: int, interval: int, start: date, days: int
) -> None:
    until = start + timedelta(days=days)
    expected = [
        day
        for day in every_day(start, until)
        if ((day.year - start.year) * 12 + day.month - start.month) % (months * interval) == 0
        and (day.day == start.day or (day == last_of_month(day) and day.day < start.day))
        and (day.year, day.month) != (start.year, start.month)
    ]
    freq = "MONTHLY" if months == 1 else "YEARLY"
    assert listed(f"FREQ={freq};INTERVAL={interval}", start, until) == expected


@always
@given(st.sets(st.integers(1, 31), min_size=1), DAYS, st.integers(0, 1500))
def test_days_of_the_month_equal_a_look_at_every_day(
    wanted: set[int], start: date, days: int
) -> None:
    until = start + timedelta(days=days)
    expected = [
        day
        for day in every_day(start, until)
        if any(min(number, last_of_month(day).day) == day.day for number in wanted)
    ]
    written = ",".join(map(str, wanted))
    assert listed(f"FREQ=MONTHLY;BYMONTHDAY={written}", start, until) == expected
    assert listed(f"FREQ=DAILY;BYMONTHDAY={written}", start, until) == expected


@always
@given(rules(month_days=(-28, 28)), DAYS, st.integers(0, 2000))
def test_where_no_month_is_too_short_dates_are_those_of_dateutil(
    rule: str, start: date, days: int
) -> None:
    # dateutil begins the first week at the start instead of on the week's first day.
    start -= timedelta(days=start.weekday()) if "WEEKLY" in rule else timedelta(0)
    start = start.replace(day=min(start.day, 28)) if "WEEKLY" not in rule else start
    until = start + timedelta(days=days)
    moment = datetime(start.year, start.month, start.day)  # noqa: DTZ001  dates have no zone
    end = f";UNTIL={until:%Y%m%d}"
    oracle = (found.date() for found in rrulestr(rule + end, dtstart=moment))
    expected = [day for day in takewhile(until.__ge__, oracle) if day > start]
    assert listed(rule, start, until) == expected


def first_week(year: int, weekday: int) -> date:
    """The first day of the first week that has four days in the year."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(-3, 4))
    return next(day for day in days if day.weekday() == weekday)


@always
@given(DAYS, st.integers(1, 53), st.sampled_from(WEEKDAYS), st.sampled_from(WEEKDAYS))
def test_the_first_week_of_a_year_has_four_of_its_days(
    start: date, week: int, weekday: str, first: str
) -> None:
    until, begins = start + timedelta(days=4000), WEEKDAYS.index(first)
    expected = []
    for year in range(start.year - 1, until.year + 2):
        after = (WEEKDAYS.index(weekday) - begins) % 7
        day = first_week(year, begins) + timedelta(weeks=week - 1, days=after)
        if start < day <= until and day < first_week(year + 1, begins):
            expected.append(day)
    rule = f"FREQ=YEARLY;BYWEEKNO={week};BYDAY={weekday};WKST={first}"
    assert listed(rule, start, until) == expected


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYWEEKNO=1,-1;WKST=TU", "FREQ=WEEKLY;WKST=WE", "FREQ=MONTHLY", "FREQ=DAILY"],
)
def test_the_ends_of_the_calendar_are_no_errors(rule: str, year: int) -> None:
    found = listed(rule, date(year, 1, 1), date(year, 12, 31))
    assert found
    assert found == sorted(set(found))


def test_a_rule_without_dates_ends_where_the_asker_wants() -> None:
    assert listed("FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2", SIGNED, date(2121, 1, 1)) == []


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "does not say how often"),
        ("INTERVAL=2", "does not say how often"),
        ("every year", "'EVERY YEAR' is not a part"),
        ("FREQ=YEARLY;", "'' is not a part"),
        ("FREQ", "'FREQ' cannot be read"),
        ("FREQ=YEARLY;COUNT=", "'COUNT=' cannot be read"),
        ("RRULE:FREQ=YEARLY", "'RRULE:FREQ' is not a part"),
        ("FREQ=FORTNIGHTLY", "one of YEARLY, MONTHLY, WEEKLY, DAILY, not 'FORTNIGHTLY'"),
        ("FREQ=YEARLY;FREQ=YEARLY", "FREQ stands twice"),
        ("FREQ=YEARLY;EVERY=2", "'EVERY' is not a part"),
        ("FREQ=HOURLY", "whole days. Take HOURLY out"),
        ("FREQ=MINUTELY", "whole days. Take MINUTELY out"),
        ("FREQ=SECONDLY", "whole days. Take SECONDLY out"),
        ("FREQ=DAILY;BYHOUR=9", "whole days. Take BYHOUR out"),
        ("FREQ=DAILY;BYMINUTE=9", "whole days. Take BYMINUTE out"),
        ("FREQ=DAILY;BYSECOND=9", "whole days. Take BYSECOND out"),
        ("FREQ=YEARLY;DTSTART=20211001", "own start. Take DTSTART out"),
        ("DTSTART:20211001\nRRULE:FREQ=YEARLY", "own start"),
        ("FREQ=YEARLY;COUNT=3;UNTIL=20301231", "COUNT and UNTIL"),
        ("FREQ=YEARLY;INTERVAL=0", "from 1 to 999999, not '0'"),
        ("FREQ=YEARLY;INTERVAL=-1", "not '-1'"),
        ("FREQ=YEARLY;COUNT=0", "not '0'"),
        ("FREQ=YEARLY;COUNT=" + "9" * 5000, "COUNT is a whole number"),
        ("FREQ=YEARLY;UNTIL=2030-12-31", "a date such as 20301231, not '2030-12-31'"),
        ("FREQ=YEARLY;UNTIL=20300230", "a date such as 20301231, not '20300230'"),
        ("FREQ=WEEKLY;WKST=LØ", "WKST is one of MO"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH takes numbers from 1 to 12, not '13'"),
        ("FREQ=YEARLY;BYMONTH=-1", "BYMONTH takes numbers from 1 to 12, not '-1'"),
        ("FREQ=YEARLY;BYMONTH=1,,2", "not ''"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "from -1 to -31 counted from the end, not '32'"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY takes numbers from 1 to 31"),
        ("FREQ=YEARLY;BYYEARDAY=367", "not '367'"),
        ("FREQ=YEARLY;BYWEEKNO=54", "not '54'"),
        ("FREQ=MONTHLY;BYDAY=ONSDAG", "weekdays such as MO, 1MO or -1FR, not 'ONSDAG'"),
        ("FREQ=MONTHLY;BYDAY=0MO", "not '0MO'"),
        ("FREQ=MONTHLY;BYDAY=54MO", "not '54MO'"),
        ("FREQ=WEEKLY;BYDAY=1MO", "counted within a month or a year"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "counted within a month or a year"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY cannot stand beside FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY cannot stand beside FREQ=MONTHLY"),
        ("FREQ=DAILY;BYWEEKNO=1", "BYWEEKNO cannot stand beside FREQ=DAILY"),
        ("FREQ=YEARLY;BYSETPOS=1", "BYSETPOS chooses among other days"),
        ("FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2", "never gives a date"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "never gives a date"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "never gives a date"),
    ],
)
def test_a_rule_that_cannot_be_used_says_why(rule: str, says: str) -> None:
    with pytest.raises(BadRule) as raised:
        check_rule(rule)
    assert says in str(raised.value)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;BYDAY=SU",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=12",
        "FREQ=YEARLY;BYYEARDAY=366;BYDAY=SU",
        "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    ],
)
def test_a_rule_that_gives_dates_seldom_is_good(rule: str) -> None:
    check_rule(rule)


@always
@given(st.text(max_size=40) | st.text("FREQ=YALY;BYDOMTHSINU0123456789-,", max_size=40))
def test_any_text_is_a_rule_or_a_bad_rule(text: str) -> None:
    try:
        check_rule(text)
    except BadRule:
        return
    found = listed(text, SIGNED, date(2022, 10, 1))
    assert found == sorted(set(found))


@always
@given(DAYS, st.integers(0, 500), st.integers(0, 500))
def test_months_after_never_leaves_the_month(day: date, months: int, more: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == min(day.day, last_of_month(later).day)
    assert months_after(day, months + more) >= later

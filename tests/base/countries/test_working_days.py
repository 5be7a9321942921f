"""Which days count in each country, and when a deadline ends."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from dateutil.easter import easter

from overens.base.countries.rules import Country, countries, country

SE, DK = countries()["se"], countries()["dk"]
DAY = timedelta(days=1)


def _first(year: int, month: int, day: int, weekday: int) -> date:
    """The first such weekday from a day on."""
    start = date(year, month, day)
    return start + DAY * ((weekday - start.weekday()) % 7)


def _by_swedish_law(year: int) -> set[date]:
    """Lag (1989:253) 1 och 2 §§, and the eves of lag (1930:173) 2 §."""
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    moving = [easter(year) + DAY * days for days in (-2, 1, 39)]
    return {*(date(year, *day) for day in fixed), *moving, _first(year, 6, 19, 4)}


def _by_danish_law(year: int) -> set[date]:
    """The holidays of the Danish church, of which store bededag went with the year 2023."""
    bededag = [26] if year < 2024 else []
    moving = [easter(year) + DAY * days for days in (-3, -2, 1, 39, 50, *bededag)]
    return {*(date(year, *day) for day in [(1, 1), (12, 25), (12, 26)]), *moving}


@pytest.mark.parametrize(("here", "law"), [(SE, _by_swedish_law), (DK, _by_danish_law)])
def test_every_certain_year_is_closed_as_the_law_reads(
    here: Country, law: Callable[[int], set[date]]
) -> None:
    for year in here.certain_years:
        on_weekdays = {day for day in law(year) if day.weekday() < 5}
        assert set(here.closing_days(year)) == on_weekdays, year


@pytest.mark.parametrize(
    ("here", "day", "counts"),
    [
        (SE, date(2026, 6, 19), False),  # midsommarafton
        (DK, date(2026, 6, 19), True),
        (SE, date(2026, 12, 24), False),  # julafton
        (DK, date(2026, 12, 24), True),
        (SE, date(2026, 12, 31), False),  # nyårsafton
        (DK, date(2026, 12, 31), True),
        (SE, date(2025, 6, 6), False),  # nationaldagen
        (DK, date(2025, 6, 6), True),
        (SE, date(2026, 4, 2), True),  # skärtorsdag
        (DK, date(2026, 4, 2), False),
        (DK, date(2026, 6, 5), True),  # grundlovsdag
        (DK, date(2023, 5, 5), False),  # the last store bededag
        (DK, date(2024, 4, 26), True),
        (SE, date(2026, 11, 28), False),  # a Saturday
        (DK, date(2026, 11, 29), False),  # a Sunday
        (SE, date(2026, 11, 30), True),
    ],
)
def test_a_day_counts_in_one_country_and_not_in_the_other(
    here: Country, day: date, counts: bool
) -> None:
    assert here.is_working_day(day) is counts


@pytest.mark.parametrize(
    ("here", "received", "count", "last"),
    [
        (SE, date(2026, 11, 25), 1, date(2026, 11, 26)),
        (SE, date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (SE, date(2026, 11, 28), 1, date(2026, 11, 30)),  # received on a Saturday
        (DK, date(2026, 11, 25), 7, date(2026, 12, 4)),
        (DK, date(2026, 3, 27), 7, date(2026, 4, 10)),  # over Easter
        (SE, date(2026, 3, 27), 7, date(2026, 4, 9)),
        (DK, date(2026, 12, 22), 7, date(2027, 1, 4)),  # over Christmas
        (SE, date(2026, 12, 22), 7, date(2027, 1, 7)),
        (DK, date(2023, 4, 26), 7, date(2023, 5, 8)),  # over store bededag, while there was one
        (DK, date(2024, 4, 17), 7, date(2024, 4, 26)),
        (SE, date(2026, 6, 17), 2, date(2026, 6, 22)),
        (SE, date(2026, 3, 27), 2, date(2026, 3, 31)),  # over the night of summer time
        (SE, date(2026, 12, 24), 0, date(2026, 12, 28)),  # a date that rolls on
        (DK, date(2026, 12, 24), 0, date(2026, 12, 24)),
    ],
)
def test_the_day_of_receipt_is_day_zero(
    here: Country, received: date, count: int, last: date
) -> None:
    assert here.after_working_days(received, count) == last


def test_closing_days_are_named_in_the_countrys_own_language() -> None:
    assert SE.closing_days(2026)[date(2026, 6, 19)] == "Midsommarafton"
    assert DK.closing_days(2026)[date(2026, 4, 2)] == "Skærtorsdag"
    with pytest.raises(TypeError):
        SE.closing_days(2026)[date(2026, 7, 1)] = "a day off"  # what is remembered stays as it is


def test_a_year_that_nobody_looked_over_is_not_certain() -> None:
    assert SE.is_certain(2026)
    assert DK.is_certain(2026)
    assert not SE.is_certain(2004)
    assert not DK.is_certain(2013)
    assert not SE.is_certain(max(SE.certain_years) + 1)
    finland = country("fi", {"zone": "Europe/Helsinki", "languages": ["fi"], "names": {}})
    assert not finland.is_certain(2026)
    assert not finland.is_working_day(date(2026, 12, 25))


def test_who_counts_no_days_does_not_wait_for_the_table() -> None:
    code = "import sys; from overens.base.countries.rules import countries; countries()"
    code += "; print('holidays' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"

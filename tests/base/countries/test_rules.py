"""What a country calls itself, and what day it is there."""

from datetime import UTC, date, datetime

import pytest

from overens.base.countries.rules import countries, country
from overens.base.languages.rules import languages

FINLAND = {"zone": "Europe/Helsinki", "languages": ["fi", "sv"], "names": {"fi": "Suomi"}}


@pytest.mark.parametrize(
    ("now", "here", "there"),
    [
        (datetime(2026, 3, 1, 21, 59, 59, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 1)),
        (datetime(2026, 3, 1, 22, 0, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 2)),
        (datetime(2026, 3, 1, 22, 59, 59, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 2)),
        (datetime(2026, 3, 1, 23, 0, tzinfo=UTC), date(2026, 3, 2), date(2026, 3, 2)),
        (datetime(2026, 7, 1, 21, 0, tzinfo=UTC), date(2026, 7, 1), date(2026, 7, 2)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2), date(2026, 7, 2)),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), date(2025, 12, 31), date(2026, 1, 1)),
    ],
)
def test_one_instant_around_midnight_has_two_dates(now: datetime, here: date, there: date) -> None:
    assert countries()["se"].today(now) == here
    assert country("fi", FINLAND).today(now) == there


def test_an_instant_has_one_date_in_a_country_however_it_was_written() -> None:
    denmark, finland = countries()["dk"], country("fi", FINLAND)
    now = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert denmark.today(now.astimezone(finland.zone)) == denmark.today(now) == date(2026, 3, 1)


@pytest.mark.parametrize("code", sorted(countries()))
def test_every_country_is_called_something_in_every_language(code: str) -> None:
    found = countries()[code]
    assert found.code == code
    assert found.languages
    for language in languages():
        assert found.names[language]
        assert found.called_in(language) == found.names[language]


def test_a_countrys_name_falls_back_on_its_own_and_then_on_its_code() -> None:
    assert countries()["dk"].called_in("fi") == "Danmark"
    assert country("fi", FINLAND).called_in("sv") == "Suomi"
    assert country("fi", {**FINLAND, "names": {}}).called_in("sv") == "FI"

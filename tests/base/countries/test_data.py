"""What each country's file says: whole, in every language, and fit to be shown."""

import pytest

from overens.base.countries.rules import countries, country
from overens.base.languages.rules import languages

EACH = sorted(countries())
FINLAND = {"zone": "Europe/Helsinki", "languages": ["fi"], "names": {}}


@pytest.mark.parametrize("code", EACH)
def test_before_the_button_each_language_says_that_it_becomes_a_record(code: str) -> None:
    here = countries()[code]
    assert here.record_law
    assert set(here.becomes_record) == set(languages())
    for language in languages():
        said = here.says_it_becomes_a_record(language)
        assert said == here.becomes_record[language]
        assert said.endswith(".")
    assert here.says_it_becomes_a_record("fi") == here.becomes_record["en"]


def test_each_country_says_it_in_its_own_words() -> None:
    assert "allmän handling" in countries()["se"].says_it_becomes_a_record("sv")
    assert "andre kan få aktindsigt i" in countries()["dk"].says_it_becomes_a_record("da")
    # Whoever reads the other country's language still meets the name of the thing there.
    assert "aktindsigt" in countries()["dk"].says_it_becomes_a_record("sv")
    assert "allmän handling" in countries()["se"].says_it_becomes_a_record("da")


@pytest.mark.parametrize("code", EACH)
def test_every_ground_for_secrecy_names_its_provision_in_every_language(code: str) -> None:
    grounds = countries()[code].secrecy_grounds
    assert len({ground.provision for ground in grounds.values()}) == len(grounds) > 5
    for key, ground in grounds.items():
        assert ground.code == key
        assert set(ground.names) == set(languages())
        assert all(ground.called_in(language) for language in languages())


def test_a_ground_is_found_by_its_code() -> None:
    ground = countries()["se"].secrecy_grounds["osl-21-7"]
    assert ground.provision == "21 kap. 7 § OSL"
    assert ground.called_in("en").startswith("personal data")
    assert countries()["dk"].secrecy_grounds["ofl-30-1"].provision == "OFL § 30, nr. 1"


def test_grounds_of_two_countries_are_never_the_same() -> None:
    codes = [code for here in countries().values() for code in here.secrecy_grounds]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", EACH)
def test_each_country_has_one_to_complain_to(code: str) -> None:
    supervisor = countries()[code].supervisor
    assert supervisor
    assert supervisor.name
    assert supervisor.address.startswith("https://")


def test_a_country_that_says_nothing_has_nothing() -> None:
    finland = country("fi", FINLAND)
    assert finland.says_it_becomes_a_record("fi") == ""
    assert finland.secrecy_grounds == {}
    assert finland.supervisor is None

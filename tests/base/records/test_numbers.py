"""Numbers of a register: written, read again, and never two meanings for one text."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from overens.base.countries.rules import countries
from overens.base.records.numbers import Number, read, refusal, write

KS = "{prefix} {year}/{number}"


@pytest.mark.parametrize(
    ("form", "written"),
    [
        (KS, "KS 2018/14"),
        ("{prefix}/{year}/{number:4}", "KS/2018/0014"),
        ("{year}-{number:5}", "2018-00014"),
        ("{year}/{number}", "2018/14"),
        ("{number}/{year} ({prefix})", "14/2018 (KS)"),
        ("Sag {number}-{year}", "Sag 14-2018"),
        ("{{{prefix}}} {year}.{number}", "{KS} 2018.14"),
    ],
)
def test_a_number_is_written_and_read_in_its_format(form: str, written: str) -> None:
    assert refusal(form, "KS") == ""
    assert write(form, "KS", 2018, 14) == written
    prefix = "KS" if "prefix" in form else ""
    assert read(form, written) == Number(prefix, 2018, 14)


def test_a_width_is_the_fewest_digits() -> None:
    assert write("{year}-{number:2}", "", 2026, 12345) == "2026-12345"
    assert read("{year}-{number:2}", "2026-12345") == Number("", 2026, 12345)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KS 2018",
        "KS 2018/",
        "KS 2018/0",
        "KS 2018/014",  # not as this format writes 14
        "KS 18/14",
        "KS 0018/14",
        "KS 2018/14 ",
        " 2018/14",
        "KS 2018/14\n",
        "KS 2018/١٤",
        "KS 2018/" + "9" * 5000,
    ],
)
def test_what_is_not_written_in_the_format_says_nothing(text: str) -> None:
    assert read(KS, text) is None


def test_too_few_digits_say_nothing() -> None:
    assert read("{year}-{number:5}", "2018-14") is None


@pytest.mark.parametrize(
    "form",
    [
        "",
        "{year}",
        "{number}",
        "{prefix} {number}",
        "{year}/{number}/{number}",
        "{year}/{year}/{number}",
    ],
)
def test_a_format_without_year_and_number_once_each_is_refused(form: str) -> None:
    assert "year and the number" in refusal(form, "KS")


@pytest.mark.parametrize(
    "form",
    [
        "{year}/{number",
        "{year}/{number}}",
        "{year}/{number:x}",
        "{year}/{number:0}",
        "{year}/{number:12}",
        "{year:5}/{number}",
        "{year!r}/{number}",
        "{year}/{number}/{unit}",
        "{}/{year}/{number}",
        "{year.real}/{number}",
        "{year}/{number:{year}}",
    ],
)
def test_a_format_with_other_braces_is_refused(form: str) -> None:
    assert "braces" in refusal(form)


@pytest.mark.parametrize(
    "form",
    [
        "{year}{number}",
        "{prefix}{year}/{number}",
        "{prefix}{number}/{year}",
        "{year}/0{number}",
        "{year}/{number}1",
        "20{year}/{number}",
        "{year} 2{number}",
    ],
)
def test_a_format_in_which_digits_run_together_is_refused(form: str) -> None:
    assert "between two fields" in refusal(form, "KS")


@pytest.mark.parametrize("prefix", ["", " ", " KS", "KS ", "K\nS"])
def test_a_format_with_a_prefix_needs_one(prefix: str) -> None:
    assert "prefix" in refusal(KS, prefix)
    assert refusal("{year}/{number}", prefix) == ""


def test_a_country_begins_with_a_format_that_is_let_pass() -> None:
    for here in countries().values():
        assert refusal(here.register_number, "KS") == ""
    assert write(countries()["se"].register_number, "KS", 2018, 14) == "KS 2018/14"
    assert write(countries()["dk"].register_number, "", 2018, 14) == "2018-00014"


def _texts(fewest: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from("KS/-. 12"), min_size=fewest, max_size=4).map("".join)


@st.composite
def formats(draw: st.DrawFn) -> str:
    """Any order of the fields, with any text between and around them, as far as it is let pass."""
    width = draw(st.sampled_from(["{number}", "{number:1}", "{number:4}", "{number:9}"]))
    fields = draw(st.permutations([width, "{year}", *draw(st.sampled_from([["{prefix}"], []]))]))
    form = draw(_texts(1)).join(fields)
    form = draw(_texts(0)) + form + draw(_texts(0))
    assume(refusal(form, "KS") == "")
    return form


prefixes = _texts(1).filter(lambda prefix: prefix == prefix.strip())


@given(formats(), prefixes, st.integers(1000, 9999), st.integers(1, 10**12))
def test_what_is_let_pass_is_read_as_it_was_written(
    form: str, prefix: str, year: int, number: int
) -> None:
    meant = Number(prefix if "{prefix}" in form else "", year, number)
    assert read(form, write(form, *meant)) == meant

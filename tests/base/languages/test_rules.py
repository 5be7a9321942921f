"""Languages are data: dates, names, and which wording a reader gets."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from overens.base.languages import rules
from overens.base.languages.fields import WordingsField
from overens.base.languages.rules import (
    Language,
    Reader,
    Wording,
    Wordings,
    in_each,
    languages,
    terms,
    write_date,
)
from overens.base.languages.states import Standing

DAY = date(2026, 12, 4)
CODES = ["sv", "da", "en"]
NORWEGIAN = """
[nb]
name = "Norsk"
names = { sv = "norska", da = "norsk", en = "Norwegian", nb = "norsk" }
date = "j. F Y"
short_date = "j. b Y"
month = "b Y"
two = "{0} og {1}"
last = "{0} og {1}"
"""

AddLanguage = Callable[[str], None]


@pytest.fixture
def one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AddLanguage]:
    """Adds an entry to what languages.toml says."""

    def add(entry: str) -> None:
        said = files("overens.base.languages").joinpath("languages.toml").read_text("utf-8")
        (tmp_path / "languages.toml").write_text(said + entry, "utf-8")
        monkeypatch.setattr(rules, "files", lambda _package: tmp_path)
        languages.cache_clear()
        write_date.cache_clear()

    yield add
    languages.cache_clear()
    write_date.cache_clear()


wordings = st.lists(
    st.builds(
        Wording,
        st.text(),
        st.sampled_from(["sv", "da", "en", "nb", "fi"]),
        st.sampled_from(Standing),
    ),
    unique_by=lambda wording: wording.language,
).map(lambda listed: Wordings({wording.language: wording for wording in listed}))


def test_the_languages_stand_in_the_order_in_which_they_are_offered() -> None:
    assert list(languages()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_everything(code: str) -> None:
    language = languages()[code]
    assert language.code == code
    assert all([language.name, language.date, language.short_date, language.two, language.last])
    assert set(language.names) == set(CODES)
    assert all(language.names.values())


@pytest.mark.parametrize(
    ("code", "long", "short"),
    [
        ("sv", "4 december 2026", "4 dec 2026"),
        ("da", "4. december 2026", "4. dec 2026"),
        ("en", "4 December 2026", "4 Dec 2026"),
        ("fi", "4 December 2026", "4 Dec 2026"),
        ("", "4 December 2026", "4 Dec 2026"),
    ],
)
def test_a_date_is_written_as_the_language_writes_it(code: str, long: str, short: str) -> None:
    assert write_date(DAY, code) == long
    assert write_date(DAY, code, "short_date") == short


def test_a_date_is_written_the_same_whatever_language_the_page_is_in() -> None:
    with translation.override("da"):
        assert write_date(date(2026, 5, 1), "sv") == "1 maj 2026"
        assert translation.get_language() == "da"


@pytest.mark.parametrize(
    ("code", "names", "joined"),
    [
        ("en", [], ""),
        ("en", ["Køge"], "Køge"),
        ("en", ["Køge", "Lund"], "Køge and Lund"),
        ("en", ["Køge", "Lund", "Kristianstad"], "Køge, Lund and Kristianstad"),
        ("sv", ["Køge", "Lund", "Kristianstad"], "Køge, Lund och Kristianstad"),
        ("da", ["Køge", "Lund", "Malmö", "Tårnby"], "Køge, Lund, Malmö og Tårnby"),
        ("en", ["{0}", "{1}", "%s"], "{0}, {1} and %s"),
    ],
)
def test_names_are_joined_as_the_language_joins_them(
    code: str, names: list[str], joined: str
) -> None:
    assert languages()[code].join(names) == joined


def test_a_language_is_called_by_its_own_name_where_nobody_said() -> None:
    assert languages()["da"].called_in("sv") == "danska"
    assert languages()["da"].called_in("fi") == "Dansk"


def test_a_fourth_language_needs_no_code(one_more: AddLanguage) -> None:
    one_more(NORWEGIAN)
    assert list(languages()) == [*CODES, "nb"]
    assert write_date(DAY, "nb") == "4. desember 2026"
    assert languages()["nb"].join(["Oslo", "Moss", "Halden"]) == "Oslo, Moss og Halden"
    assert in_each(lambda code: write_date(DAY, code))["nb"] == "4. desember 2026"


def test_a_language_that_joins_two_names_in_its_own_way_may() -> None:
    chinese = Language(
        "zh", "中文", {}, "Y年n月j日", "Y年n月j日", "Y年n月", "{0}和{1}", "{0}以及{1}"
    )
    assert chinese.join(["A", "B"]) == "A和B"
    assert chinese.join(["A", "B", "C"]) == "A, B以及C"


def test_a_sentence_is_said_in_each_language_of_the_interface() -> None:
    with translation.override("da"):
        said = in_each(lambda code: f"{code} {translation.get_language()}")
        assert translation.get_language() == "da"
    assert said == {"sv": "sv sv", "da": "da da", "en": "en en"}


@given(wordings)
def test_wordings_come_back_from_their_row_in_order(given_ones: Wordings) -> None:
    back = Wordings.from_row(given_ones.as_row())
    assert back == given_ones
    assert list(back.items()) == list(given_ones.items())
    assert list(back.texts()) == [row["language"] for row in given_ones.as_row()]


def test_a_field_reads_rows_and_leaves_wordings_as_they_are() -> None:
    field, some = WordingsField(), Wordings.of({"da": "Hej"}, Standing.OFFICIAL)
    assert field.to_python(some.as_row()) == some
    assert field.to_python(some) is some
    assert field.to_python(None) == Wordings()
    assert field.get_prep_value(some) == some.as_row()


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [(("en", "da"), "da"), (("sv", "da"), "sv"), (("fi",), "sv"), ((), "sv")],
)
def test_a_wording_is_shown_in_the_first_wanted_language_or_as_first_written(
    wanted: tuple[str, ...], shown: str
) -> None:
    assert Wordings.of({"sv": "Hej", "da": "Goddag"}).shown(*wanted).language == shown


def test_nothing_is_shown_where_nobody_wrote() -> None:
    assert Wordings().shown("sv") == Wording("", "")


@pytest.mark.parametrize(
    ("reader", "written_in", "wanted"),
    [
        (Reader("sv"), (), ("sv",)),
        (Reader("sv", ("da",)), (), ("sv", "da")),
        (Reader("sv"), ("da", "sv"), ("sv", "sv")),
        (Reader("sv", ("da",)), ("da",), ("da", "sv", "da")),
        (Reader("en"), ("da",), ("en",)),
        (Reader("en", ("da",), "sv"), ("da",), ("sv", "en")),
        (Reader("en", ("da",), "as-written"), ("sv", "da"), ("sv", "da")),
        (Reader("en", ("da",), "as-written"), (), ("en",)),
    ],
)
def test_a_reader_wants_languages_in_this_order(
    reader: Reader, written_in: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert reader.wants(written_in) == wanted


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.key)
def test_every_term_has_a_word_and_a_hint_in_every_language(term: rules.Term) -> None:
    assert set(term.words) == set(CODES)
    assert list(term.hint) == CODES
    assert all(term.words.values())
    assert all(text.endswith(".") for text in term.hint.texts().values())

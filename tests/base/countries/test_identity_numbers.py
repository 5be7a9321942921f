"""Numbers of people are found in every spelling; what looks like them is mostly left alone."""

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.countries.identity_numbers import find, hidden
from tests.base.countries.corpus import Text, luhn, of_nobody, of_people

# What no rule can tell from somebody's number, and how much of it may be taken at most.
LOOKALIKES = {
    "wrong Luhn, 10 digits": 0.5,  # whoever is born in the years 1 to 31: a Danish date, with four digits
    "P-nummer that begins as a date": 0.2,  # bare, and one in eleven has modulus 11
    "ten digits in a row": 0.08,  # a Danish date in one of 28
    "mobile": 0.05,  # bare, and one in eleven has modulus 11
    "date and hour in a row": 0.15,  # one in ten has the check digit
    "Danish date and hour in a row": 1.0,  # written as a CPR number is
}
AT_MOST = 0.02  # of any other kind


def _found(text: Text) -> bool:
    """Whether the number, and nothing else, is found where it stands."""
    start = text.text.index(text.number)
    inner = text.number.removeprefix("SE")
    start += len(text.number) - len(inner)
    return [(it.start, it.end) for it in find(text.text)] == [(start, start + len(inner))]


def test_recall_and_false_positives() -> None:
    people, nobody = of_people(), of_nobody()
    missed = [text for text in people if not _found(text)]
    taken = Counter(text.kind for text in nobody if find(text.text))
    each = Counter(text.kind for text in nobody)
    recall = 1 - len(missed) / len(people)
    others = sum(count for kind, count in taken.items() if kind not in LOOKALIKES)
    clear = sum(count for kind, count in each.items() if kind not in LOOKALIKES)
    print(
        f"\nnumbers of people: {len(people)} in {len({t.kind for t in people})} spellings, recall {recall:.4f}"
    )
    print(
        f"near misses: {len(nobody)} of {len(each)} kinds, taken {taken.total() / len(nobody):.4f}"
    )
    print(f"  of the {len(each) - len(LOOKALIKES)} kinds that can be told: {others / clear:.5f}")
    for kind, count in taken.most_common():
        print(f"  {kind}: {count / each[kind]:.3f}")
    assert not missed, missed[:5]
    for kind, count in taken.items():
        assert count / each[kind] <= LOOKALIKES.get(kind, AT_MOST), kind
    assert others / clear < 0.002


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("850709-9805", "se", "personnummer"),
        ("19850709-9805", "se", "personnummer"),
        (f"850769-980{luhn('850769980')}", "se", "samordningsnummer"),
        ("010240-5123", "dk", "cpr-nummer"),
        ("SE850709980501", "se", "personnummer"),
    ],
)
def test_a_number_tells_whose_it_is_by_its_form(text: str, country: str, kind: str) -> None:
    [number] = find(f"Se {text}.")
    assert (number.country, number.kind) == (country, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KS 2018/14",
        "2026-00123",
        "556036-0793",  # an organisation
        "850709-9806",  # wrong Luhn
        "850732-9801",  # no such day
        "310240-5123",  # 31 February
        "290241-5123",  # no leap year
        "1850709-9805",  # in a longer row
        "850709-98051",
        "18507099805",
        "Tel. 0701015123",
        "Mobilnr: 0701234566",
        "+4585070998",
        "40 50 60 70 80 01 02 40 51 23",  # phones in a row
        "010 240 512 kr",
        "den 12.03.24 1430",
        "2026-11-25 08:30",
        "f" * 30 + "0102405123" + "a" * 30,
        "www.example.org/850709",
        "4111 1985 0709 9805 1111",  # a card
    ],
)
def test_what_is_no_number_of_a_person_is_left_alone(text: str) -> None:
    assert find(text) == []


def test_ten_digits_are_a_persons_unless_word_or_shape_says_otherwise() -> None:
    assert find("0202405124 har skrevet")
    assert not find("faktura 0202405124")
    assert not find("konto 1234 0202405124")
    assert find("faktura 020240-5124")  # written as nothing else is
    assert find("faktura 0101405124")  # 1 January: given out without modulus 11
    assert find("cpr 0702405124")
    assert find("på 0202405124")
    assert find("Hotel 0202405124")
    assert not find("0702405124")  # a Swedish mobile number


def test_29_february_is_a_day_in_a_leap_year() -> None:
    assert find("290240-5123")
    assert find(f"000229-980{luhn('000229980')}")
    assert not find(f"450229-980{luhn('450229980')}")
    assert not find(f"19000229-980{luhn('000229980')}")


def test_several_numbers_are_found_in_order_and_apart() -> None:
    text = "850709-9805, 010240-5123 och 19850709 9805"
    assert [text[it.start : it.end] for it in find(text)] == [
        "850709-9805",
        "010240-5123",
        "19850709 9805",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "85 07 09 98 05 044-13 50 00",
        "85 07 09 9805 0701-23 45 67",
        "1985-07-09-9805 12 34 56 78",
        "850709-98 05 12 34 56 78",
        "1985 0709 9805 044-13 50 00",
    ],
)
def test_a_phone_behind_a_number_hides_it_not(text: str) -> None:
    assert [it.country for it in find(text)] == ["se"]


@pytest.mark.parametrize("between", [" ", ", ", "\n", "\t", ";", " och "])
@pytest.mark.parametrize("number", ["0102405123", "010240-5123", "010240 5123", "198507099805"])
def test_every_number_of_a_list_is_found(number: str, between: str) -> None:
    assert len(find(between.join([number] * 4))) == 4


def test_a_false_beginning_hides_no_number_behind_it() -> None:
    text = "tal 120385 850709 9805"
    assert [text[it.start : it.end] for it in find(text)][-1].endswith("850709 9805")


def test_hidden_keeps_the_rest_as_it_is() -> None:
    assert hidden("Född 850709-9805, ring 12 34 56 78.") == "Född ******-****, ring 12 34 56 78."
    assert hidden("CPR ٠١٠٢٤٠–٥١٢٣!") == "CPR ******–****!"
    assert hidden("\u200b850709\u200b-9805\u200b") == "\u200b******\u200b-****\u200b"
    assert hidden("KS 2018/14") == "KS 2018/14"


@pytest.mark.parametrize("text", of_people()[:200], ids=lambda text: text.kind)
def test_nothing_is_found_in_what_was_hidden(text: Text) -> None:
    assert find(hidden(text.text)) == []


@given(st.text(alphabet="0123456789 -+./\n\u200b–\u00a0aSE", max_size=80))
def test_any_text_is_read_and_places_are_those_of_the_text(text: str) -> None:
    found = find(text)
    assert [(it.start, it.end) for it in found] == sorted({(it.start, it.end) for it in found})
    for number, following in pairwise(found):
        assert number.end <= following.start
    for number in found:
        inner = text[number.start : number.end]
        assert inner[0].isdecimal()
        assert inner[-1].isdecimal()
        assert sum(map(str.isdecimal, inner)) >= 10
    assert len(hidden(text)) == len(text)


@pytest.mark.parametrize(
    "pattern",
    [
        "1",
        "1 ",
        "12 ",
        "0102405123 ",
        "010240-",
        "01 02 40 51 23 ",
        "-",
        " ",
        "tel ",
        "\u200b1",
        "1985 0709 ",
    ],
)
def test_time_grows_with_the_length_alone(pattern: str) -> None:
    """A million marks; what grows with the square would take hours."""
    text = (pattern * 1_000_000)[:1_000_000]
    began = time.process_time()
    find(text)
    assert time.process_time() - began < 20

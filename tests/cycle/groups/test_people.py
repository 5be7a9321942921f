"""An old list of participants is put to its sides as it is; what is no party stays in the name."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.cycle.groups.rules.people import MOST_IN_PERSON, read_people
from overens.cycle.groups.rules.saying import Missing

KOGE, OTHER = UUID(int=1), UUID(int=2)
PARTIES = {
    "køge": KOGE,
    "køge kommune": KOGE,
    "kristianstad": OTHER,
    "kristianstads kommun": OTHER,
}


def read(text: str, side: UUID | None = None) -> list[tuple[UUID | None, str]]:
    return list(read_people(text, "names", side, PARTIES))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Eksempel Et", [(None, "Eksempel Et")]),
        ("Eksempel Et, chef, Køge Kommune", [(KOGE, "Eksempel Et, chef")]),
        ("Exempel Två; samordnare; KRISTIANSTADS  KOMMUN.", [(OTHER, "Exempel Två, samordnare")]),
        ("Exempel Två\tsamordnare\tKristianstad", [(OTHER, "Exempel Två, samordnare")]),
        ("Eksempel Tre, chef (Køge)", [(KOGE, "Eksempel Tre, chef")]),
        ("1. Eksempel Et, Køge\n• Exempel Två", [(KOGE, "Eksempel Et"), (None, "Exempel Två")]),
        # Of somebody else than a party, and with a party in the middle, all of it is the name.
        ("Exempel Fyra, rektor, Lund", [(None, "Exempel Fyra, rektor, Lund")]),
        ("Eksempel, Køge, chef", [(None, "Eksempel, Køge, chef")]),
        ("Køge Eksempel", [(None, "Køge Eksempel")]),
        # A party by itself stands above its people.
        (
            "Køge Kommune:\nEksempel Et\n\nKristianstad\nExempel Två, Køge\nExempel Tre",
            [(KOGE, "Eksempel Et"), (KOGE, "Exempel Två"), (OTHER, "Exempel Tre")],
        ),
        (" \n\n", []),
    ],
)
def test_a_line_is_somebody_of_a_side(text: str, found: list) -> None:
    assert read(text) == found


def test_a_line_that_names_no_party_is_of_the_side_under_which_it_was_written() -> None:
    assert read("Eksempel Et\nExempel Två, Kristianstad", KOGE) == [
        (KOGE, "Eksempel Et"),
        (OTHER, "Exempel Två"),
    ]


def test_a_line_that_is_too_long_is_refused() -> None:
    with pytest.raises(Missing):
        read("a" * (MOST_IN_PERSON + 1))


@given(st.lists(st.text("abcæøå -", min_size=1, max_size=30).filter(str.strip), max_size=5))
def test_no_word_of_a_name_is_lost(names: list[str]) -> None:
    text = "\n".join(f"x{name}, Køge" for name in names)
    assert read(text) == [(KOGE, " ".join(f"x{name}".split())) for name in names]

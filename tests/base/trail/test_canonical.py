"""The quick way to canonical JSON writes what RFC 8785 asks for, whatever stands in it."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from overens.base.trail import canonical as quick
from overens.base.trail.canonical import canonical, values_of
from overens.base.trail.rules import hash_details


class Kind(StrEnum):
    """As Django's choices are: text, of another type."""

    MESSAGE = "message"


TEXTS = st.text(st.characters(codec=None), max_size=8) | st.sampled_from(
    ["\x00", "\x1f", "\x7f", "\u2028", "\ud800", "😀", "\ue000", '"', "\\", "/", "é", Kind.MESSAGE]
)
NUMBERS = st.integers() | st.sampled_from([2**53 - 1, 2**53, -(2**53) + 1, -(2**53)]) | st.floats()
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.lists(inside, max_size=4).map(tuple)
        | st.dictionaries(TEXTS, inside, max_size=4)
    ),
    max_leaves=12,
)


def said(write: Any, value: Any) -> Any:
    """The bytes; or that there are none."""
    try:
        return write(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        return type(error)


@given(VALUES)
@example({"😀": 1, "\ue000": 2})
@example([True, 1, 1.0, -0.0, 10**21, 1e21])
@example({"b": {"b": [Kind.MESSAGE], "a": ""}, "a": None})
@example({"a": "\ud83d\ude00"})
def test_the_same_bytes_or_the_same_refusal_as_the_library(value: Any) -> None:
    assert said(canonical, value) == said(rfc8785.dumps, value)


def test_what_lines_hold_goes_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick.rfc8785, "dumps", None)
    assert canonical({"b": ["å", 1, True, None], "a": Kind.MESSAGE}) == (
        '{"a":"message","b":["å",1,true,null]}'.encode()
    )
    assert len(hash_details("salt", {"their_head": {"number": 7, "seal": ""}})) == 64


@dataclass(frozen=True, slots=True)
class Thing:
    """With slots, as all values are that are sealed."""

    name: str
    others: tuple[str, ...] = ()


def test_values_of_a_dataclass_are_those_that_it_holds() -> None:
    thing = Thing("one", ("two",))
    assert values_of(thing) == asdict(thing)

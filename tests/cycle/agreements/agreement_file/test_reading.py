"""Reading an agreement file: what it says, or each fault at its line and field."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.languages.rules import languages
from overens.cycle.agreements.agreement_file import sentences
from overens.cycle.agreements.agreement_file.reading import FileFaults, read, schema
from overens.cycle.agreements.states import EvidenceKind, NameStanding
from tests.cycle.agreements.agreement_file.malformed import MALFORMED
from tests.examples import SMALL, TODAY, demo, five_parties, parsed, small


def faults_of(text: str | bytes) -> tuple[Any, ...]:
    with pytest.raises(FileFaults) as raised:
        parsed(text)
    return raised.value.faults


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def test_a_good_file_is_read_as_it_was_written() -> None:
    file = small()
    assert file.slug == "nordby-sydby"
    assert file.term.in_force == date(2022, 1, 1)
    assert file.parties[0].posts[0].seats[1].deputy
    assert file.parties[1].municipality == "sydby"
    assert file.commitments[1].parties == ("sydby",)
    assert file.signing
    assert file.signing.signatures[0].person == "Eksempel Et"


def test_the_demo_and_five_parties_are_read() -> None:
    assert [party.short for party in demo().parties] == ["Køge", "Kristianstad"]
    assert len(five_parties().parties) == 5


@pytest.mark.parametrize(
    ("old", "new", "field", "on_line"),
    [case[1:] for case in MALFORMED],
    ids=[c[0] for c in MALFORMED],
)
def test_each_malformed_file_gets_a_sentence_at_its_place(
    old: str, new: str, field: str, on_line: str
) -> None:
    text = changed(old, new)
    found = faults_of(text)
    assert field in [fault.field for fault in found]
    fault = next(fault for fault in found if fault.field == field)
    assert on_line in text.splitlines()[fault.line - 1]
    assert fault.message.endswith((".", "?"))
    assert str(fault).startswith(f"line {fault.line}")


def test_there_are_more_than_forty_kinds_of_faults() -> None:
    assert len(MALFORMED) > 40


@pytest.mark.parametrize("language", languages())
def test_faults_are_told_in_the_users_language(language: str) -> None:
    english = {str(f) for case in MALFORMED for f in faults_of(changed(*case[1:3]))}
    with translation.override(language):
        own = {str(f) for case in MALFORMED for f in faults_of(changed(*case[1:3]))}
    assert (own == english) if language == "en" else not own & english


def test_all_faults_are_told_at_once_by_line() -> None:
    text = changed('slug = "nordby-sydby"', 'slug = "Nordby"')
    text = text.replace('country = "dk"', 'country = "no"').replace("P6M", "soon")
    found = faults_of(text)
    assert [fault.field for fault in found] == [
        "slug",
        "parties[1].country",
        "commitments[2].within",
    ]
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_a_mistyped_key_is_recognised() -> None:
    (fault, *_rest) = faults_of(changed("authentic_languages", "autentic_languages"))
    assert "Did you mean ‘authentic_languages’?" in fault.message


def test_a_file_that_is_not_utf8_says_so_at_its_line() -> None:
    data = changed('"Aftale mellem Nordby og Sydby"', '"Æøå"').encode("latin-1", "replace")
    (fault,) = faults_of(data)
    assert fault.line == 7
    assert "UTF-8" in fault.message


def test_a_byte_order_mark_and_line_ends_of_another_system_are_no_fault() -> None:
    assert parsed(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()) == small()


@pytest.mark.parametrize(
    "data", [b"", b"[", b"x = " + b"[" * 5000, b"x = 1" + b"0" * 5000, b"\x00"]
)
def test_what_is_no_agreement_file_at_all_gets_a_sentence(data: bytes) -> None:
    assert faults_of(data)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert "too large" in faults_of(b"#" * 3_000_000)[0].message


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_cut_or_typed_into_a_file_never_breaks_the_reader(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SMALL)))
    cut = data.draw(st.integers(0, 200))
    typed = data.draw(st.text(max_size=10))
    text = SMALL[:at] + typed + SMALL[at + cut :]
    try:
        parsed(text.encode("utf-8", "surrogatepass"))
    except FileFaults as error:
        last = len(text.splitlines()) + 1
        assert all(1 <= fault.line <= last and fault.message for fault in error.faults)


def test_a_post_whose_name_is_a_list_is_a_fault_as_others_are() -> None:
    said = SMALL.replace('post = "kommunalrad"', "post = []", 1)
    assert said != SMALL
    with pytest.raises(FileFaults) as caught:
        parsed(said.encode())
    assert "parties[2].posts[1].post" in {fault.field for fault in caught.value.faults}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_the_place_of_a_value_never_breaks_the_reader(
    data: st.DataObject,
) -> None:
    import tomllib

    import tomli_w

    said = tomllib.loads(SMALL)
    place: Any = said
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        place = inner
    value = data.draw(values.filter(lambda v: v is not None))
    place[key] = value
    try:
        text = tomli_w.dumps(said)
    except (TypeError, ValueError):
        return
    try:
        parsed(text.encode("utf-8", "surrogatepass"))
    except FileFaults as error:
        assert error.faults


def test_the_schema_names_the_same_closed_lists_as_the_code() -> None:
    found = json.dumps(schema())
    for kind in (*EvidenceKind.values, *NameStanding.values):
        assert f'"{kind}"' in found


def keywords(part: object) -> set[str]:
    """Every keyword of JSON Schema that is used, wherever a schema stands."""
    if isinstance(part, list):
        return set().union(*map(keywords, part)) if part else set()
    if not isinstance(part, dict):
        return set()
    found = set(part)
    for name, value in part.items():
        if name in ("properties", "$defs"):
            found |= set().union(*map(keywords, value.values()))
        elif name in ("items", "additionalProperties", "propertyNames"):
            found |= keywords(value)
    return found


def test_there_is_a_sentence_for_every_keyword_of_the_schema() -> None:
    told_elsewhere = {"required", "additionalProperties", "propertyNames"}
    say_nothing = {
        "$schema",
        "title",
        "description",
        "properties",
        "items",
        "$defs",
        "$ref",
        "$comment",
    }
    assert keywords(schema()) - told_elsewhere - say_nothing == set(sentences.SENTENCES)


def test_the_shape_and_the_schema_have_the_same_keys() -> None:
    found = schema()
    assert set(found["properties"]) == {"format", *asdict(small())}
    for name, part in (("party", small().parties[0]), ("commitment", small().commitments[0])):
        assert set(found["$defs"][name]["properties"]) == set(asdict(part))


def test_reading_needs_no_database_and_says_who_is_known() -> None:
    with pytest.raises(FileFaults) as raised:
        read(SMALL.encode(), countries={"is": None}, today=TODAY)
    assert "Possible are: is." in str(raised.value)

"""Writing an agreement file: what is read back is equal."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.agreement_file.writing import write
from overens.demo import demo_file
from tests.examples import SMALL, demo, five_parties, parsed, small


@pytest.mark.parametrize("file", [demo(), small(), five_parties()], ids=["demo", "small", "five"])
def test_what_was_written_is_read_back_equal(file: AgreementFile) -> None:
    assert parsed(write(file)) == file


@pytest.mark.parametrize("text", [SMALL.encode(), demo_file()], ids=["small", "demo"])
def test_it_is_equal_as_data_to_what_somebody_wrote(text: bytes) -> None:
    assert tomllib.loads(write(parsed(text)).decode()) == tomllib.loads(text.decode())


def test_a_municipality_of_another_name_is_kept() -> None:
    party = replace(small().parties[0], municipality="nordby-by")
    file = replace(small(), parties=(party, small().parties[1]))
    assert parsed(write(file)) == file


writable = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc",))
    | st.sampled_from("\n\t\"'\\#[]=—–…‘’“”€"),
    max_size=60,
).filter(lambda text: text.strip())


@settings(max_examples=100, deadline=None)
@given(writable, writable)
def test_hostile_text_comes_back_as_it_was(title: str, body: str) -> None:
    article = replace(small().articles[0], body={"da": body, "sv": title})
    file = replace(small(), title={"sv": title, "da": body}, articles=(article,))
    assert parsed(write(file)) == file

"""What verifying finds: each way in which somebody could tamper with a chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.trail.rules import Entry, Head, Stored, first_fault, hash_details

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def chain(length: int, word: str = "said") -> list[Stored]:
    """A chain that holds, of so many lines."""
    lines: list[Stored] = []
    for number in range(1, length + 1):
        details = ("salt", {"number": number, "word": word})
        entry = Entry(
            chain="authority:a",
            number=number,
            at=BEGINNING + timedelta(minutes=number),
            by_kind="seat",
            by_id="s",
            what="thing.done",
            object_kind="thing",
            object_id="t",
            audience="own",
            details_hash=hash_details(*details),
            previous=lines[-1].seal if lines else "",
        )
        lines.append(Stored(entry, entry.seal(), details))
    return lines


def head(lines: list[Stored]) -> Head:
    return Head(lines[-1].entry.number, lines[-1].seal) if lines else Head(0, "")


@given(st.integers(0, 30))
def test_an_untouched_chain_holds(length: int) -> None:
    lines = chain(length)
    assert first_fault(lines, head(lines)) == ""


@given(st.integers(1, 12), st.data())
def test_a_changed_line_is_named(length: int, data: st.DataObject) -> None:
    lines = chain(length)
    at = data.draw(st.integers(0, length - 1))
    forged = replace(lines[at], entry=replace(lines[at].entry, what="thing.undone"))
    assert f"Line {at + 1} was changed" in first_fault(
        [*lines[:at], forged, *lines[at + 1 :]], head(lines)
    )


@given(st.integers(2, 12), st.data())
def test_a_dropped_line_is_named(length: int, data: st.DataObject) -> None:
    lines = chain(length)
    at = data.draw(st.integers(0, length - 2))
    assert f"Line {at + 1} is missing" in first_fault([*lines[:at], *lines[at + 1 :]], head(lines))


def test_two_lines_in_each_others_place_are_named() -> None:
    lines = chain(4)
    lines[1], lines[2] = lines[2], lines[1]
    assert "Line 2 is missing" in first_fault(lines, head(lines))


def test_a_line_that_was_changed_and_sealed_again_breaks_the_next_one() -> None:
    lines = chain(3)
    entry = replace(lines[0].entry, what="thing.undone")
    lines[0] = replace(lines[0], entry=entry, seal=entry.seal())
    assert "Line 2 does not follow" in first_fault(lines, head(lines))


def test_changed_details_are_named_and_removed_ones_are_no_fault() -> None:
    lines = chain(3)
    changed = replace(lines[1], details=("salt", {"number": 2, "word": "other"}))
    assert "details of line 2" in first_fault([lines[0], changed, lines[2]], head(lines))
    removed = replace(lines[1], details=None)
    assert first_fault([lines[0], removed, lines[2]], head(lines)) == ""


def test_a_cut_tail_is_seen_by_the_chains_own_head() -> None:
    lines = chain(3)
    assert "lines are missing" in first_fault(lines[:2], head(lines))


def test_a_cut_tail_with_a_forged_head_is_seen_only_against_a_published_head() -> None:
    lines = chain(3)
    cut = lines[:2]
    assert first_fault(cut, head(cut)) == ""
    assert "its end was cut off" in first_fault(cut, head(cut), published=head(lines))


def test_a_chain_written_anew_is_seen_only_against_a_published_head() -> None:
    published = head(chain(3))
    anew = chain(5, word="other")
    assert first_fault(anew, head(anew)) == ""
    assert "Line 3 is not the one that was published" in first_fault(anew, head(anew), published)


@pytest.mark.parametrize("grown", [0, 4])
def test_a_chain_that_only_grew_since_it_was_published_holds(grown: int) -> None:
    lines = chain(3 + grown)
    assert first_fault(lines, head(lines), published=Head(3, lines[2].seal)) == ""

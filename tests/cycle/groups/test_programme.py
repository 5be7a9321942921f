"""A programme with parallel tracks; and an old one, read as it was written."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overens.base.languages.rules import legible
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.programme import plan_part, remove_part
from overens.cycle.groups.models import Meeting, ProgrammePart
from overens.cycle.groups.rules.programme import Part, in_order, overlapping, read_lines
from overens.cycle.groups.rules.times import When
from tests.cast import THIRD, Cast
from tests.cycle.groups.calling import ABOUT, DAY, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW

FIRST, LAST = date(1998, 5, 4), date(1998, 5, 5)


def part(track: str, starts: str, ends: str) -> ProgrammePart:
    at = {
        name: datetime.fromisoformat(f"2026-12-08T{clock}:00+00:00") if clock else None
        for name, clock in (("starts_at", starts), ("ends_at", ends))
    }
    return ProgrammePart(track=track, **at)


def test_parts_of_one_track_that_share_a_moment() -> None:
    a, b = part("1", "09:00", "10:00"), part("1", "09:30", "09:45")
    c, d = part("2", "09:00", "10:00"), part("1", "10:00", "11:00")
    unknown = part("1", "", "")
    assert overlapping([a, b, c, d, unknown]) == [(a, b)]
    lunch = part("", "09:50", "10:30")
    assert (a, lunch) in overlapping([a, c, d, lunch])
    assert (c, lunch) in overlapping([a, c, d, lunch])
    assert (lunch, d) in overlapping([a, c, d, lunch])


def test_a_long_part_overlaps_all_that_begin_in_it() -> None:
    day, one, two = (
        part("", "09:00", "17:00"),
        part("", "10:00", "11:00"),
        part("", "15:00", "16:00"),
    )
    assert overlapping([two, one, day]) == [(day, one), (day, two)]


def test_what_has_no_time_stands_last() -> None:
    a, b, c = part("", "", ""), part("", "10:00", ""), part("", "09:00", "10:00")
    assert in_order([a, b, c]) == [c, b, a]


def test_an_old_programme_is_read_as_it_was_written() -> None:
    text = """Mandag 4. maj
    09.00–10.30 Velkomst; Rådhuset
    kl. 10:45 - 12 Rundtur: havnen
    12 Frokost
    13.15 Oplæg
    Dag 2
    9-10 Opsamling
    Bus til stationen; 14.10
    """
    found = read_lines(text, "da", FIRST, LAST)
    said = [(p.titles["da"], p.day, p.starts, p.ends, p.place) for p in found]
    assert said == [
        ("Velkomst", FIRST, time(9), time(10, 30), "Rådhuset"),
        ("Rundtur: havnen", FIRST, time(10, 45), time(12), ""),
        ("12 Frokost", None, None, None, ""),
        ("Oplæg", FIRST, time(13, 15), None, ""),
        ("Opsamling", LAST, time(9), time(10), ""),
        ("Bus til stationen", None, None, None, "14.10"),
    ]


@pytest.mark.parametrize(
    ("line", "starts", "ends", "title"),
    [
        ("09:00-10:00 A", time(9), time(10), "A"),
        ("Kl 9.30 A", time(9, 30), None, "A"),
        ("- 09.00 – 10.15: A", time(9), time(10, 15), "A"),
        ("09.00 till 10.15 A", time(9), time(10, 15), "A"),
        ("23.00-24 A", time(23), time(23, 59), "A"),
        ("22.00-01.00 A", time(22), None, "A"),
        ("25.00 A", None, None, "25.00 A"),
        ("3-4 personer taler", time(3), time(4), "personer taler"),
        ("2 bussar", None, None, "2 bussar"),
        ("2026-12-08 A", None, None, "2026-12-08 A"),
    ],
)
def test_times_in_many_hands(line: str, starts: time | None, ends: time | None, title: str) -> None:
    (found,) = read_lines(line, "sv", FIRST, LAST)
    assert (found.starts, found.ends, found.titles["sv"]) == (starts, ends, title)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=400)


@settings(deadline=None)
@given(st.lists(LINE, max_size=8))
def test_nothing_of_an_old_programme_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = read_lines(text, "da", FIRST, LAST)
    kept = "".join(f"{p.titles['da']}{p.place}" for p in found)
    for word in legible(text).split():
        letters = "".join(mark for mark in word if mark.isalpha())
        if (
            letters
            and "maj" not in word.lower()
            and len(word) > 4
            and not any(c.isdigit() for c in word)
        ):
            assert all(mark in kept for mark in letters)
    assert all(len(p.titles["da"]) <= 150 and p.titles["da"] for p in found)


pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(people: Cast) -> Meeting:
    about = replace(ABOUT, kind="visit")
    when = When(DAY, time(9), time(15), DAY + timedelta(days=1))
    return called(people, a_group(people, NOW), about=about, when=when)


def test_parts_are_written_by_each_side_and_changed_by_their_own(
    people: Cast, visit: Meeting
) -> None:
    koge, theirs = people.seats["koge", Role.MEMBER], people.seats["kristianstad", Role.MEMBER]
    said = Part(
        {"da": "Havnen"}, DAY + timedelta(days=1), time(9), time(11), "A", "site-visit", "Kajen",
        koge.post_id,
    )  # fmt: skip
    row = plan_part(by=theirs, meeting=visit, said=said, at=NOW)
    assert row.starts_at == datetime(2026, 12, 9, 8, tzinfo=UTC)
    other = replace(said, titles={"da": "Værftet"})
    with pytest.raises(Refused, match="wrote this"):
        plan_part(by=koge, meeting=visit, said=other, part=row.pk, at=NOW)
    with pytest.raises(Refused, match="wrote this"):
        remove_part(by=koge, meeting=visit, part=row.pk, at=NOW)
    assert plan_part(by=theirs, meeting=visit, said=other, part=row.pk, at=NOW).pk == row.pk
    remove_part(by=theirs, meeting=visit, part=row.pk, at=NOW)
    with pytest.raises(Refused, match="not in the programme"):
        remove_part(by=theirs, meeting=visit, part=row.pk, at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"titles": {"da": " "}},
        {"day": DAY + timedelta(days=2)},
        {"ends": time(8)},
        {"starts": None},
        {"track": "a" * 81},
    ],
)
def test_a_part_that_cannot_be_is_refused(people: Cast, visit: Meeting, change: dict) -> None:
    said = replace(Part({"da": "A"}, DAY, time(9), time(10)), **change)
    with pytest.raises(Refused):
        plan_part(by=people.seats["koge", Role.MEMBER], meeting=visit, said=said, at=NOW)


def test_whoever_is_responsible_is_of_a_party(people: Cast, visit: Meeting) -> None:
    said = Part({"da": "A"}, responsible=people.seats[THIRD, Role.MEMBER].post_id)
    with pytest.raises(Refused, match="parties"):
        plan_part(by=people.seats["koge", Role.MEMBER], meeting=visit, said=said, at=NOW)

"""What is sent of a meeting, as a paper that everybody reads alike."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from overens.base.papers.html import as_html
from overens.base.papers.paper import Facts, Items, canonical, from_canonical
from overens.base.papers.rich import clean
from overens.base.papers.typesetting import as_pdf
from overens.base.trail.states import Audience
from overens.cycle.groups.notes_paper import (
    Came,
    Item,
    Side,
    Written,
    file_paper,
    notes_paper,
    seal_of,
)
from overens.cycle.groups.states import OutcomeKind, RecordKind
from tests.examples import NOW

WRITTEN = Written(
    meeting="0" * 32,
    number=1,
    record=RecordKind.NOTES,
    title={"da": "Møde om kysten"},
    group={"sv": "Kustgruppen", "da": "Kystgruppen"},
    starts_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    ends_at=datetime(2026, 11, 23, 11, 30, tzinfo=UTC),
    zone="Europe/Copenhagen",
    place="Rådhuset",
    is_online=True,
    parties=("Køge Kommune", "Kristianstads kommun"),
    sides=(
        Side("Køge", ({"da": "koordinator"},), ("Eksempel Et",)),
        Side("", (), ("Eksempel Gæst",)),
    ),
    items=(
        Item(
            {"da": "Sand"},
            True,
            (
                Came(OutcomeKind.DECISION, {"da": "Vi køber sand."}, date(2027, 5, 4)),
                Came(
                    OutcomeKind.TASK,
                    {"sv": "Skriv till länsstyrelsen."},
                    post={"sv": "samordnare"},
                    side="Kristianstad",
                    due=date(2026, 12, 4),
                ),
            ),
        ),
        Item({"da": "Sten"}, False),
        Item({"da": "Eventuelt"}, True),
    ),
    text="<h3>Indledning</h3><p>Vi talte.</p><ul><li>Et</li><li>To</li></ul>",
    language="da",
    readers=Audience.PARTNERS,
)


def said(written: Written, language: str) -> str:
    return str(as_html(notes_paper(written), [language]))


def test_it_says_when_by_which_clock_where_who_and_what_came_of_each_item() -> None:
    html = said(WRITTEN, "en")
    for words in (
        "23 November 2026, 10:00–12:30 (the clock in Denmark)",
        "Rådhuset, online",
        "Guests",
        "Eksempel Gæst",
        "1. Sand",
        "Vi køber sand.",
        "4 May 2027",
        "samordnare, Kristianstad",
        "4 December 2026",
        "carried over",
        "No outcome is noted.",
        "the parties",
    ):
        assert words in html, words
    assert html.index("1. Sand") < html.index("2. Sten") < html.index("Indledning")


def test_what_is_written_in_another_language_is_marked_so() -> None:
    assert '<span lang="sv">Skriv till länsstyrelsen.</span>' in said(WRITTEN, "da")


def test_a_meeting_over_midnight_says_both_days() -> None:
    html = said(replace(WRITTEN, ends_at=datetime(2026, 11, 24, 11, tzinfo=UTC)), "en")
    assert "23 November 2026, 10:00 – 24 November 2026, 12:00" in html


def test_a_visit_of_which_the_days_alone_are_known_says_no_hours() -> None:
    """It was noted afterwards, from midnight to midnight by the clock of the place."""
    days = (datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 24, 22, 59, tzinfo=UTC))
    html = said(replace(WRITTEN, starts_at=days[0], ends_at=days[1]), "en")
    assert "23 November 2026 – 24 November 2026<" in html


def test_rich_text_becomes_blocks() -> None:
    section = notes_paper(WRITTEN).sections[-1]
    assert [type(block).__name__ for block in section.blocks] == ["Heading", "Paragraph", "Items"]
    assert isinstance(section.blocks[-1], Items)


def test_the_title_is_of_notes_or_of_minutes_in_each_language() -> None:
    assert notes_paper(WRITTEN).title["en"] == "Notes: Møde om kysten, 23 November 2026"
    minutes = notes_paper(replace(WRITTEN, record=RecordKind.MINUTES))
    assert minutes.title["en"] == "Minutes: Møde om kysten, 23 November 2026"
    assert len({minutes.title[code] for code in ("sv", "da", "en")}) == 3


def test_a_later_one_says_that_it_takes_the_place_of_the_one_before() -> None:
    assert "takes the place" not in said(WRITTEN, "en")
    assert "Number 2: it takes the place" in said(replace(WRITTEN, number=2), "en")


def test_a_bare_meeting_has_nothing_that_is_empty() -> None:
    bare = replace(
        WRITTEN, group={}, place="", is_online=False, sides=(), items=(), text="<p>Kort.</p>"
    )
    paper = notes_paper(bare)
    assert [section.anchor for section in paper.sections] == ["meeting", "text"]
    (facts,) = paper.sections[0].blocks
    assert isinstance(facts, Facts)
    assert [label["en"] for label, _fact in facts.rows] == ["When", "Who reads it"]


def test_it_is_typeset() -> None:
    assert as_pdf(notes_paper(WRITTEN), ("da",), NOW).startswith(b"%PDF-")


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C",)), max_size=200))
def test_whatever_somebody_writes_it_is_the_same_after_it_was_frozen(text: str) -> None:
    paper = notes_paper(replace(WRITTEN, text=clean(f"<p>{text}</p>")))
    assert canonical(from_canonical(canonical(paper))) == canonical(paper)


def test_the_seal_is_of_all_that_is_said() -> None:
    seals = {
        seal_of(notes_paper(one))
        for one in (
            WRITTEN,
            replace(WRITTEN, text="<p>Andet.</p>"),
            replace(WRITTEN, number=2),
            replace(WRITTEN, readers=Audience.PUBLIC),
            replace(WRITTEN, items=()),
        )
    }
    assert len(seals) == 5


def test_what_goes_with_a_file_says_whose_it_is_and_who_reads_it() -> None:
    paper = file_paper(
        name="kort.pdf",
        by="Køge Kommune",
        group={"da": "Kystgruppen"},
        meeting={},
        question={},
        pk="1",
        is_public=True,
        language="da",
    )
    html = str(as_html(paper, ["en"]))
    assert paper.title["en"] == "File: kort.pdf"
    for words in ("kort.pdf", "Køge Kommune", "Kystgruppen", "everyone"):
        assert words in html

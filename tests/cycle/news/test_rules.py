"""What may be kept and published, and when a clock shows what."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.municipalities.rules import Refused
from overens.cycle.news.rules import (
    Words,
    as_one,
    cleaned,
    moment,
    refuse_undescribed,
    refuse_unready,
    search_words,
)
from overens.cycle.news.states import Kind
from tests.cycle.news.writing import link, words

TODAY = date(2026, 8, 1)
COPENHAGEN, STOCKHOLM = ZoneInfo("Europe/Copenhagen"), ZoneInfo("Europe/Stockholm")


def test_a_text_is_kept_without_space_around_it_and_with_nothing_that_runs() -> None:
    said = cleaned(
        words("  To   ord ", bodies={"da": "<p>Ja</p><script>x</script>", "sv": "<p> </p>"}),
        Kind.NEWS,
    )
    assert said.titles["da"] == "To ord"
    assert said.bodies == {"da": "<p>Ja</p>"}
    assert cleaned(said, Kind.NEWS) == said


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words(titles={"da": " "}, summaries={}, bodies={}), "Write a title, in one"),
        (words(titles={"da": "Ja"}), "title in Swedish too"),
        (words(titles={"da": "a" * 121, "sv": "b"}), "at most 120"),
        (words(titles={"da": "a\u202eb", "sv": "b"}), "cannot be seen"),
        (words(summaries={"en": "Short."}), "title in English too"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(said: Words, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        cleaned(said, Kind.NEWS)


@pytest.mark.parametrize(
    "address",
    [
        "koge.example/nyt",
        "javascript:alert(1)",
        "https://",
        "https://a b.example",
        "https://user@koge.example",
        "http://[::1",
        "https://koge.example/\u202e",
        "https://koge.example/" + "a" * 500,
    ],
)
def test_a_link_leads_somewhere_by_itself(address: str) -> None:
    with pytest.raises(Refused):
        cleaned(link(address=address), Kind.LINK)


def test_a_link_has_no_text_and_a_text_no_address() -> None:
    assert cleaned(link(bodies={"da": "<p>Mere</p>"}), Kind.LINK) == link()
    assert cleaned(words(address="https://koge.example"), Kind.NEWS) == words()


def test_what_is_missing_keeps_a_draft_from_being_published() -> None:
    refuse_unready(words(), Kind.NEWS, TODAY)
    refuse_unready(link(dated=TODAY), Kind.LINK, TODAY)
    for said, kind in (
        (words(bodies={"da": "<p>Ja</p>"}), Kind.NEWS),
        (words(bodies={"da": "<p>Ja</p>"}), Kind.PAGE),
        (link(address=""), Kind.LINK),
        (link(dated=None), Kind.LINK),
        (link(dated=TODAY + timedelta(days=1)), Kind.LINK),
    ):
        with pytest.raises(Refused):
            refuse_unready(said, kind, TODAY)


def test_a_picture_is_described_in_each_language_of_the_text() -> None:
    refuse_undescribed({"da": "Hav", "sv": "Hav"}, words().titles)
    with pytest.raises(Refused, match="Swedish"):
        refuse_undescribed({"da": "Hav", "en": "Sea"}, words().titles)


def test_all_of_it_can_be_read_beside_another_text_and_searched() -> None:
    said = words("Åbent & <frit>")
    assert "Åbent &amp; &lt;frit&gt;" in as_one(said)
    assert "<p>Der blev talt.</p>" in as_one(said)
    found = search_words(said)
    assert "åbent & <frit>" in found
    assert "der blev talt." in found
    assert "<p>" not in found


@pytest.mark.parametrize("zone", [COPENHAGEN, STOCKHOLM])
def test_the_nights_in_which_the_clock_is_set(zone: ZoneInfo) -> None:
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    with pytest.raises(Refused, match="summer time"):
        moment(spring, time(2, 30), zone)
    assert moment(spring, time(1, 59), zone) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert moment(spring, time(3, 0), zone) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    # It comes twice; the first is meant.
    assert moment(autumn, time(2, 30), zone) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(autumn, time(3, 0), zone) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@given(
    st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    st.times().map(lambda clock: clock.replace(microsecond=0)),
    st.sampled_from([COPENHAGEN, STOCKHOLM, ZoneInfo("America/St_Johns"), ZoneInfo("UTC")]),
)
def test_the_clock_there_shows_what_was_chosen(day: date, clock: time, zone: ZoneInfo) -> None:
    try:
        found = moment(day, clock, zone)
    except Refused:
        # No instant of that day shows it.
        shown = {
            (datetime.combine(day, clock, UTC) + timedelta(minutes=15 * n)).astimezone(zone)
            for n in range(-60, 60)
        }
        assert datetime.combine(day, clock) not in {at.replace(tzinfo=None) for at in shown}
        return
    there = found.astimezone(zone)
    assert (there.date(), there.replace(tzinfo=None).time()) == (day, clock)
    earlier = (found - timedelta(hours=1)).astimezone(zone)
    assert earlier.replace(tzinfo=None) != there.replace(tzinfo=None)

"""Evidence, noted and withdrawn by a party's own people, and what a page then shows."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.rules import Refused
from overens.base.trail.models import Line
from overens.cycle.agreements.actions.evidence import (
    report_evidence,
    say_not_done,
    withdraw_evidence,
)
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Agreement, Commitment, Evidence, Party
from overens.cycle.agreements.queries import parties, today_at, versions_that_count
from overens.cycle.agreements.standings import Standing, standings
from overens.cycle.agreements.states import State
from tests.again import again
from tests.examples import NOW, TODAY, demo, five_parties

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement() -> Agreement:
    koge = SeatName("koge", "coordinator")
    return again("loaded", lambda: transcribe(by=koge, file=demo(), at=NOW).agreement, NOW)


def seat_of(authority: str) -> Seat:
    found = seat_named(authority, "coordinator", TODAY)
    assert found
    return found


def note(
    agreement: Agreement,
    authority: str,
    number: int,
    on: date,
    by: str = "",
    kind: str = "dialogue-held",
    source: str = "",
) -> Evidence:
    return report_evidence(
        by=seat_of(by or authority),
        commitment=agreement.commitments.get(number=number),
        kind=kind,
        party=party_of(agreement, authority),
        since=on,
        until=None if kind == "group-complete" else on,
        source=source or f"hand:{on}",
        at=NOW,
    )


def party_of(agreement: Agreement, authority: str) -> Party:
    return agreement.parties.select_related("authority__municipality").get(
        authority__slug=authority
    )


def standing(agreement: Agreement, number: int, at: datetime = NOW) -> Standing:
    who = parties(agreement)
    found = standings(versions_that_count(agreement.slug), who, today_at(who, at))
    return next(s for s in found if s.terms.commitment.number == number)


def states(agreement: Agreement, number: int, at: datetime = NOW) -> dict[str, str]:
    return {
        p.party.authority.slug: p.current.state.value
        for p in standing(agreement, number, at).parties
    }


def test_nothing_on_file_reads_not_recorded_here(agreement: Agreement) -> None:
    assert states(agreement, 1) == {"koge": "not-recorded", "kristianstad": "not-recorded"}
    assert not standing(agreement, 1).is_met


def test_a_party_that_noted_it_has_met_it_and_the_other_has_not(agreement: Agreement) -> None:
    note(agreement, "koge", 1, date(2026, 9, 1))
    assert states(agreement, 1) == {"koge": "met", "kristianstad": "not-recorded"}
    note(agreement, "kristianstad", 1, date(2026, 9, 1))
    assert standing(agreement, 1).is_met


def test_the_years_before_overens_can_be_filled_in(agreement: Agreement) -> None:
    note(agreement, "koge", 1, date(2022, 9, 1))
    (koge, _kristianstad) = standing(agreement, 1).parties
    by_year = {p.due.year: p.state for p in koge.periods if p.due}
    assert by_year[2022] == State.MET
    assert by_year[2023] == State.NOT_RECORDED


def test_withdrawn_evidence_is_as_if_it_had_never_been_but_stays_on_file(
    agreement: Agreement,
) -> None:
    note(agreement, "koge", 1, date(2026, 9, 1))
    withdraw_evidence(
        by=seat_of("koge"),
        commitment=agreement.commitments.get(number=1),
        party=party_of(agreement, "koge"),
        source="hand:2026-09-01",
        at=NOW,
    )
    assert states(agreement, 1)["koge"] == "not-recorded"
    row = Evidence.objects.get()
    assert row.withdrawn_at == NOW
    assert [line.what for line in Line.objects.order_by("number")] == [
        "agreement.transcribed",
        "evidence.noted",
        "evidence.withdrawn",
    ]
    note(agreement, "koge", 1, date(2026, 9, 1))
    assert states(agreement, 1)["koge"] == "met"


def test_what_lasts_meets_while_it_lasts(agreement: Agreement) -> None:
    note(agreement, "koge", 2, date(2022, 1, 1), kind="group-complete")
    assert states(agreement, 2)["koge"] == "met"


def test_what_ends_and_what_is_withdrawn_reads_anew(agreement: Agreement) -> None:
    """What stands on file is remembered by its ids, and until when it lasts."""
    found = []
    for until in (None, date(2026, 1, 1)):
        report_evidence(
            by=seat_of("koge"),
            commitment=agreement.commitments.get(number=2),
            kind="group-complete",
            party=party_of(agreement, "koge"),
            since=date(2022, 1, 1),
            until=until,
            source="hand:1",
            at=NOW,
        )
        found.append((states(agreement, 2)["koge"], on_file(agreement, 2)))
    withdraw_evidence(
        by=seat_of("koge"),
        commitment=agreement.commitments.get(number=2),
        party=party_of(agreement, "koge"),
        source="hand:1",
        at=NOW,
    )
    found.append((states(agreement, 2)["koge"], on_file(agreement, 2)))
    assert found == [
        ("met", [None]),
        ("met", [date(2026, 1, 1)]),
        ("not-recorded", []),
    ]


def on_file(agreement: Agreement, number: int) -> list[date | None]:
    """Until when the first party's evidence lasts."""
    return [shown.until for shown in standing(agreement, number).parties[0].evidence]


def test_the_same_source_twice_is_noted_once(agreement: Agreement) -> None:
    first = note(agreement, "koge", 1, date(2026, 9, 1))
    assert note(agreement, "koge", 1, date(2026, 9, 1)) == first
    assert Line.objects.filter(what="evidence.noted").count() == 1


def test_nobody_notes_for_another_party(agreement: Agreement) -> None:
    with pytest.raises(Refused, match="own people"):
        note(agreement, "koge", 1, date(2026, 9, 1), by="kristianstad")


@pytest.mark.parametrize(
    ("on", "kind", "sentence"),
    [
        (TODAY + timedelta(days=2), "dialogue-held", "lies ahead"),
        (TODAY + timedelta(days=2), "group-complete", "lies ahead"),
    ],
)
def test_what_lies_ahead_is_not_done(
    agreement: Agreement, on: date, kind: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        note(agreement, "koge", 1, on, kind=kind)


def test_only_a_party_itself_says_that_it_did_not_do_it_and_says_why(agreement: Agreement) -> None:
    commitment: Commitment = agreement.commitments.get(number=1)

    def say(by: str, because: str) -> None:
        say_not_done(
            by=seat_of(by),
            commitment=commitment,
            party=party_of(agreement, "koge"),
            due=date(2026, 10, 1),
            because=Wordings.of({"da": because}),
            at=NOW,
        )

    with pytest.raises(Refused, match="own people"):
        say("kristianstad", "De mødtes ikke.")
    with pytest.raises(Refused, match="reason"):
        say("koge", " ")
    say("koge", "Valget kom imellem.")
    assert states(agreement, 1) == {"koge": "not-done", "kristianstad": "not-recorded"}
    note(agreement, "koge", 1, date(2026, 9, 1))
    assert states(agreement, 1)["koge"] == "met"


def test_it_becomes_due_at_midnight_where_the_party_lives(agreement: Agreement) -> None:
    """1 October 2027 less 60 days is 2 August."""
    midnight = datetime(2027, 8, 2, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert set(states(agreement, 1, midnight - timedelta(seconds=1)).values()) == {"not-recorded"}
    assert set(states(agreement, 1, midnight).values()) == {"due"}


def test_three_queries_however_many_commitments(
    agreement: Agreement, django_assert_num_queries: Any
) -> None:
    who = parties(agreement)
    versions = versions_that_count(agreement.slug)
    with django_assert_num_queries(3):
        standings(versions, who, today_at(who, NOW))


def test_a_source_does_not_say_two_things(agreement: Agreement) -> None:
    note(agreement, "koge", 1, date(2026, 9, 1), source="s")
    with pytest.raises(Refused, match="Something else is noted"):
        note(agreement, "koge", 1, date(2026, 9, 2), source="s")


def test_what_lasted_can_end(agreement: Agreement) -> None:
    note(agreement, "koge", 2, date(2022, 1, 1), kind="group-complete", source="group")
    ended = report_evidence(
        by=seat_of("koge"),
        commitment=agreement.commitments.get(number=2),
        kind="group-complete",
        party=party_of(agreement, "koge"),
        since=date(2022, 1, 1),
        until=date(2023, 1, 1),
        source="group",
        at=NOW,
    )
    assert (Evidence.objects.count(), ended.until) == (1, date(2023, 1, 1))


@pytest.mark.parametrize(
    ("source", "kind", "sentence"),
    [
        (" ", "dialogue-held", "where it comes from"),
        ("x" * 201, "dialogue-held", "too long"),
        ("a\x07b", "dialogue-held", "cannot be seen"),
        ("a\u202eb", "dialogue-held", "cannot be seen"),
        ("s", "nothing", "no such kind"),
        ("s", "meeting-held", "What shows it: dialogue held, noted by hand"),
    ],
)
def test_what_cannot_be_noted_is_refused_in_a_sentence(
    agreement: Agreement, source: str, kind: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        note(agreement, "koge", 1, date(2026, 9, 1), source=source, kind=kind)
    assert not Evidence.objects.exists()


def test_only_what_was_due_can_be_said_not_to_be_done(agreement: Agreement) -> None:
    for due in (date(2026, 9, 30), date(2027, 10, 1), date(2019, 10, 1), None):
        with pytest.raises(Refused, match="was due then"):
            say_not_done(
                by=seat_of("koge"),
                commitment=agreement.commitments.get(number=1),
                party=party_of(agreement, "koge"),
                due=due,
                because=Wordings.of({"da": "Valget kom imellem."}),
                at=NOW,
            )


def test_a_party_that_is_not_bound_notes_nothing() -> None:
    five = transcribe(by=SeatName("vestby", "chair"), file=five_parties(), at=NOW).agreement
    seat = seat_named("vestby", "chair", TODAY)
    assert seat
    with pytest.raises(Refused, match="does not bind"):
        report_evidence(
            by=seat,
            commitment=five.commitments.get(number=2),
            kind="noted-by-hand",
            party=party_of(five, "vestby"),
            since=TODAY,
            until=TODAY,
            source="s",
            at=NOW,
        )

"""iCalendar as RFC 5545 and RFC 5546 ask for it, whatever people write."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from overens.cycle.groups import calendar_zones
from overens.cycle.groups.calendar import (
    CANCEL,
    PARTSTAT,
    REQUEST,
    Happening,
    Reply,
    Somebody,
    invitation,
    published,
    read_reply,
)
from overens.cycle.groups.states import Coming

AT = datetime(2026, 11, 24, 11, tzinfo=UTC)
STARTS = datetime(2026, 12, 8, 9, tzinfo=UTC)
MEETING = Happening(
    uid="1@overens.example",
    sequence=0,
    starts=STARTS,
    ends=STARTS + timedelta(minutes=90),
    zone="Europe/Copenhagen",
    summary="Klima i foråret",
    language="da",
    description="Vi taler om vand.",
    location="Rådhuset, Køge",
    link="https://møde.example/1",
)
BY, TO = Somebody("svar+abc@overens.example", "Køge"), Somebody("b@x.example", "Bo", language="sv")


def written(*happenings: Happening, method: str = REQUEST, to: Somebody = TO) -> str:
    return invitation(happenings or (MEETING,), by=BY, to=to, method=method, at=AT)


def read(text: str) -> Calendar:
    return Calendar.from_ical(text)


def refuse_malformed(text: str) -> None:
    """RFC 5545, 3.1: lines end in CRLF and hold at most 75 octets."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75, line


def test_an_invitation_holds_what_the_standard_requires() -> None:
    text = written()
    refuse_malformed(text)
    calendar = read(text)
    assert (calendar["version"], calendar["method"]) == ("2.0", "REQUEST")
    assert calendar["prodid"]
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == "1@overens.example"
    assert event["sequence"] == 0
    assert event.decoded("dtstamp") == AT
    assert event.decoded("dtstart").astimezone(UTC) == STARTS
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert event["organizer"] == "mailto:svar+abc@overens.example"
    assert event["organizer"].params["CN"] == "Køge"
    assert event["attendee"] == "mailto:b@x.example"
    assert event["attendee"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert event["status"] == "CONFIRMED"
    assert event["summary"].params["LANGUAGE"] == "da"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Copenhagen"]


def test_a_change_and_a_cancellation_keep_the_uid_and_raise_the_sequence() -> None:
    later = replace(
        MEETING,
        sequence=1,
        starts=STARTS + timedelta(days=1),
        ends=STARTS + timedelta(days=1, hours=1),
    )
    gone = replace(later, sequence=2, is_cancelled=True)
    (changed,) = read(written(later)).walk("VEVENT")
    cancelled = read(written(gone, method=CANCEL))
    (event,) = cancelled.walk("VEVENT")
    assert changed["uid"] == event["uid"] == MEETING.uid
    assert (changed["sequence"], event["sequence"]) == (1, 2)
    assert cancelled["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"


def test_a_series_is_one_event_with_its_exceptions() -> None:
    zone = "Europe/Stockholm"
    master = replace(
        MEETING, zone=zone, rule="FREQ=WEEKLY;COUNT=30", out=(STARTS + timedelta(days=7),)
    )
    moved = replace(
        MEETING,
        zone=zone,
        sequence=1,
        instead_of=STARTS + timedelta(days=14),
        starts=STARTS + timedelta(days=15),
        ends=STARTS + timedelta(days=15, hours=1),
    )
    first, second = read(written(master, moved)).walk("VEVENT")
    assert first["rrule"] == {"FREQ": ["WEEKLY"], "COUNT": [30]}
    assert first["exdate"].dts[0].dt.astimezone(UTC) == STARTS + timedelta(days=7)
    assert first["uid"] == second["uid"]
    assert second.decoded("recurrence-id").astimezone(UTC) == STARTS + timedelta(days=14)
    assert "rrule" not in second


@pytest.mark.parametrize("coming", Coming.values)
def test_what_somebody_has_answered_comes_along(coming: str) -> None:
    (event,) = read(written(to=replace(TO, coming=coming))).walk("VEVENT")
    assert event["attendee"].params["PARTSTAT"] == PARTSTAT[coming]


HOSTILE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200
) | st.sampled_from(
    ["a\r\nEND:VEVENT\r\nBEGIN:VEVENT", 'x";CN="y', "\\n\\;\\,", "a" * 3000, "å" * 76, "\x00\x07\u202e", "p:q^n^'"]
)  # fmt: skip


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_whatever_is_written_comes_back_and_breaks_nothing(
    title: str, text: str, place: str, name: str
) -> None:
    said = replace(MEETING, summary=title, description=text, location=place)
    found = written(said, to=replace(TO, name=name))
    refuse_malformed(found)
    calendar = read(found)
    assert len(calendar.walk("VEVENT")) == 1
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == MEETING.uid
    assert event["attendee"] == "mailto:b@x.example"
    assert _plain(event["summary"]) == _plain(title)
    assert _plain(event.get("description", "")) == _plain(text)
    assert _plain(event.get("location", "")) == _plain(place)


def _plain(text: str) -> str:
    from overens.cycle.groups.calendar import _plain

    return _plain(str(text)).strip()


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Copenhagen",
        "Europe/Stockholm",
        "Europe/Helsinki",
        "America/St_Johns",
        "Atlantic/Reykjavik",
        "UTC",
    ],
)
def test_a_clock_is_told_as_it_is(name: str) -> None:
    """Read as a calendar program reads it: the last change before an instant says the distance to UTC."""
    changes = []
    for part in calendar_zones.zone(name, 2026).subcomponents:
        start = part.decoded("dtstart")
        onsets = [start]
        if rule := part.get("rrule"):
            from dateutil.rrule import rrulestr

            onsets = list(
                rrulestr(rule.to_ical().decode(), dtstart=start).between(
                    start, start.replace(year=2032), inc=True
                )
            )
        changes += [
            (one - part.decoded("tzoffsetfrom"), part.decoded("tzoffsetto")) for one in onsets
        ]
    changes.sort()
    clock = ZoneInfo(name)
    at = datetime(2026, 1, 1, 12, tzinfo=UTC)
    while at.year < 2031:
        told = [offset for onset, offset in changes if onset <= at.replace(tzinfo=None)][-1]
        assert told == at.astimezone(clock).utcoffset(), at
        at += timedelta(hours=5)


def test_a_zone_that_changes_by_no_rule_lists_its_dates() -> None:
    # Morocco sets its clock by the moon.
    parts = calendar_zones.zone("Africa/Casablanca", 2026).subcomponents
    assert any("rdate" in part for part in parts)


REPLY = """BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;PARTSTAT={answer};CN="B":MAILTO:B@x.example
DTSTAMP:20261125T100000Z
UID:1@overens.example
SEQUENCE:{sequence}
{more}SUMMARY;LANGUAGE=da:Klima
END:VEVENT
END:VCALENDAR
"""


def reply(answer: str = "ACCEPTED", sequence: object = 2, more: str = "") -> bytes:
    return REPLY.format(answer=answer, sequence=sequence, more=more).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("answer", "coming"),
    [("ACCEPTED", Coming.YES), ("TENTATIVE", Coming.MAYBE), ("declined", Coming.NO)],
)
def test_an_answer_is_read(answer: str, coming: Coming) -> None:
    assert read_reply(reply(answer)) == Reply("1@overens.example", "b@x.example", coming, 2)


def test_an_answer_to_one_of_a_series_names_its_instant() -> None:
    found = read_reply(reply(more="RECURRENCE-ID;TZID=Europe/Copenhagen:20261215T100000\n"))
    assert found
    assert found.instead_of == datetime(2026, 12, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "data",
    [
        b"", b"Hello", reply("DELEGATED"), reply().replace(b"REPLY", b"REQUEST"),
        reply().replace(b"UID:1@overens.example\r\n", b""), reply(sequence="many"),
        reply().replace(b"ATTENDEE", b"X-ATTENDEE"), reply() + b"x" * 300_000,
        reply(more="RECURRENCE-ID;VALUE=DATE:20261215\n"), reply(more="RECURRENCE-ID:tomorrow\n"),
        b"BEGIN:VCALENDAR\r\n" * 5000, "BEGIN:VCALENDAR\r\nMETHOD:REPLY".encode("utf-16"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(data: bytes) -> None:
    assert read_reply(data) is None


@given(
    st.binary(max_size=400)
    | st.builds(
        lambda a, b, n: reply()[:n] + a + reply()[b:],
        st.binary(max_size=30),
        st.integers(0, 400),
        st.integers(0, 400),
    )
)
def test_whatever_comes_back_is_read_or_not(data: bytes) -> None:
    found = read_reply(data)
    assert found is None or isinstance(found, Reply)


def test_our_own_invitation_is_answered_as_programs_do() -> None:
    """Theirs is made of what they got: method and answer change."""
    calendar = read(written(replace(MEETING, sequence=3)))
    calendar["method"] = "REPLY"
    (event,) = calendar.walk("VEVENT")
    event["attendee"].params["PARTSTAT"] = "ACCEPTED"
    assert read_reply(calendar.to_ical()) == Reply(MEETING.uid, "b@x.example", Coming.YES, 3)


def test_a_published_calendar_names_nobody() -> None:
    text = published(
        [MEETING, replace(MEETING, uid="2@x", zone="Europe/Helsinki")],
        at=AT,
        name="Køge",
        language="da",
    )
    refuse_malformed(text)
    calendar = read(text)
    assert calendar["method"] == "PUBLISH"
    assert [str(e["uid"]) for e in calendar.walk("VEVENT")] == ["1@overens.example", "2@x"]
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert {zone["tzid"] for zone in calendar.walk("VTIMEZONE")} == {
        "Europe/Copenhagen",
        "Europe/Helsinki",
    }


def test_the_year_in_which_a_zone_is_told_begins_before_the_meeting() -> None:
    (zone,) = read(written()).walk("VTIMEZONE")
    assert min(part.decoded("dtstart").date() for part in zone.subcomponents) < date(2026, 1, 1)


def test_an_answer_from_the_first_year_of_all_is_none() -> None:
    assert read_reply(reply(more="RECURRENCE-ID;TZID=Europe/Copenhagen:00010101T000000\n")) is None

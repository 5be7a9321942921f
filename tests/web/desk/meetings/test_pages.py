"""Meetings at the desk: called, prepared, run, moved, cancelled, noted afterwards."""

from dataclasses import replace
from datetime import time, timedelta

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar
from lxml import html

from overens.base.languages.rules import Wordings
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.agenda import add_item
from overens.cycle.groups.actions.inviting import invite_by_name
from overens.cycle.groups.actions.programme import plan_part
from overens.cycle.groups.actions.running import Came, note_outcome
from overens.cycle.groups.models import (
    Meeting,
    Series,
    WorkingGroup,
)
from overens.cycle.groups.rules.agenda import Item
from overens.cycle.groups.rules.programme import Part
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.rules.times import When
from tests.cast import THIRD, Cast, signed_in
from tests.cycle.groups.calling import ABOUT, DAY, WHEN, called, held_at
from tests.examples import NOW
from tests.web.desk.meetings.reading import ALL, HOME, address, done, page, refused, sent, text

CALLED = {
    "title": "Water",
    "language": "en",
    "kind": "meeting",
    "day": "2026-12-08",
    "starts": "10:00",
    "ends": "11:30",
    "mode": "place",
    "where": "The town hall",
    "readers": "partners",
    "group": "climate",
    "by": "weekday",
}


def test_a_meeting_is_called_and_read_by_both_sides(koge: Client, theirs: Client) -> None:
    where = done(sent(koge, f"{ALL}call/?group=climate", **CALLED))
    assert where == f"{ALL}2026-12-08-water/"
    for client in (koge, theirs):
        shown = text(page(client, where))
        assert "8 December 2026, 10:00–11:30" in shown
        assert "The town hall" in shown
        assert "This is a shared room" in shown
        assert "Water" in text(page(client, ALL))


def test_what_is_typed_is_kept_meanwhile(koge: Client, meeting: Meeting) -> None:
    for where in (
        f"{ALL}call/",
        f"{ALL}note/",
        address(meeting, "change/"),
        address(meeting, "run/"),
    ):
        for form in page(koge, where).xpath("//main//form[@data-place]"):
            assert form.get("data-sentences"), where


def test_a_time_that_no_clock_shows_stands_at_its_field(koge: Client) -> None:
    answer = sent(
        koge, f"{ALL}call/", **{**CALLED, "day": "2027-03-28", "starts": "02:30", "ends": "04:00"}
    )
    refused(answer, "summer time")
    found = html.fromstring(answer.content.decode())
    assert found.xpath("//*[contains(@id, 'starts-error')]")


def test_the_clock_is_said_where_they_differ(people: Cast, koge: Client) -> None:
    helsinki = called(people, None, when=replace(WHEN, zone="Europe/Helsinki"))
    shown = text(page(koge, address(helsinki)))
    assert "10:00–11:30 (the clock in Helsinki)" in shown
    assert "09:00–10:30 (the clock in Denmark)" in shown


def test_a_series_is_called_changed_and_ended(people: Cast, koge: Client) -> None:
    done(sent(koge, f"{ALL}call/", **CALLED, repeats="weekly", every="2", count="4"))
    series = Series.objects.get()
    where = f"{HOME}series/{series.pk}/"
    shown = page(koge, where)
    assert "Every 2 weeks: 4 meetings." in text(shown)
    slugs = list(series.meetings.order_by("occurrence").values_list("slug", flat=True))
    done(
        sent(
            koge, where, do="rest", **{**CALLED, "day": "2026-12-23", "starts": "13:00", "ends": "14:00"},
            because="Moved.", **{"from": slugs[1]},
        )
    )  # fmt: skip
    assert Series.objects.count() == 2
    rest = Series.objects.exclude(pk=series.pk).get()
    where = f"{HOME}series/{rest.pk}/"
    done(sent(koge, where, do="end", because="It is enough.", language="en", **{"from": slugs[3]}))
    assert "Every 2 weeks, until" in text(page(koge, where))
    assert "Cancelled" in text(page(koge, where))


def test_a_colleague_who_changed_one_of_a_series_is_not_written_over(koge: Client) -> None:
    done(sent(koge, f"{ALL}call/", **CALLED, repeats="weekly", every="2", count="4"))
    series = Series.objects.get()
    where = f"{HOME}series/{series.pk}/"
    (read,) = page(koge, where).xpath("//input[@name='desk-base']/@value")
    second = series.meetings.order_by("occurrence")[1]
    done(sent(koge, address(second, "change/"), **{**CALLED, "title": "Ours"}))
    rest = {**CALLED, "day": "2026-12-08", "do": "rest", "because": "Moved.", "from": second.slug}
    answer = sent(koge, where, **rest, **{"desk-base": read})
    refused(answer, "changed this meeting since")
    assert "Ours" in answer.content.decode()
    second.refresh_from_db()
    assert second.titles.shown("en").text == "Ours"


def test_only_who_called_it_finds_the_ways_to_change_it(
    koge: Client, theirs: Client, meeting: Meeting
) -> None:
    links = "//main//a/@href"
    assert address(meeting, "postpone/") in page(koge, address(meeting)).xpath(links)
    assert address(meeting, "postpone/") not in page(theirs, address(meeting)).xpath(links)
    answer = sent(theirs, address(meeting, "cancel/"), because="No.", language="en")
    refused(answer, "has called this meeting")


def test_it_is_changed_moved_and_cancelled(koge: Client, meeting: Meeting) -> None:
    change = {**CALLED, "where": "The harbour", "title": "Klima i foråret", "language": "da"}
    done(sent(koge, address(meeting, "change/"), **change))
    assert "The harbour" in text(page(koge, address(meeting)))
    when = {
        "day": "2026-12-10",
        "starts": "09:00",
        "ends": "10:00",
        "because": "Snow.",
        "language": "en",
    }
    done(sent(koge, address(meeting, "postpone/"), **when))
    shown = text(page(koge, address(meeting)))
    assert "Moved from 8 December 2026 10:00 to 10 December 2026 09:00." in shown
    done(sent(koge, address(meeting, "cancel/"), because="More snow.", language="en"))
    shown = text(page(koge, address(meeting)))
    assert "Cancelled" in shown
    assert "More snow." in shown
    done(
        sent(
            koge,
            address(meeting, "cost/"),
            amount="1,200.50",
            days="2",
            note="Trains",
            language="en",
        )
    )
    assert "1,200.50 DKK, 2 days of work" in text(page(koge, address(meeting)))


def test_who_has_not_read_the_newest_loses_nothing(
    koge: Client, people: Cast, meeting: Meeting
) -> None:
    where = address(meeting, "change/")
    found = page(koge, where)
    hidden = {
        i.get("name"): i.get("value", "")
        for i in found.xpath("//main//form[@data-place]//input[@type='hidden']")
    }
    change = {**CALLED, "language": "da", "group": ""}
    done(sent(koge, where, **{**change, "title": "Første"}))
    answer = koge.post(where, {**hidden, **change, "title": "Anden"})
    refused(answer, "Somebody has changed this meeting")
    assert "Første" in answer.content.decode()
    assert "Anden" in answer.content.decode()


def test_an_invitation_is_answered(koge: Client, meeting: Meeting, people: Cast) -> None:
    mine = meeting.participants.get(post=people.seats["koge", Role.MEMBER].post)
    done(sent(koge, address(meeting), do="answer", participant=str(mine.pk), coming="maybe"))
    assert "May come" in text(page(koge, address(meeting)))
    other = meeting.participants.get(post=people.seats["kristianstad", Role.MEMBER].post)
    answer = sent(koge, address(meeting), do="answer", participant=str(other.pk), coming="no")
    assert answer.status_code == 200
    other.refresh_from_db()
    assert other.coming == "awaited"


def test_people_are_invited_and_taken_off(koge: Client, meeting: Meeting, people: Cast) -> None:
    where = address(meeting, "people/")
    director = people.seats["kristianstad", Role.DIRECTOR].post
    done(sent(koge, where, do="post", post=str(director.pk)))
    done(sent(koge, where, do="name", name="A guest", email="g@x.example", language="en", side=""))
    shown = text(page(koge, where))
    assert "A guest" in shown
    assert meeting.participants.count() == 6
    guest = meeting.participants.get(email="g@x.example")
    assert koge.post(where, {"do": "remove", "item": str(guest.pk)}).status_code == 302
    assert meeting.participants.count() == 5


def test_a_programme_is_shown_by_day_with_its_tracks(
    koge: Client, theirs: Client, people: Cast, group: WorkingGroup
) -> None:
    visit = called(people, group, when=When(DAY, time(9), time(15), DAY + timedelta(days=1)))
    where = address(visit, "programme/")
    part = {
        "language": "en",
        "kind": "session",
        "day": "2026-12-08",
        "starts": "10:00",
        "ends": "11:00",
    }
    done(sent(koge, where, **part, title="Water", track="A"))
    done(sent(theirs, where, **part, title="Forest", track="B"))
    done(sent(koge, where, **{**part, "starts": "10:30"}, title="Again", track="A"))
    found = page(koge, where)
    assert [text(h) for h in found.xpath("//h4")] == ["A", "B"]
    assert "Overlaps with: Water" in text(found)
    # Each changes what is their own.
    assert len(found.xpath("//main//form[input[@value='remove']]")) == 2
    own = visit.programme.get(track="B")
    done(sent(theirs, f"{where}{own.pk}/", **part, title="Woods", track="B"))
    assert "Woods" in text(page(koge, address(visit)))


def test_a_meeting_as_a_file_for_a_calendar(koge: Client, meeting: Meeting) -> None:
    answer = koge.get(address(meeting, "calendar.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["uid"] == meeting.uid


def test_who_sits_in_no_group_is_told_so_and_strangers_see_nothing(
    people: Cast, meeting: Meeting
) -> None:
    director = signed_in(people.accounts["koge", Role.DIRECTOR])
    answer = sent(director, address(meeting, "agenda/"), title="x", language="en")
    refused(answer, "Only members of the group")
    stranger = signed_in(people.accounts[THIRD, Role.COORDINATOR])
    for where in (
        ALL,
        address(meeting),
        address(meeting, "run/"),
        address(meeting, "calendar.ics"),
    ):
        page(stranger, where, 404)
    administrator = signed_in(people.accounts["koge", Role.ADMINISTRATOR])
    assert "Call a meeting" not in text(page(administrator, ALL))
    page(administrator, f"{ALL}call/", 404)
    page(administrator, f"{ALL}nothing-here/", 404)


def test_the_same_queries_for_1_10_and_100_of_everything(people: Cast, group: WorkingGroup) -> None:
    meeting = called(people, group, when=When(DAY, time(9), time(15), DAY + timedelta(days=1)))
    by = people.seats["koge", Role.MEMBER]
    counts = []
    with time_machine.travel(held_at(meeting), tick=False):
        client = signed_in(people.accounts["koge", Role.MEMBER])
        have = 0
        for size in (1, 10, 100):
            for number in range(have, size):
                item = add_item(
                    by=by, meeting=meeting, said=Item({"da": f"P{number}"}, 5, by.post_id), at=NOW
                )
                came = Came("decision", {"da": "Ja."})
                note_outcome(by=by, meeting=meeting, item=item.pk, came=came, at=NOW)
                plan_part(
                    by=by, meeting=meeting, said=Part({"da": "D"}, responsible=by.post_id), at=NOW
                )
                invite_by_name(
                    by=by,
                    meeting=meeting,
                    name=f"N{number}",
                    email="",
                    language="da",
                    side=None,
                    at=NOW,
                )
                called(people, group, about=replace(ABOUT, titles={"da": f"M{number}"}))
            have = size
            found = []
            for more in ("", "agenda/", "run/", "programme/", "people/", "held/"):
                client.get(address(meeting, more))
                with CaptureQueriesContext(connection) as captured:
                    page(client, address(meeting, more))
                found.append(len(captured))
            client.get(ALL)
            with CaptureQueriesContext(connection) as captured:
                page(client, ALL)
            counts.append([*found, len(captured)])
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 22


def test_a_page_of_a_long_series_costs_no_more(
    people: Cast, group: WorkingGroup, koge: Client
) -> None:
    counts = []
    for count in (1, 50):
        first = called(people, group, again=Again("weekly", count=count))
        where = f"{HOME}series/{first.series_id}/"
        koge.get(where)
        with CaptureQueriesContext(connection) as captured:
            page(koge, where)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_answer_is_to_the_time_that_stood_on_the_page(
    koge: Client, meeting: Meeting, people: Cast
) -> None:
    where = address(meeting)
    (read,) = page(koge, where).xpath("//input[@name='desk-base']/@value")
    when = {"day": "2026-12-10", "starts": "09:00", "ends": "10:00"}
    done(sent(koge, address(meeting, "postpone/"), **when, because="Ill.", language="en"))
    mine = meeting.participants.get(post=people.seats["koge", Role.MEMBER].post)
    said = {"do": "answer", "participant": str(mine.pk), "coming": "no"}
    refused(sent(koge, where, **said, **{"desk-base": read}), "changed this meeting since")
    mine.refresh_from_db()
    assert mine.coming == "yes"  # they moved it themselves
    done(sent(koge, where, **said))


def test_what_it_is_for_keeps_its_paragraphs_and_its_language(
    koge: Client, meeting: Meeting
) -> None:
    Meeting.objects.update(purposes=Wordings.of({"da": "Vand.\n\nOg & skole."}))
    shown = koge.get(address(meeting)).content.decode()
    assert '<span lang="da">Vand.<br><br>Og &amp; skole.</span></p>' in shown

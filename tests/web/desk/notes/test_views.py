"""Notes at the desk: written by two people, looked at, sent, objected to, standing; minutes answered."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.languages.rules import Reader
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.cycle.groups.actions.standing import notes_stand
from overens.cycle.groups.models import Meeting, Notes, Objection, SentNotes
from overens.web.desk.entering import Acting
from overens.web.desk.groups.loading import Room
from overens.web.desk.notes.shown import notes_of_meeting
from tests.cast import Cast, signed_in
from tests.cycle.groups.making import a_group
from tests.cycle.groups.noting import a_meeting, an_item, sent, wrote
from tests.examples import NOW

ROOM = "/da/desk/agreements/koge-kristianstad/"
HERE = f"{ROOM}meetings/moede/notes/"
THERE = HERE.replace("/da/", "/sv/")
LATER = NOW + timedelta(days=16)


def page(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, address
    return html.fromstring(answer.content.decode())


def text(found: Any) -> str:
    return " ".join(found.xpath("//main")[0].text_content().split())


def hidden_in(found: Any) -> dict[str, str]:
    (form,) = found.xpath("//main//form[not(@action)]")
    hidden = form.xpath(".//input[@type='hidden']")
    return {i.get("name"): i.get("value", "") for i in hidden}


def fill(client: Client, address: str, to: str = "", /, **data: Any) -> Any:
    """The page as somebody fills it in and sends it: its hidden fields, and what is typed."""
    answer = client.post(address, hidden_in(page(client, address)) | data)
    if to:
        assert answer.status_code == 302, text(html.fromstring(answer.content.decode()))
        assert answer["Location"] == to
    return answer


SAID = {"text": "Vi talte om sand.", "language": "da", "readers": "partners"}


def test_they_are_written_read_by_the_others_sent_and_objected_to(
    ours: Client, theirs: Client, meeting: Meeting
) -> None:
    assert "ikke skrevet noget endnu" in text(page(ours, HERE))
    fill(ours, HERE, HERE, **SAID)
    seen = page(theirs, THERE)
    assert "Vi talte om sand." in text(seen)
    assert not seen.xpath("//main//form")
    assert "Vi talte om sand." in text(page(ours, f"{HERE}preview/"))
    fill(ours, f"{HERE}send/", HERE)
    assert "8. december 2026" in text(page(ours, HERE))
    assert "8 december 2026" in text(page(theirs, THERE))
    fill(theirs, f"{THERE}object/", THERE, text="Nej, grus.", language="sv")
    assert Objection.objects.get().text == "Nej, grus."
    assert "Nej, grus." in text(page(ours, HERE))
    fill(ours, HERE, HERE, **{**SAID, "text": "Vi talte om grus."})
    fill(ours, f"{HERE}send/", HERE)
    assert SentNotes.objects.count() == 2
    assert page(ours, HERE).xpath(f"//a[@href='{HERE}1.pdf']")


def test_two_colleagues_write_at_once_and_both_texts_stand_there(
    people: Cast, ours: Client, meeting: Meeting
) -> None:
    member = signed_in(people.accounts["koge", Role.MEMBER])
    before = hidden_in(page(member, HERE))
    fill(ours, HERE, HERE, **SAID)
    answer = member.post(HERE, {**before, **SAID, "text": "Vi talte om sten."})
    assert answer.status_code == 200
    shown = html.fromstring(answer.content.decode())
    assert "Vi talte om sand." in text(shown)
    assert "Vi talte om sten." in shown.xpath("//textarea")[0].text_content()
    hidden = {
        i.get("name"): i.get("value", "")
        for i in shown.xpath("//main//form[not(@action)]//input[@type='hidden']")
    }
    assert member.post(HERE, {**hidden, **SAID, "text": "Sand og sten."}).status_code == 302
    assert Notes.objects.get().text == "<p>Sand og sten.</p>"


def test_what_changed_since_the_page_was_opened_is_shown_before_it_is_sent(
    people: Cast, ours: Client, meeting: Meeting
) -> None:
    wrote(people, meeting, NOW)
    before = hidden_in(page(ours, f"{HERE}send/"))
    an_item(people, meeting, 2, NOW)
    answer = ours.post(f"{HERE}send/", before)
    assert answer.status_code == 200
    assert not SentNotes.objects.exists()
    shown = html.fromstring(answer.content.decode())
    assert "Punkt 2" in text(shown)
    hidden = {
        i.get("name"): i.get("value", "")
        for i in shown.xpath("//main//form[not(@action)]//input[@type='hidden']")
    }
    assert ours.post(f"{HERE}send/", hidden).status_code == 302
    assert SentNotes.objects.count() == 1


def test_hostile_text_is_harmless(ours: Client, theirs: Client, meeting: Meeting) -> None:
    fill(ours, HERE, HERE, **{**SAID, "text": "<p>Hej</p><script>alert(1)</script>"})
    for client, address in ((ours, HERE), (theirs, THERE), (ours, f"{HERE}preview/")):
        assert "alert(1)" not in client.get(address).content.decode()


def test_once_they_stand_nobody_objects_and_everyone_of_a_party_reads_the_pdf(
    people: Cast, ours: Client, theirs: Client, meeting: Meeting
) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    notes_stand(now=LATER)
    with time_machine.travel(LATER, tick=False):
        reader = signed_in(people.accounts["kristianstad", Role.ADMINISTRATOR])
        answer = reader.get(f"{ROOM.replace('/da/', '/sv/')}meetings/moede/notes.pdf")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"%PDF-")
        theirs = signed_in(people.accounts["kristianstad", Role.COORDINATOR])
        assert not page(theirs, f"{THERE}object/").xpath("//main//form")
        assert "sedan" in text(page(theirs, THERE))
    assert theirs.get(f"{THERE}7.pdf").status_code == 404


def test_whoever_is_no_member_finds_why_as_a_sentence(people: Cast, meeting: Meeting) -> None:
    leader = signed_in(people.accounts["koge", Role.LEADER])
    answer = fill(leader, HERE, **SAID)
    assert answer.status_code == 200
    assert html.fromstring(answer.content.decode()).xpath("//*[@class='errors']")
    assert not Notes.objects.exists()


def test_the_other_party_is_told_who_sends_them(
    people: Cast, theirs: Client, meeting: Meeting
) -> None:
    wrote(people, meeting, NOW)
    seen = page(theirs, f"{THERE}send/")
    assert "Køge" in text(seen)
    assert not seen.xpath("//main//form")


@pytest.fixture
def minutes(people: Cast) -> Meeting:
    group = a_group(people, NOW, slug="styregruppe", kind="steering")
    found = a_meeting(people, NOW, group=group, record="minutes", slug="referat")
    wrote(people, found, NOW)
    sent(people, found, NOW)
    carry_waiting(now=NOW)
    return found


def test_minutes_are_read_and_adopted_by_each_party(people: Cast, minutes: Meeting) -> None:
    consent = SentNotes.objects.get().consent
    for side, language in (("koge", "da"), ("kristianstad", "sv")):
        leader = signed_in(people.accounts[side, Role.LEADER])
        here = f"/{language}/desk/approvals/{consent.pk}/"
        assert here in leader.get(f"/{language}/desk/approvals/").content.decode()
        seen = page(leader, here)
        assert "Vi talte om kysten." in text(seen)
        assert not seen.xpath("//*[contains(@href, 'council-paper') or contains(@href, 'publish')]")
        fill(leader, here, f"{here}done/", answer="yes")
        assert "Møde om kysten" in text(page(leader, f"{here}done/"))
    notes_stand(now=NOW)
    assert SentNotes.objects.get().stands_at == NOW


@pytest.mark.parametrize(
    "said",
    [
        {"answer": "no", "because": "Så var det ikke."},
        {"answer": "sent-back", "because": "Punkt 1 mangler."},
        {"answer": "yes-if", "because": "Uden punkt 1."},
        {"answer": "postponed", "until": "2026-12-24"},
    ],
)
def test_minutes_are_answered_otherwise(
    people: Cast, ours: Client, minutes: Meeting, said: dict[str, str]
) -> None:
    consent = SentNotes.objects.get().consent
    leader = signed_in(people.accounts["kristianstad", Role.LEADER])
    here = f"/sv/desk/approvals/{consent.pk}/"
    fill(leader, here, f"{here}done/", **said)
    seen = text(page(ours, f"{ROOM}meetings/referat/notes/"))
    is_reopened = said["answer"] in ("no", "sent-back")
    assert ("åbent igen" in seen) == is_reopened
    assert ("afventer" in seen) != is_reopened


def test_the_page_says_before_that_a_later_text_voids_the_earlier_one(
    people: Cast, ours: Client, minutes: Meeting
) -> None:
    first = SentNotes.objects.get().consent
    wrote(people, minutes, NOW, text="<p>Andet.</p>", revision=1)
    here = f"{ROOM}meetings/referat/notes/"
    assert "gælder ikke mere" in text(page(ours, f"{here}send/"))
    fill(ours, f"{here}send/", here)
    carry_waiting(now=NOW)
    leader = signed_in(people.accounts["koge", Role.LEADER])
    seen = page(leader, f"/da/desk/approvals/{first.pk}/")
    assert not seen.xpath("//main//form")


def room_of(people: Cast, side: str = "koge") -> Room:
    account, seat = people.accounts[side, Role.COORDINATOR], people.seats[side, Role.COORDINATOR]
    return Room(people.agreement, Acting(account, seat, [seat], NOW), Reader("da"))


def test_the_meetings_own_page_says_where_they_stand(people: Cast, meeting: Meeting) -> None:
    def said(side: str = "koge") -> str:
        found = notes_of_meeting(room_of(people, side), meeting)
        shown = render_to_string("desk/notes/of_meeting.html", {"notes": found})
        return re.sub(r"\s+", " ", html.fromstring(f"<div>{shown}</div>").text_content())

    assert HERE in render_to_string(
        "desk/notes/of_meeting.html", {"notes": notes_of_meeting(room_of(people), meeting)}
    )
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    assert re.search("8.? ?[Dd]ecember 2026", said("kristianstad"))


@pytest.mark.parametrize("address", ["", "preview/", "send/", "object/"])
def test_as_many_queries_for_any_number_of_items(
    people: Cast, ours: Client, meeting: Meeting, address: str
) -> None:
    wrote(people, meeting, NOW)
    sent(people, meeting, NOW)
    found, held = [], 1
    for number in (1, 10, 100):
        for place in range(held + 1, number + 1):
            an_item(people, meeting, place, NOW)
        held = number
        ours.get(f"{HERE}{address}")
        with CaptureQueriesContext(connection) as captured:
            assert ours.get(f"{HERE}{address}").status_code == 200
        found.append(len(captured))
    assert len(set(found)) == 1, found
    assert found[0] <= 22

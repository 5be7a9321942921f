"""What waits in groups, and who hosted last, as it is said at the desk."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from lxml import html

from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import parties
from overens.cycle.groups.models import Participant, Question, WorkingGroup
from overens.reach.overview.reciprocity import Reciprocity
from overens.web.desk.groups.turns import turns_shown
from tests.cast import Cast, cast, signed_in
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import a_meeting, a_task, named, seat_of, sent
from tests.examples import NOW, TODAY, five_parties
from tests.reach.overview.test_rooms import minutes

pytestmark = pytest.mark.django_db
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


@pytest.fixture(autouse=True)
def nothing_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A part that fails leaves the page standing: so that no test passes by it, none may fail."""
    with time_machine.travel(NOW, tick=False):
        yield
    assert [row for row in caplog.get_records("call") if row.levelno >= logging.ERROR] == []


def bare(content: bytes | str) -> str:
    text = html.fromstring(content.decode() if isinstance(content, bytes) else content)
    return re.sub(r"\s+", " ", text.text_content()).strip()


def everything(people: Cast) -> None:
    """One of each thing that waits, for Køge's coordinator."""
    seat, group = seat_of(people), a_group(people, NOW - 60 * WEEK)
    host = seat.post.authority
    past = a_meeting(people, NOW - 5 * WEEK, slug="past", group=group, host=host, state="held")
    a_meeting(people, NOW - WEEK, slug="unheld", group=group)
    sent(a_meeting(people, NOW - 2 * WEEK, slug="s", group=group, state="held"), NOW, stands=False)
    coming = a_meeting(people, NOW + WEEK, slug="coming", group=group)
    Participant.objects.create(
        meeting=coming, post=seat.post, authority=host, invited=0, added_by=seat
    )
    Participant.objects.create(meeting=past, post=seat.post, authority=host, added_by=seat)
    a_task(people, seat, 1, NOW, due=TODAY - DAY, group=group)
    Question.objects.create(
        agreement=people.agreement,
        number=2,
        group=group,
        sentence=named("How?"),
        opened_by=seat,
        opened_at=NOW,
    )


ADDRESSES = {
    "meetings/coming/": "Do you come to Meeting coming",
    "meetings/unheld/": "How did it go: Meeting unheld",
    "meetings/past/notes/": "Write and send the notes of Meeting past",
    "meetings/s/notes/": "The notes of Meeting s",
    "tasks/1/": "Task: Task 1",
    "questions/2/": "Why does this question matter to us: How?",
}


def test_each_thing_leads_to_where_it_is_done(people: Cast) -> None:
    everything(people)
    client = signed_in(people.accounts["koge", Role.COORDINATOR])
    page = html.fromstring(client.get("/en/desk/tasks/").content.decode())
    home = "/en/desk/agreements/koge-kristianstad/"
    for place, words in ADDRESSES.items():
        (row,) = page.xpath(f"//li[.//a/@href='{home}{place}']")
        assert words in bare(html.tostring(row, encoding="unicode")), place
    assert "Was due 23 November 2026, 1 day ago" in bare(html.tostring(page, encoding="unicode"))


@pytest.mark.parametrize("language", languages())
def test_it_is_said_in_each_language(people: Cast, language: str) -> None:
    everything(people)
    minutes(people)
    client = signed_in(people.accounts["koge", Role.COORDINATOR])
    for path in ("", "tasks/", "waiting/", "briefing/", "agreements/koge-kristianstad/"):
        answer = client.get(f"/{language}/desk/{path}")
        assert answer.status_code == 200
        found = html.fromstring(answer.content.decode())
        for part in found.xpath("//main//*[@lang]"):
            assert part.get("lang") != language
        ids = found.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_minutes_are_awaited_from_the_partner(people: Cast) -> None:
    consent = minutes(people)
    client = signed_in(people.accounts["kristianstad", Role.MEMBER])
    found = client.get("/en/desk/waiting/").content
    assert "The minutes of Meeting first" in bare(found)
    assert f'href="/en/desk/approvals/{consent.pk}/"'.encode() in found


def section(people: Cast, side: str = "koge", path: str = "") -> str:
    client = signed_in(people.accounts[side, Role.COORDINATOR])
    page = html.fromstring(client.get(f"/en/desk/{path}").content.decode())
    found = page.xpath("//section[@aria-labelledby='h-turns']")
    return bare(html.tostring(found[0], encoding="unicode")) if found else ""


@pytest.mark.parametrize("path", ["", "agreements/koge-kristianstad/"])
def test_the_desk_says_who_hosted_and_who_is_awaited_and_where_it_is_quiet(
    people: Cast, path: str
) -> None:
    assert section(people, path=path) == ""
    everything(people)
    found = section(people, path=path)
    assert "Køge hosted last, on 20 October 2026." in found
    assert "Køge has hosted once. Kristianstad has not hosted yet." in found
    assert (
        "Awaited from Køge: 1 answer to an invitation, its words on 1 question and 1 task past its day."
        in found
    )
    assert "Awaited from Kristianstad: its words on 1 question." in found
    assert "it has been quiet from Kristianstad since September 2025." in found
    assert "Suggest a meeting" in found
    assert found == section(people, "kristianstad", path)


def test_nobody_of_a_third_municipality_and_no_open_page_reads_it(people: Cast) -> None:
    everything(people)
    assert section(people, "lund") == ""
    client = signed_in(people.accounts["koge", Role.COORDINATOR])
    for path in ("", "groups/climate/", "meetings/"):
        page = client.get(f"/en/agreements/koge-kristianstad/{path}").content.decode()
        assert "hosted" not in page


def test_the_wheel_and_the_one_page_show_who_meets(people: Cast) -> None:
    group = a_group(people, NOW, slug="steering", kind="steering")
    a_meeting(people, NOW + WEEK, slug="steers", group=group)
    a_meeting(people, NOW + 2 * WEEK, slug="works")
    a_meeting(people, NOW - WEEK, slug="was", state="held")
    a_meeting(people, NOW + WEEK, slug="off", state="cancelled")
    client = signed_in(people.accounts["koge", Role.COORDINATOR])
    page = html.fromstring(client.get("/en/desk/").content.decode())
    (wheel,) = page.xpath("//div[@class='wheel']")
    said = bare(html.tostring(wheel, encoding="unicode"))
    assert "Meeting: Meeting steers" in said
    assert "Meeting: Meeting works" in said
    assert "Meeting held: Meeting was" in said
    assert "Meeting off" not in said
    brief = bare(client.get("/en/desk/briefing/").content)
    assert "Meeting: Meeting steers" in brief
    assert "Meeting works" not in brief


def five(slug: str) -> tuple[Agreement, list[Party]]:
    agreement = transcribe(by=SeatName("mittby", "chair"), file=five_parties(), at=NOW).agreement
    return agreement, parties(agreement)


def test_five_parties_have_their_words_and_who_joined_late_its_own() -> None:
    agreement, all_of = five("mittby")
    late = all_of[4]
    Party.objects.filter(pk=late.pk).update(joined=TODAY - WEEK)
    all_of = parties(agreement)
    WorkingGroup.objects.create(
        agreement=agreement, slug="g", names=named("G"), thread="g", founded_at=NOW - 60 * WEEK
    )
    found = Reciprocity(agreement, all_of, all_of[0], NOW)
    text = bare(f"<div>{turns_shown(found, {}, 'en', '')}</div>")
    assert text.startswith("Nobody has hosted a meeting yet.")
    assert "Nobody’s answer is awaited." in text
    assert "quiet from Norrby, Vestby, Mittby and Osterby since September 2025." in text
    assert "Sydby" not in text
    assert "Suggest" not in text

"""What everyone reads of groups and meetings, and what nobody is told."""

import itertools
import re
from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.papers.paper import Paper, canonical
from overens.base.papers.storage import keep
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.models import (
    Change,
    Membership,
    ProgrammePart,
    Question,
    WorkingGroup,
)
from overens.web.public import sheets
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.cycle.groups.written import HOUR, a_file, a_meeting, decided, named, seat_of, sent
from tests.examples import NOW, TODAY
from tests.web.public.groups.reading import HOME, WEEK, text

pytestmark = pytest.mark.django_db


def test_a_group_is_there_once_it_is_founded(client: Client, people: Cast) -> None:
    group = a_group(people, NOW)
    assert "Grupp" in text(client, "groups/") or "Gruppe" in text(client, "groups/")
    assert "Et kommissorium." in text(client, "groups/climate/") or "Ett uppdrag." in text(
        client, "groups/climate/"
    )
    assert 'href="/en/agreements/koge-kristianstad/groups/climate/"' in (
        client.get(HOME).content.decode()
    )
    WorkingGroup.objects.filter(pk=group.pk).update(founded_at=None)
    cache.clear()
    text(client, "groups/climate/", 404)
    assert "No group works today." in text(client, "groups/")
    assert client.get(f"{HOME}groups/climate.pdf").status_code == 404
    assert "groups/climate/" not in client.get(HOME).content.decode()


def test_posts_are_named_and_people_where_their_authority_says_so(
    client: Client, people: Cast
) -> None:
    group = a_group(people, NOW)
    seat = seat_of(people, "koge", Role.COORDINATOR)
    other = seat_of(people, "kristianstad", Role.COORDINATOR)
    assert seat.person.name not in text(client, "groups/climate/")
    Membership.objects.filter(post=seat.post).update(name_is_public=True)
    found = text(client, "groups/climate/")
    assert seat.person.name in found
    assert other.person.name not in found
    post = other.post.names.shown("en").text
    assert post.capitalize() in found or post in found
    # Who leaves is named no more at once, though only the parties read that line.
    Seat.objects.filter(pk=seat.pk).update(until=TODAY - timedelta(days=1))
    found = text(client, "groups/climate/")
    assert seat.person.name not in found
    assert "(vacant)" in found
    group.memberships.update(until=TODAY - timedelta(days=1))
    cache.clear()
    assert text(client, "groups/climate/").count("Nobody is named yet") == 2


def test_a_deputy_is_not_named(client: Client, people: Cast) -> None:
    a_group(people, NOW)
    seat = seat_of(people)
    Membership.objects.update(name_is_public=True)
    Seat.objects.filter(pk=seat.pk).update(holding="deputy")
    assert seat.person.name not in text(client, "groups/climate/")


def test_a_meeting_is_open_where_the_parties_said_so(client: Client, people: Cast) -> None:
    group = a_group(people, NOW)
    a_meeting(people, NOW + WEEK, slug="open", group=group)
    a_meeting(people, NOW + WEEK, slug="among-us", group=group, readers=Audience.PARTNERS)
    found = text(client, "meetings/open/")
    assert "1 December 2026, 12:00–14:00" in found
    assert "Rådhus 1, and online" in found
    assert "Køge" in found
    text(client, "meetings/among-us/", 404)
    for path in ("", "meetings/", "groups/climate/"):
        page = client.get(f"{HOME}{path}").content.decode()
        assert "meetings/open/" in page
        assert "among-us" not in page
        assert "meet.example" not in page
    assert "meet.example" not in client.get(f"{HOME}meetings/open/").content.decode()
    assert client.get(f"{HOME}meetings/open.pdf")["Content-Type"] == "application/pdf"
    assert client.get(f"{HOME}meetings/among-us.pdf").status_code == 404


def test_the_clock_is_named_where_a_party_has_another(client: Client, people: Cast) -> None:
    a_meeting(people, NOW + WEEK, zone="Europe/Helsinki")
    assert "13:00–15:00 (the clock in Helsinki)" in text(client, "meetings/first/")


def test_what_was_postponed_or_cancelled_says_why_and_not_what_it_cost(
    client: Client, people: Cast
) -> None:
    meeting = a_meeting(people, NOW + WEEK, state="cancelled")
    by = seat_of(people)
    then = {"meeting": meeting, "by": by, "was_at": NOW + 2 * HOUR, "at": NOW}
    Change.objects.create(
        kind="postponed", is_at=NOW + WEEK, because=named("The train did not go"), **then
    )
    Change.objects.create(kind="cancelled", because=named("Storm"), **then)
    meeting.costs.create(
        authority=by.post.authority, amount="4321.00", currency="DKK", by=by, at=NOW
    )
    found = text(client, "meetings/first/")
    assert "It was to be on 24 November 2026, and was postponed to 1 December 2026" in found
    assert "It was cancelled: Storm" in found
    assert "4321" not in found
    assert "cancelled" in text(client, "meetings/")


def test_a_visit_shows_its_programme_by_day_with_its_tracks(client: Client, people: Cast) -> None:
    visit = a_meeting(people, NOW + WEEK, kind="visit", hours=30, place="Rådhus 1", mode="place")
    for place, (hours, track) in enumerate([(0, ""), (2, "Klima"), (2, "Skole"), (24, "")]):
        ProgrammePart.objects.create(
            meeting=visit,
            track=track,
            kind="site-visit" if track else "session",
            starts_at=visit.starts_at + hours * HOUR,
            ends_at=visit.starts_at + (hours + 1) * HOUR,
            titles=named(f"Part {place}"),
            place="Havnen" if track else "",
            written_by=visit.called_by,
        )
    ProgrammePart.objects.create(
        meeting=visit, titles=named("Walk"), written_by=visit.called_by, kind="site-visit"
    )
    found = text(client, "meetings/first/")
    assert found.endswith("No time is on fileWalk (sv)Site visit")
    assert "1 December 2026 12:00–13:00" in found
    assert "2 December 2026 12:00–13:00" in found
    assert "Site visit · Track: Klima · Havnen" in found


def test_notes_and_decisions_are_open_once_they_stand_and_were_marked_so(
    client: Client, people: Cast
) -> None:
    group = a_group(people, NOW)
    meeting = a_meeting(people, NOW - 5 * WEEK, group=group, state="held")
    decided(meeting, NOW - 5 * WEEK)
    letter = sent(meeting, NOW - 4 * WEEK, stands=False)

    def is_told() -> set[bool]:
        cache.clear()
        return {
            "What was said." in text(client, "meetings/first/"),
            "We decide." in text(client, "groups/climate/"),
            client.get(f"{HOME}meetings/first/notes.pdf").status_code == 200,
        }

    assert is_told() == {False}
    letter.stands_at = NOW - 2 * WEEK
    letter.save()
    assert is_told() == {True}
    assert "They have stood since 10 November 2026" in text(client, "meetings/first/")
    sent(meeting, NOW - 3 * WEEK, readers=Audience.PARTNERS, number=2)
    assert is_told() == {False}


def test_a_decision_that_was_changed_after_the_notes_were_sent_is_not_told(
    client: Client, people: Cast
) -> None:
    group = a_group(people, NOW)
    meeting = a_meeting(people, NOW - 5 * WEEK, group=group, state="held")
    decided(meeting, NOW - 3 * WEEK)
    sent(meeting, NOW - 4 * WEEK)
    assert "We decide." not in text(client, "groups/climate/")


def test_a_commitment_names_who_works_on_it(client: Client, people: Cast) -> None:
    group, other = a_group(people, NOW), a_group(people, NOW, slug="schools")
    group.commitments.add(people.agreement.commitments.get(number=3))
    Question.objects.create(
        agreement=people.agreement,
        number=1,
        group=other,
        commitment=people.agreement.commitments.get(number=4),
        sentence=named("How?"),
        opened_by=seat_of(people),
        opened_at=NOW,
    )
    meeting = a_meeting(people, NOW + WEEK)
    meeting.commitments.add(people.agreement.commitments.get(number=4))
    pages = {n: client.get(f"{HOME}commitments/{n}/").content.decode() for n in (3, 4, 5)}
    named_in = {
        n: set(re.findall(r"/((?:groups|meetings)/[a-z]+)/", page)) for n, page in pages.items()
    }
    assert named_in == {3: {"groups/climate"}, 4: {"groups/schools", "meetings/first"}, 5: set()}


@pytest.mark.parametrize("language", languages())
def test_every_page_is_whole_in_each_language(client: Client, people: Cast, language: str) -> None:
    group = a_group(people, NOW)
    group.commitments.add(people.agreement.commitments.get(number=3))
    meeting = a_meeting(people, NOW - 5 * WEEK, group=group, state="held")
    a_meeting(people, NOW + WEEK, slug="next", group=group)
    decided(meeting, NOW - 5 * WEEK)
    sent(meeting, NOW - 4 * WEEK)
    a_file(people, NOW, file=keep(settings.FILES, b"%PDF"), group=group, readers=Audience.PUBLIC)
    home = f"/{language}/agreements/koge-kristianstad/"
    for path in ("", "groups/", "groups/climate/", "meetings/", "meetings/first/"):
        found = html.fromstring(client.get(home + path).content.decode())
        assert len(found.xpath("//h1")) == 1
        levels = [int(h.tag[1]) for h in found.xpath("//h1 | //h2 | //h3")]
        assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path
        ids = found.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert found.xpath("//@style") == []
        for part in found.xpath("//main//*[@lang]"):
            assert part.get("lang") != language or "stack" in (part.get("class") or "")
    for path in ("groups/climate.pdf", "meetings/first.pdf", "meetings/first/notes.pdf"):
        assert client.get(home + path).content.startswith(b"%PDF"), path


def test_no_link_of_these_pages_leads_nowhere(client: Client, people: Cast) -> None:
    group = a_group(people, NOW)
    group.commitments.add(people.agreement.commitments.get(number=3))
    past = a_meeting(people, NOW - 5 * WEEK, group=group, state="held")
    a_meeting(people, NOW + WEEK, slug="next", group=group)
    sent(past, NOW - 4 * WEEK)
    kept = keep(settings.FILES, b"%PDF")
    a_file(people, NOW, file=kept, meeting=past, readers=Audience.PUBLIC)
    a_file(people, NOW, file=kept, group=group, readers=Audience.PUBLIC)
    seen: set[str] = set()
    waiting = [HOME]
    while waiting:
        address = waiting.pop()
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith("text/html"):
            hrefs = html.fromstring(answer.content.decode()).xpath("//main//a/@href")
            found = {href.split("?")[0] for href in hrefs if href.startswith(HOME)}
            waiting += [one for one in found - seen if re.search("groups|meetings|files", one)]
    ours = {address.removeprefix(HOME) for address in seen}
    assert {"groups/", "groups/climate/", "groups/climate.pdf", "meetings/"} < ours
    assert {"meetings/first/", "meetings/first/notes.pdf", "meetings/next.pdf"} < ours
    assert sum(address.startswith("files/") for address in ours) == 2


def queries(client: Client, path: str) -> int:
    client.get(f"{HOME}{path}")
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{HOME}{path}").status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_what_there_is(client: Client, people: Cast) -> None:
    places = ("", "groups/", "groups/climate/", "meetings/", "meetings/m0/", "commitments/3/")
    pages = (*places, "history/")
    found, made = [], 0
    group = a_group(people, NOW)
    group.commitments.add(people.agreement.commitments.get(number=3))
    for size in (1, 10, 100):
        for n in range(made, size):
            past = a_meeting(people, NOW - 5 * WEEK, slug=f"m{n}", group=group, state="held")
            decided(past, NOW - 5 * WEEK)
            if n < 10:
                sent(past, NOW - 4 * WEEK)
            a_meeting(people, NOW + WEEK, slug=f"n{n}", group=group)
            a_file(people, NOW, file="0" * 64, meeting=past, readers=Audience.PUBLIC)
            a_group(people, NOW, slug=f"g{n}", roles=())
        made = size
        found.append({page: queries(client, page) for page in pages})
    assert found[0] == found[1] == found[2]
    assert found[0][""] <= 15


def test_a_meeting_of_today_comes_until_the_day_is_over(client: Client, people: Cast) -> None:
    a_meeting(people, NOW - 3 * HOUR)
    assert "Meeting first" in text(client, "")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert "Meeting first" not in text(client, "")
    assert date(2026, 11, 24) == TODAY


def test_the_history_tells_of_groups_and_of_open_meetings(client: Client, people: Cast) -> None:
    group = a_group(people, NOW)
    meeting = a_meeting(people, NOW + WEEK, group=group)
    hidden = a_meeting(people, NOW + WEEK, slug="among-us", readers=Audience.PARTNERS)
    seat = seat_of(people)
    with transaction.atomic():
        for one in (meeting, hidden):
            note(seat, "meeting.called", one.ref, NOW, slug=one.slug)
        note(seat, "group.member-named", group.ref, NOW, audience=Audience.PUBLIC)
        names = {"da": "Klimagruppen"}
        note(
            seat,
            "group.founded",
            people.agreement.ref,
            NOW,
            audience=Audience.PUBLIC,
            group=group.slug,
            names=names,
        )
    found = text(client, "history/")
    assert "Køge called a meeting: Meeting first (sv)." in found
    assert "Køge named a member of a group: Gruppe" in found or "Grupp climate" in found
    assert "Each party has agreed to the group Klimagruppen." in found
    assert found.count("called a meeting") == 1
    # Once it is open no more, its name is gone, and that it was is not.
    type(meeting).objects.filter(pk=meeting.pk).update(readers=Audience.PARTNERS)
    with transaction.atomic():
        note(seat, "meeting.changed", meeting.ref, NOW, slug=meeting.slug)
    found = text(client, "history/")
    assert "Køge called a meeting: not told to everyone." in found
    assert "Meeting first" not in found


def test_what_somebody_wrote_stands_on_paper_as_they_wrote_it(
    client: Client, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[Paper] = []
    monkeypatch.setattr(sheets, "typeset", lambda paper, _language: papers.append(paper) or b"%PDF")
    group = a_group(people, NOW)
    hostile = "Hus <b> & 5 < 6"
    meeting = a_meeting(people, NOW + WEEK, group=group, place=hostile, mode="place")
    ProgrammePart.objects.create(
        meeting=meeting, titles=named(hostile), place=hostile, written_by=meeting.called_by
    )
    for path, times in (("groups/climate.pdf", 1), ("meetings/first.pdf", 3)):
        assert client.get(f"{HOME}{path}").status_code == 200
        said = canonical(papers.pop()).decode()
        assert said.count(hostile) == times, said
        assert "&amp;" not in said

"""A whole year of a cooperation, from three groups that are founded to a year wheel that is full.

Køge writes in Danish and Kristianstad in Swedish; everybody is made up. Whatever somebody does, they do on
a page of the desk, in their calendar, or by mail.
"""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.trail import checks
from overens.base.trail.queries import faults
from overens.cycle.groups.models import Meeting
from tests.cast import account_of, cast
from tests.examples import NOW
from tests.stories.year import (
    ACROSS,
    COAST,
    GROUPS,
    KOGE,
    KRISTIANSTAD,
    MEETINGS,
    ROOM,
    STEERING,
    TASKS,
    A,
    C,
    L,
    M,
    W,
    Year,
    calendar_of,
)
from tests.stories.year_end import both_registers_have_it, each_side_reads_it, everyone_reads_it
from tests.stories.year_from_april import (
    a_coordinator_is_replaced,
    a_visit_is_cancelled_and_another_remembered,
    a_visit_of_two_days,
    the_coast_group_meets_again,
)

pytestmark = pytest.mark.django_db
GUEST = "gast@universitet.example"


@pytest.fixture
def year(settings: Any, tmp_path: Path) -> Year:
    # Letters go out, and answers to them come in.
    for folder in ("new", "cur", "tmp"):
        (tmp_path / folder).mkdir()
    settings.MAIL, settings.MAIL_IN = True, tmp_path
    return Year(cast(NOW))


def test_a_year(year: Year) -> None:
    registers_are_open(year)
    three_groups_are_founded(year)
    members_are_named(year)
    first = the_coast_group_meets_online(year)
    its_notes_stand_after_christmas(year, first)
    the_steering_group_meets(year)
    a_series_goes_on_across_summer_time(year)
    the_coast_group_meets_again(year, first)
    a_visit_of_two_days(year)
    a_coordinator_is_replaced(year)
    a_visit_is_cancelled_and_another_remembered(year)
    year.on("2027-11-24")
    everyone_reads_it(year)
    both_registers_have_it(year)
    each_side_reads_it(year)
    assert faults() == {}
    assert list(checks.found()) == []


def registers_are_open(year: Year) -> None:
    # Each side's registrar lets everyone read what is entered.
    for side in (KOGE, KRISTIANSTAD):
        year.does(side, Role.REGISTRAR, "register/settings/", published="on")


def three_groups_are_founded(year: Year) -> None:
    # Køge proposes a group for the coast. Its own yes alone founds nothing.
    put = year.does(
        KOGE, C, f"{GROUPS}found/",
        name_da="Kystgruppen", text_da="Den ser på, hvad havet gør ved begge.",
        area="klimatilpasning", commitments=["2", "4"],
    )  # fmt: skip
    year.does(KOGE, C, put.place, do="approve", answer="yes").has("Nu ventes der på Kristianstad")
    year.rounds()
    year.reads(KRISTIANSTAD, C).has("Kystgruppen")

    # Kristianstad finds the question on its desk and says yes: the group is there, in either language.
    year.does(KRISTIANSTAD, C, put.place, do="approve", answer="yes").has("Varje part har sagt ja")
    year.reads(KOGE, M, GROUPS).has("Kystgruppen")

    # The steering group is proposed by Køge, too; the group across all areas by Kristianstad.
    agreed(year, KOGE, name_da="Styregruppen", text_da="Den holder retning.", kind="steering")
    agreed(
        year, KRISTIANSTAD,
        name_sv="Erfarenhetsgruppen", text_sv="Den ser till att vi lär av varandra.",
        commitments=["3"],
    )  # fmt: skip
    for side in (KOGE, KRISTIANSTAD):
        year.reads(side, M, GROUPS).has("Kystgruppen", "Styregruppen", "Erfarenhetsgruppen")


def agreed(year: Year, by: str, **said: object) -> None:
    """One side proposes a group, and each says yes."""
    put = year.does(by, C, f"{GROUPS}found/", **said)
    year.rounds()
    for side in (KOGE, KRISTIANSTAD):
        year.does(side, C, put.place, do="approve", answer="yes")


def members_are_named(year: Year) -> None:
    year.on("2026-11-25")
    # Each side names its own posts. With one side alone a group is not complete.
    named(year, KOGE, COAST, "member", task="lead", public=True)
    year.reads(KRISTIANSTAD, M, COAST).has("Gruppen är inte komplett")
    named(year, KRISTIANSTAD, COAST, "member", task="secretary")
    year.reads(KRISTIANSTAD, M, COAST).has("Gruppen är komplett: varje part har någon i den.")
    for side in (KOGE, KRISTIANSTAD):
        named(year, side, STEERING, "leader")
    named(year, KOGE, ACROSS, "director")
    named(year, KRISTIANSTAD, ACROSS, "communicator", task="lead")
    named(year, KRISTIANSTAD, STEERING, "koordinator", task="secretary")

    # Everyone reads the posts, and a name where its own side says so.
    open_page = year.opens(COAST)
    open_page.has("leder gruppenmember of koge", "Kristianstad Member, sekretær")
    open_page.lacks("member of kristianstad")


def named(year: Year, side: str, group: str, post: str, **said: object) -> None:
    year.does(side, C, f"{group}members/", do="name", post=post, **said)


def the_coast_group_meets_online(year: Year) -> str:
    # Køge's member calls the first meeting; everybody in the group is invited, and somebody who has no
    # account by name and address.
    year.on("2026-12-01", "09:00")
    page = year.does(
        KOGE, M, f"{MEETINGS}call/",
        title="Første møde", group="Kystgruppen", day="2026-12-10", starts="10:00", ends="11:30",
        mode="online", link="https://video.example/kyst", readers="public",
    ).place  # fmt: skip
    year.does(
        KOGE, M, f"{page}people/", do="name",
        name="Gäst Exempel", email=GUEST, language="sv",
    )  # fmt: skip
    # Kristianstad asks a concrete question, and each says why it matters there.
    asked = year.does(
        KRISTIANSTAD, M, f"{ROOM}questions/ask/",
        text="Hur snabbt fylls åmynningen av sand?", group="Kystgruppen", commitment="4. ",
    ).place  # fmt: skip
    year.does(KRISTIANSTAD, M, asked, do="side", text="Fiskarna når inte havet.", owner="member")
    year.does(KOGE, M, asked, do="side", text="Det samme sker i havnen.", owner="member")

    # Each side puts an item on the agenda.
    year.does(
        KOGE,
        M,
        f"{page}agenda/",
        title="Hvor højt stiger vandet?",
        minutes="30",
        presenter="Køge, member",
    )
    year.does(KRISTIANSTAD, M, f"{page}agenda/", title="Åns mynning", minutes="20", question="1")
    year.does(KRISTIANSTAD, M, f"{page}agenda/", title="Sanddyner som skydd", minutes="20")

    # The invitation comes once to each, in their language, with a calendar.
    year.letters_go()
    (mine,) = year.letters("member@koge.example", "Første møde")
    (theirs,) = year.letters("member@kristianstad.example", "Første møde")
    (guests,) = year.letters(GUEST)
    assert mine.subject == "Indkaldelse: Første møde, 10. december 2026"
    assert theirs.subject == guests.subject == "Kallelse: Første møde, 10 december 2026"
    assert "desk" not in guests.body
    for letter in (mine, theirs, guests):
        (event,) = calendar_of(letter).walk("VEVENT")
        assert (event["SEQUENCE"], f"{event['DTSTART'].dt:%H:%M}") == (0, "10:00")

    # One answers at the desk, one in the calendar, one by a mail with something to say.
    year.does(KOGE, M, page, do="answer", coming="yes")
    year.answers_in_calendar(theirs, "ACCEPTED")
    year.replies(guests, "Ja, men jag måste gå klockan elva.")
    shown = year.reads(KOGE, M, page)
    shown.has("member of kristianstad, memberKommer (gennem en kalender)")
    shown.has("Gäst ExempelKommer (med e-mail)", "2. Åns mynning", "sat på af Kristianstad")

    # On Monday each reads what the other side did; the day before, each is reminded: in their own words.
    year.on("2026-12-09")
    week = year.letters("member@koge.example", "Ugen: ")[-1]
    assert "Kristianstad spurgte: Hur snabbt fylls åmynningen av sand?" in week.body
    week = year.letters("member@kristianstad.example", "Veckan: ")[-1]
    assert "Køge kallade till mötet ”Første møde”" in week.body
    assert year.letters("member@koge.example")[-1].subject == "I morgen kl. 10.00: Første møde"
    reminded = year.letters("member@kristianstad.example")[-1]
    assert reminded.subject == "I morgon klockan 10:00: Første møde"

    # They meet, and say what came of each item. One is not reached.
    year.on("2026-12-10", "10:05")
    year.does(KOGE, M, f"{page}run/", do="outcome", kind="information", text="Målingerne er ens.")
    year.does(
        KOGE,
        M,
        f"{page}run/",
        do="outcome",
        kind="decision",
        text="Vi måler fælles.",
        review_on="2027-04-01",
    )
    year.does(KOGE, M, f"{page}run/", do="done")
    year.does(
        KRISTIANSTAD, M, f"{page}run/", do="outcome",
        kind="task", text="Skicka kartan över åmynningen", post="Kristianstad, member", due="2027-01-29",
    )  # fmt: skip
    year.does(KRISTIANSTAD, M, f"{page}run/", do="done")
    year.now = year.now.replace(hour=11, minute=30)
    year.does(KOGE, M, f"{page}run/", do="close")
    year.does(KRISTIANSTAD, M, f"{page}held/")
    year.reads(KRISTIANSTAD, M, page).has(
        "Beslut: Vi måler fælles. Køge · tas upp igen 1 april 2027",
        "Uppgift (Kristianstad, member, klart senast 29 januari 2027)",
        "member of koge, membervar där",
    )
    return page


def its_notes_stand_after_christmas(year: Year, page: str) -> None:
    # Køge writes the notes and sends them.
    year.on("2026-12-11")
    year.does(KOGE, M, f"{page}notes/", text="<p>Vi talte om vand og sand.</p>", readers="public")
    year.does(KOGE, M, f"{page}notes/send/")

    # Kristianstad's member remembers it otherwise: the notes are open again.
    year.on("2026-12-14")
    year.does(KRISTIANSTAD, M, f"{page}notes/object/", text="Vi talade om grus, inte sand.")
    year.reads(KOGE, M, f"{page}notes/").has("Referatet er åbent igen", "Vi talade om grus")
    year.on("2026-12-15")
    year.does(KOGE, M, f"{page}notes/", text="<p>Vi talte om vand og grus.</p>")
    year.does(KOGE, M, f"{page}notes/send/")
    year.reads(KOGE, M, f"{page}notes/").has("medmindre nogen gør indsigelse senest 4. januar 2027")

    # Ten working days: in Denmark to 30 December; in Sweden, where the eves are free too, to 4 January.
    for day in ("2026-12-31", "2027-01-04"):
        year.on(day)
        year.opens(page).lacks("Vi talte om vand og grus.")
    year.on("2027-01-05")
    year.opens(page).has("Det har stået fast siden den 5. januar 2027", "Vi talte om vand og grus.")


def the_steering_group_meets(year: Year) -> None:
    # Kristianstad's coordinator calls the steering group to a town hall; the minutes are put to each party.
    year.on("2027-01-11")
    page = year.does(
        KRISTIANSTAD, C, f"{MEETINGS}call/",
        title="Styrgruppen i februari", group="Styregruppen", day="2027-02-12", starts="13:00",
        ends="15:00", mode="place", where="Rådhus Skåne, Kristianstad", host="Kristianstad",
        readers="public",
    ).place  # fmt: skip
    year.does(KRISTIANSTAD, C, f"{page}agenda/", title="Året som kommer")
    year.does(KOGE, L, page, do="answer", coming="yes")
    year.does(KRISTIANSTAD, L, page, do="answer", coming="yes", participant="leader of")

    # The task of the first meeting: a week before its day its post is reminded, and does it.
    year.on("2027-01-22")
    reminded = year.letters("member@kristianstad.example")[-1]
    assert reminded.subject.startswith("Ska vara klart den 29 januari 2027: Skicka kartan")
    year.does(KRISTIANSTAD, M, f"{TASKS}1/", do="end", state="done")

    year.on("2027-02-12", "13:10")
    year.does(
        KRISTIANSTAD, C, f"{page}run/", do="outcome",
        kind="decision", text="Vi besöker Køge i maj.",
    )  # fmt: skip
    year.does(KRISTIANSTAD, C, f"{page}run/", do="done")
    year.on("2027-02-12", "15:00")
    year.does(KRISTIANSTAD, C, f"{page}held/")
    year.does(
        KRISTIANSTAD, C, f"{page}notes/", text="<p>Vi gick igenom året.</p>", readers="public"
    )
    sent = year.does(KRISTIANSTAD, C, f"{page}notes/send/", answer_by="2027-03-05")
    sent.has("Protokollet står fast när varje part har justerat det.")
    (put,) = sent.links("approvals/")
    year.does(KRISTIANSTAD, L, put, do="approve", answer="yes", body="Kommunstyrelsen")
    year.rounds()
    year.opens(page).lacks("Vi gick igenom året")
    year.does(KOGE, L, put, do="approve", answer="yes", body="Byrådet").has("Det står fast")
    year.rounds()
    year.opens(page).has("Godkendt af hver part", "Vi besöker Køge i maj.", "Vi gick igenom året")


def a_series_goes_on_across_summer_time(year: Year) -> None:
    # Køge's director has a deputy. The director never signs in.
    year.does(KOGE, A, "posts/director/", do="deputy", person="Eksempel Stedfortræder")
    deputy = Seat.objects.get(person__name="Eksempel Stedfortræder")
    year.people.accounts[KOGE, "deputy"] = account_of(deputy, "deputy@koge.example")

    # Three Wednesdays in a room and online, in the weeks in which the clocks change.
    year.on("2027-02-15")
    first = year.does(
        KRISTIANSTAD, W, f"{MEETINGS}call/",
        title="Onsdagsträffen", group="Erfarenhetsgruppen", day="2027-03-24", starts="10:00",
        ends="11:00", mode="both", where="Biblioteket", link="https://video.example/onsdag",
        repeats="weekly", every="1", count="3",
    ).place  # fmt: skip
    year.letters_go()
    (letter,) = year.letters("director@koge.example", "Onsdagsträffen")
    (event,) = calendar_of(letter).walk("VEVENT")
    assert event["RRULE"]["COUNT"] == [3]
    assert str(event["DTSTART"].params["TZID"]) == "Europe/Stockholm"

    # Twenty working days of silence: the deputy is asked, once about all of them, and answers for all.
    year.on("2027-03-15")
    assert year.letters("deputy@koge.example", "Ikke besvaret") == []
    year.on("2027-03-17")
    assert len(year.letters("deputy@koge.example", "Ikke besvaret: Onsdagsträffen")) == 1
    year.does(KOGE, "deputy", first, do="answer", coming="yes", whole_series="on")

    # By the clock on the wall each begins at ten; a clock of the world shows another hour from April on.
    year.on("2027-04-07", "12:00")
    held = year.reads(KRISTIANSTAD, W, MEETINGS).links("onsdagstraffen")
    assert len(held) == 3
    for place in held:
        year.reads(KOGE, "deputy", place).has("2027, 10:00–11:00", "directorKommer")
        year.does(KRISTIANSTAD, W, f"{place}held/")
        year.does(KOGE, "deputy", f"{place}held/")
    starts = Meeting.objects.filter(series__isnull=False).order_by("starts_at")
    assert [one.starts_at.astimezone(UTC).hour for one in starts] == [9, 8, 8]

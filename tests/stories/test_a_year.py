"""A whole year of a cooperation, from three groups that are founded to a year wheel that is full.

Køge writes in Danish and Kristianstad in Swedish; everybody is made up. Whatever somebody does, they do on
a page of the desk, in their calendar, or by mail.
"""

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.trail import checks
from overens.base.trail.queries import faults
from overens.cycle.groups.models import Meeting
from tests.cast import account_of, cast
from tests.examples import NOW
from tests.stories.year import ROOM, Year, calendar_of
from tests.stories.year_end import both_registers_have_it, each_side_reads_it, everyone_reads_it

pytestmark = pytest.mark.django_db
C, M, A = Role.COORDINATOR, Role.MEMBER, Role.ADMINISTRATOR
D, L, W = Role.DIRECTOR, Role.LEADER, Role.COMMUNICATOR
KOGE, KRISTIANSTAD = "koge", "kristianstad"
GROUPS, MEETINGS, TASKS = f"{ROOM}groups/", f"{ROOM}meetings/", f"{ROOM}tasks/"
COAST, ACROSS, STEERING = (
    f"{GROUPS}{name}/" for name in ("kystgruppen", "erfarenhetsgruppen", "styregruppen")
)
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

    # The day before each is reminded, in their own words.
    year.on("2026-12-09")
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
    year.opens(page).has("Det står fast siden den 5. januar 2027", "Vi talte om vand og grus.")


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


def the_coast_group_meets_again(year: Year, first: str) -> None:
    # What was not reached in December, and the decision whose day has come, stand ready for the agenda.
    year.on("2027-04-08")
    page = year.does(
        KRISTIANSTAD, M, f"{MEETINGS}call/",
        title="Kustgruppen i april", group="Kystgruppen", day="2027-04-15", starts="13:00", ends="14:30",
        mode="both", where="Åhus hamn", link="https://video.example/kust", host="Kristianstad",
    ).place  # fmt: skip
    year.reads(KRISTIANSTAD, M, f"{page}agenda/").has(
        "Sanddyner som skyddInte klart · Første møde",
        "Vi måler fælles.Ett beslut som tas upp igen · Første møde",
    )
    year.does(KRISTIANSTAD, M, f"{page}agenda/", do="carry")
    year.reads(KOGE, M, f"{page}agenda/").has("1. Sanddyner som skydd", "Overført fra: Første møde")
    year.reads(KOGE, M, first).has("Overført til: Kustgruppen i april")
    year.on("2027-04-15", "13:10")
    year.does(KOGE, M, f"{page}run/", do="outcome", kind="task", text="Måle klitterne",
              post="Køge, member", due="2027-05-03")  # fmt: skip
    year.does(KOGE, M, f"{page}run/", do="done")
    year.does(KOGE, M, f"{page}run/", do="outcome", kind="decision", text="Vi måler også næste år.")
    year.does(KOGE, M, f"{page}run/", do="done")
    year.does(KOGE, M, f"{page}held/")
    year.does(KRISTIANSTAD, M, f"{page}run/", do="close")
    year.reads(KOGE, M, page).has("Opgave (Køge, member, frist 3. maj 2027): Måle klitterne")


def a_visit_of_two_days(year: Year) -> None:
    # Køge invites to two days, with two tracks in the afternoon and a site visit.
    year.on("2027-04-20")
    page = year.does(
        KOGE, M, f"{MEETINGS}call/",
        title="Besøg i Køge", group="Kystgruppen", kind="visit", day="2027-05-20", last="2027-05-21",
        starts="09:00", ends="14:00", mode="place", where="Køge Rådhus", host="Køge",
        readers="public", commitments=["3. "],
    ).place  # fmt: skip
    for title, more in (
        ("Velkomst", {"starts": "09:00", "ends": "10:00"}),
        ("Diget ved stranden", {"starts": "13:00", "ends": "15:00", "track": "A", "kind": "site-visit"}),
        ("Byens pumper", {"starts": "13:00", "ends": "15:00", "track": "B", "kind": "site-visit"}),
        ("Hvad vi tager med hjem", {"day": "2027-05-21", "starts": "10:00", "ends": "12:00"}),
    ):  # fmt: skip
        year.does(KOGE, M, f"{page}programme/", title=title, **more)
    year.letters_go()
    (letter,) = year.letters("member@kristianstad.example", "Besøg i Køge")
    year.replies(letter, "Ja tack!")

    year.on("2027-05-21", "14:30")
    year.does(KOGE, M, f"{page}held/")
    year.does(KRISTIANSTAD, M, f"{page}held/")
    # Files: one is Køge's own, one the partners read, one everyone.
    for name, readers in (
        ("taler.txt", "own"),
        ("kort.txt", "partners"),
        ("billede.txt", "public"),
    ):
        file = SimpleUploadedFile(name, f"{name} af Eksempel".encode(), "text/plain")
        year.does(KOGE, M, f"{page}files/", files=file, file_readers=readers)
    year.rounds()
    theirs = year.reads(KRISTIANSTAD, M, f"{page}files/")
    theirs.has("kort.txt", "billede.txt")
    theirs.lacks("taler.txt")
    open_page = year.opens(page)
    open_page.has("20. maj 2027, 09:00 – 21. maj 2027, 14:00", "Spor: A", "Spor: B", "billede.txt")
    open_page.lacks("kort.txt", "taler.txt")
    year.does(KOGE, M, f"{page}cost/", amount="12.500", days="6,5", note="Bus og frokost")
    year.reads(KRISTIANSTAD, M, page).has("Køge: 12 500,00 DKK, 6,5 arbetsdagar", "var där")


def a_coordinator_is_replaced(year: Year) -> None:
    # Kristianstad's coordinator has a task of the steering group when another takes over from one minute
    # to the next.
    year.on("2027-06-01", "09:00")
    year.does(
        KOGE, C, f"{TASKS}give/", text="Bestille bussen", post="Kristianstad, koordinator",
        group="Styregruppen", due="2027-08-31",
    )  # fmt: skip
    old, page = year.people.accounts[KRISTIANSTAD, C], "posts/coordinator/"
    year.does(KRISTIANSTAD, A, page, do="end")
    year.does(KRISTIANSTAD, A, page, do="take-over", person="Exempel Efterträdare")
    new = Seat.objects.get(person__name="Exempel Efterträdare")
    year.people.accounts |= {
        (KRISTIANSTAD, "old"): old,
        (KRISTIANSTAD, C): account_of(new, "ny@kristianstad.example"),
    }

    # The old one is refused; the new one finds on the same day what the post carries.
    for place in ("", GROUPS, COAST, f"{TASKS}1/"):
        year.is_refused(KRISTIANSTAD, "old", place)
    year.reads(KRISTIANSTAD, C).has("Lämna över befattningen", "Besøg i Køge")
    (handover,) = year.reads(KRISTIANSTAD, A, page).links("handovers/")
    year.reads(KRISTIANSTAD, C, handover).has("Styregruppen", "Bestille bussen", "tar över")


def a_visit_is_cancelled_and_another_remembered(year: Year) -> None:
    year.on("2027-08-16")
    page = year.does(
        KRISTIANSTAD, C, f"{MEETINGS}call/",
        title="Studiebesök i Kristianstad", group="Kystgruppen", kind="visit", day="2027-09-15",
        last="2027-09-16", starts="09:00", ends="15:00", mode="place", where="Naturum",
        host="Kristianstad", readers="public",
    ).place  # fmt: skip
    year.letters_go()
    year.on("2027-09-08")
    year.does(KRISTIANSTAD, C, f"{page}cancel/", do="cancel", because="Storm: färjan går inte.")
    year.does(KRISTIANSTAD, C, f"{page}cost/", amount="4 200,50", days="1", note="Avbokat hotell")
    year.letters_go()
    letter = year.letters("member@koge.example", "Studiebesök")[-1]
    (event,) = calendar_of(letter).walk("VEVENT")
    assert letter.subject == "Aflyst: Studiebesök i Kristianstad, 15. september 2027"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    year.reads(KOGE, M, page).has("Aflyst.Storm", "Kristianstad: 4.200,50 SEK, 1 arbejdsdag")
    year.opens(page).has("Det blev aflyst: Storm: färjan går inte.")

    # The year wheel of the agreement's sixth year shows the eight that were held, and not this one.
    for side in (KOGE, KRISTIANSTAD):
        wheel = year.reads(side, C)
        wheel.has("10 dec 2026" if side == KRISTIANSTAD else "10. dec 2026", "Besøg i Køge")
        wheel.lacks("Studiebesök i Kristianstad")

    # An old programme lies in a drawer: one page, pasted as it is.
    year.on("2027-10-04")
    old = year.does(
        KOGE, C, f"{MEETINGS}note/",
        title="Det første besøg", first="2023-05-09", last="2023-05-10", where="Kristianstad",
        host="Kristianstad", names="Eksempel En\nEksempel To", readers="public",
        programme="9. maj\n09.00-10.30 Velkomst; rådhuset\n11.00 Åhus\n10. maj\nHjemrejse",
        outcomes="Vi vil ses igen.",
    )  # fmt: skip
    old.has("9. maj 2023 – 10. maj 2023", "09:00–10:30 Velkomst", "Vi vil ses igen.")
    year.opens(old.place).has("Det første besøg")

"""A whole year of a cooperation, from three groups that are founded to a year wheel that is full.

Køge writes in Danish and Kristianstad in Swedish; everybody is made up. Whatever somebody does, they do on
a page of the desk, in their calendar, or by mail.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.trail import checks
from overens.base.trail.queries import faults
from tests.cast import account_of, cast
from tests.examples import NOW
from tests.stories.year import ROOM, Year, calendar_of

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
    what_everyone_reads(year)
    what_each_side_reads(year)
    assert faults() == {}
    assert list(checks.found()) == []


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
    print(year.reads(KRISTIANSTAD, M, COAST).text)
    named(year, KRISTIANSTAD, COAST, "member", task="secretary")
    print(year.reads(KRISTIANSTAD, M, COAST).text)
    for side in (KOGE, KRISTIANSTAD):
        named(year, side, STEERING, "leader")
    named(year, KOGE, ACROSS, "director")
    named(year, KRISTIANSTAD, ACROSS, "communicator", task="lead")
    print(year.opens(COAST).text)


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
    print(mine.subject, mine.body, theirs.subject, theirs.body, guests.subject, guests.body)
    for letter in (mine, theirs, guests):
        (event,) = calendar_of(letter).walk("VEVENT")
        assert (event["SEQUENCE"], f"{event['DTSTART'].dt:%H:%M}") == (0, "10:00")

    # One answers at the desk, one in the calendar, one by a mail with something to say.
    year.does(KOGE, M, page, do="answer", coming="yes")
    year.answers_in_calendar(theirs, "ACCEPTED")
    year.replies(guests, "Ja, men jag måste gå klockan elva.")
    shown = year.reads(KOGE, M, page)
    print(shown.text)

    # The day before each is reminded, in their own words.
    year.on("2026-12-09")
    print(
        [(l.to, l.subject) for l in year.letters("member@koge.example")[-2:]],
        [l.subject for l in year.letters("member@kristianstad.example")[-2:]],
    )

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
    print(year.reads(KRISTIANSTAD, M, page).text)
    return page


def its_notes_stand_after_christmas(year: Year, page: str) -> None:
    # Køge writes the notes and sends them.
    year.on("2026-12-11")
    year.does(KOGE, M, f"{page}notes/", text="<p>Vi talte om vand og sand.</p>", readers="public")
    year.does(KOGE, M, f"{page}notes/send/")

    # Kristianstad's member remembers it otherwise: the notes are open again.
    year.on("2026-12-14")
    year.does(KRISTIANSTAD, M, f"{page}notes/object/", text="Vi talade om grus, inte sand.")
    print(year.reads(KOGE, M, f"{page}notes/").text)
    year.on("2026-12-15")
    year.does(KOGE, M, f"{page}notes/", text="<p>Vi talte om vand og grus.</p>")
    year.does(KOGE, M, f"{page}notes/send/")
    print(year.reads(KOGE, M, f"{page}notes/").text)

    # Ten working days: in Denmark to 30 December; in Sweden, where the eves are free too, to 4 January.
    for day in ("2026-12-31", "2027-01-04"):
        year.on(day)
        assert "stands" not in year.opens(page).text
        print(year.opens(page).text)
    year.on("2027-01-05")
    print(year.opens(page).text)


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
    for side in (KOGE, KRISTIANSTAD):
        year.does(side, L, page, do="answer", coming="yes")

    # The task of the first meeting: a week before its day its post is reminded, and does it.
    year.on("2027-01-22")
    print([l.subject for l in year.letters("member@kristianstad.example")])
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
    print(sent.text, sent.links("approvals/"))
    (put,) = sent.links("approvals/")
    year.does(KRISTIANSTAD, L, put, do="approve", answer="yes", body="Kommunstyrelsen")
    year.rounds()
    year.opens(page).lacks("Vi gick igenom året")
    year.does(KOGE, L, put, do="approve", answer="yes", body="Byrådet").has("Det står fast")
    year.rounds()
    print(year.opens(page).text)


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
    event = calendar_of(letter).walk("VEVENT")
    print(calendar_of(letter).to_ical().decode())

    # Twenty working days of silence: the deputy is asked.
    year.on("2027-03-15")
    print([l.subject for l in year.letters("deputy@koge.example")])
    year.on("2027-03-17")
    print([l.subject for l in year.letters("deputy@koge.example")])
    year.does(KOGE, "deputy", first, do="answer", coming="yes", whole_series="on")

    year.on("2027-04-07", "12:00")
    for day in ("24", "31"):
        pass
    listed = year.reads(KRISTIANSTAD, W, MEETINGS)
    print(listed.text, listed.links("meetings/2027"))
    for one in sorted(set(listed.links("onsdagstraffen"))):
        print(year.reads(KOGE, "deputy", one).text)
        year.does(KRISTIANSTAD, W, f"{one}held/")
        year.does(KOGE, "deputy", f"{one}held/")


def the_coast_group_meets_again(year: Year, first: str) -> None:
    # What was not reached in December, and the decision whose day has come, stand ready for the agenda.
    year.on("2027-04-08")
    page = year.does(
        KRISTIANSTAD, M, f"{MEETINGS}call/",
        title="Kustgruppen i april", group="Kystgruppen", day="2027-04-15", starts="13:00", ends="14:30",
        mode="both", where="Åhus hamn", link="https://video.example/kust", host="Kristianstad",
    ).place  # fmt: skip
    print(year.reads(KRISTIANSTAD, M, f"{page}agenda/").text)
    year.does(KRISTIANSTAD, M, f"{page}agenda/", do="carry")
    print(year.reads(KOGE, M, f"{page}agenda/").text)
    year.on("2027-04-15", "13:10")
    year.does(KOGE, M, f"{page}run/", do="outcome", kind="task", text="Måle klitterne",
              post="Køge, member", due="2027-05-03")  # fmt: skip
    year.does(KOGE, M, f"{page}run/", do="done")
    year.does(KOGE, M, f"{page}run/", do="outcome", kind="decision", text="Vi måler også næste år.")
    year.does(KOGE, M, f"{page}run/", do="done")
    year.does(KOGE, M, f"{page}held/")
    year.does(KRISTIANSTAD, M, f"{page}run/", do="close")
    print(year.reads(KOGE, M, page).text)


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
    print(year.reads(KRISTIANSTAD, M, f"{page}files/").text)
    print(year.opens(page).text)
    year.does(KOGE, M, f"{page}cost/", amount="12.500", days="6,5", note="Bus og frokost")
    print(year.reads(KRISTIANSTAD, M, page).text)


def a_coordinator_is_replaced(year: Year) -> None:
    year.on("2027-06-01", "09:00")
    old = year.people.accounts[KRISTIANSTAD, C]
    page = "posts/coordinator/"
    print(year.reads(KRISTIANSTAD, A, page).text)
    year.does(KRISTIANSTAD, A, page, do="end")
    year.does(KRISTIANSTAD, A, page, do="take-over", person="Exempel Efterträdare")
    new = Seat.objects.get(person__name="Exempel Efterträdare")
    year.people.accounts[KRISTIANSTAD, "old"] = old
    year.people.accounts[KRISTIANSTAD, C] = account_of(new, "ny@kristianstad.example")
    year.is_refused(KRISTIANSTAD, "old", f"{GROUPS}")
    print(year.reads(KRISTIANSTAD, C).text)
    print(year.reads(KRISTIANSTAD, C, COAST).text)
    shown = year.reads(KRISTIANSTAD, A, page)
    print(shown.text, shown.links("handovers/"))
    for place in shown.links("handovers/"):
        print(year.reads(KRISTIANSTAD, C, place).text)


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
    print(letter.subject, event["STATUS"], event["SEQUENCE"])
    print(year.reads(KOGE, M, page).text)
    print(year.opens(page).text)

    # An old programme lies in a drawer: one page, pasted as it is.
    year.on("2027-10-04")
    old = year.does(
        KOGE, C, f"{MEETINGS}note/",
        title="Det første besøg", first="2023-05-09", last="2023-05-10", where="Kristianstad",
        host="Kristianstad", names="Eksempel En\nEksempel To", readers="public",
        programme="9. maj\n09.00-10.30 Velkomst; rådhuset\n11.00 Åhus\n10. maj\nHjemrejse",
        outcomes="Vi vil ses igen.",
    )  # fmt: skip
    print(old.text)


def what_everyone_reads(year: Year) -> None:
    year.on("2027-11-24")
    print(year.opens(ROOM).text)
    for language in ("da", "sv"):
        print(year.opens(COAST, language).text)
    for number in range(1, 5):
        print(number, year.opens(f"{ROOM}commitments/{number}/").text)
    for side in (KOGE, KRISTIANSTAD):
        print(year.opens(f"register/{side}/").text)


def what_each_side_reads(year: Year) -> None:
    for side in (KOGE, KRISTIANSTAD):
        print(year.reads(side, C).text)
        print(year.reads(side, C, f"{ROOM}").text)
        print(year.reads(side, C, COAST).text)
        print(year.reads(side, Role.REGISTRAR, "register/").text)
    assert 0

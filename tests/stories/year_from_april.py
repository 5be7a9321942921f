"""The second half of the year that is told in `test_a_year`."""

from django.core.files.uploadedfile import SimpleUploadedFile

from overens.base.municipalities.models import Seat
from tests.cast import account_of
from tests.stories.year import (
    COAST,
    GROUPS,
    KOGE,
    KRISTIANSTAD,
    MEETINGS,
    TASKS,
    A,
    C,
    M,
    Year,
    calendar_of,
)


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
    year.reads(KOGE, M, f"{page}agenda/").has(
        "1. Sanddyner som skydd", "Ført videre fra: Første møde"
    )
    year.reads(KOGE, M, first).has("Ført videre til: Kustgruppen i april")
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

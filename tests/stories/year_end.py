"""What stands there when the year is over (`test_a_year`): for everyone, in both registers, for each side."""

from overens.base.municipalities.states import Role
from tests.stories.year import ROOM, Year

C = Role.COORDINATOR
SIDES = ("koge", "kristianstad")
COAST = f"{ROOM}groups/kystgruppen/"
ENTRIES = {
    "koge": {
        "2026-00001Kommissorium for en gruppe: Kystgruppen": "sendt",
        "2026-00007Kommissorium for en gruppe: Erfarenhetsgruppen": "modtaget",
        "2027-00001Referat: Første møde, 10. december 2026": "sendt",
        "2027-00003Svar fra Kristianstads kommun: ja. Beslutningsreferat: Styrgruppen": "modtaget",
        "2027-00004Svar fra Køge Kommune: ja. Beslutningsreferat: Styrgruppen": "sendt",
        "2027-00005Fil: kort.txt": "sendt",
        "2027-00006Fil: billede.txt": "sendt",
    },
    "kristianstad": {
        "KRISTIANSTAD 2026/1Uppdrag för en grupp: Kystgruppen": "inkommen",
        "KRISTIANSTAD 2026/6Uppdrag för en grupp: Erfarenhetsgruppen": "skickad",
        "KRISTIANSTAD 2027/1Mötesanteckningar: Første møde, 10 december 2026": "inkommen",
        "KRISTIANSTAD 2027/3Svar från Kristianstads kommun: ja. Protokoll: Styrgruppen": "skickad",
        "KRISTIANSTAD 2027/4Svar från Køge Kommune: ja. Protokoll: Styrgruppen": "inkommen",
        "KRISTIANSTAD 2027/5Fil: kort.txt": "inkommen",
        "KRISTIANSTAD 2027/6Fil: billede.txt": "inkommen",
    },
}
"""Of the fifteen entries of each register: by number and subject, in which direction."""
NOTED = {
    2: {"siden 25. november 2026{}: arbejdsgruppe fuldtallig": SIDES},
    3: {
        f"{day}{{}}: møde holdt": SIDES
        for day in ("24. marts 2027", "31. marts 2027", "7. april 2027", "20. maj 2027")
    },
    4: {
        "siden 25. november 2026{}: arbejdsgruppe fuldtallig": SIDES,
        "10. december 2026{}: møde holdt": SIDES,
        "15. april 2027{}: møde holdt": SIDES,
        "20. maj 2027{}: møde holdt": SIDES,
        "22. januar 2027{}: opgave udført": ("kristianstad",),
    },
}
"""What shows each commitment kept, and by whom."""
NAMES = {"koge": "Køge", "kristianstad": "Kristianstad"}


def everyone_reads_it(year: Year) -> None:
    # The agreement's page: three commitments kept, three groups.
    year.opens(ROOM).has(
        "Alle parter har opfyldt 3 af 6 aftalepunkter.",
        *("Kystgruppen", "Styregruppen", "Erfarenhetsgruppen"),
    )
    # The group's: what was held and decided, in either language; of what was for the parties nothing.
    for language, decided in (
        ("da", "Mødet den 10. december 2026"),
        ("sv", "Mötet den 10 december"),
    ):
        group = year.opens(COAST, language)
        group.has("Besøg i Køge", "Første møde", f"Vi måler fælles.{decided}")
        group.lacks("Kustgruppen i april", "Studiebesök", "Vi måler også næste år")
    year.opens(f"{ROOM}groups/styregruppen/").has(
        "Styrgruppen i februari", "Vi besöker Køge i maj."
    )

    # The engine knows of each meeting, of the complete group and of the task that was done, each for whom
    # it was; the task that nobody did shows nothing.
    for number, noted in NOTED.items():
        page = year.opens(f"{ROOM}commitments/{number}/")
        for line, sides in noted.items():
            page.has(*(line.format(NAMES[side]) for side in sides))
        assert page.text.count("møde holdt") - page.text.count(
            "besluttet at tage i brug, møde"
        ) == (sum(len(sides) for line, sides in noted.items() if "møde" in line))
        page.lacks("Køge: opgave udført")
    year.opens(f"{ROOM}commitments/1/").has("Intet er noteret endnu.")


def both_registers_have_it(year: Year) -> None:
    # Each has its own numbers; what one has sent the other has received.
    for side, entries in ENTRIES.items():
        own = year.reads(side, Role.REGISTRAR, "register/")
        assert "15 indførsler" in own or "15 poster" in own
        rows = [" ".join(row.text_content().split()) for row in own.document.xpath("//main//tr")]
        for entry, direction in entries.items():
            (row,) = [one for one in rows if one.startswith(entry)]
            assert direction in row
        own.lacks("taler.txt")
        year.opens(f"register/{side}/").has(
            "15 indførsler", *(entry.partition(":")[0][:9] for entry in entries)
        )


def each_side_reads_it(year: Year) -> None:
    # Since the visit in May nothing has happened: both read so, and what is late, in friendly words.
    year.reads("koge", C).has(
        "Køge har været vært en gang.", "Kristianstad har været vært 3 gange.",
        "Afventes fra Køge: 1 opgave, hvis dag er passeret.",
        "Klimatilpasning og kystsikring: stille siden maj.",
    )  # fmt: skip
    year.reads("kristianstad", C).has(
        "Uppgift: Bestille bussen", "Køge var värd senast, den 20 maj 2027.",
        "I grupperna har det varit tyst från Køge och Kristianstad sedan maj.",
    )  # fmt: skip
    for side in SIDES:
        year.reads(side, C, COAST).has("Måle klitterne", "Vi måler også næste år.")
    # Nobody is asked for notes of a visit of four years ago.
    year.reads("koge", C).lacks("Det første besøg")

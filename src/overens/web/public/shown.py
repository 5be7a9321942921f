"""How an agreement's nouns read on a page, in the reader's language: plain values for templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, Wording, Wordings, languages, write_date
from overens.base.signatures.states import Part
from overens.cycle.agreements.models import FocusAreaName, FocusAreaWording, Party
from overens.cycle.agreements.queries import Signed
from overens.cycle.agreements.rules.commitments import Period
from overens.cycle.agreements.standings import PartyStanding, Standing
from overens.cycle.agreements.states import NameStanding, State
from overens.web.design.parts import drawn, part
from overens.web.design.words import dated, marked

LETTERS = "abcde"
"""Marks and colours of the parties, in their stored order; from the sixth on one neutral mark."""

OTHER = "o"
"""The neutral mark: of an authority whose place differs between its agreements, or that has none."""

ICONS = {State.MET_LATE: State.MET, State.WAIVED: State.NOT_DONE}
"""States that share another one's icon: the word beside it tells them apart."""

NO_REASON = SafeString("")


@dataclass(frozen=True, slots=True)
class PartyShown:
    """A party: its mark, its names in its own language, and what stands in its block."""

    slug: str
    letter: str
    name: SafeString
    short: SafeString
    short_text: str
    country: str
    languages: str
    signed: SafeString | None
    signed_by: Sequence[SafeString]
    contact: SafeString | None
    joined: SafeString | None
    left: SafeString | None


def parties_shown(
    parties: Sequence[Party],
    reader: Reader,
    signatories: Sequence[Signed],
) -> list[PartyShown]:
    """All parties, each in the same way."""
    return [
        _party(party, letter_at(place), reader.language, signatories)
        for place, party in enumerate(parties)
    ]


def letter_at(place: int) -> str:
    """The mark of the party at a place in the stored order, counted from 0."""
    return LETTERS[place] if place < len(LETTERS) else "o"


def place_letters(parties: Sequence[Party]) -> dict[str, str]:
    """Per authority slug its mark, where it stands at one place in all of these agreements."""
    places: dict[str, set[int]] = {}
    for party in parties:
        places.setdefault(party.authority.slug, set()).add(party.position)
    return {
        slug: letter_at(found.pop()) if len(found) == 1 else OTHER for slug, found in places.items()
    }


def _party(
    party: Party,
    letter: str,
    language: str,
    signatories: Sequence[Signed],
) -> PartyShown:
    authority = party.authority
    signed = [s for s in signatories if s.part == Part.SIGNED and s.authority == authority.slug]
    contact = party.contact
    own = Wording(authority.short, authority.name.language)
    return PartyShown(
        slug=authority.slug,
        letter=letter,
        name=marked(authority.name, language),
        short=marked(own, language),
        short_text=authority.short,
        country=authority.country.called_in(language),
        languages=languages()[language].join(
            [languages()[c].called_in(language) if c in languages() else c for c in party.languages]
        ),
        signed=dated(signed[0].on, language) if signed else None,
        signed_by=tuple(person_in_post(s, language) for s in signed),
        contact=marked(contact.names.shown(language), language) if contact else None,
        joined=dated(party.joined, language) if party.joined else None,
        left=dated(party.left, language) if party.left else None,
    )


def person_in_post(signed: Signed, language: str) -> SafeString:
    """'Marie Stærke, borgmester', marked with the language of the post's name."""
    post = signed.post_names.shown(language)
    return marked(Wording(f"{signed.person}, {post.text}", post.language), language)


def joined(names: Iterable[SafeString], language: str) -> SafeString:
    """Names in a sentence, each still marked with its own language."""
    return mark_safe(languages()[language].join(list(names)))


@dataclass(frozen=True, slots=True)
class StateShown:
    """A state: icon and word; the reason where a party says 'not done'."""

    icon: str
    word: str
    because: SafeString = NO_REASON

    @classmethod
    def of(cls, period: Period, language: str) -> "StateShown":
        because = NO_REASON
        if isinstance(period.because, Wordings):
            because = marked(period.because.shown(language), language)
        state = State(period.state)
        word = _("Not done, because:") if because else capfirst(str(state.label))
        return cls(ICONS.get(state, state).value, word, because)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party's cell in a row of commitments says, and the cell itself."""

    party: PartyShown
    state: StateShown | None
    standing: PartyStanding | None
    drawn: SafeString


@dataclass(frozen=True, slots=True)
class CommitmentShown:
    """A commitment as a row of the table."""

    number: int
    address: str
    title: SafeString
    about: SafeString
    cells: Sequence[Cell]
    due: SafeString
    standing: Standing


def due_of(cell: Cell, language: str) -> SafeString | None:
    """The party's own date: it may have left before the others' falls due."""
    due = cell.standing.current.due if cell.standing else None
    return dated(due, language, short=True) if due else None


def commitments_shown(
    standings: Iterable[Standing],
    parties: Sequence[PartyShown],
    areas: Mapping[object, SafeString],
    home: str,
    reader: Reader,
) -> list[CommitmentShown]:
    """Rows in the order of the agreement, with a cell for each party."""
    language, wants = reader.language, reader.wants()
    cells = _Cells(language)
    whole = conditional_escape(_("For the whole agreement"))
    no_date = conditional_escape(_("No date"))
    rows = []
    for standing in standings:
        terms = standing.terms
        of_party = {s.party.authority.slug: s for s in standing.parties}
        number, due = terms.commitment.number, standing.due
        rows.append(
            CommitmentShown(
                number=number,
                address=f"{home}commitments/{number}/",
                title=marked(terms.title.shown(*wants), language),
                about=areas.get(terms.focus_area_id, whole),
                cells=[cells.of(party, of_party.get(party.slug)) for party in parties],
                due=dated(due, language, short=True) if due else no_date,
                standing=standing,
            )
        )
    return rows


def in_table(rows: Iterable[CommitmentShown], language: str) -> SafeString:
    """The rows of a table of commitments, each drawn once for all pages on which it says this."""
    return drawn(
        part(
            "public/row.html",
            language,
            address=row.address,
            title=row.title,
            about=row.about,
            cells=tuple([cell.drawn for cell in row.cells]),
            due=row.due,
        )
        for row in rows
    )


class _Cells:
    """Draws each cell once: most rows of a long table say the same of a party."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.drawn: dict[tuple[str, StateShown | None], SafeString] = {}
        self.states: dict[State, StateShown] = {}

    def of(self, party: PartyShown, standing: PartyStanding | None) -> Cell:
        state = self._state(standing.current) if standing else None
        key = (party.slug, state)
        if key not in self.drawn:
            self.drawn[key] = part("public/cell.html", self.language, party=party, state=state)
        return Cell(party, state, standing, self.drawn[key])

    def _state(self, period: Period) -> StateShown:
        if period.because:
            return StateShown.of(period, self.language)
        if period.state not in self.states:
            self.states[period.state] = StateShown.of(period, self.language)
        return self.states[period.state]


@dataclass(frozen=True, slots=True)
class NextDate:
    """A day on which something falls due, for some parties or for each."""

    day: int
    month: str
    iso: str
    address: str
    title: SafeString
    parties: Sequence[PartyShown]


def next_dates(rows: Iterable[CommitmentShown], language: str, most: int = 7) -> list[NextDate]:
    """The next dates, soonest first; the parties are named only where it is not each of them."""
    found: dict[tuple[date, int], tuple[CommitmentShown, list[PartyShown]]] = {}
    for row in rows:
        for cell in row.cells:
            if cell.standing and cell.standing.coming and cell.standing.coming.due:
                key = (cell.standing.coming.due, row.number)
                found.setdefault(key, (row, []))[1].append(cell.party)
    return [
        NextDate(
            day=day.day,
            month=write_date(day, language, form="month"),
            iso=day.isoformat(),
            address=row.address,
            title=row.title,
            parties=tuple(parties) if len(parties) < len(row.cells) else (),
        )
        for (day, _number), (row, parties) in sorted(found.items(), key=lambda item: item[0])[:most]
    ]


@dataclass(frozen=True, slots=True)
class AreaShown:
    """A focus area: its name for this reader, and the other names that stand beside it."""

    slug: str
    address: str
    name: SafeString
    others: Sequence[tuple[str, SafeString, str]]
    difference: SafeString | None
    standing: str


def area_shown(area: FocusAreaWording, home: str, reader: Reader) -> AreaShown:
    """The name in the reader's language where one was given, each other name beside it."""
    names = list(area.names.all())
    chosen = name_for(names, reader)
    others = tuple(
        (
            name.language,
            format_html('<span lang="{}">{}</span>', name.language, name.text),
            _standing_of(name, reader.language),
        )
        for name in names
        if name is not chosen
        and (name.standing != NameStanding.OWN or name.language == reader.language)
    )
    wording = Wording(capfirst(chosen.text), chosen.language)
    return AreaShown(
        slug=area.area.slug,
        address=f"{home}focus/{area.area.slug}/",
        name=marked(wording, reader.language),
        others=others,
        difference=marked(area.difference.shown(*reader.wants()), reader.language)
        if area.difference
        else None,
        standing=_standing_of(chosen, reader.language),
    )


def _standing_of(name: FocusAreaName, language: str) -> str:
    """'official text, 1 January 2024'."""
    said = str(NameStanding(name.standing).label)
    return f"{said}, {write_date(name.since, language)}" if name.since else said


def name_for(names: Sequence[FocusAreaName], reader: Reader) -> FocusAreaName:
    """As signed before a later official name, official before our own; never a translation."""
    rank = {NameStanding.AS_SIGNED: 0, NameStanding.OFFICIAL: 1, NameStanding.OWN: 2}
    for language in reader.wants():
        found = [name for name in names if name.language == language]
        if found:
            return min(found, key=lambda name: rank[NameStanding(name.standing)])
    return names[0]

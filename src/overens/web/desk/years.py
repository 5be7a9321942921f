"""One agreement's year as it is shown: the wheel with its list, the quiet months, the one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.languages.rules import Reader
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.queries import focus_areas_of
from overens.cycle.agreements.states import SETTLED, State
from overens.reach.overview.rules.quiet import Quiet
from overens.reach.overview.wheel import AgreementYear, Due, Mark, Meets
from overens.web.design.parts import part as drawn
from overens.web.design.words import dated, marked
from overens.web.desk import drawing
from overens.web.desk.tasks import distance, short_of
from overens.web.public.shown import StateShown, area_shown, joined, letter_at

MOST_DATES, MOST_PROMISES = 7, 12
"""On the one page: what a phone, and a sheet of A4, have room for."""


@dataclass(frozen=True, slots=True)
class PartyState:
    """A party's mark and name, and its state."""

    letter: str
    short: SafeString
    state: StateShown


@dataclass(frozen=True, slots=True)
class Row:
    """A numbered day of the wheel; `states` where a party has settled what was due."""

    number: int
    day: SafeString
    due: Sequence[tuple[SafeString, str, Sequence[PartyState]]]
    is_next: bool


@dataclass(frozen=True, slots=True)
class PartyMonths:
    """One party's last twelve months, and what they say in words."""

    letter: str
    short: SafeString
    months: tuple[bool, ...]
    words: str

    @property
    def drawn(self) -> SafeString:
        n = sum(self.months)
        words = ngettext(
            "Something is on file in %(n)s of 12 months: %(words)s",
            "Something is on file in %(n)s of 12 months: %(words)s",
            n,
        ) % {"n": n, "words": self.words}
        return drawing.months(self.letter, self.months, words)


@dataclass(frozen=True, slots=True)
class QuietRow:
    """A focus area with its parties' months; `address` is where to note what has happened."""

    name: SafeString
    address: str
    parties: Sequence[PartyMonths]


class Year:
    """Says it in the reader's language."""

    def __init__(self, year: AgreementYear, reader: Reader) -> None:
        self.year, self.reader, self.language = year, reader, reader.language
        self.letters = {party.pk: letter_at(place) for place, party in enumerate(year.parties)}
        self.shorts = {party.pk: short_of(party, self.language) for party in year.parties}
        self.home = f"/{self.language}/desk/agreements/{year.agreement.slug}/"

    @property
    def name(self) -> SafeString:
        """'Køge and Kristianstad'."""
        return joined(self.shorts.values(), self.language)

    @property
    def number(self) -> str:
        """'Year 6, 2026–2027'."""
        year = self.year.year
        if year is None:
            return ""
        values = {"number": year.number, "first": year.first.year, "last": year.last.year}
        if year.first.year == year.last.year:
            return _("Year %(number)s, %(first)s") % values
        return _("Year %(number)s, %(first)s–%(last)s") % values

    def wheel(self) -> SafeString:
        """The ring, the list beside it, and how many days it has no room for."""
        year, today = self.year.year, self.year.own_today
        if year is None or self.year.start is None:
            return drawn("desk/wheel.html", self.language, ring="", rows=(), more=0, then="")
        marks = self.year.marks()
        coming = next((n for n, mark in enumerate(marks) if mark.day >= today), -1)
        ring = drawing.ring(
            year,
            tuple(mark.day for mark in marks),
            today,
            _("Year %(number)s") % {"number": year.number},
            self.language,
        )
        return drawn(
            "desk/wheel.html",
            self.language,
            ring=ring,
            rows=tuple(self._row(n, mark, n == coming) for n, mark in enumerate(marks)),
            more=len(self.year.days) - len(marks),
            then="" if coming >= 0 else self._then(),
        )

    @property
    def begins(self) -> SafeString | str:
        """On which day the year begins, and since when."""
        if self.year.year is None or self.year.start is None:
            return ""
        return format_html(
            _("The agreement’s year begins on {day}. It was first so on {first}."),
            day=day_of_year(self.year.year.first),
            first=dated(self.year.start, self.language),
        )

    def _then(self) -> SafeString | str:
        """The next date, where this year holds no other one."""
        day = self.year.next_day
        if day is None:
            return ""
        return format_html(
            _("The next date is {day}, {distance}."),
            day=dated(day, self.language),
            distance=distance(day, self.year.own_today),
        )

    def _row(self, place: int, mark: Mark, is_next: bool) -> Row:
        return Row(
            place + 1,
            dated(mark.day, self.language, short=True),
            (
                *((self._title(due), self._address(due), self._settled(due)) for due in mark.due),
                *(
                    (self._meeting(one), f"{self.home}meetings/{one.slug}/", ())
                    for one in mark.meetings
                ),
            ),
            is_next,
        )

    def _title(self, due: Due) -> SafeString:
        return marked(due.terms.title.shown(*self.reader.wants()), self.language)

    def _meeting(self, one: Meets) -> SafeString:
        """What it is called, and whether it was held."""
        title = marked(one.titles.shown(*self.reader.wants()), self.language)
        sentence = _("Meeting held: {title}") if one.is_held else _("Meeting: {title}")
        return format_html(sentence, title=title)

    def _address(self, due: Due) -> str:
        return f"{self.home}commitments/{due.terms.commitment.number}/"

    def _settled(self, due: Due) -> tuple[PartyState, ...]:
        return tuple(
            PartyState(
                self.letters[party.pk], self.shorts[party.pk], StateShown.of(period, self.language)
            )
            for party, period in due.parties
            if period and (period.state in SETTLED or period.state == State.NOT_RECORDED)
        )

    def quiet(self, *, notes: bool) -> SafeString:
        """Per focus area, and for the whole agreement, each party's last twelve months; with the
        way to note what has happened for whoever may."""
        names = self.area_names
        whole = format_html("{}", _("The whole agreement"))
        rows = tuple(
            QuietRow(
                names[row.area] if row.area else whole,
                f"{self.home}commitments/{row.number}/" if row.number and notes else "",
                tuple(
                    PartyMonths(self.letters[party.pk], self.shorts[party.pk], found.months, words)
                    for party, found in row.parties
                    for words in [since_when(found)]
                ),
            )
            for row in self.year.quiet(list(names))
        )
        return drawn("desk/quiet.html", self.language, rows=rows, parties=self.parties_shown)

    @property
    def area_names(self) -> dict[UUID, SafeString]:
        """The focus areas of the version in force, as this reader calls them."""
        return _area_names(self.year.version, self.reader)

    @property
    def parties_shown(self) -> tuple[tuple[str, SafeString], ...]:
        """Each party's mark and short name."""
        return tuple((self.letters[p.pk], self.shorts[p.pk]) for p in self.year.parties)

    def promised(self) -> list[tuple[SafeString, list[PartyState]]]:
        """What was promised, and each party's state in its own words."""
        return [
            (
                marked(standing.terms.title.shown(*self.reader.wants()), self.language),
                [
                    PartyState(
                        self.letters[of_party.party.pk],
                        self.shorts[of_party.party.pk],
                        StateShown.of(of_party.current, self.language),
                    )
                    for of_party in standing.parties
                ],
            )
            for standing in self.year.standings[:MOST_PROMISES]
        ]

    @property
    def more_promised(self) -> str:
        """What the page has no room for."""
        more = len(self.year.standings) - MOST_PROMISES
        if more <= 0:
            return ""
        return ngettext(
            "%(n)s commitment more stands with the agreement.",
            "%(n)s commitments more stand with the agreement.",
            more,
        ) % {"n": more}

    @property
    def met(self) -> str:
        """'2 of 6 commitments are met by every party.'"""
        n = len(self.year.standings)
        met = sum(standing.is_met for standing in self.year.standings)
        return ngettext(
            "%(met)s of %(n)s commitment is met by every party.",
            "%(met)s of %(n)s commitments are met by every party.",
            n,
        ) % {"met": met, "n": n}

    def coming(self) -> list[tuple[SafeString, SafeString]]:
        """What is due until the next yearly dialogue, that one as the last."""
        found = self.year.coming()
        if len(found) > MOST_DATES:
            found = [*found[: MOST_DATES - 1], found[-1]]
        return [
            (
                dated(mark.day, self.language, short=True),
                joined(
                    [*map(self._title, mark.due), *map(self._meeting, mark.meetings)], self.language
                ),
            )
            for mark in found
        ]


def day_of_year(day: date) -> str:
    """'1 October', in the active language."""
    return dateformat.format(day, _("j F"))


def month_name(day: date) -> str:
    return dateformat.format(day, "F")


def since_when(found: Quiet) -> str:
    """'latest in November', 'quiet since April', 'not recorded here for twelve months'."""
    if found.latest is None:
        return _("not recorded here for twelve months")
    month = {"month": month_name(found.latest)}
    return (_("quiet since %(month)s") if found.is_quiet else _("latest in %(month)s")) % month


@lru_cache(maxsize=2000)
def _area_names(version: Version, reader: Reader) -> dict[UUID, SafeString]:
    """The focus areas of a version that counts, as this reader calls them: it is frozen."""
    return {
        wording.area_id: area_shown(wording, "", reader).name for wording in focus_areas_of(version)
    }

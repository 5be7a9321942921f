"""The year of one agreement: what is due when, how each party stands, and where it is quiet."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.cycle.agreements.models import Agreement, CommitmentTerms, Evidence, Party, Version
from overens.cycle.agreements.queries import in_force, today_at
from overens.cycle.agreements.rules.commitments import Period
from overens.cycle.agreements.standings import DueDay, Standing, due_days, standings
from overens.cycle.agreements.states import LASTING, EvidenceKind
from overens.reach.overview.rules.quiet import Quiet, quiet
from overens.reach.overview.rules.year import Year, nearest, year_at


@dataclass(frozen=True, slots=True)
class Due:
    """One commitment on one day of the wheel, with the period of each party that it binds."""

    terms: CommitmentTerms
    parties: Sequence[tuple[Party, Period | None]]


class Meets(NamedTuple):
    """A meeting that is planned, or was held, on the day by the clock of its place. `is_steering` of a
    dialogue and of a steering group."""

    slug: str
    titles: Wordings
    day: date
    is_held: bool
    is_steering: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the wheel, everything that is due on it, and who meets."""

    day: date
    due: Sequence[Due]
    meetings: Sequence[Meets] = ()


@dataclass(frozen=True, slots=True)
class QuietRow:
    """A focus area (None: the whole agreement), and each party's last twelve months in it.

    `number` is that of the own party's first commitment there: None where it has none.
    """

    area: UUID | None
    number: int | None
    parties: Sequence[tuple[Party, Quiet]]


@dataclass
class AgreementYear:
    """One agreement in the year that runs, read when it is asked for.

    `parties` are its parties, each with its authority; `own` the one that looks. `meets` says whether
    there may be meetings: nothing is asked for where there are none.
    """

    agreement: Agreement
    all_versions: tuple[Version, ...]
    parties: Sequence[Party]
    own: Party
    now: datetime
    meets: bool = False

    @cached_property
    def today(self) -> dict[UUID, date]:
        """The date at each party, by its id."""
        return today_at(self.parties, self.now)

    @property
    def own_today(self) -> date:
        return self.today[self.own.pk]

    @property
    def version(self) -> Version:
        """What is in force, by the latest party's date."""
        return in_force(self.all_versions, max(self.today.values()))

    @property
    def versions(self) -> tuple[Version, ...]:
        """Up to the one in force."""
        return self.all_versions[: self.all_versions.index(self.version) + 1]

    @property
    def start(self) -> date | None:
        """The agreement's own day."""
        return self.all_versions[0].starts

    @cached_property
    def year(self) -> Year | None:
        """The year that runs; none where no day is on file."""
        return year_at(self.start, self.own_today) if self.start else None

    @cached_property
    def standings(self) -> list[Standing]:
        """Every commitment, with each party's periods."""
        return standings(self.versions, self.parties, self.today)

    @cached_property
    def days(self) -> list[Mark]:
        """Every day of the year on which something is due."""
        return self.between(self.year.first, self.year.last) if self.year else []

    def marks(self) -> list[Mark]:
        """Those of the year's days that the wheel has room for."""
        past = sum(mark.day < self.own_today for mark in self.days)
        first, last = nearest(self.days, past)
        return self.days[first:last]

    @cached_property
    def meetings(self) -> list[Meets]:
        """Every meeting that is planned or was held, the earliest first: one query."""
        return meetings_of(self.agreement) if self.meets else []

    def between(self, first: date, last: date, *, steering: bool = False) -> list[Mark]:
        """What is due between two days, both included, with each party's period where it has
        come so far; and who meets, or which dialogues and `steering` groups."""
        periods = {
            (standing.terms.pk, of_party.party.pk, period.due): period
            for standing in self.standings
            for of_party in standing.parties
            for period in of_party.periods
        }
        by_day: dict[date, list[DueDay]] = {}
        for due in due_days(self.versions, self.parties, first, last):
            by_day.setdefault(due.day, []).append(due)
        met: dict[date, list[Meets]] = {}
        for one in self.meetings:
            if first <= one.day <= last and (one.is_steering or not steering):
                met.setdefault(one.day, []).append(one)
        return [
            Mark(
                day,
                [
                    Due(
                        due.terms,
                        [(p, periods.get((due.terms.pk, p.pk, day))) for p in due.parties],
                    )
                    for due in by_day.get(day, ())
                ],
                met.get(day, ()),
            )
            for day in sorted(by_day.keys() | met.keys())
        ]

    @property
    def next_day(self) -> date | None:
        """The next date that some party has to keep, in this year or after it."""
        return min(
            (
                of_party.coming.due
                for standing in self.standings
                for of_party in standing.parties
                if of_party.coming and of_party.coming.due
            ),
            default=None,
        )

    @property
    def next_dialogue(self) -> date | None:
        """When the parties next meet for the yearly dialogue, where it is promised."""
        return min(
            (
                of_party.coming.due
                for standing in self.standings
                if EvidenceKind.DIALOGUE_HELD in (standing.terms.evidence or ())
                for of_party in standing.parties
                if of_party.coming and of_party.coming.due
            ),
            default=None,
        )

    def coming(self) -> list[Mark]:
        """What is due from today to the next yearly dialogue, and which dialogues and steering groups
        meet; to the year's end without one."""
        last = self.next_dialogue or (self.year.last if self.year else None)
        return self.between(self.own_today, last, steering=True) if last else []

    def quiet(self, areas: Sequence[UUID]) -> list[QuietRow]:
        """One row for each focus area, and last one for the whole agreement.

        A row is there for what somebody promised; evidence of commitments that are no longer
        promised is not counted.
        """
        promised = {standing.terms.focus_area_id for standing in self.standings}
        return [
            QuietRow(
                area,
                self._first_number(area),
                [
                    (party, quiet(self._days_on_file(area, party), self.today[party.pk]))
                    for party in self.parties
                ],
            )
            for area in (*areas, None)
            if area in promised
        ]

    def _first_number(self, area: UUID | None) -> int | None:
        for standing in self.standings:
            if standing.terms.focus_area_id == area and any(
                of_party.party.pk == self.own.pk for of_party in standing.parties
            ):
                return standing.terms.commitment.number
        return None

    def _days_on_file(self, area: UUID | None, party: Party) -> Iterator[date]:
        for standing in self.standings:
            if standing.terms.focus_area_id == area:
                for of_party in standing.parties:
                    if of_party.party.pk == party.pk:
                        yield from map(_dated, of_party.evidence)


def meetings_of(agreement: Agreement) -> list[Meets]:
    """Those of an agreement that are planned or were held, the earliest first: one query."""
    found = rows.asked(
        "SELECT one.slug, CAST(one.titles AS TEXT), CAST(one.starts_at AS TEXT), one.zone, one.state, "
        "CASE WHEN one.kind = 'dialogue' OR made_of.kind = 'steering' THEN 1 ELSE 0 END "
        "FROM groups_meeting one LEFT JOIN groups_workinggroup made_of ON made_of.id = one.group_id "
        "WHERE one.agreement_id = %s AND one.state IN ('planned', 'held') "
        "ORDER BY one.starts_at, one.id",
        agreement.pk.hex,
    )
    return [
        Meets(
            slug,
            Wordings.from_row(json.loads(titles)),
            rows.instant(at).astimezone(ZoneInfo(zone)).date(),
            state == "held",
            bool(is_steering),
        )
        for slug, titles, at, zone, state, is_steering in found
    ]


def _dated(shown: Evidence) -> date:
    """The day that dates it: what lasts by its beginning, all else by its last day."""
    return shown.since if shown.kind in LASTING or shown.until is None else shown.until

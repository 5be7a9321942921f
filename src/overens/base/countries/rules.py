"""The countries that this instance knows, and what each has of its own. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from overens.base.countries import working_days


@dataclass(frozen=True, slots=True)
class SecrecyGround:
    """A provision by which something may be kept secret; `names` says in short what it protects."""

    code: str
    provision: str
    names: Mapping[str, str]

    def called_in(self, language: str) -> str:
        """What it protects; in English where nobody said."""
        return in_language(self.names, language)


@dataclass(frozen=True, slots=True)
class Supervisor:
    """The authority to which people complain about how their personal data were used."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CouncilHeading:
    """A heading of a paper for a council, and the parts that stand under it, by their names
    (`cycle.agreements.council_paper.PARTS`)."""

    heading: str
    holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouncilPaper:
    """How civil servants put a matter to their council, in the country's first language.

    `called` is what such a paper is called, `council` who decides on it, as the law calls it, and
    `proposes` stands before what is to be decided; empty where the heading says it.
    """

    called: str
    council: str
    headings: tuple[CouncilHeading, ...]
    proposes: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """One country; `code` is ISO 3166-1 alpha-2 in lower case.

    `closed_eves` are the days before a holiday that are closed too, by its name; `certain_years` the
    years whose days we have read in the law; `register_number` how an authority numbers its register until it
    says otherwise (`records.numbers`); `becomes_record` what a sender is told before the button, and
    `record_law` the law that makes it so. `accessibility_law` is the one that asks for a
    statement; who supervises it is a setting, since it moves between authorities.
    `decision_gains_force` says that a decision counts from a day of its own, later than it was made.
    `currency` is ISO 4217.
    """

    code: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    names: Mapping[str, str]
    closed_eves: Mapping[str, str] = field(default_factory=dict)
    certain_years: range = range(0)
    register_number: str = "{year}/{number}"
    record_law: str = ""
    becomes_record: Mapping[str, str] = field(default_factory=dict)
    secrecy_grounds: Mapping[str, SecrecyGround] = field(default_factory=dict)
    supervisor: Supervisor | None = None
    accessibility_law: str = ""
    council_paper: CouncilPaper | None = None
    decision_gains_force: bool = False
    currency: str = ""

    def called_in(self, language: str) -> str:
        """The country's name in a language; its own where nobody said."""
        return self.names.get(language) or self.names.get(self.languages[0]) or self.code.upper()

    def today(self, now: datetime) -> date:
        """The date there at an instant: at one instant it may differ between two parties."""
        return now.astimezone(self.zone).date()

    def says_it_becomes_a_record(self, language: str) -> str:
        """What a sender is told before the button; in English where nobody said."""
        return in_language(self.becomes_record, language)

    def closing_days(self, year: int) -> Mapping[date, str]:
        """What is closed by law besides Saturdays and Sundays, by name in the country's language.

        An authority's own closing days do not stop a clock, and are not here.
        """
        eves = tuple(self.closed_eves.items())
        return working_days.closing_days(self.code, self.languages[0], eves, year)

    def is_working_day(self, day: date) -> bool:
        """Whether a day counts in a deadline of working days."""
        return day.weekday() < working_days.SATURDAY and day not in self.closing_days(day.year)

    def after_working_days(self, day: date, count: int) -> date:
        """The last day of a deadline that began on `day`, which is day zero.

        With a count of 0: the first working day from `day` on, as for a date that is a closing day.
        """
        return working_days.after_working_days(day, count, self.is_working_day)

    def is_certain(self, year: int) -> bool:
        """Whether a deadline in that year may be shown as certain, and not just as reckoned."""
        return year in self.certain_years


@cache
def countries() -> Mapping[str, Country]:
    """All countries by code."""
    found = {}
    for entry in sorted(files("overens.base.countries").iterdir(), key=lambda e: e.name):
        code = entry.name.removesuffix(".toml")
        if entry.name.endswith(".toml") and len(code) == 2:
            found[code] = country(code, tomllib.loads(entry.read_text("utf-8")))
    return found


@cache
def legal_bases() -> Mapping[str, Mapping[str, str]]:
    """The laws that an agreement can name, by code: what each is called, by language."""
    text = files("overens.base.countries").joinpath("legal_bases.toml").read_text("utf-8")
    return tomllib.loads(text)


def called(legal_basis: str, language: str) -> str:
    """What a law is called in a language; in English where nobody said, bare where unknown."""
    return in_language(legal_bases().get(legal_basis, {}), language) or legal_basis


def in_language(names: Mapping[str, str], language: str) -> str:
    """What is said in a language; in English where nobody said, empty where not even there."""
    return names.get(language) or names.get("en", "")


def country(code: str, data: Mapping[str, Any]) -> Country:
    """A country from its data; what its file does not say stays as it is for any country."""
    own = dict(data)
    own |= {"zone": ZoneInfo(own["zone"]), "languages": tuple(own["languages"])}
    if "certain_years" in own:
        first, last = own["certain_years"]
        own["certain_years"] = range(first, last + 1)
    if "supervisor" in own:
        own["supervisor"] = Supervisor(**own["supervisor"])
    if "council_paper" in own:
        own["council_paper"] = _council_paper(own["council_paper"])
    own["secrecy_grounds"] = {
        key: SecrecyGround(key, **said) for key, said in own.get("secrecy_grounds", {}).items()
    }
    return Country(code, **own)


def _council_paper(said: Mapping[str, Any]) -> CouncilPaper:
    headings = tuple(CouncilHeading(h["heading"], tuple(h["holds"])) for h in said["headings"])
    return CouncilPaper(**{**said, "headings": headings})

"""The countries that this instance knows, and what day it is in each. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Country:
    """One country; `code` is ISO 3166-1 alpha-2 in lower case."""

    code: str
    zone: ZoneInfo
    languages: tuple[str, ...]
    names: Mapping[str, str]

    def called_in(self, language: str) -> str:
        """The country's name in a language; its own where nobody said."""
        return self.names.get(language) or self.names.get(self.languages[0]) or self.code.upper()

    def today(self, now: datetime) -> date:
        """The date there at an instant: at one instant it may differ between two parties."""
        return now.astimezone(self.zone).date()


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
    names = legal_bases().get(legal_basis, {})
    return names.get(language) or names.get("en") or legal_basis


def country(code: str, data: Mapping[str, object]) -> Country:
    """A country from its data."""
    languages, names = data["languages"], data["names"]
    assert isinstance(languages, list)
    assert isinstance(names, dict)
    return Country(code, ZoneInfo(str(data["zone"])), tuple(languages), names)

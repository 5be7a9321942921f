"""Which wording a reader gets, and how dates and lists of names are written. Pure."""

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from django.utils import dateformat, translation

from overens.base.languages.states import Standing


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface. `date` is a Django date format."""

    code: str
    name: str
    names: Mapping[str, str]
    date: str
    short_date: str
    month: str
    two: str
    last: str

    def called_in(self, language: str) -> str:
        """What this language is called in another one; its own name where nobody said."""
        return self.names.get(language, self.name)

    def join(self, names: Sequence[str]) -> str:
        """'Køge, Lund and Kristianstad', in this language."""
        if len(names) < 2:
            return "".join(names)
        if len(names) == 2:
            return self.two.format(*names)
        return self.last.format(", ".join(names[:-1]), names[-1])


@cache
def languages() -> Mapping[str, Language]:
    """All languages of the interface by code, in the order in which they are offered."""
    text = files("overens.base.languages").joinpath("languages.toml").read_text("utf-8")
    return {code: Language(code=code, **data) for code, data in tomllib.loads(text).items()}


@lru_cache(maxsize=5000)
def write_date(day: date, language: str, form: str = "date") -> str:
    """'4 December 2026' as that language writes it; as English does where nobody said how.

    `form` is 'date', 'short_date' or 'month' ('Dec 2026').
    """
    known = languages()
    written = known.get(language) or known["en"]
    with translation.override(written.code):
        return dateformat.format(day, getattr(written, form))


def in_each(sentence: Callable[[str], str]) -> dict[str, str]:
    """A sentence of the interface in each of its languages; it is handed the language."""
    said = {}
    for code in languages():
        with translation.override(code):
            said[code] = sentence(code)
    return said


def is_printable(text: str) -> bool:
    """Whether a page and a paper can show a text as it is read: no control characters, and none
    that turn the direction of what follows or take no room (Unicode: Cc, Bidi_Control, U+200B)."""
    return not any(
        mark in TRICKS or (unicodedata.category(mark) == "Cc" and mark not in "\n\t")
        for mark in text
    )


TRICKS = frozenset("\u200b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def legible(text: str) -> str:
    """A text with line ends as we write them, and without what nobody sees in it: a control character
    that was pasted along is no reason to refuse somebody, and none to keep it."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in plain if is_printable(mark))


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody wrote, in one language."""

    text: str
    language: str
    standing: Standing = Standing.OWN


class Wordings(dict[str, Wording]):
    """The wordings of one thing by language, in the order in which they were written.

    None of them is 'the original': authentic languages are equal.
    """

    @classmethod
    def of(cls, texts: Mapping[str, str], standing: Standing = Standing.OWN) -> "Wordings":
        """Wordings that all have the same standing."""
        return cls({code: Wording(text, code, standing) for code, text in texts.items()})

    @classmethod
    def from_row(cls, row: Iterable[Mapping[str, str]]) -> "Wordings":
        """From the JSON of a row: a list, since PostgreSQL keeps no order in JSON objects."""
        return cls(
            {w["language"]: Wording(w["text"], w["language"], Standing(w["standing"])) for w in row}
        )

    def as_row(self) -> list[dict[str, str]]:
        """The JSON that `from_row` reads."""
        return [
            {"language": code, "text": w.text, "standing": w.standing.value}
            for code, w in self.items()
        ]

    def texts(self) -> dict[str, str]:
        """The bare texts by language."""
        return {code: wording.text for code, wording in self.items()}

    def shown(self, *wanted: str) -> Wording:
        """The first wanted language that somebody wrote in; else what was written first.

        A text is never missing because a reader's language is: the caller compares
        `.language` with what was asked for, and says so.
        """
        for code in wanted:
            if code in self:
                return self[code]
        return next(iter(self.values()), Wording("", ""))


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody reads: the interface's language, what else they understand, what they chose.

    `text` is the language chosen for texts on this page ('as-written' for the original),
    or empty where nothing was chosen.
    """

    language: str
    understands: tuple[str, ...] = ()
    text: str = ""

    def wants(self, written_in: Iterable[str] = ()) -> tuple[str, ...]:
        """Languages in the order in which this reader wants a text that exists in several.

        `written_in` names the languages in which the thing was first written, for things that
        have such: they are shown as written to whoever understands them.
        """
        first = tuple(written_in)
        if self.text == "as-written":
            return first or (self.language,)
        if self.text:
            return (self.text, self.language)
        known = {self.language, *self.understands}
        return (*(code for code in first if code in known), self.language, *self.understands)


@dataclass(frozen=True, slots=True)
class Term:
    """A word that neighbours misread: what each language says, and a hint in each."""

    key: str
    words: Mapping[str, str]
    hint: Wordings


@cache
def terms() -> tuple[Term, ...]:
    """The list of terms, in the order in which it was written."""
    text = files("overens.base.languages").joinpath("terms.toml").read_text("utf-8")
    return tuple(
        Term(key, entry["words"], Wordings.of(entry["hint"]))
        for key, entry in tomllib.loads(text).items()
    )

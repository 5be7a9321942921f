"""What changed between two texts of an agreement: between versions that count, or between a proposal
and what it would change. Pure.

Articles, focus areas, commitments and parties are known by their lasting names, so that what was
moved or renumbered is told as that. What has no wording of its own (a date, a rule) is compared in
the words in which it is frozen.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from overens.base.languages.rules import in_each
from overens.base.papers.paper import Facts
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.rules.word_by_word import (
    Passage,
    is_changed,
    longest_rising,
    word_by_word,
)
from overens.cycle.agreements.wording import (
    area_name,
    from_when,
    languages_of,
    named_as,
    narrower,
    party_facts,
    said,
    term_facts,
    when,
)

Texts = Mapping[str, str]
Passages = Mapping[str, Passage]
"""One text with its changes, by language."""
Key = TypeVar("Key", bound=Hashable)
Named = TypeVar("Named")


class Fate(StrEnum):
    """What became of a part of the text."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a part, under a label where it has one."""

    passages: Passages
    label: Texts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text under its heading. `was_number` is an article's number before it was
    renumbered; that alone changes none of its words."""

    anchor: str
    heading: Passages
    lines: tuple[Line, ...]
    fate: Fate
    moved: bool = False
    number: str = ""
    was_number: str | None = None

    @property
    def says_otherwise(self) -> bool:
        """Whether its words or its place are others than before."""
        return self.fate != Fate.KEPT or self.moved

    @property
    def is_touched(self) -> bool:
        """Whether anything of it is another than before, its number too."""
        return self.says_otherwise or self.was_number is not None


@dataclass(frozen=True, slots=True)
class Redline:
    """Every part of both texts in the order of the new one; what was removed stands where it was.
    `languages` are those side by side in either text."""

    languages: tuple[str, ...]
    opening: tuple[Part, ...]
    areas: tuple[Part, ...]
    articles: tuple[Part, ...]
    commitments: tuple[Part, ...]
    closing: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of them, as they are read."""
        return (*self.opening, *self.areas, *self.articles, *self.commitments, *self.closing)

    @property
    def is_changed(self) -> bool:
        """Whether somebody who reads both texts would see that they differ."""
        return any(part.is_touched for part in self.parts)


def redline(old: shape.AgreementFile, new: shape.AgreementFile) -> Redline:
    """What somebody who knows the old text must read of the new one."""
    return Redline(
        languages=tuple(dict.fromkeys([*languages_of(new), *languages_of(old)])),
        opening=tuple(_opening(old, new)),
        areas=tuple(_areas(old, new)),
        articles=tuple(_articles(old, new)),
        commitments=tuple(_commitments(old, new)),
        closing=tuple(_closing(old, new)),
    )


def compared(old: Texts, new: Texts) -> Passages:
    """One text in each language in which it was or is written."""
    return {c: word_by_word(old.get(c, ""), new.get(c, "")) for c in {**new, **old}}


def _part(
    anchor: str, headings: tuple[Texts | None, Texts | None], *lines: Line, **more: Any
) -> Part:
    """`headings` are the old and the new one; None where the part was not there, or is there no
    longer."""
    was, is_now = headings
    heading = compared(was or {}, is_now or {})
    fate = Fate.KEPT
    if was is None:
        fate = Fate.ADDED
    elif is_now is None:
        fate = Fate.REMOVED
    elif _differ(heading) or any(_differ(line.passages) for line in lines):
        fate = Fate.CHANGED
    return Part(anchor, heading, tuple(line for line in lines if line.passages), fate, **more)


def _differ(passages: Passages) -> bool:
    return any(map(is_changed, passages.values()))


def _opening(old: shape.AgreementFile, new: shape.AgreementFile) -> Iterator[Part]:
    unsigned = said(lambda c: _("This is not the signed wording."))
    texts: Sequence[tuple[str, Texts, Texts, Texts]] = (
        ("title", said(lambda c: _("Title of the agreement")), old.title, new.title),
        (
            "standing",
            said(lambda c: _("Whose words they are")),
            {} if old.signed_wording else unsigned,
            {} if new.signed_wording else unsigned,
        ),
        ("preamble", said(lambda c: _("Preamble")), old.preamble, new.preamble),
        ("purpose", said(lambda c: _("Purpose")), old.purpose, new.purpose),
    )
    for anchor, heading, was, is_now in texts:
        if was or is_now:
            headings = (heading if was else None, heading if is_now else None)
            yield _part(anchor, headings, Line(compared(was, is_now)))


def _areas(old: shape.AgreementFile, new: shape.AgreementFile) -> Iterator[Part]:
    areas = [{area.slug: area for area in file.focus_areas} for file in (old, new)]
    for slug, was, is_now, moved in _aligned(*areas):
        yield _part(
            f"focus-{slug}",
            (area_name(was) if was else None, area_name(is_now) if is_now else None),
            Line(compared(_names(was), _names(is_now))),
            Line(compared(was.difference if was else {}, is_now.difference if is_now else {})),
            moved=moved,
        )


def _names(area: shape.FocusArea | None) -> Texts:
    """Every name of an area with whose it is, by language, a paragraph for each."""
    found: dict[str, str] = {}
    for name in area.names if area else ():
        named = named_as(name)
        before = found.get(name.language)
        found[name.language] = f"{before}\n\n{named}" if before else named
    return found


def _articles(old: shape.AgreementFile, new: shape.AgreementFile) -> Iterator[Part]:
    articles = [{article.article: article for article in file.articles} for file in (old, new)]
    for slug, was, is_now, moved in _aligned(*articles):
        numbers = [article.number or slug for article in (was, is_now) if article]
        yield _part(
            f"art-{slug}",
            (was.heading if was else None, is_now.heading if is_now else None),
            Line(compared(was.body if was else {}, is_now.body if is_now else {})),
            moved=moved,
            number=numbers[-1],
            was_number=numbers[0] if numbers[0] != numbers[-1] else None,
        )


def _commitments(old: shape.AgreementFile, new: shape.AgreementFile) -> Iterator[Part]:
    # An article that is only renumbered changes no commitment: both are told its newest number.
    numbers = {a.article: a.number or a.article for file in (old, new) for a in file.articles}
    promised = [{c.commitment: c for c in file.commitments} for file in (old, new)]
    for number, was, is_now, moved in _aligned(*promised):
        yield _part(
            f"commitment-{number}",
            (was.title if was else None, is_now.title if is_now else None),
            Line(compared(_terms(was, old, numbers), _terms(is_now, new, numbers))),
            moved=moved,
            number=str(number),
        )


def _terms(
    named: shape.Commitment | None, file: shape.AgreementFile, numbers: Mapping[str, str]
) -> Texts:
    """Every term of a commitment in the languages of its title, a paragraph for each."""
    if named is None:
        return {}

    def sentences(language: str) -> str:
        terms = [when(named), *from_when(named), *narrower(named, file, language)]
        if named.article:
            terms.append(
                _("It comes from article %(number)s.") % {"number": numbers[named.article]}
            )
        return "\n\n".join(terms)

    return {code: text for code, text in in_each(sentences).items() if code in named.title}


def _closing(old: shape.AgreementFile, new: shape.AgreementFile) -> Iterator[Part]:
    parties = [{party.authority: party for party in file.parties} for file in (old, new)]
    lines = []
    for _authority, was, is_now, _moved in _aligned(*parties):
        lines.append(Line(compared(was.name if was else {}, is_now.name if is_now else {})))
        lines += _facts(*(party_facts([party] if party else []) for party in (was, is_now)))
    heading = said(lambda c: _("The parties"))
    yield _part("parties", (heading, heading), *lines)
    heading = said(lambda c: _("Term"))
    yield _part("term", (heading, heading), *_facts(term_facts(old), term_facts(new)))


def _facts(old: Facts, new: Facts) -> Iterator[Line]:
    """Facts are the same by what they are called."""
    rows = [{tuple(label.items()): fact for label, fact in facts.rows} for facts in (old, new)]
    for label, was, is_now, _moved in _aligned(*rows):
        yield Line(compared(was or {}, is_now or {}), dict(label))


def _aligned(
    old: Mapping[Key, Named], new: Mapping[Key, Named]
) -> Iterator[tuple[Key, Named | None, Named | None, bool]]:
    """(name, as it was, as it is, whether it was moved) in the order of the new ones; what is gone
    follows what it followed. As few as possible are said to have moved."""
    both = [key for key in new if key in old]
    place = {key: n for n, key in enumerate(old)}
    steady = {both[n] for n in longest_rising([place[key] for key in both])}
    gone: dict[Key | None, list[Key]] = {}
    last = None
    for key in old:
        if key in steady:
            last = key
        elif key not in new:
            gone.setdefault(last, []).append(key)
    yield from ((key, old[key], None, False) for key in gone.get(None, []))
    for key in new:
        yield key, old.get(key), new[key], key in place and key not in steady
        yield from ((removed, old[removed], None, False) for removed in gone.get(key, []))

"""A draft as it is read: each part with its wordings side by side, and what is missing in words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages, write_date
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Commitment, Texts
from overens.cycle.agreements.models import Comment
from overens.cycle.agreements.rules.wordings import Lacking, commitments_in
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.agreements.wording import from_when, names_now, when
from overens.web.desk.drafts.forms import called
from overens.web.desk.drafts.loading import Own


@dataclass(frozen=True)
class Cell:
    """One wording: its language, the heading of an article or the name of a focus area, and the text,
    empty where it is missing."""

    code: str
    language: str
    heading: str
    text: str
    lacks: Sequence[str]


@dataclass(frozen=True)
class Part:
    """A part of the draft. `name` is its own, in addresses and comments; `about` are sentences that
    are the same in each language."""

    name: str
    label: str
    address: str
    cells: Sequence[Cell] = ()
    about: Sequence[str] = ()
    comments: Sequence[tuple[str, str, str, str]] = ()

    @property
    def anchor(self) -> str:
        return f"part-{self.name}"

    @property
    def is_area(self) -> bool:
        """A focus area says enough by its name."""
        return self.name.startswith("focus-")


def labels(file: AgreementFile) -> dict[str, str]:
    """What each part is called: on its page, and in the list of what is missing."""
    found = {
        "title": _("Title"),
        "preamble": _("Preamble"),
        "purpose": _("Purpose"),
        "term": _("Term"),
        "languages": _("Languages"),
    }
    for place, area in enumerate(file.focus_areas, 1):
        found[f"focus-{area.slug}"] = _("Focus area %(number)s") % {"number": place}
    for place, article in enumerate(file.articles, 1):
        found[f"art-{article.article}"] = _("Article %(number)s") % {
            "number": article.number or place
        }
    for one in file.commitments:
        found[f"c-{one.commitment}"] = _("Commitment %(number)s") % {"number": one.commitment}
    return found


def page_of(name: str) -> str:
    """The part on whose page a wording is written."""
    return {"renewal": "term"}.get(name, name.partition(".")[0])


def kind_of(name: str) -> str:
    """What a wording is: 'heading', 'difference', 'name' (of a focus area), or else 'text'."""
    page, _dot, kind = name.partition(".")
    return kind or ("name" if page.startswith("focus-") else "text")


def sentence_of(one: Lacking) -> str:
    """What is missing, at its place."""
    kind = kind_of(one.part)
    if one.is_missing:
        said = {
            "heading": _("The heading is missing in %(language)s."),
            "name": _("The name is missing in %(language)s."),
            "difference": _("How the names differ is not said in %(language)s."),
            "text": _("The wording in %(language)s is missing."),
        }
    else:
        said = {
            "heading": _(
                "The heading in %(language)s is as it was, beside one that has changed: change it "
                "too, or confirm that it still says the same."
            ),
            "name": _(
                "The name in %(language)s is as it was, beside one that has changed: change it "
                "too, or confirm that it is still right."
            ),
            "difference": _(
                "What is said in %(language)s of how the names differ is as it was, beside a "
                "wording that has changed: change it too, or confirm that it still says the same."
            ),
            "text": _(
                "The wording in %(language)s is as it was, beside one that has changed: change it "
                "too, or confirm that it still says the same."
            ),
        }
    return said[kind] % {"language": called(one.language)}


def missing(own: Own) -> list[tuple[str, str, str]]:
    """All that keeps it from being proposed: where it stands on the page, of what, the sentence."""
    called = labels(own.file)
    return [
        (f"#part-{page_of(one.part)}", called[page_of(one.part)], sentence_of(one))
        for one in own.lacking
    ]


class Shown:
    """The parts of a draft in their order."""

    def __init__(self, own: Own, comments: Sequence[Comment]) -> None:
        self.own, self.file, self.labels = own, own.file, labels(own.file)
        self.lacks: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in own.lacking:
            self.lacks[page_of(one.part), one.language].append(sentence_of(one))
        self.comments: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        zone = own.acting.authority.country
        for comment in comments:
            said = comment.text.shown(own.language)
            day = write_date(zone.today(comment.at), own.language)
            self.comments[comment.part].append(
                (day, comment.seat.person.name, said.language, said.text)
            )

    def opening(self) -> Iterator[Part]:
        yield self._part("title", self.file.title)
        yield self._part("preamble", self.file.preamble)
        yield self._part("purpose", self.file.purpose)

    def areas(self) -> Iterator[Part]:
        for area in self.file.focus_areas:
            held = commitments_in(self.file, area.slug)
            said = (
                _("Commitments: %(numbers)s.") % {"numbers": ", ".join(map(str, held))}
                if held
                else _("No commitment is in it.")
            )
            names = {code: name.text for code, name in names_now(area).items()}
            yield self._part(f"focus-{area.slug}", area.difference, heading=names, about=[said])

    def articles(self) -> Iterator[Part]:
        for article in self.file.articles:
            yield self._part(f"art-{article.article}", article.body, heading=article.heading)

    def commitments(self) -> Iterator[Part]:
        for commitment in self.file.commitments:
            yield self._commitment(commitment)

    def term(self) -> Part:
        term, language = self.file.term, self.own.language
        said = [
            _("In force from %(day)s.") % {"day": write_date(term.in_force, language)}
            if term.in_force
            else _("In force from the day on which each party has agreed."),
            _("Last day: %(day)s.") % {"day": write_date(term.ends, language)}
            if term.ends
            else _("It holds until further notice."),
        ]
        if term.notice_months is not None:
            said.append(_("Months of notice: %(n)s.") % {"n": term.notice_months})
        return self._part("term", term.renewal, about=said, empty=False)

    def languages(self) -> Part:
        names = [capfirst(called(code)) for code in self.file.authentic_languages or ()]
        said = (
            _("Authentic in: %(languages)s. They are all equal.") % {"languages": ", ".join(names)}
            if names
            else _("Each party’s own language. They are all equal.")
        )
        return self._part("languages", {}, about=[said], empty=False)

    def _commitment(self, one: Commitment) -> Part:
        shorts = {party.authority: party.short for party in self.file.parties}
        said = [when(one), *from_when(one)]
        if one.parties:
            names = languages()[self.own.language].join([shorts[slug] for slug in one.parties])
            said.append(_("It binds %(parties)s.") % {"parties": names})
        if one.evidence:
            kinds = ", ".join(str(EvidenceKind(kind).label) for kind in one.evidence)
            said.append(_("What can show it: %(kinds)s.") % {"kinds": kinds})
        return self._part(f"c-{one.commitment}", one.title, about=said)

    def _part(
        self,
        name: str,
        texts: Texts,
        *,
        heading: Texts | None = None,
        about: Sequence[str] = (),
        empty: bool = True,
    ) -> Part:
        """`empty`: whether the columns stand there also where nothing is written."""
        cells = [
            Cell(
                code,
                capfirst(called(code)),
                (heading or {}).get(code, ""),
                texts.get(code, ""),
                self.lacks.get((name, code), ()),
            )
            for code in self.own.codes
        ]
        return Part(
            name=name,
            label=self.labels[name],
            address=address_of(self.own, name),
            cells=cells if empty or texts else (),
            about=about,
            comments=self.comments.get(name, ()),
        )


def address_of(own: Own, name: str) -> str:
    """The page on which a part is written."""
    if name in ("term", "languages"):
        return f"{own.address}{name}/"
    if name.startswith("c-"):
        return f"{own.address}commitments/{name.removeprefix('c-')}/"
    return f"{own.address}parts/{name}/"

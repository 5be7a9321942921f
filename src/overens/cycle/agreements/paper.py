"""The text of a version as a Paper: what is frozen, and put to each party."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from overens.base.countries.rules import called
from overens.base.languages.rules import in_each, languages, write_date
from overens.base.papers.paper import Block, Facts, Items, Paper, Paragraph, Section, Text
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.states import (
    EvidenceKind,
    NameStanding,
)
from overens.cycle.agreements.wording import from_when, when

KIND = "agreement.text"


def text_paper(file: shape.AgreementFile) -> Paper:
    """Everything that a file says of the text, with nothing of who signed it: a signing points at
    the frozen text, and cannot stand in it."""
    return Paper(
        kind=KIND,
        title=Text(file.title),
        notes=()
        if file.signed_wording
        else (_said(lambda c: _("This is not the signed wording.")),),
        parties=tuple(Text(party.name) for party in file.parties),
        languages=_columns(file),
        sections=tuple(_sections(file)),
    )


def _columns(file: shape.AgreementFile) -> tuple[str, ...]:
    """The languages side by side: the authentic ones, else the parties' own, as far as written."""
    wanted = file.authentic_languages or [c for p in file.parties for c in p.languages]
    written = [code for code in dict.fromkeys(wanted) if code in file.title]
    return tuple(written) or tuple(file.title)


def _said(sentence: Callable[[str], str]) -> Text:
    return Text(in_each(sentence))


def _sections(file: shape.AgreementFile) -> Iterator[Section]:
    if file.preamble:
        yield Section("preamble", _said(lambda c: _("Preamble")), _paragraphs(file.preamble))
    if file.purpose:
        yield Section("purpose", _said(lambda c: _("Purpose")), _paragraphs(file.purpose))
    if file.focus_areas:
        yield Section("focus", _said(lambda c: _("Focus areas")), tuple(_areas(file)))
    for article in file.articles:
        yield _article(article, file)
    loose = [c for c in file.commitments if c.article is None]
    if loose:
        items = tuple(_commitment(c, file) for c in loose)
        yield Section("commitments", _said(lambda c: _("Commitments")), (Items(items),))
    blocks: list[Block] = [_term(file)]
    if any(party.joined or party.left for party in file.parties):
        blocks.append(_parties(file))
    yield Section("term", _said(lambda c: _("Term")), tuple(blocks))


def _paragraphs(texts: Mapping[str, str]) -> tuple[Block, ...]:
    """One block per paragraph; blank lines part them. Languages may have different numbers."""
    parts = {code: _parted(text) for code, text in texts.items()}
    most = max(map(len, parts.values()))
    return tuple(
        Paragraph(Text({code: of[place] for code, of in parts.items() if place < len(of)}))
        for place in range(most)
    )


def _parted(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.strip().split("\n\n") if part.strip()]


def _areas(file: shape.AgreementFile) -> Iterator[Block]:
    """Each area by its name; each later or other name, and how they differ, after it."""
    yield Items(tuple(_area(area) for area in file.focus_areas))
    for area in file.focus_areas:
        for name in area.names:
            if capfirst(name.text) != _area(area).get(name.language) or name.since or name.source:
                yield Paragraph(Text({name.language: _of_name(name)}), quiet=True)
        if area.difference:
            yield from _paragraphs(area.difference)


def _of_name(name: shape.FocusAreaName) -> str:
    """'vand og kyst: official text, 1. januar 2024', in the name's own language if we speak it."""
    with override(name.language if name.language in languages() else "en"):
        said = [str(NameStanding(name.standing).label)]
        if name.since:
            said.append(write_date(name.since, name.language))
    return f"{name.text}: {', '.join([*said, *([name.source] if name.source else [])])}"


def _parties(file: shape.AgreementFile) -> Facts:
    """From when until when a party is bound, of those that joined later or left."""
    rows = []
    for party in file.parties:
        if party.joined:
            rows.append(
                (_of_party(party, lambda c: _("%(party)s is bound from")), _day(party.joined))
            )
        if party.left:
            rows.append(
                (_of_party(party, lambda c: _("%(party)s is bound until")), _day(party.left))
            )
    return Facts(tuple((label, day) for label, day in rows if day))


def _of_party(party: shape.Party, sentence: Callable[[str], str]) -> Text:
    return _said(lambda c: sentence(c) % {"party": party.short})


def _area(area: shape.FocusArea) -> Text:
    """The area's name as signed, or else its official one, in each language."""
    rank = {NameStanding.AS_SIGNED: 0, NameStanding.OFFICIAL: 1, NameStanding.OWN: 2}
    best: dict[str, shape.FocusAreaName] = {}
    for name in sorted(area.names, key=lambda name: rank[NameStanding(name.standing)]):
        best.setdefault(name.language, name)
    # In the order in which the file names them.
    return Text({n.language: capfirst(best[n.language].text) for n in area.names})


def _article(article: shape.Article, file: shape.AgreementFile) -> Section:
    number = article.number or article.article
    heading = Text({code: f"{number}. {text}" for code, text in article.heading.items()})
    blocks = _paragraphs(article.body)
    commitments = [c for c in file.commitments if c.article == article.article]
    if commitments:
        label = _said(lambda c: _("Commitments from this article:"))
        items = Items(tuple(_commitment(c, file) for c in commitments))
        blocks = (*blocks, Paragraph(label, quiet=True), items)
    return Section(f"art-{article.article}", heading, blocks)


def _commitment(named: shape.Commitment, file: shape.AgreementFile) -> Text:
    """'2. Create working groups. Once, no date on file. …' in every language that it has."""

    def sentence(code: str) -> str:
        title = named.title.get(code) or next(iter(named.title.values()))
        parts = [
            title.rstrip(".") + ".",
            when(named),
            *from_when(named),
            *_narrower(named, file, code),
        ]
        return f"{named.commitment}. " + " ".join(parts)

    texts = in_each(sentence)
    # A language of the agreement that the interface does not speak keeps the promise itself.
    others = {c: f"{named.commitment}. {t}" for c, t in named.title.items() if c not in texts}
    return Text({c: t for c, t in texts.items() if c in named.title} | others)


def _narrower(named: shape.Commitment, file: shape.AgreementFile, language: str) -> list[str]:
    """What it is about, what counts as evidence, and whom it binds, where that is said."""
    said = []
    for area in file.focus_areas:
        if area.slug == named.focus_area:
            name = _area(area).shown(language)[1]
            said.append(_("It is about: %(area)s.") % {"area": name})
    if named.evidence:
        kinds = ", ".join(str(EvidenceKind(kind).label) for kind in named.evidence)
        said.append(_("What shows it: %(kinds)s.") % {"kinds": kinds})
    if named.parties:
        short = {party.authority: party.short for party in file.parties}
        known = languages()
        joiner = known.get(language) or known["en"]
        names = joiner.join([short[slug] for slug in named.parties])
        said.append(_("It binds %(names)s.") % {"names": names})
    return said


def _term(file: shape.AgreementFile) -> Facts:
    unknown = _said(lambda c: _("not recorded here"))
    term = file.term
    rows = [
        (_said(lambda c: _("In force from")), _day(term.in_force) or unknown),
        (_said(lambda c: _("Ends")), _day(term.ends) or unknown),
        (_said(lambda c: _("Notice")), _notice(term.notice_months) or unknown),
        (_said(lambda c: _("Authentic languages")), _authentic(file) or unknown),
    ]
    if term.renewal:
        rows.append((_said(lambda c: _("Renewal")), Text(term.renewal)))
    if file.legal_basis:
        basis = file.legal_basis
        rows.append((_said(lambda c: _("Legal basis")), _said(lambda c: called(basis, c))))
    return Facts(tuple(rows))


def _day(day: date | None) -> Text | None:
    return None if day is None else _said(lambda c: write_date(day, c))


def _notice(months: int | None) -> Text | None:
    if months is None:
        return None
    return _said(lambda c: ngettext("%(n)s month", "%(n)s months", months) % {"n": months})


def _authentic(file: shape.AgreementFile) -> Text | None:
    codes = file.authentic_languages
    if not codes:
        return None
    known = languages()
    return _said(
        lambda c: known[c].join([known[x].called_in(c) if x in known else x for x in codes])
    )

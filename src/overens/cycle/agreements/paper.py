"""The text of a version as a Paper: what is frozen, and put to each party."""

from collections.abc import Iterator, Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.languages.rules import in_each
from overens.base.papers.paper import Block, Items, Paper, Paragraph, Section, Text
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.wording import (
    area_name,
    from_when,
    languages_of,
    named_as,
    narrower,
    parted,
    party_facts,
    said,
    term_facts,
    when,
)

KIND = "agreement.text"


def text_paper(file: shape.AgreementFile) -> Paper:
    """Everything that a file says of the text, with nothing of who signed it: a signing points at
    the frozen text, and cannot stand in it."""
    return Paper(
        kind=KIND,
        title=Text(file.title),
        notes=()
        if file.signed_wording
        else (said(lambda c: _("This is not the signed wording.")),),
        parties=tuple(Text(party.name) for party in file.parties),
        languages=languages_of(file),
        sections=tuple(_sections(file)),
    )


def _sections(file: shape.AgreementFile) -> Iterator[Section]:
    if file.preamble:
        yield Section("preamble", said(lambda c: _("Preamble")), _paragraphs(file.preamble))
    if file.purpose:
        yield Section("purpose", said(lambda c: _("Purpose")), _paragraphs(file.purpose))
    if file.focus_areas:
        yield Section("focus", said(lambda c: _("Focus areas")), tuple(_areas(file)))
    for article in file.articles:
        yield _article(article, file)
    loose = [c for c in file.commitments if c.article is None]
    if loose:
        items = tuple(_commitment(c, file) for c in loose)
        yield Section("commitments", said(lambda c: _("Commitments")), (Items(items),))
    blocks: list[Block] = [term_facts(file)]
    if any(party.joined or party.left for party in file.parties):
        blocks.append(party_facts(file.parties))
    yield Section("term", said(lambda c: _("Term")), tuple(blocks))


def _paragraphs(texts: Mapping[str, str]) -> tuple[Block, ...]:
    """One block per paragraph; blank lines part them. Languages may have different numbers."""
    parts = {code: parted(text) for code, text in texts.items()}
    most = max(map(len, parts.values()))
    return tuple(
        Paragraph(Text({code: of[place] for code, of in parts.items() if place < len(of)}))
        for place in range(most)
    )


def _areas(file: shape.AgreementFile) -> Iterator[Block]:
    """Each area by its name; each later or other name, and how they differ, after it."""
    yield Items(tuple(area_name(area) for area in file.focus_areas))
    for area in file.focus_areas:
        for name in area.names:
            if (
                capfirst(name.text) != area_name(area).get(name.language)
                or name.since
                or name.source
            ):
                yield Paragraph(Text({name.language: named_as(name)}), quiet=True)
        if area.difference:
            yield from _paragraphs(area.difference)


def _article(article: shape.Article, file: shape.AgreementFile) -> Section:
    number = article.number or article.article
    heading = Text({code: f"{number}. {text}" for code, text in article.heading.items()})
    blocks = _paragraphs(article.body)
    commitments = [c for c in file.commitments if c.article == article.article]
    if commitments:
        label = said(lambda c: _("Commitments from this article:"))
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
            *narrower(named, file, code),
        ]
        return f"{named.commitment}. " + " ".join(parts)

    texts = in_each(sentence)
    # A language of the agreement that the interface does not speak keeps the promise itself.
    others = {c: f"{named.commitment}. {t}" for c, t in named.title.items() if c not in texts}
    return Text({c: t for c, t in texts.items() if c in named.title} | others)

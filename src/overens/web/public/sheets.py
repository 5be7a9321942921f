"""The open site's pages on paper: the same page at the same address, with `.pdf`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.languages.rules import write_date
from overens.base.papers.paper import Facts, Items, Paper, Paragraph, Section, Table, Text
from overens.base.papers.typesetting import as_pdf
from overens.cycle.agreements.models import CommitmentTerms
from overens.cycle.agreements.states import EvidenceKind
from overens.web.public.histories import Event, EvidenceShown, PeriodShown
from overens.web.public.loading import Open
from overens.web.public.shown import (
    AreaShown,
    Cell,
    CommitmentShown,
    PartyShown,
    StateShown,
    due_of,
    next_dates,
)

MISSING = "?"
MARKED = re.compile(r'<span lang="([^"]+)">([^<]*)</span>')


def typeset(sheet: Paper, language: str) -> bytes:
    """The sheet in one language, with the day on which it was made at its foot."""
    now = timezone.now()
    day = max(country.today(now) for country in countries().values())
    return as_pdf(
        sheet,
        [language],
        now,
        footer=f"Overens · {write_date(day, language)}",
        in_place_of_missing=MISSING,
    )


def agreement_sheet(page: Open) -> Paper:
    """Parties, areas, commitments, next dates, and the agreement's own terms."""
    version, to = page.version, Sheet(page.reader.language)
    term = next(s for s in version.edition.paper.sections if s.anchor == "term")
    return to.paper(
        page.name,
        [
            to.section(_("The parties"), to.parties(page.parties_shown)),
            to.section(_("Focus areas"), Items(tuple(map(to.area, page.areas)))),
            to.section(_("Commitments"), to.commitments(page.commitments, page.parties_shown)),
            to.section(_("Next dates"), to.dates(page.commitments)),
            term,
        ],
        lead=version.purpose.shown(*page.reader.wants()).text,
        notes=_notes(page),
    )


def commitment_sheet(
    page: Open,
    *,
    row: CommitmentShown,
    kind: str,
    accepts: str,
    evidence: Sequence[EvidenceShown],
    all_periods: Sequence[PeriodShown],
    **_more: object,
) -> Paper:
    """Where each party stands, what shows it, and date by date."""
    to = Sheet(page.reader.language)
    states = [
        (cell.party.short, f"{_word(cell.state)}. {_due(cell, to.language)}".strip())
        for cell in row.cells
    ]
    sections = [
        to.section(
            _("Where each party stands"),
            to.facts(states),
            to.line(f"{strip_tags(row.about)}. {accepts}"),
        ),
        to.section(
            _("What shows it"),
            to.facts(
                (e.day, f"{strip_tags(e.short)}: {e.kind}. {strip_tags(e.note)}") for e in evidence
            )
            if evidence
            else to.line(_("Nothing is noted yet.")),
        ),
    ]
    if all_periods:
        head = [_("Due"), *(cell.party.short for cell in row.cells)]
        cells = [[p.day, *(_word(state) for _party, state in p.states)] for p in all_periods]
        sections.append(to.section(_("Date by date"), to.table(_("Date by date"), head, cells)))
    return to.paper(row.title, sections, lead=kind, notes=_notes(page))


def focus_area_sheet(
    page: Open,
    *,
    area: AreaShown,
    commitments: Sequence[CommitmentShown],
    whole: Sequence[CommitmentShown],
) -> Paper:
    """The area's names, and the commitments in it and around it."""
    to, parties = Sheet(page.reader.language), page.parties_shown
    names = Facts(tuple((to.text(code), to.text(name)) for code, name, _standing in area.others))
    sections = [to.section(_("Other names"), names)] if area.others else []
    if area.difference:
        heading = _("The words do not mean quite the same")
        sections.append(to.section(heading, Paragraph(to.text(area.difference))))
    if commitments:
        table = to.commitments(commitments, parties)
        sections.append(to.section(_("Commitments in this area"), table))
    if whole:
        table = to.commitments(whole, parties)
        sections.append(to.section(_("Commitments for the whole agreement"), table))
    return to.paper(area.name, sections, lead=unescape(strip_tags(page.name)), notes=_notes(page))


def history_sheet(page: Open, events: Iterable[Event]) -> Paper:
    """Every change, newest first."""
    to = Sheet(page.reader.language)
    rows = to.facts((event.day, event.sentence) for event in events)
    return to.paper(page.name, [to.section(_("What has happened"), rows)], notes=_notes(page))


def words_sheet(terms: Iterable[Mapping[str, Any]], language: str) -> Paper:
    """The words that neighbours misread."""
    to = Sheet(language)
    sections = [
        to.section(
            term["word"],
            Facts(tuple((to.text(code), Text({code: word})) for code, word in term["others"])),
            to.line(term["hint_text"]),
        )
        for term in terms
    ]
    return to.paper(_("Words that neighbours misread"), sections)


def accepted_in_words(terms: CommitmentTerms) -> str:
    """What shows that it was kept."""
    if not terms.evidence:
        return _("Every kind of evidence can show it.")
    kinds = ", ".join(str(EvidenceKind(kind).label) for kind in terms.evidence)
    return _("What shows it: %(kinds)s.") % {"kinds": kinds}


def _notes(page: Open) -> list[str]:
    notes = []
    if not page.version.signed_wording:
        notes.append(_("The texts are not the signed wording, but our own."))
    if not page.all_confirmed:
        notes.append(_("Not every party has confirmed what stands here."))
    return notes


def _word(state: StateShown | None) -> str:
    if state is None:
        return _("Not bound by this")
    return f"{state.word} {strip_tags(state.because)}".strip()


def _due(cell: Cell, language: str) -> str:
    due = due_of(cell, language)
    return f"{_('Due')} {strip_tags(due)}." if due else ""


class Sheet:
    """What the page says, as blocks in its language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, said: str) -> Text:
        """A text of the page; in another language where the page marks it so."""
        marked = MARKED.fullmatch(said)
        language, bare = marked.groups() if marked else (self.language, said)
        return Text({language: unescape(strip_tags(bare))})

    def line(self, said: str) -> Paragraph:
        return Paragraph(self.text(said))

    def facts(self, rows: Iterable[tuple[str, str]]) -> Facts:
        return Facts(tuple((self.text(label), self.text(said)) for label, said in rows))

    def table(self, caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
        return Table(
            self.text(caption),
            tuple(map(self.text, head)),
            tuple(tuple(map(self.text, row)) for row in rows),
        )

    def section(self, heading: str, *blocks: Any) -> Section:
        return Section("", self.text(heading), blocks)

    def paper(
        self, title: str, sections: Iterable[Section], lead: str = "", notes: Iterable[str] = ()
    ) -> Paper:
        return Paper(
            kind="sheet",
            title=self.text(title),
            lead=self.text(lead) if lead else Text({}),
            notes=tuple(map(self.text, notes)),
            languages=(self.language,),
            sections=tuple(sections),
        )

    def parties(self, parties: Iterable[PartyShown]) -> Facts:
        rows = []
        for party in parties:
            signed = [strip_tags(p) for p in party.signed_by] + [strip_tags(party.signed or "")]
            said = [
                party.country,
                party.languages,
                ", ".join(filter(None, signed)),
                strip_tags(party.contact or ""),
            ]
            rows.append((party.name, " · ".join(filter(None, said))))
        return self.facts(rows)

    def area(self, area: AreaShown) -> Text:
        others = "; ".join(unescape(strip_tags(other)) for _code, other, _standing in area.others)
        name = unescape(strip_tags(area.name))
        return self.text(f"{name} ({others})" if others else area.name)

    def commitments(self, rows: Iterable[CommitmentShown], parties: Iterable[PartyShown]) -> Table:
        head = [_("Commitment"), *(party.short for party in parties), _("Due")]
        cells = [[row.title, *(_word(cell.state) for cell in row.cells), row.due] for row in rows]
        return self.table(_("Each party answers for its own part."), head, cells)

    def dates(self, rows: Sequence[CommitmentShown]) -> Facts | Paragraph:
        found = next_dates(rows, self.language)
        if not found:
            return self.line(_("No date is on file."))
        return self.facts(
            (f"{next_date.day} {next_date.month}", capfirst(next_date.title)) for next_date in found
        )

"""The one page of whoever leads, on paper: one sheet of A4."""

import re
from collections.abc import Iterable, Sequence
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from overens.base.languages.rules import Language
from overens.base.papers.paper import Block, Facts, Items, Paper, Paragraph, Section, Text
from overens.web.desk.tasks import Task
from overens.web.desk.years import PartyState, Year


def briefing_sheet(
    year: Year | None, tasks: Sequence[Task], summary: Iterable[str], language: Language
) -> Paper:
    """What waits, what was promised, what comes."""
    code = language.code

    def text(said: str) -> Text:
        return Text({code: plain(said)})

    def section(heading: str, *blocks: Block) -> Section:
        return Section("", text(heading), blocks)

    sections = []
    if tasks:
        rows = tuple((text(task.when), text(task.title)) for task in tasks)
        sections.append(section(_("Waits for you"), Facts(rows)))
    if year:
        promised = tuple((text(title), text(_states(states))) for title, states in year.promised())
        blocks: list[Block] = [Paragraph(text(year.met)), Facts(promised)]
        if year.more_promised:
            blocks.append(Paragraph(text(year.more_promised), quiet=True))
        sections.append(section(_("What we promised"), *blocks))
        coming = tuple((text(day), text(title)) for day, title in year.coming())
        nothing = Items((text(_("No date is on file.")),))
        sections.append(section(_("What comes"), Facts(coming) if coming else nothing))
    return Paper(
        kind="sheet",
        title=text(year.number or year.name) if year else text(_("The year on one page")),
        lead=text(" ".join(map(str, summary))),
        languages=(code,),
        parties=tuple(text(short) for short in year.shorts.values()) if year else (),
        sections=tuple(sections),
    )


def _states(states: Sequence[PartyState]) -> str:
    return "; ".join(
        f"{plain(one.short)}: {one.state.word} {plain(one.state.because)}".strip() for one in states
    )


def plain(said: object) -> str:
    """A text of the page without its marks."""
    return re.sub(r"\s+", " ", unescape(strip_tags(str(said)))).strip()

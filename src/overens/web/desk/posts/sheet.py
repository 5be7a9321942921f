"""The handover on paper: what the page says, in one language."""

from html import unescape
from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from overens.base.languages.rules import write_date
from overens.base.papers import rich
from overens.base.papers.paper import Block, Facts, Items, Paper, Paragraph, Section, Table, Text
from overens.reach.overview.handover import Open
from overens.web.desk.posts import shown

if TYPE_CHECKING:
    from overens.web.desk.posts.handovers import Page


def handover_sheet(page: "Page", home: str) -> Paper:
    """`home` is the open site's first page in the sheet's language: addresses begin with it."""
    language, found = page.language, page.handover
    name = found.post.names.shown(language)
    sections = [
        _section(language, _("What was agreed and is written nowhere"), *_text(page)),
        _section(language, _("What the post carries"), *_open(page)),
        *_work(page),
        *_asked(page, home),
        _section(language, _("Next dates"), _dates(page)),
        _section(language, _("Who else is involved"), *_involved(page)),
        _section(language, _("The agreements"), *_agreements(page, home)),
    ]
    notes = [_("Only %(name)s reads this sheet.") % {"name": page.acting.authority.short}]
    return Paper(
        kind="handover",
        title=Text({language: _("Handover: %(post)s") % {"post": name.text}}),
        lead=Text({language: " ".join([page.about, _deputy(page)])}),
        languages=(language,),
        notes=tuple(Text({language: note}) for note in notes),
        parties=(Text({page.acting.authority.name.language: page.acting.authority.name.text}),),
        sections=tuple(sections),
    )


def _section(language: str, heading: str, *blocks: Block) -> Section:
    return Section("", Text({language: heading}), blocks)


def _line(page: "Page", said: str) -> Paragraph:
    return Paragraph(Text({page.language: said}))


def _deputy(page: "Page") -> str:
    if not page.deputies:
        return _("No deputy is named.")
    return _("Deputy: %(names)s.") % {"names": ", ".join(page.deputies)}


def _text(page: "Page") -> tuple[Block, ...]:
    blocks = rich.as_blocks(page.handover.text, page.handover.language)
    return blocks or (_line(page, _("Nothing is written yet.")),)


def _open(page: "Page") -> tuple[Block, ...]:
    rows, language = page.carried.open, page.language
    if not rows:
        if page.carried.work:
            return (_line(page, _("No commitment is its own to care for.")),)
        return (_line(page, _("This post holds nothing open.")),)
    head = [_("Commitment"), _("State"), _("Due"), _("Agreement")]
    table = Table(
        Text({language: _("Open commitments, the soonest date first")}),
        tuple(Text({language: cell}) for cell in head),
        tuple(_row(page, row) for row in rows),
    )
    return (table,)


def _work(page: "Page") -> tuple[Section, ...]:
    """In groups: its seats, tasks, questions and meetings."""
    rows = shown.work_shown(page.carried.work, page.names, page.language)
    if not rows:
        return ()
    said = tuple(
        Text(
            {page.language: _bare(" · ".join(filter(None, [row.sentence, row.day, row.agreement])))}
        )
        for row in rows
    )
    return (_section(page.language, _("In groups"), Items(said)),)


def _bare(said: str) -> str:
    return unescape(strip_tags(said))


def _row(page: "Page", row: Open) -> tuple[Text, ...]:
    title = row.title.shown(page.language)
    due = write_date(row.due, page.language) if row.due else _("No date")
    said = (shown.state_shown(row.state).word, due, page.names[row.agreement.slug])
    return (
        Text({title.language: title.text}),
        *(Text({page.language: cell}) for cell in said),
    )


def _dates(page: "Page") -> Block:
    rows = page.carried.next_dates(page.acting.today)
    if not rows:
        return _line(page, _("No date is on file."))
    return Facts(
        tuple(
            (
                Text({page.language: write_date(row.due, page.language)}),
                Text({title.language: title.text}),
            )
            for row in rows
            if row.due
            for title in [row.title.shown(page.language)]
        )
    )


def _asked(page: "Page", home: str) -> tuple[Section, ...]:
    """Of a leader's post: what whoever comes says of each agreement."""
    if not page.asked_of:
        return ()
    said = _line(
        page,
        _(
            "Each of these agreements binds the municipality as before. Whoever comes can say that it "
            "goes on, have changes proposed, or give notice where the agreement allows it."
        ),
    )
    rows = tuple(
        (
            Text({page.language: name}),
            Text({page.language: f"{home}desk/agreements/{slug}/life/"}),
        )
        for slug, name in page.asked_of
    )
    return (_section(page.language, _("What whoever comes is asked"), said, Facts(rows)),)


def _involved(page: "Page") -> tuple[Block, ...]:
    facts = []
    for contact in page.contacts:
        said = [_plain(contact.post or ""), contact.holder or _("nobody on file today")]
        facts.append(
            (
                Text({page.language: _plain(contact.authority)}),
                Text({page.language: ", ".join(filter(None, said))}),
            )
        )
    return (Facts(tuple(facts)),) if facts else (_line(page, _("Nobody is on file.")),)


def _plain(said: str) -> str:
    """A text of the page without its marks."""
    return unescape(strip_tags(said))


def _agreements(page: "Page", home: str) -> tuple[Block, ...]:
    if not page.names:
        return (_line(page, _("No agreement names this post as its contact.")),)
    rows = tuple(
        (Text({page.language: name}), Text({page.language: f"{home}agreements/{slug}/"}))
        for slug, name in page.names.items()
    )
    return (Facts(rows),)

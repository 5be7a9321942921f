"""An entry as a Paper: what stands in the register of it, and the message that somebody sent. Pure."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import is_printable, write_date
from overens.base.papers.paper import Block, Facts, Paper, Paragraph, Section, Text
from overens.base.records.models import Entry
from overens.base.records.rules import Message, Said


def entry_paper(
    entry: Entry, said: Said, numbers: tuple[str, str], message: Message | None, language: str
) -> Paper:
    """In the authority's own language; the message as it was written. `numbers` are the entry's
    and its case's."""
    own = entry.register.authority.name.text
    with override(language):
        direction = entry.get_direction_display()
        rows = [
            (_("Number"), numbers[0]),
            (_("Case"), numbers[1]),
            (_("Date"), write_date(entry.on, language)),
            (_("Direction"), direction[:1].upper() + direction[1:]),
            (_("From or to"), said.counterpart),
            (_("Concerns"), said.subject),
            (_("Marked as confidential"), said.secrecy),
        ]
        sections = [
            Section("entry", _text(_("In the register"), language), (_facts(rows, language),))
        ]
        if message:
            asked = [(_("Page"), message.page), (_("E-mail"), message.email)]
            asked += [(_("Phone"), message.phone), (_("Language"), message.language)]
            blocks: tuple[Block, ...] = (
                *_paragraphs(message.text, message.language),
                _facts(asked, language),
            )
            sections.append(Section("message", _text(_("Message"), language), blocks))
    return Paper(
        kind="register-entry",
        title=_text(f"{numbers[0]} {said.subject}", language),
        languages=(language,),
        sections=tuple(sections),
        parties=(_text(own, language),),
    )


def _facts(rows: list[tuple[str, str]], language: str) -> Facts:
    return Facts(tuple((_text(a, language), _text(b, language)) for a, b in rows if b))


def _paragraphs(text: str, language: str) -> list[Paragraph]:
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [Paragraph(_text(part.strip(), language)) for part in parts if part.strip()]


def _text(text: str, language: str) -> Text:
    """A paper holds no control characters; the bytes that were sent lie beside it."""
    return Text({language: "".join(m if is_printable(m) else MISSING for m in text)})


MISSING = "?"
"""Stands where a sign cannot be printed."""

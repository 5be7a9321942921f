"""What is published, on paper."""

from collections.abc import Iterator

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, write_date
from overens.base.papers import rich
from overens.base.papers.paper import Block, Paper, Paragraph, Section, Text
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.web.public.news.shown import TextShown, owner_shown, text_shown, updated


def article_sheet(item: NewsItem, version: NewsVersion, reader: Reader) -> Paper:
    """The text in the language in which the page shows it, with what its pictures show."""
    said, language = text_shown(version, reader), reader.language
    written = Text({said.language: said.plain_title})
    body = version.bodies.get(said.language)
    blocks = (*rich.as_blocks(body.text if body else "", said.language), *_pictures(said))
    return Paper(
        kind="sheet",
        title=written,
        lead=Text({said.language: said.summary}) if said.summary else Text({}),
        notes=tuple(Text({language: note}) for note in _notes(item, version, said, language)),
        languages=(language,),
        sections=(Section("", Text({language: _heading(item, language)}), blocks),),
    )


def _heading(item: NewsItem, language: str) -> str:
    """Who tells it, and when."""
    day = write_date(item.day, language) if item.day else ""
    return f"{strip_tags(owner_shown(item, language))}, {day}"


def _notes(item: NewsItem, version: NewsVersion, said: TextShown, language: str) -> Iterator[str]:
    changed = updated(item, version)
    if changed:
        yield _("Last updated %(day)s.") % {"day": write_date(changed, language)}
    if item.archived_at:
        yield _("Archived: it is not kept up to date any more.")
    if said.missing:
        yield said.missing


def _pictures(said: TextShown) -> Iterator[Block]:
    for picture in said.pictures:
        parts = [picture.alt, picture.caption, picture.rights]
        yield Paragraph(Text({said.language: " · ".join(filter(None, parts))}), quiet=True)

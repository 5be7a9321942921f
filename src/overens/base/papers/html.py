"""A Paper as HTML, in one language or with several side by side."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from overens.base.languages.rules import languages
from overens.base.papers.paper import (
    Block,
    Facts,
    Heading,
    Items,
    Paper,
    Paragraph,
    Section,
    Table,
    Text,
)


def as_html(paper: Paper, columns: Sequence[str]) -> SafeString:
    """The sections under level-2 headings, a column per language.

    What was not written in a column's language stands there as it was written, marked as such.
    """
    top = _names(columns) if len(columns) > 1 else ""
    return format_html(
        "{}{}", top, format_html_join("", "{}", ((_section(s, columns),) for s in paper.sections))
    )


def _names(columns: Sequence[str]) -> SafeString:
    """What each column is, in its own language."""
    known = languages()
    names = ((code, known[code].name if code in known else code) for code in columns)
    cells = format_html_join("", '<p class="small quiet" lang="{}">{}</p>', names)
    return format_html('<div class="columns">{}</div>', cells)


def _section(section: Section, columns: Sequence[str]) -> SafeString:
    cells = format_html_join("", "{}", ((_column(section, code),) for code in columns))
    if len(columns) > 1:
        cells = format_html('<div class="columns">{}</div>', cells)
    return format_html('<section id="{}">{}</section>', section.anchor, cells)


def _column(section: Section, language: str) -> SafeString:
    heading = _marked(section.heading, language)
    return format_html(
        '<div class="stack" lang="{}"><h2>{}</h2>{}</div>',
        language,
        heading,
        blocks_as_html(section.blocks, language),
    )


def blocks_as_html(blocks: Sequence[Block], language: str) -> SafeString:
    """What stands under a heading."""
    return format_html_join("", "{}", ((_block(block, language),) for block in blocks))


def _marked(text: Text, language: str) -> SafeString:
    code, said = text.shown(language)
    if code == language:
        return format_html("{}", said)
    return format_html('<span lang="{}">{}</span>', code, said)


def _block(block: Block, language: str) -> SafeString:
    match block:
        case Paragraph(text, quiet):
            kind = ' class="quiet small"' if quiet else ""
            return format_html("<p{}>{}</p>", SafeString(kind), _marked(text, language))
        case Heading(text):
            return format_html("<h3>{}</h3>", _marked(text, language))
        case Items(texts):
            rows = ((_marked(text, language),) for text in texts)
            return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", rows))
        case Facts(facts):
            pairs = ((_marked(label, language), _marked(fact, language)) for label, fact in facts)
            return format_html(
                '<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
            )
        case Table():
            return _table(block, language)


def _table(table: Table, language: str) -> SafeString:
    head = ((_marked(text, language),) for text in table.head)
    rows = ((_row(row, table.head, language),) for row in table.rows)
    return format_html(
        '<div class="scroll" tabindex="0"><table class="grid-table"><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>",
        _marked(table.caption, language),
        format_html_join("", '<th scope="col">{}</th>', head),
        format_html_join("", "{}", rows),
    )


def _row(row: Sequence[Text], head: Sequence[Text], language: str) -> SafeString:
    """Each cell with its column's name, which a small screen shows in place of the head."""
    cells = (
        (_marked(name, language), _marked(text, language))
        for name, text in zip(head[1:], row[1:], strict=True)
    )
    return format_html(
        '<tr><th scope="row">{}</th>{}</tr>',
        _marked(row[0], language),
        format_html_join("", '<td><span class="lbl" aria-hidden="true">{}</span>{}</td>', cells),
    )

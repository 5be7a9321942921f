"""How what is published reads on a page: plain values for templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, Wording, languages
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from overens.cycle.news.queries import Headline
from overens.cycle.news.states import Kind
from overens.web.design.words import dated, marked

PICTURES = "/pictures/"


def address_of(item: NewsItem | Headline, version: NewsVersion | Headline, language: str) -> str:
    """Where it is read: a link is read on the municipality's own site."""
    if item.kind == Kind.LINK:
        return version.address
    return f"/{language}/{'pages' if item.kind == Kind.PAGE else 'news'}/{item.slug}/"


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row of the flow or of the archive."""

    address: str
    title: SafeString
    summary: SafeString
    day: SafeString
    owner: SafeString
    site: str
    is_archived: bool
    example: bool


def rows_shown(headlines: Iterable[Headline], reader: Reader) -> list[RowShown]:
    """Each item as its newest published version has it."""
    return [_row(headline, reader) for headline in headlines]


def _row(of: Headline, reader: Reader) -> RowShown:
    title = of.titles.shown(*reader.wants())
    summary = of.summaries.get(title.language)
    return RowShown(
        address=address_of(of, of, reader.language),
        title=marked(title, reader.language),
        summary=marked(summary, reader.language) if summary else SafeString(""),
        day=dated(of.day, reader.language) if of.day else SafeString(""),
        owner=marked(of.owner, reader.language),
        site=urlsplit(of.address).hostname or "",
        is_archived=of.is_archived,
        example=of.example,
    )


def owner_shown(item: NewsItem, language: str) -> SafeString:
    """The authority that tells it, by its own name."""
    return marked(item.owner.name, language)


@dataclass(frozen=True, slots=True)
class PictureShown:
    """A picture in two sizes, described in the text's own language."""

    address: str
    small: str
    width: int
    height: int
    small_width: int
    alt: str
    caption: str
    rights: str


@dataclass(frozen=True, slots=True)
class TextShown:
    """One version as it is read: all of it in one language, `language`, which may not be the
    page's own; `missing` says so in a sentence."""

    title: SafeString
    plain_title: str
    summary: str
    body: SafeString
    language: str
    offered: Sequence[tuple[str, str, bool]]
    missing: str
    pictures: Sequence[PictureShown]


def text_shown(version: NewsVersion, reader: Reader, pictures: str = PICTURES) -> TextShown:
    """`pictures` is where its pictures are found."""
    title = version.titles.shown(*reader.wants())
    summary, body = (said.get(title.language) for said in (version.summaries, version.bodies))
    return TextShown(
        title=marked(title, reader.language),
        plain_title=title.text,
        summary=summary.text if summary else "",
        body=_body(body.text if body else ""),
        language=title.language,
        offered=[(code, languages()[code].name, code == title.language) for code in version.titles],
        missing=_missing(title, reader),
        pictures=[_picture(p, title.language, pictures) for p in version.pictures.all()],
    )


def _body(html: str) -> SafeString:
    """It was cleaned before it was kept. Its headings stand right under the page's own."""
    return mark_safe(html.replace("<h3>", "<h2>").replace("</h3>", "</h2>"))


def _missing(title: Wording, reader: Reader) -> str:
    """That the text is not there in the language in which it was asked for."""
    known = languages()
    asked = reader.text if reader.text in known else reader.language
    if title.language == asked or (not reader.text and title.language in reader.understands):
        return ""
    return _("The text does not exist in %(wanted)s. It is shown in %(language)s.") % {
        "wanted": known[asked].called_in(reader.language),
        "language": known[title.language].called_in(reader.language),
    }


def _picture(picture: Picture, language: str, root: str) -> PictureShown:
    caption = picture.captions.get(language)
    return PictureShown(
        address=f"{root}{picture.file}.jpg",
        small=f"{root}{picture.small}.jpg",
        width=picture.width,
        height=picture.height,
        small_width=picture.small_width,
        alt=picture.alts.shown(language).text,
        caption=caption.text if caption else "",
        rights=picture.rights,
    )


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A line of an item's history: when, what, and where that version is read."""

    day: SafeString
    sentence: str
    because: SafeString
    address: str


def updated(item: NewsItem, version: NewsVersion) -> date | None:
    """The day of a version after the first, at its authority."""
    if version.number == 1 or version.published_at is None:
        return None
    return item.owner.country.today(version.published_at)


def bare(text: SafeString) -> str:
    """Without its marks, for a title of a page."""
    return strip_tags(text)

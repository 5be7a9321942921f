"""The feed of the flow, in each language of the interface (Atom, RFC 4287)."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overens.base.languages.rules import Reader, Wording
from overens.cycle.news import queries
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.web.public.caching import kept
from overens.web.public.news.shown import address_of

ATOM = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST = 25


@kept
def news_atom(request: HttpRequest, language: str) -> HttpResponse:
    """Each text in the feed's language; one that is not written in it, as it was written."""
    items = [item for item in queries.flow()[:MOST] if item.shown]
    here = f"{settings.ADDRESS}/{language}/feeds/news.atom"
    root = ElementTree.Element("feed", {"xmlns": ATOM, LANG: language})
    _add(root, "id", _id(uuid5(NAMESPACE_URL, settings.ADDRESS), language))
    _add(root, "title", _("News"))
    _add(root, "updated", _stamp(max((_changed(item) for item in items), default=None)))
    _add(root, "link", rel="self", href=here, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=f"{settings.ADDRESS}/{language}/news/")
    for item in items:
        _entry(root, item, item.shown, Reader(language))
    data = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(data, content_type="application/atom+xml; charset=utf-8")


def _entry(root: ElementTree.Element, item: NewsItem, version: NewsVersion, reader: Reader) -> None:
    title = version.titles.shown(*reader.wants())
    address = address_of(item, version, reader.language)
    entry = ElementTree.SubElement(root, "entry", {LANG: title.language})
    _add(entry, "id", _id(item.pk, reader.language))
    _add(entry, "title", title.text)
    _add(entry, "updated", _stamp(_changed(item)))
    whole = address if version.address else f"{settings.ADDRESS}{address}"
    _add(entry, "link", rel="alternate", href=whole, hreflang=title.language)
    author = ElementTree.SubElement(entry, "author")
    _add(author, "name", item.owner.name.text)
    summary: Wording | None = version.summaries.get(title.language)
    if summary:
        _add(entry, "summary", summary.text)
    body: Wording | None = version.bodies.get(title.language)
    if body:
        _add(entry, "content", body.text, type="html")


def _add(parent: ElementTree.Element, name: str, text: str = "", **named: str) -> None:
    ElementTree.SubElement(parent, name, named).text = text or None


def _id(pk: UUID, language: str) -> str:
    """Of an item, or of the feed, in one language: the same for ever."""
    return uuid5(pk, language).urn


def _changed(item: NewsItem) -> datetime | None:
    return item.shown.published_at if item.shown else None


def _stamp(at: datetime | None) -> str:
    """RFC 3339; of an empty feed the beginning of time."""
    when = at or datetime.fromtimestamp(0, UTC)
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""What stands around every page: the languages, the menu, the release."""

from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.core.cache import cache as kept
from django.db import DatabaseError
from django.http import HttpRequest

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.records.open_queries import any_open
from overens.cycle.news.queries import anything_published
from overens.web.design.secret_addresses import TOKEN


@cache
def release() -> str:
    """The installed version."""
    try:
        return version("overens")
    except PackageNotFoundError:
        return "0"


def there_is(request: HttpRequest, what: str, ask: Callable[[], bool]) -> bool:
    """Whether the menu leads to something, asked once for a page; where the database does not
    answer, the page says so, and not its menu."""
    if not hasattr(request, what):
        try:
            setattr(request, what, ask())
        except DatabaseError:
            setattr(request, what, False)
    return bool(getattr(request, what))


def any_news() -> bool:
    """Once there is something published it stays there, so it is asked no more."""
    found = kept.get("has-news") or anything_published()
    if found:
        kept.set("has-news", True, None)
    return bool(found)


def has_news(request: HttpRequest) -> bool:
    """Whether anything is published."""
    return there_is(request, "has_news", any_news)


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template. Switching the language keeps the page, and how its texts are shown."""
    reader = request.reader
    return {
        "reader": reader,
        "language": reader.language,
        "home": f"/{reader.language}/",
        "release": release(),
        "has_news": partial(has_news, request),
        "example": False,
        "statements": [
            (code, countries()[code].called_in(reader.language))
            for code in settings.ACCESSIBILITY
            if code in countries()
        ],
        "registers_open": partial(there_is, request, "registers_open", any_open),
        "here": "" if TOKEN.search(request.path_info) else request.path_info,
        "languages": languages_of(request, f"text={reader.text}" if reader.text else ""),
    }


def languages_of(request: HttpRequest, query: str) -> list[dict[str, object]]:
    """The same page in each language, with what of its query is kept."""
    rest = request.path_info.split("/", 2)[-1] if request.path_info.count("/") > 1 else ""
    asked = f"?{query}" if query else ""
    return [
        {
            "language": entry,
            "address": f"/{code}/{rest}{asked}",
            "current": code == request.reader.language,
        }
        for code, entry in languages().items()
    ]

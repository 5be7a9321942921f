"""What stands around every page: the languages, the menu, the release."""

from functools import cache, partial
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.core.cache import cache as kept
from django.db import DatabaseError
from django.http import HttpRequest

from overens.base.countries.rules import countries
from overens.base.languages.rules import languages
from overens.base.municipalities import rows
from overens.base.records.open_queries import ANY_OPEN
from overens.cycle.news.queries import ANYTHING_PUBLISHED
from overens.web.design.secret_addresses import TOKEN


@cache
def release() -> str:
    """The installed version."""
    try:
        return version("overens")
    except PackageNotFoundError:
        return "0"


MENU = {"has_news": ANYTHING_PUBLISHED, "registers_open": ANY_OPEN}
"""To what the menu leads where there is something, and the question of it."""


def there_is(request: HttpRequest, what: str) -> bool:
    """Whether the menu leads to something (of MENU), all of it asked at once for a page; where the
    database does not answer, the page says so, and not its menu."""
    if not hasattr(request, "menu"):
        try:
            request.menu = dict(zip(MENU, rows.each(*MENU.values()), strict=True))
        except DatabaseError:
            request.menu = dict.fromkeys(MENU, False)
    return bool(request.menu[what])


def has_news(request: HttpRequest) -> bool:
    """Whether anything is published: once it is, it stays so, and is asked no more."""
    try:
        found = kept.get("has-news")
    except DatabaseError:
        return False
    if not found and (found := there_is(request, "has_news")):
        kept.set("has-news", True, None)
    return bool(found)


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
        "registers_open": partial(there_is, request, "registers_open"),
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

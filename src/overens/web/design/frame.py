"""What stands around every page: the languages, the menu, the release."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

from django.db import DatabaseError
from django.http import HttpRequest

from overens.base.languages.rules import languages
from overens.base.records.open_queries import any_open


@cache
def release() -> str:
    """The installed version."""
    try:
        return version("overens")
    except PackageNotFoundError:
        return "0"


def frame(request: HttpRequest) -> dict[str, object]:
    """For every template. Switching the language keeps the page, and how its texts are shown."""
    reader = request.reader
    return {
        "reader": reader,
        "language": reader.language,
        "home": f"/{reader.language}/",
        "release": release(),
        "example": False,
        "here": request.path_info,
        "registers_open": _registers_open,
        "languages": languages_of(request, f"text={reader.text}" if reader.text else ""),
    }


def _registers_open() -> bool:
    """For the menu, which stands also on the page that says that the database does not answer."""
    try:
        return any_open()
    except DatabaseError:
        return False


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

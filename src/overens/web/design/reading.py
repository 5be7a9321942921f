"""Who reads, and in which language: the path alone decides the interface's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from overens.base.languages.rules import Reader, languages

COOKIE = "understands"
AS_WRITTEN = "as-written"
YEAR = 365 * 24 * 3600  # seconds


class Reading:
    """Gives each request a `reader`, and the interface the language of its path.

    What does not say itself how it may be kept (pages of the desk, refusals, pages that are not
    there) is kept by no browser and no proxy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reader = reader = reader_of(request)
        with translation.override(reader.language):
            response = self.get_response(request)
        response.setdefault("Content-Language", reader.language)
        response.setdefault("Cache-Control", "private, no-store")
        return response


def reader_of(request: HttpRequest) -> Reader:
    """From path, cookie and query; unknown languages are as if nobody had said them."""
    known = languages()
    first = request.path_info.split("/", 2)[1]
    understood = request.COOKIES.get(COOKIE, "").split(".")
    text = request.GET.get("text", "")
    return Reader(
        language=first if first in known else "en",
        understands=tuple(code for code in known if code in understood),
        text=text if text in known or text == AS_WRITTEN else "",
    )

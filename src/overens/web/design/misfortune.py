"""What a reader sees when an answer cannot be given: a sentence, and what to do."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from overens.base.papers.storage import CannotFetch, CannotKeep

logger = logging.getLogger(__name__)
AGAIN = 30  # seconds
MOST_SENT = 65_000_000
"""Bytes: three files and what is typed. Anybody may send, so that nobody fills the disk."""


class Misfortune:
    """Answers 503 where the database, or a kept file, cannot be reached; gives a 405 its text, and
    413 to what is larger than any page takes, before a byte of it is read or kept.

    It stands inside of `Reading`, so that the sentences come in the reader's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > MOST_SENT:
            page = render_to_string("design/too_much.html", request=request)
            return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.content = render_to_string("design/not_allowed.html", request=request)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nothing of the error is shown: it goes to the operator's log."""
        if not isinstance(error, DatabaseError | CannotFetch | CannotKeep):
            return None
        logger.error("%s: %s", request.path, error, exc_info=error)
        page = render_to_string("design/misfortune.html", request=request)
        return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN)})


def _length(request: HttpRequest) -> int:
    """As Django reads it: without a length nothing is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0

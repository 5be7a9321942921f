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


class Misfortune:
    """Answers 503 where the database, or a kept file, cannot be reached; gives a 405 its text.

    It stands inside of `Reading`, so that the sentences come in the reader's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
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

"""What a reader sees when the database does not answer: a sentence, and when to come back."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from overens.base.papers.storage import CannotFetch, CannotKeep

logger = logging.getLogger(__name__)
AGAIN = 30  # seconds


class Misfortune:
    """Answers 503 where the database, or a kept file, cannot be reached."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Nothing of the error is shown: it goes to the operator's log."""
        if not isinstance(error, DatabaseError | CannotFetch | CannotKeep):
            return None
        logger.error("%s: %s", request.path, error, exc_info=error)
        page = render_to_string("design/misfortune.html", request=request)
        return HttpResponse(page, status=503, headers={"Retry-After": str(AGAIN)})

"""What was sent by somebody whose session had ended: kept until they have signed in again."""

from django.http import HttpRequest

KEPT = "kept"
MOST = 200_000
"""Characters of one form."""


def keep_sent(request: HttpRequest) -> None:
    """Put the fields of a form aside, in the session that is being begun."""
    fields = {
        name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"
    }
    if sum(len(value) for values in fields.values() for value in values) <= MOST:
        request.session[KEPT] = {"path": request.path, "fields": fields}

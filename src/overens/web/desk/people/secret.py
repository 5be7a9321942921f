"""Links with a secret in them: followed once, and kept out of every other address.

The page that is shown has an address without the secret. It could not have the policy
`no-referrer` and a form too: browsers then say that the form comes from nowhere, and Django
refuses what comes from nowhere.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

View = Callable[..., HttpResponse]
COOKIE = "overens-link"
AN_HOUR = 3600  # seconds
LONGEST = 100
"""Characters of a token; ours have 43."""


def keep_token(page: str) -> View:
    """The address with the secret: it goes into a cookie, and on to the page without it."""

    @require_safe
    def take(request: HttpRequest, language: str, token: str) -> HttpResponse:
        response = redirect(f"/{language}/sign-in/{page}/")
        if len(token) <= LONGEST:
            response.set_cookie(
                COOKIE,
                token,
                max_age=AN_HOUR,
                httponly=True,
                samesite="Lax",
                secure=settings.SECURE_COOKIES,
            )
        return _sealed(response, "no-referrer")

    take.act = "open"
    return take


def with_secret(view: View) -> View:
    """A page that is handed the token from the cookie; never found by search."""

    @wraps(view)
    def enter(request: HttpRequest, language: str) -> HttpResponse:
        request.acting = None
        return _sealed(view(request, language, request.COOKIES.get(COOKIE, "")), "same-origin")

    enter.act = "open"
    return enter


def no_good(request: HttpRequest) -> HttpResponse:
    """The same page for every link that is used, withdrawn, too old or was never one."""
    return render(request, "desk/people/no_good.html", status=404)


def used(response: HttpResponse) -> HttpResponse:
    """The link was followed to its end: forget its secret."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _sealed(response: HttpResponse, referrer: str) -> HttpResponse:
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex"
    return response

"""The pages that belong to no agreement: languages, words, heads, and what is not there."""

import json
from importlib.resources import files

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overens.base.languages.rules import Language, languages, terms
from overens.base.trail.queries import heads as trail_heads
from overens.web.design.reading import COOKIE, YEAR
from overens.web.design.words import marked
from overens.web.public import sheets
from overens.web.public.caching import kept


@require_safe
def languages_offered(request: HttpRequest) -> HttpResponse:
    """`/` offers the languages; it does not guess."""
    return render(
        request, "public/languages.html", {"offered": list(map(_offer, languages().values()))}
    )


def _offer(language: Language) -> dict[str, object]:
    with translation.override(language.code):
        sentence = _(
            "Municipalities run a cooperation agreement together, from signature to results."
        )
        doors = [
            ("ask", _("Ask a question")),
            ("report-error", _("Report an error on this page")),
        ]
    return {"code": language.code, "name": language.name, "sentence": sentence, "doors": doors}


@kept
def words(request: HttpRequest, language: str) -> HttpResponse:
    return render(request, "public/words.html", {"terms": _terms(language)})


def _terms(language: str) -> list[dict[str, object]]:
    return [
        {
            "key": term.key,
            "word": capfirst(term.words.get(language) or next(iter(term.words.values()))),
            "others": [(code, word) for code, word in term.words.items() if code != language],
            "hint": marked(term.hint.shown(language), language),
            "hint_text": term.hint.shown(language).text,
        }
        for term in terms()
    ]


@kept
def words_pdf(request: HttpRequest, language: str) -> HttpResponse:
    sheet = sheets.words_sheet(_terms(language), language)
    return HttpResponse(sheets.typeset(sheet, language), content_type="application/pdf")


@require_safe
def reading(request: HttpRequest, language: str) -> HttpResponse:
    """The languages in which somebody reads, kept in their own browser.

    A form that is sent by GET: nothing is written here, and no body is waited for.
    """
    if request.GET.get("save"):
        chosen = [c for c in languages() if c in request.GET.getlist("understands")]
        response = redirect(f"{request.path}?saved=1")
        response.set_cookie(
            COOKIE,
            ".".join(chosen),
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SECURE_COOKIES,
        )
        return response
    choices = [
        {"code": code, "name": known.name, "chosen": code in request.reader.understands}
        for code, known in languages().items()
    ]
    saved = request.GET.get("saved") == "1"
    response = render(request, "public/reading.html", {"choices": choices, "saved": saved})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """How far each chain of the trail has come: for `overens trail verify --head`."""
    found = {name: {"number": h.number, "seal": h.seal} for name, h in trail_heads().items()}
    response = JsonResponse(found, json_dumps_params={"indent": 1})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What a search engine leaves alone: what somebody has sent is theirs (RFC 9309)."""
    private = "".join(f"Disallow: /{code}/case/\n" for code in languages())
    return HttpResponse(f"User-agent: *\n{private}", content_type="text/plain")


@require_safe
def agreement_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of an agreement file."""
    place = files("overens.cycle.agreements.agreement_file").joinpath("agreement.schema.json")
    return JsonResponse(json.loads(place.read_text("utf-8")), json_dumps_params={"indent": 1})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A sentence and a way on, in the language of the address."""
    return render(request, "public/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """What a reader sees where we made a mistake: it goes to the operator's log."""
    return render(request, "design/misfortune.html", status=500)

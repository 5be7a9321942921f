"""The accessibility statement of each country: what the law of that country asks it to say.

There is none while nobody has said who supervises it: a statement without a way to complain is none.
"""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.cycle.agreements.queries import public_agreements
from overens.web.design.words import dated, marked
from overens.web.public.caching import kept
from overens.web.public.shown import joined

ASSESSED = date(2026, 11, 25)
"""On this day we last went through the pages; a release that changes them goes through them again."""


def faults() -> Sequence[str]:
    """What we know not to be accessible, each with its reason."""
    return [
        _(
            "Agreements that were signed on paper stand here as a scan, which a screen reader cannot "
            "read. The same text stands beside it, typed in."
        ),
        _(
            "Files that show what was done, and files beside a question, are shown as they were "
            "sent. We do not make them accessible."
        ),
        _(
            "The pages have not been tried with screen readers by people who use them, so there may "
            "be faults that we do not know."
        ),
    ]


@kept
def statement(request: HttpRequest, language: str, country: str) -> HttpResponse:
    here, supervisor = countries().get(country), settings.ACCESSIBILITY.get(country)
    if here is None or not here.accessibility_law or not supervisor:
        raise Http404
    name, address = supervisor
    return render(
        request,
        "public/accessibility.html",
        {
            "country": here.called_in(language),
            "law": here.accessibility_law,
            "law_language": here.languages[0],
            "actors": _actors(country, language),
            "faults": faults(),
            "assessed": dated(ASSESSED, language),
            "supervisor": {"name": name, "address": address},
        },
    )


def _actors(country: str, language: str) -> SafeString | str:
    """The authorities of that country whose agreements stand here."""
    found = {
        party.authority.pk: party.authority
        for agreement in public_agreements()
        for party in agreement.parties.all()
        if party.authority.country.code == country
    }
    return joined([marked(one.name, language) for one in found.values()], language) if found else ""

"""Public pages are kept, and known to be out of date without a clock.

The key is what a page depends on: its address and the reader's choices, the release, the newest
public trail line of each party, the date at each party, and whether there is news to which its
menu leads. A hit costs one query, and one more until something is published.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from overens.base.countries.rules import countries
from overens.base.trail.queries import public_lengths
from overens.cycle.agreements.queries import party_authorities
from overens.web.design.frame import has_news, release

View = Callable[..., HttpResponse]
Named = Mapping[str, str]
"""What an address names."""
Parties = list[str]
"""The ids of the authorities on which a page depends; none for one that depends on each."""
KEEP = 24 * 3600  # seconds; a key that nobody asks for any more goes by itself


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is kept: its bytes, plain and packed."""

    body: bytes
    packed: bytes
    content_type: str


def _nothing(_named: Named) -> str:
    return ""


def kept(view: View, *, paged: bool = False, beside: Callable[[Named], str] = _nothing) -> View:
    """Serve a page from the cache while nothing that it depends on has changed.

    Of what is asked for in the query, it depends on the language of its texts alone, and where it
    is `paged` on the number of the page; `beside` reads what else it depends on.
    """

    @require_safe
    @wraps(view)
    def serve(request: HttpRequest, **named: object) -> HttpResponse:
        slug = str(named.get("agreement", ""))
        parties = cache.get(_parties_key(slug))
        number = page_asked(request) if paged else 1
        said = beside({name: str(value) for name, value in named.items()})
        key = _key(request, parties, number, said) if parties is not None else ""
        page = cache.get(key) if key else None
        if page is None:
            # Before the page is made: what changes meanwhile makes another key, and a page anew.
            if parties != (parties := party_authorities(slug) if slug else []):
                cache.set(_parties_key(slug), parties, KEEP)
                key = _key(request, parties, number, said)
            response = view(request, **named)
            if response.status_code != 200:
                return response
            packed = gzip.compress(response.content, 6, mtime=0)
            page = Kept(response.content, packed, response["Content-Type"])
            cache.set(key, page, KEEP)
        return _answer(request, page, key)

    return serve


in_pages = partial(kept, paged=True)
"""The same for a long list."""


def page_asked(request: HttpRequest) -> int:
    """Which page of a long list, from 1 on."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1


def _answer(request: HttpRequest, page: Kept, key: str) -> HttpResponse:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f'"{key}-gzip"' if packed else f'"{key}"'
    known = [t.removeprefix("W/") for t in parse_etags(request.headers.get("If-None-Match", ""))]
    if tag in known or "*" in known:
        response = HttpResponse(status=304)
    elif packed:
        response = HttpResponse(page.packed, content_type=page.content_type)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.body, content_type=page.content_type)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["Vary"] = "Accept-Encoding, Cookie"
    return response


def _key(request: HttpRequest, parties: Parties, page: int, beside: str) -> str:
    reader = request.reader
    parts = (
        request.path_info,
        str(page),
        reader.text,
        ".".join(reader.understands),
        release(),
        str(has_news(request)),
        beside,
        *_moved(parties),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:40]


def _moved(parties: Parties) -> list[str]:
    """What changes when a party does something public, or when a day begins in some country."""
    now = timezone.now()
    heads = [f"{holder}:{public}" for holder, public in public_lengths(parties)]
    return heads + [country.today(now).isoformat() for country in countries().values()]


def _parties_key(slug: str) -> str:
    return "parties:" + sha256(slug.encode()).hexdigest()

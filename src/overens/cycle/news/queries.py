"""Readers: what everyone may read of what is published, and what its own people know of."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from overens.base.languages.rules import Wording, Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Authority
from overens.base.municipalities.queries import AUTHORITY, authority_of
from overens.cycle.agreements.models import Agreement
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from overens.cycle.news.states import Kind

FLOW = (Kind.NEWS, Kind.LINK)
MOST_WORDS = 8
"""Of a search; the rest of them is not looked for."""


def published() -> QuerySet[NewsItem]:
    """All that is published, archived too, each with its newest version; newest first."""
    return (
        NewsItem.objects.filter(shown__isnull=False)
        .select_related("owner__municipality", "shown__agreement", "shown__published_by__post")
        .order_by("-day", "-pk")
    )


def flow(agreement: Agreement | None = None) -> QuerySet[NewsItem]:
    """What stands in the flow; of one agreement where one is named."""
    found = published().filter(kind__in=FLOW, archived_at__isnull=True)
    return found.filter(shown__agreement=agreement) if agreement else found


class Headline(NamedTuple):
    """A published item as a list names it; `address` is a link's own, and empty else."""

    kind: str
    slug: str
    day: date | None
    is_archived: bool
    titles: Wordings
    summaries: Wordings
    address: str
    example: bool
    owner: Wording


def headlines(items: Iterable[NewsItem]) -> list[Headline]:
    """Of items that are at hand."""
    return [
        Headline(
            item.kind,
            item.slug,
            item.day,
            bool(item.archived_at),
            item.shown.titles,
            item.shown.summaries,
            item.shown.address,
            item.shown.example,
            item.owner.name,
        )
        for item in items
        if item.shown
    ]


def latest(most: int, agreement: Agreement | None = None) -> list[Headline]:
    """The newest of the flow."""
    return _headlines(FLOW, agreement, most)


def pages(agreement: Agreement | None = None) -> list[Headline]:
    """The standing pages that are not archived."""
    return _headlines((Kind.PAGE,), agreement)


def _headlines(
    kinds: Sequence[Kind], agreement: Agreement | None, most: int | None = None
) -> list[Headline]:
    """Plain SQL, since every page of an agreement asks it: one query."""
    found = rows.asked(
        f"SELECT {AUTHORITY}, item.kind, item.slug, CAST(item.day AS TEXT), version.titles, "
        "version.summaries, version.address, agreement.example, post.example "
        "FROM news_newsitem item JOIN news_newsversion version ON version.id = item.shown_id "
        "JOIN municipalities_authority authority ON authority.id = item.owner_id "
        "JOIN municipalities_municipality municipality "
        "ON municipality.id = authority.municipality_id "
        "JOIN municipalities_seat seat "
        "ON seat.id = COALESCE(version.published_by_id, version.written_by_id) "
        "JOIN municipalities_post post ON post.id = seat.post_id "
        "LEFT JOIN agreements_agreement agreement ON agreement.id = version.agreement_id "
        f"WHERE item.archived_at IS NULL AND item.kind IN ({', '.join(['%s'] * len(kinds))})"
        f"{' AND version.agreement_id = %s' if agreement else ''} "
        f"ORDER BY item.day DESC, item.id DESC{f' LIMIT {most}' if most else ''}",
        *(kind.value for kind in kinds),
        *([agreement.pk.hex] if agreement else ()),
    )
    return [_headline(row) for row in found]


@lru_cache(maxsize=1_000)
def _headline(row: tuple[Any, ...]) -> Headline:
    """A row that reads as before is not made anew."""
    kind, slug, day, titles, summaries, address, *example = row[7:]
    return Headline(
        kind,
        slug,
        rows.day(day),
        False,
        Wordings.from_row(json.loads(titles)),
        Wordings.from_row(json.loads(summaries)),
        address,
        any(example),
        authority_of(row[:7]).name,
    )


def archived(said: str = "", year: int | None = None) -> QuerySet[NewsItem]:
    """What is archived; that holds all of these words, and of that year."""
    found = published().filter(archived_at__isnull=False)
    for word in said.casefold().split()[:MOST_WORDS]:
        found = found.filter(shown__words__contains=word)
    return found.filter(day__year=year) if year else found


def archived_years() -> list[int]:
    """The years of which something is archived, newest first."""
    days = published().filter(archived_at__isnull=False).dates("day", "year", order="DESC")
    return [day.year for day in days]


def published_item(slug: str, kinds: Sequence[str]) -> NewsItem | None:
    """What everyone may read at an address, with its pictures."""
    found = published().filter(slug=slug, kind__in=kinds)
    return found.prefetch_related("shown__pictures").first()


def history(item: NewsItem) -> list[NewsVersion]:
    """Every published version, newest first."""
    rows = item.versions.filter(published_at__isnull=False).order_by("-number")
    return list(rows.select_related("agreement", "published_by__post"))


ANYTHING_PUBLISHED = "SELECT 1 FROM news_newsversion WHERE published_at IS NOT NULL"
"""Whether anybody has ever published anything: once true, it stays so."""


def is_published_picture(file: str) -> bool:
    """Whether some version that everyone may read shows a picture with that file."""
    return Picture.objects.filter(
        Q(file=file) | Q(small=file), version__published_at__isnull=False
    ).exists()


def is_own_picture(authority: Authority, file: str) -> bool:
    """Whether one of an authority's own texts shows it, published or not."""
    named = Q(file=file) | Q(small=file)
    return Picture.objects.filter(named, version__item__owner=authority).exists()


def files_of_pictures() -> Iterator[str]:
    """The kept files that pictures name: fixity is checked for these."""
    for pair in Picture.objects.order_by().values_list("file", "small"):
        yield from pair


def own_items(authority: Authority) -> list[tuple[NewsItem, NewsVersion | None]]:
    """All that an authority's own people have written, each with its draft if there is one: two
    queries."""
    items = (
        NewsItem.objects.filter(owner=authority)
        .select_related("owner__municipality", "shown__agreement")
        .order_by(F("day").desc(nulls_first=True), "-pk")
    )
    drafts = NewsVersion.objects.filter(item__owner=authority, published_at__isnull=True)
    by_item = {draft.item_id: draft for draft in drafts.select_related("agreement")}
    return [(item, by_item.get(item.pk)) for item in items]


def own_item(authority: Authority, slug: str) -> NewsItem | None:
    """One of them; None for what is not this authority's."""
    return (
        NewsItem.objects.filter(owner=authority, slug=slug)
        .select_related("owner__municipality", "shown__agreement", "archived_by__person")
        .first()
    )


def draft_of(item: NewsItem) -> NewsVersion | None:
    """Its draft, with its pictures and those who wrote and scheduled it."""
    return (
        item.versions.filter(published_at__isnull=True)
        .select_related("agreement", "written_by__person", "scheduled_by__person")
        .prefetch_related("pictures")
        .first()
    )

"""Readers: what everyone may read of what is published, and what its own people know of."""

from collections.abc import Iterator, Sequence

from django.db.models import F, Q, QuerySet

from overens.base.municipalities.models import Authority
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


def pages(agreement: Agreement | None = None) -> QuerySet[NewsItem]:
    """The standing pages that are not archived."""
    found = published().filter(kind=Kind.PAGE, archived_at__isnull=True)
    return found.filter(shown__agreement=agreement) if agreement else found


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


def anything_published() -> bool:
    """Whether anybody has ever published anything: once true, it stays so."""
    return NewsVersion.objects.filter(published_at__isnull=False).exists()


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

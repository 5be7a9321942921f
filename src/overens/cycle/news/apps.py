"""The room as Django knows it: what is published is never changed, and its pictures are looked after."""

from collections.abc import Iterator

from django.apps import AppConfig

from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard


class NewsConfig(AppConfig):
    name = "overens.cycle.news"
    label = "news"

    def ready(self) -> None:
        from overens.cycle.news.queries import files_of_pictures

        GUARDED.extend(_guards())
        NAMED.append(files_of_pictures)


def _guards() -> Iterator[Guard]:
    """A draft may be rewritten and thrown away; what was published stays, pictures too."""
    published = (
        "EXISTS (SELECT 1 FROM news_newsversion v WHERE v.published_at IS NOT NULL AND v.id = {})"
    )
    yield Guard(
        "news.NewsItem",
        may_change=("revision", "shown_id", "day", "archived_at", "archived_by_id"),
        while_="NEW.shown_id IS NOT NULL",
        only_where="OLD.shown_id IS NOT NULL",
    )
    yield Guard("news.NewsVersion", only_where="OLD.published_at IS NOT NULL")
    yield Guard(
        "news.Picture",
        only_where=published.format("OLD.version_id"),
        nor_into=published.format("NEW.version_id"),
    )

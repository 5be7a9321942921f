"""What the tests write: news of made-up things, in the demo's agreement."""

from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from overens.base.municipalities.models import Seat
from overens.cycle.news.actions.publishing import publish
from overens.cycle.news.actions.writing import add_picture, begin_news, write_news
from overens.cycle.news.models import NewsItem
from overens.cycle.news.rules import Words
from tests.examples import NOW

ALTS = {"da": "En blå flade", "sv": "En blå yta"}
RIGHTS = "Foto: Eksempel, må vises"


def words(title: str = "Mødet er holdt", **more: Any) -> Words:
    """A text in Danish and Swedish."""
    return Words(
        **{
            "titles": {"da": title, "sv": f"{title} (sv)"},
            "summaries": {"da": "Kort fortalt."},
            "bodies": {"da": "<h3>Om mødet</h3><p>Der blev talt.</p>", "sv": "<p>Det talades.</p>"},
            **more,
        }
    )


def link(**more: Any) -> Words:
    """What stands on one's own site."""
    return Words(
        **{
            "titles": {"da": "Fra vores egen side"},
            "address": "https://koge.example/nyt",
            "dated": NOW.date(),
            **more,
        }
    )


def picture(colour: str = "navy") -> bytes:
    out = BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "PNG")
    return out.getvalue()


def published(
    by: Seat, said: Words | None = None, *, kind: str = "news", at: datetime = NOW
) -> NewsItem:
    """Something that everyone can read."""
    item = begin_news(by=by, kind=kind, words=said or words(), at=at)
    return publish(by=by, item=item, because={}, revision=item.revision, at=at)


def corrected(by: Seat, item: NewsItem, said: Words, *, at: datetime = NOW) -> NewsItem:
    """A further version, that everyone can read."""
    item = write_news(by=by, item=item, words=said, revision=item.revision, at=at)
    because = {"da": "Datoen er rettet."}
    return publish(by=by, item=item, because=because, revision=item.revision, at=at)


def with_picture(by: Seat, item: NewsItem, colour: str = "navy", *, at: datetime = NOW) -> NewsItem:
    return add_picture(
        by=by,
        item=item,
        data=picture(colour),
        alts=ALTS,
        captions={"da": "Blåt"},
        rights=RIGHTS,
        at=at,
    )

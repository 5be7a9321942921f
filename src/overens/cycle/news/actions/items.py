"""What every verb of the room begins and ends with."""

from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.municipalities.actions.guards import acting_for
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from overens.cycle.news.rules import refuse_undescribed, refuse_unready


def acting_on(by: Seat, item: NewsItem, at: datetime) -> None:
    """Raises Refused unless the seat may write what that authority publishes."""
    if by.post.authority_id != item.owner_id:
        raise Refused(_("Only an authority’s own people write what it publishes."))
    acting_for(by, by.post, Act.WRITE_NEWS, at)


def locked(item: NewsItem) -> NewsItem:
    """The item as it stands, under its lock: all that changes it or its versions waits here."""
    rows = NewsItem.objects.select_for_update(of=("self",))
    return rows.select_related("owner__municipality").get(pk=item.pk)


def draft_in(item: NewsItem) -> NewsVersion:
    """The draft of an item that is locked. Raises Refused where there is none."""
    found = item.versions.filter(published_at__isnull=True).select_related("agreement").first()
    if found is None:
        raise Refused(_("There is no draft: what was written is published."))
    return found


def draft_to_change(item: NewsItem, by: Seat, at: datetime) -> NewsVersion:
    """The draft of an item that is locked; a new one begins as what is published, pictures too."""
    if item.shown_id is None or item.versions.filter(published_at__isnull=True).exists():
        return draft_in(item)
    shown = NewsVersion.objects.select_related("agreement").get(pk=item.shown_id)
    kept = ("titles", "summaries", "bodies", "agreement", "address", "dated", "words")
    draft = NewsVersion.objects.create(
        item=item,
        number=shown.number + 1,
        written_by=by,
        written_at=at,
        **{name: getattr(shown, name) for name in kept},
    )
    own = [f.attname for f in Picture._meta.concrete_fields if f.name not in ("id", "version")]
    Picture.objects.bulk_create(
        Picture(version=draft, **{name: getattr(picture, name) for name in own})
        for picture in shown.pictures.all()
    )
    return draft


def refuse_unready_draft(draft: NewsVersion, item: NewsItem, at: datetime) -> None:
    """Raises NotYet where something is missing to what is to be published then."""
    refuse_unready(draft.said, item.kind, item.owner.country.today(at))
    for picture in draft.pictures.all():
        refuse_undescribed(picture.alts.texts(), draft.titles.texts())


def note_news(
    by: Seat, item: NewsItem, what: str, at: datetime, *, public: bool = False, **details: object
) -> None:
    """The line in the owner's chain. What is not published yet is its own people's to read."""
    write(
        chain=item.owner.ref,
        by=by.ref,
        what=what,
        about=item.ref,
        audience=TABLE[Act.WRITE_NEWS].readers if public else Audience.OWN,
        details={"slug": item.slug, **details},
        at=at,
    )

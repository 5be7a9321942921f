"""Verbs: a draft is published, now or at a time; what is published is archived, and brought back."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.cycle.news.actions.items import (
    acting_on,
    draft_in,
    locked,
    note_news,
    refuse_unready_draft,
)
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.cycle.news.rules import NotYet, Texts, refuse_line

logger = logging.getLogger(__name__)


def publish(*, by: Seat, item: NewsItem, because: Texts, revision: int, at: datetime) -> NewsItem:
    """Everyone reads the draft from now on. `because` says what a later version changes; `revision`
    is the one that was read. Raises Refused where something is missing, or was changed since."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = locked(item)
        draft = _ready(item, because, revision, at)
        _publish(item, draft, by, at)
    return item


def schedule(
    *, by: Seat, item: NewsItem, when: datetime, because: Texts, revision: int, at: datetime
) -> NewsItem:
    """The draft is to be published by itself then. Said again, the newest word stands."""
    acting_on(by, item, at)
    if when <= at:
        raise NotYet(_("That time has passed. Choose a later one, or publish it now."), "time")
    with transaction.atomic():
        item = locked(item)
        draft = _ready(item, because, revision, when)
        draft.publish_at, draft.scheduled_by = when, by
        draft.save(update_fields=["because", "publish_at", "scheduled_by"])
        note_news(by, item, "news.scheduled", at, version=draft.number, publish_at=when.isoformat())
    return item


def unschedule(*, by: Seat, item: NewsItem, at: datetime) -> NewsItem:
    """It waits for somebody to publish it, as before."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = locked(item)
        draft = draft_in(item)
        if draft.publish_at is None:
            raise Refused(_("No time is set."))
        draft.publish_at = draft.scheduled_by = None
        draft.save(update_fields=["publish_at", "scheduled_by"])
        note_news(by, item, "news.unscheduled", at, version=draft.number)
    return item


def publish_due(*, at: datetime) -> int:
    """Publish every draft whose time has come, and say how many there were.

    Each in a transaction of its own, since each belongs to one authority's chain. Any number of
    workers may do this at once: each takes what no other one holds, and looks again under the lock.
    """
    due = NewsVersion.objects.filter(published_at__isnull=True, publish_at__lte=at)
    done = 0
    for pk in due.order_by("publish_at", "pk").values_list("item_id", flat=True):
        try:
            done += _publish_if_due(pk, at)
        except Refused as refused:
            # The others do not wait for it.
            logger.error("news %s is not published: %s", pk, refused)
    return done


def _publish_if_due(pk: UUID, at: datetime) -> bool:
    with transaction.atomic():
        items = NewsItem.objects.select_for_update(of=("self",), skip_locked=True)
        item = items.select_related("owner__municipality").filter(pk=pk).first()
        draft = (
            item.versions.filter(published_at__isnull=True, publish_at__lte=at)
            .select_related("scheduled_by__post")
            .first()
            if item
            else None
        )
        if item is None or draft is None or draft.scheduled_by is None:
            return False
        refuse_unready_draft(draft, item, at)
        _publish(item, draft, draft.scheduled_by, at)
    return True


def archive(*, by: Seat, item: NewsItem, at: datetime) -> NewsItem:
    """It stays at its address, marked, and leaves the flow and the feed."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = _published(item)
        if item.archived_at:
            raise Refused(_("It is archived already."))
        item.archived_at, item.archived_by = at, by
        item.save(update_fields=["archived_at", "archived_by"])
        note_news(by, item, "news.archived", at, public=True)
    return item


def bring_back(*, by: Seat, item: NewsItem, at: datetime) -> NewsItem:
    """Out of the archive again."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = _published(item)
        if item.archived_at is None:
            raise Refused(_("It is not archived."))
        item.archived_at = item.archived_by = None
        item.save(update_fields=["archived_at", "archived_by"])
        note_news(by, item, "news.brought-back", at, public=True)
    return item


def _published(item: NewsItem) -> NewsItem:
    found = locked(item)
    if found.shown_id is None:
        raise Refused(_("It is not published yet."))
    return found


def _ready(item: NewsItem, because: Texts, revision: int, at: datetime) -> NewsVersion:
    """The draft, with what it changes, where nothing is missing to it."""
    draft = draft_in(item)
    if item.revision != revision:
        raise Refused(
            _("Somebody has changed the text since you opened this page. Read it, and send again.")
        )
    refuse_unready_draft(draft, item, at)
    said = {code: " ".join(text.split()) for code, text in because.items()}
    for text in said.values():
        refuse_line(text, "because")
    draft.because = Wordings.of({code: text for code, text in said.items() if text})
    if draft.number > 1 and not draft.because:
        raise NotYet(_("Write in a sentence what is changed: everyone can read it."), "because")
    return draft


def _publish(item: NewsItem, draft: NewsVersion, by: Seat, at: datetime) -> None:
    draft.published_at, draft.published_by = at, by
    draft.save(update_fields=["because", "published_at", "published_by"])
    item.shown = draft
    item.day = draft.dated or item.day or item.owner.country.today(at)
    item.save(update_fields=["shown", "day"])
    what = "news.published" if draft.number == 1 else "news.changed"
    note_news(
        by,
        item,
        what,
        at,
        public=True,
        version=draft.number,
        titles=draft.titles.texts(),
        because=draft.because.texts(),
    )

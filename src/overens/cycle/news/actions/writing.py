"""Verbs: what is to be published is begun, written by several people, and given its pictures."""

from datetime import datetime
from itertools import count

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings, languages
from overens.base.municipalities.actions.guards import acting_for
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Changed, Refused
from overens.base.papers import pictures
from overens.base.papers.storage import keep
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import agreements_of
from overens.cycle.news.actions.items import (
    acting_on,
    draft_in,
    draft_to_change,
    locked,
    note_news,
    refuse_unready_draft,
)
from overens.cycle.news.models import NewsItem, NewsVersion, Picture
from overens.cycle.news.rules import (
    NOT_ADDRESSES,
    NotYet,
    Texts,
    Words,
    address_of,
    as_one,
    cleaned,
    refuse_line,
    refuse_undescribed,
    search_words,
)
from overens.cycle.news.states import Kind

MOST_PICTURES = 20


def begin_news(*, by: Seat, kind: str, words: Words, at: datetime) -> NewsItem:
    """A new item with its first draft. Its address is made of its first title, and stays."""
    acting_for(by, by.post, Act.WRITE_NEWS, at)
    kind, said = Kind(kind), cleaned(words, kind)
    agreement = _agreement(by.post.authority, said.agreement)
    with transaction.atomic():
        item = _at_free_address(NewsItem(owner=by.post.authority, kind=kind, revision=1), said)
        _keep(NewsVersion(item=item, number=1), said, agreement, by, at)
        note_news(by, item, "news.written", at, version=1)
    return item


def write_news(*, by: Seat, item: NewsItem, words: Words, revision: int, at: datetime) -> NewsItem:
    """Save the draft; what is published stays as it is until the draft is published too.

    `revision` is the one that was read. Raises Changed where there is a newer one.
    """
    acting_on(by, item, at)
    said = cleaned(words, item.kind)
    agreement = _agreement(by.post.authority, said.agreement)
    with transaction.atomic():
        item = locked(item)
        newest = item.versions.select_related("agreement").order_by("-number").first()
        if newest and newest.said == said:
            return item
        draft = draft_to_change(item, by, at)
        if item.revision != revision:
            raise Changed(_written_meanwhile(), as_one(draft.said), item.revision)
        item.revision += 1
        item.save(update_fields=["revision"])
        _keep(draft, said, agreement, by, at)
        if draft.publish_at:
            refuse_unready_draft(draft, item, draft.publish_at)
        note_news(by, item, "news.written", at, version=draft.number, revision=item.revision)
    return item


def _written_meanwhile() -> str:
    return _(
        "Somebody has saved this text since you opened it. Both texts stand here: put what "
        "you want to keep of the other one into yours, and save again."
    )


def _agreement(authority: Authority, slug: str) -> Agreement | None:
    """What it is about: an agreement of one's own that everyone may read."""
    if not slug:
        return None
    found = agreements_of(authority).filter(slug=slug, versions__edition__isnull=False).first()
    if found is None:
        raise NotYet(_("Choose one of your own agreements, or none."), "agreement")
    return found


def _at_free_address(item: NewsItem, said: Words) -> NewsItem:
    """Saved under the first address that nobody has: two people may write the same title at once."""
    name = address_of(said, item.kind)
    for number in count(1):
        item.slug = name if number == 1 else f"{name}-{number}"
        if item.slug in NOT_ADDRESSES or NewsItem.objects.filter(slug=item.slug).exists():
            continue
        try:
            with transaction.atomic():
                item.save(force_insert=True)
        except IntegrityError:
            continue
        break
    return item


def _keep(
    draft: NewsVersion, said: Words, agreement: Agreement | None, by: Seat, at: datetime
) -> None:
    draft.titles, draft.summaries = Wordings.of(said.titles), Wordings.of(said.summaries)
    draft.bodies, draft.agreement = Wordings.of(said.bodies), agreement
    draft.address, draft.dated, draft.words = said.address, said.dated, search_words(said)
    draft.written_by, draft.written_at = by, at
    draft.save()


def throw_away(*, by: Seat, item: NewsItem, at: datetime) -> None:
    """Take a draft away; with it the item, where nothing of it was ever published."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = locked(item)
        draft = draft_in(item)
        draft.delete()
        if item.shown_id is None:
            # Its name in the trail stays.
            NewsItem.objects.filter(pk=item.pk).delete()
        else:
            item.revision += 1
            item.save(update_fields=["revision"])
        note_news(by, item, "news.thrown-away", at, version=draft.number)


def add_picture(
    *,
    by: Seat,
    item: NewsItem,
    data: bytes,
    alts: Texts,
    captions: Texts,
    rights: str,
    at: datetime,
) -> NewsItem:
    """Put a picture into the draft: scaled, and without what its file told beside it.

    `alts` describe it in each language of the text. Raises Refused, and CannotKeep.
    """
    acting_on(by, item, at)
    large, small = pictures.take(data)
    file, small_file = keep(settings.FILES, large.data), keep(settings.FILES, small.data)
    with transaction.atomic():
        item = locked(item)
        draft = draft_to_change(item, by, at)
        standing = list(draft.pictures.all())
        if any(picture.file == file for picture in standing):
            raise Refused(_("This picture is in the text already."))
        if len(standing) >= MOST_PICTURES:
            raise Refused(
                _("At most %(most)s pictures have room in one text.") % {"most": MOST_PICTURES}
            )
        picture = Picture(
            version=draft,
            place=max((picture.place for picture in standing), default=0) + 1,
            file=file,
            width=large.width,
            height=large.height,
            small=small_file,
            small_width=small.width,
        )
        _describe(picture, draft, alts, captions, rights)
        note_news(by, item, "news.picture-added", at, file=file)
    return item


def describe_picture(
    *,
    by: Seat,
    item: NewsItem,
    file: str,
    alts: Texts,
    captions: Texts,
    rights: str,
    at: datetime,
) -> NewsItem:
    """Describe a picture otherwise, in the draft."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = locked(item)
        draft = draft_to_change(item, by, at)
        _describe(_picture(draft, file), draft, alts, captions, rights)
        note_news(by, item, "news.picture-described", at, file=file)
    return item


def remove_picture(*, by: Seat, item: NewsItem, file: str, at: datetime) -> NewsItem:
    """Take a picture out of the draft; versions that were published keep it."""
    acting_on(by, item, at)
    with transaction.atomic():
        item = locked(item)
        draft = draft_to_change(item, by, at)
        _picture(draft, file).delete()
        note_news(by, item, "news.picture-removed", at, file=file)
    return item


def _picture(draft: NewsVersion, file: str) -> Picture:
    found = draft.pictures.filter(file=file).first()
    if found is None:
        raise Refused(_("This picture is not in the text any more."))
    return found


def _describe(
    picture: Picture, draft: NewsVersion, alts: Texts, captions: Texts, rights: str
) -> None:
    """Saved with what must be said of it."""
    said = {
        name: {code: " ".join(texts.get(code, "").split()) for code in languages()}
        for name, texts in (("alt", alts), ("caption", captions))
    }
    for name, texts in said.items():
        for code, text in texts.items():
            refuse_line(text, f"{name}_{code}")
    refuse_line(rights, "rights")
    refuse_undescribed(said["alt"], draft.titles.texts())
    if not rights.strip():
        raise NotYet(_("Write who took the picture, and that it may be shown."), "rights")
    picture.alts = Wordings.of({code: text for code, text in said["alt"].items() if text})
    picture.captions = Wordings.of({code: text for code, text in said["caption"].items() if text})
    picture.rights = " ".join(rights.split())
    picture.save()

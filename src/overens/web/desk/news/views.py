"""The list of what is published, one text with what can be done to it, and the page to write it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.municipalities.clock import moment
from overens.base.municipalities.roles import Act
from overens.cycle.news.actions import publishing
from overens.cycle.news.actions.writing import begin_news, throw_away, write_news
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.cycle.news.queries import own_items
from overens.cycle.news.states import Kind
from overens.web.design.reads import Reads, everyone
from overens.web.design.words import dated
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.news import forms
from overens.web.desk.news.loading import (
    Own,
    agreements_to_choose,
    own_people_read,
    until_published,
)
from overens.web.public.news.shown import address_of, owner_shown, text_shown


@in_post(Act.WRITE_NEWS)
def items(request: HttpRequest, language: str) -> HttpResponse:
    """Everything of one's own authority, by where it stands."""
    rows = own_items(request.acting.authority)
    drafts = [(item, draft) for item, draft in rows if draft]
    groups = [
        (_("Drafts"), [row for row in drafts if not row[1].publish_at]),
        (_("To be published by itself"), [row for row in drafts if row[1].publish_at]),
        (_("Published"), [(i, i.shown) for i, _draft in rows if i.shown and not i.archived_at]),
        (_("Archived"), [(i, i.shown) for i, _draft in rows if i.shown and i.archived_at]),
    ]
    shown = [
        (place, name, [_row(item, version, language) for item, version in found])
        for place, (name, found) in enumerate(groups)
        if found
    ]
    return render(request, "desk/news/items.html", {"groups": shown})


def _row(item: NewsItem, version: NewsVersion, language: str) -> dict[str, Any]:
    return {
        "address": f"/{language}/desk/news/{item.slug}/",
        "title": version.titles.shown(language),
        "kind": Kind(item.kind).label,
        "day": dated(item.day, language) if version.published_at and item.day else "",
        "written_in": ", ".join(languages()[c].called_in(language) for c in version.titles),
    }


@in_post(Act.WRITE_NEWS)
def begin(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    acting, home = request.acting, f"/{language}/desk/news/"
    form = _words_form(request, kind, f"news:begin-{kind}")

    def action(said: dict[str, Any]) -> NewsItem:
        return begin_news(by=acting.seat, kind=kind, words=form.words(said), at=acting.now)

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), home)
        return told(request, _("The draft is saved."), f"{home}{form.result.slug}/")
    titles = {
        Kind.NEWS: _("Write news"),
        Kind.PAGE: _("Write a page"),
        Kind.LINK: _("Link to news on your own site"),
    }
    context = {"form": form, "title": titles[Kind(kind)], "back": home, "reads": form.readers}
    return render(request, "desk/news/write.html", context)


def _words_form(request: HttpRequest, kind: str, place: str, **named: Any) -> forms.WordsForm:
    acting, language = request.acting, request.reader.language
    readers = until_published(acting)
    form = forms.WordsForm(
        request.POST or None,
        place=place,
        kind=kind,
        first=acting.authority.name.language,
        agreements=agreements_to_choose(acting, language),
        reads=readers,
        **named,
    )
    form.readers = readers
    return form


@in_post(Act.WRITE_NEWS)
def text(request: HttpRequest, language: str, news: str) -> HttpResponse:
    own = Own.fetch(request, news)
    form = _words_form(
        request,
        own.item.kind,
        f"news:{own.item.pk}",
        base=own.item.revision,
        words=own.newest.said,
    )

    def action(said: dict[str, Any]) -> NewsItem:
        return write_news(
            by=own.acting.seat,
            item=own.item,
            words=form.words(said),
            revision=form.base or 0,
            at=own.acting.now,
        )

    if send(request, form, action):
        return told(request, _("The draft is saved."), own.address)
    title = _("Write: %(title)s") % {"title": own.name}
    context = {"form": form, "title": title, "back": own.address, "own": own}
    return render(request, "desk/news/write.html", {**context, "reads": form.readers})


@in_post(Act.WRITE_NEWS)
def preview(request: HttpRequest, language: str, news: str) -> HttpResponse:
    """As everyone will read it, or reads it, in each of its languages."""
    own = Own.fetch(request, news)
    said = text_shown(own.newest, request.reader, f"/{language}/desk/news/pictures/")
    context = {"own": own, "text": said, "owner": owner_shown(own.item, language)}
    return render(request, "desk/news/preview.html", context)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with a text: its form, what it says before, and after it."""

    form: forms.Doing
    title: str
    action: Callable[[dict[str, Any]], object]
    sentence: str
    reads: Reads
    before: str = ""
    to: str = ""


@in_post(Act.WRITE_NEWS)
def item(request: HttpRequest, language: str, news: str) -> HttpResponse:
    own = Own.fetch(request, news)
    offers, sent = list(_offers(request, own)), None
    for offer in offers:
        if request.method == "POST" and offer.form.what == request.POST.get("do"):
            sent = offer.form
            if send(request, sent, offer.action):
                sentence = sent_before() if sent.sent_before else offer.sentence
                return told(request, sentence, offer.to or own.address)
        elif request.method != "POST":
            show(request, offer.form)
    shown = own.item.shown
    context = {
        "own": own,
        "offers": offers,
        "form": sent,
        "kind": Kind(own.item.kind).label,
        "is_link": own.item.kind == Kind.LINK,
        "public": address_of(own.item, shown, language) if shown else "",
        "pictures": own.newest.pictures.count(),
    }
    return render(request, "desk/news/item.html", context)


def _offers(request: HttpRequest, own: Own) -> Iterator[Offer]:
    """What can be done with it as it stands; the first is what most want."""
    by, at, found = own.acting.seat, own.acting.now, own.item

    def filled(form: type[forms.Doing], **named: Any) -> Any:
        what = named.get("what") or form.what
        sent = request.method == "POST" and request.POST.get("do") == what
        return form(
            request.POST if sent else None,
            place=f"news-{what}:{found.pk}",
            base=found.revision,
            **named,
        )

    if own.draft:
        yield from _publishing(own, own.draft, filled)
    if found.shown_id and not found.archived_at:
        yield Offer(
            filled(forms.Say, what="archive"),
            _("Archive it"),
            lambda said: publishing.archive(by=by, item=found, at=at),
            _("Archived. It stays at its address, marked as archived."),
            everyone(),
            _("It stays at its address, marked, and leaves the flow of news and the feed."),
        )
    if found.archived_at:
        yield Offer(
            filled(forms.Say, what="bring-back"),
            _("Bring it back from the archive"),
            lambda said: publishing.bring_back(by=by, item=found, at=at),
            _("It is back from the archive."),
            everyone(),
        )


def _publishing(own: Own, draft: NewsVersion, filled: Callable[..., Any]) -> Iterator[Offer]:
    by, at, found, is_first = own.acting.seat, own.acting.now, own.item, draft.number == 1
    own_people = own_people_read(own.acting, own.language)
    form = filled(forms.Publish, is_first=is_first)
    form.all_read(everyone())
    yield Offer(
        form,
        _("Publish it now"),
        lambda said: publishing.publish(
            by=by, item=found, because=_because(said, own), revision=form.base or 0, at=at
        ),
        _("Published. Everyone can read it."),
        everyone(),
    )
    if draft.publish_at:
        yield Offer(
            filled(forms.Say, what="unschedule"),
            _("Do not publish it by itself"),
            lambda said: publishing.unschedule(by=by, item=found, at=at),
            _("It is not published by itself any more."),
            own_people,
        )
    later = filled(forms.Schedule, is_first=is_first)
    later.all_read(everyone())
    zone = found.owner.country
    yield Offer(
        later,
        _("Choose another time") if draft.publish_at else _("Publish it at a time"),
        lambda said: publishing.schedule(
            by=by,
            item=found,
            when=moment(said["day"], said["time"], zone.zone),
            because=_because(said, own),
            revision=later.base or 0,
            at=at,
        ),
        _("The time is set."),
        everyone(),
        _("By the clock in %(country)s.") % {"country": zone.called_in(own.language)},
    )
    yield Offer(
        filled(forms.Say, what="throw-away"),
        _("Throw the draft away"),
        lambda said: throw_away(by=by, item=found, at=at),
        _("The draft is thrown away."),
        own_people,
        _("What is published stays as it is.") if found.shown_id else "",
        "" if found.shown_id else f"/{own.language}/desk/news/",
    )


def _because(said: dict[str, Any], own: Own) -> dict[str, str]:
    """Written in the page's language."""
    return {own.language: said["because"]} if "because" in said else {}

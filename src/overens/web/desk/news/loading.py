"""Fetches what an authority's own people publish, and have not published yet."""

from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages, write_date
from overens.base.trail.states import Audience
from overens.cycle.agreements.queries import agreements_of
from overens.cycle.news import queries
from overens.cycle.news.models import NewsItem, NewsVersion
from overens.web.design.reads import Reads
from overens.web.desk.entering import Acting
from overens.web.desk.parties import OTHER, partners_of, place_letters, readers


@dataclass
class Own:
    """One item of one's own authority: its draft if there is one, else what is published."""

    acting: Acting
    language: str
    item: NewsItem

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str) -> "Own":
        """Raises Http404 where one's own authority has none such."""
        found = queries.own_item(request.acting.authority, slug)
        if found is None:
            raise Http404
        return cls(request.acting, request.reader.language, found)

    @property
    def address(self) -> str:
        return f"/{self.language}/desk/news/{self.item.slug}/"

    @cached_property
    def draft(self) -> NewsVersion | None:
        return queries.draft_of(self.item)

    @property
    def newest(self) -> NewsVersion:
        found = self.draft or self.item.shown
        assert found
        return found

    @property
    def name(self) -> str:
        return self.newest.titles.shown(self.language).text

    @property
    def state(self) -> str:
        """Where it stands, in a sentence or two."""
        country, at = self.item.owner.country, self.newest.written_at
        said = []
        if self.draft and self.draft.publish_at:
            said.append(_("It is published by itself on %(day)s at %(time)s.") % self.clock())
        elif self.draft:
            said.append(
                _("Draft, saved by %(person)s on %(day)s.")
                % {
                    "person": self.draft.written_by.person,
                    "day": write_date(country.today(at), self.language),
                }
            )
        if self.item.archived_at:
            day = write_date(country.today(self.item.archived_at), self.language)
            said.append(_("Archived on %(day)s.") % {"day": day})
        elif self.item.day:
            day = write_date(self.item.day, self.language)
            said.append(_("Everyone can read it. It stands under %(day)s.") % {"day": day})
        return " ".join(said)

    def clock(self) -> dict[str, str]:
        """When it is published by itself, as the clock at the authority shows it."""
        assert self.draft
        assert self.draft.publish_at
        there = self.draft.publish_at.astimezone(self.item.owner.country.zone)
        return {"day": write_date(there.date(), self.language), "time": f"{there:%H:%M}"}


def until_published(acting: Acting) -> Reads:
    """Who reads what is typed: one's own people first, and everyone once it is published."""
    authority = acting.authority
    letter = place_letters(partners_of(authority)).get(authority.slug, OTHER)
    words = _("<b>Only {name}</b> reads it until it is published; then <b>everyone</b> can read it")
    said: SafeString = format_html(words, name=authority.short)
    return Reads(said, [letter], everyone=True)


def own_people_read(acting: Acting, language: str) -> Reads:
    """For what nobody else hears of."""
    authority = acting.authority
    return readers(Audience.OWN, authority, partners_of(authority), language)


def agreements_to_choose(acting: Acting, language: str) -> list[tuple[str, str]]:
    """The agreements of one's own that everyone may read, by their slug."""
    return [
        (
            agreement.slug,
            languages()[language].join([p.authority.short for p in agreement.parties.all()]),
        )
        for agreement in agreements_of(acting.authority)
        if any(version.edition_id for version in agreement.own_versions)
    ]

"""Fetches what the pages of posts have in common, of one's own authority alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.http import Http404, HttpRequest

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Post, Seat
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.queries import contacts_today, parties_with_contacts, today_at
from overens.reach.overview.handover import Carried, Involved, carried_by, open_handovers
from overens.web.design.reads import Reads
from overens.web.desk.entering import Acting
from overens.web.desk.parties import place_letters, readers
from overens.web.desk.posts import shown


@dataclass
class Posts:
    """The posts of one's own authority, or some of them; what a page does not ask for is not
    fetched."""

    acting: Acting
    language: str
    posts: list[Post]

    @classmethod
    def fetch(cls, request: HttpRequest, slug: str | None = None) -> "Posts":
        """Every post, or the one of that name. Raises Http404 where there is none such."""
        acting, language = request.acting, request.reader.language
        seats = Seat.objects.select_related("person")
        rows = Post.objects.filter(authority=acting.authority).order_by("slug")
        rows = rows.prefetch_related(Prefetch("seats", seats))
        posts = list(rows.filter(slug=slug) if slug is not None else rows)
        if slug is not None and not posts:
            raise Http404
        for post in posts:
            post.authority = acting.authority
        return cls(acting, language, posts)

    @cached_property
    def parties(self) -> list[Party]:
        return parties_with_contacts(self.acting.authority)

    @cached_property
    def letters(self) -> dict[str, str]:
        return place_letters(self.parties)

    @cached_property
    def rows(self) -> list[shown.PostShown]:
        carried = carried_by(self.posts, self.acting.now)
        handovers = open_handovers(self.acting.authority.pk)
        return shown.posts_shown(self.acting, self.posts, carried, handovers, self.language)

    def readers(self, audience: Audience) -> Reads:
        return readers(audience, self.acting.authority, self.parties, self.language)

    @property
    def partners(self) -> list[shown.ContactShown]:
        """The contact posts of the other parties of each agreement."""
        others = [p for p in self.parties if p.authority_id != self.acting.authority.pk]
        contacts = contacts_today(others, today_at(others, self.acting.now))
        named = names_of(self.parties, self.language)
        rows = (
            (
                Involved(p, p.contact, contacts.get(p.contact_id) if p.contact_id else None),
                named[p.agreement.slug],
            )
            for p in others
        )
        return shown.contacts_shown(rows, self.letters, self.language)


def names_of(parties: Iterable[Party], language: str) -> dict[str, str]:
    """What each agreement is called: its parties, in their stored order."""
    found: dict[str, list[Party]] = {}
    for party in parties:
        found.setdefault(party.agreement.slug, []).append(party)
    return {
        slug: languages()[language].join([p.authority.short for p in rows])
        for slug, rows in found.items()
    }


def names_in(carried: Carried, language: str) -> dict[str, str]:
    """The same for what a post carries."""
    return names_of((p for row in carried.agreements for p in row.parties), language)

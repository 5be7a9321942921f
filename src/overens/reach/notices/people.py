"""To whom letters of this room go."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority
from overens.base.municipalities.queries import Sitting, sitting
from overens.base.records.messages import language_of


class People:
    """Who holds which post of an authority just now: one query."""

    def __init__(self, authority: Authority, now: datetime) -> None:
        self.authority = authority
        self.of_post: Mapping[str, list[Sitting]] = {}
        found: dict[str, list[Sitting]] = {}
        for one in sitting(authority, now):
            found.setdefault(one.post, []).append(one)
        self.of_post = found

    def in_posts(self, posts: Iterable[str]) -> list[Sitting]:
        """Whoever holds some posts (their ids as hexadecimal digits) and can be written to."""
        return [one for post in posts for one in self.of_post.get(post, ()) if one.email]

    def language(self, one: Sitting) -> str:
        """The account's, else the authority's own."""
        return one.language if one.language in languages() else language_of(self.authority)

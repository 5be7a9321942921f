"""Who holds and held which post."""

import json
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Authority, Handover, Municipality, Seat, Seats
from overens.base.municipalities.states import Holding

AUTHORITY = (
    "authority.id, authority.slug, authority.names, authority.short, "
    "municipality.id, municipality.slug, municipality.country"
)
"""The columns of an authority with its municipality, as `authority_of` reads them."""


def authority_of(row: tuple[Any, ...]) -> Authority:
    """An authority with its municipality. A row that reads as before is not made anew; each gets a
    copy, since Django remembers on it what is asked of it, and its register may change."""
    return copy(_made(row))


@lru_cache(maxsize=5_000)
def _made(row: tuple[Any, ...]) -> Authority:
    pk, slug, names, short, municipality, place, country = row
    return rows.made(
        Authority,
        pk=rows.identity(pk),
        slug=slug,
        names=Wordings.from_row(json.loads(names)),
        short=short,
        municipality=rows.made(
            Municipality, pk=rows.identity(municipality), slug=place, country=country
        ),
    )


def holders(posts: Iterable[UUID], day: date) -> Seats:
    """Who held these posts as a day ended, the post's own holder before a deputy: one query."""
    return (
        Seat.objects.to_the_end_of(day)
        .filter(post__in=posts)
        .select_related("person", "post")
        .order_by("post", "-holding", "since", "pk")
    )


def seat_named(authority: str, post: str, day: date) -> Seat | None:
    """The seat that holds a post on a day, with its authority: 'koge/coordinator'.

    Whoever was ended in the middle of the day does not hold it any more.
    """
    return (
        Seat.objects.to_the_end_of(day)
        .filter(post__slug=post, post__authority__slug=authority)
        .select_related("person", "post__authority__municipality")
        .order_by("-holding")
        .first()
    )


def deputies(post: UUID, now: datetime) -> list[Seat]:
    """Who is deputy in a post just now: one query where nobody ever was, else two."""
    if not rows.asked(
        "SELECT 1 FROM municipalities_seat WHERE post_id = %s AND holding = %s LIMIT 1",
        post.hex,
        Holding.DEPUTY.value,
    ):
        return []
    seats = Seat.objects.filter(post=post, holding=Holding.DEPUTY).select_related(
        "person", "post__authority__municipality"
    )
    return [seat for seat in seats.order_by("since", "pk") if seat.is_held_at(now)]


class Sitting(NamedTuple):
    """Somebody who holds a post with a role just now; `post` is hexadecimal digits. `email` and
    `language` are those of their account: empty where they have none, or said none."""

    post: str
    role: str
    holding: str
    names: Wordings
    email: str
    language: str


def sitting(authority: Authority, now: datetime) -> list[Sitting]:
    """Whoever holds a post with a role in an authority, its own holder before a deputy: one query."""
    found = []
    for (
        post,
        role,
        names,
        holding,
        since,
        until,
        seen_on,
        began,
        ended,
        email,
        language,
    ) in rows.asked(
        "SELECT post.id, post.role, post.names, seat.holding, seat.since, seat.until, seat.seen_on, "
        "seat.began_at, seat.ended_at, account.email, account.language "
        "FROM municipalities_seat seat "
        "JOIN municipalities_post post ON post.id = seat.post_id "
        "LEFT JOIN municipalities_account account "
        "ON account.person_id = seat.person_id AND account.is_active "
        "WHERE post.authority_id = %s AND post.role <> '' "
        "ORDER BY post.slug, seat.holding DESC, seat.since, seat.id",
        authority.pk.hex,
    ):
        seat = Seat(
            since=rows.day(since),
            until=rows.day(until),
            seen_on=rows.day(seen_on),
            began_at=rows.instant(began) if began else None,
            ended_at=rows.instant(ended) if ended else None,
        )
        if seat.is_held_by(authority, now):
            said = Wordings.from_row(json.loads(names))
            found.append(
                Sitting(rows.digits(post), role, holding, said, email or "", language or "")
            )
    return found


def seats_between(authority: Authority, first: date, last: date) -> list[Seat]:
    """Who held a post of an authority on some day of a span, both ends included: one query."""
    held = Q(since__lte=last) & (Q(until__isnull=True) | Q(until__gte=first))
    seats = Seat.objects.filter(held | Q(seen_on__range=(first, last)), post__authority=authority)
    return list(
        seats.select_related("person", "post__authority__municipality").order_by(
            "person__name", "since", "pk"
        )
    )


def spells(posts: str, *values: str) -> dict[str, list[Seat]]:
    """Who sits and sat in some posts, by the post's id as hexadecimal digits: one query.

    `posts` is SQL that gives their ids. The seats know their dates alone.
    """
    found: dict[str, list[Seat]] = {}
    for post, since, until, seen_on, began_at, ended_at in rows.asked(
        "SELECT post_id, since, until, seen_on, began_at, ended_at FROM municipalities_seat "
        f"WHERE post_id IN ({posts})",
        *values,
    ):
        seat = Seat(
            since=rows.day(since),
            until=rows.day(until),
            seen_on=rows.day(seen_on),
            began_at=rows.instant(began_at) if began_at else None,
            ended_at=rows.instant(ended_at) if ended_at else None,
        )
        found.setdefault(rows.digits(post), []).append(seat)
    return found


def successor(handover: Handover, now: datetime) -> Seat | None:
    """Who takes a handover over: whoever holds the post after the one who leaves, or will; else
    the deputy. One query."""
    seats = Seat.objects.filter(post=handover.post_id, ended_at__isnull=True).select_related(
        "person__account", "post__authority__municipality"
    )
    others = [seat for seat in seats if seat.pk != handover.leaving_id]
    today = handover.post.authority.country.today(now)
    found = [seat for seat in others if seat.is_held_at(now) or (seat.since and seat.since > today)]
    return min(
        found, key=lambda seat: (seat.holding != Holding.OWN, seat.since or today), default=None
    )

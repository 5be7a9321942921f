"""Who holds and held which post."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from overens.base.municipalities.models import Seat, Seats


def holders(posts: Iterable[UUID], day: date) -> Seats:
    """Who held these posts on a day, the post's own holder before a deputy: one query."""
    return (
        Seat.objects.on(day)
        .filter(post__in=posts)
        .select_related("person", "post")
        .order_by("post", "-holding", "since", "pk")
    )


def seat_named(authority: str, post: str, day: date) -> Seat | None:
    """The seat that holds a post on a day, with its authority: 'koge/coordinator'."""
    return (
        Seat.objects.on(day)
        .filter(post__slug=post, post__authority__slug=authority)
        .select_related("person", "post__authority__municipality")
        .order_by("-holding")
        .first()
    )

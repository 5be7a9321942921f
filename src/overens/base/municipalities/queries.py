"""Who holds and held which post."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from overens.base.municipalities.models import Handover, Seat, Seats
from overens.base.municipalities.states import Holding


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
    """Who is deputy in a post just now: one query."""
    rows = Seat.objects.filter(post=post, holding=Holding.DEPUTY).select_related(
        "person", "post__authority__municipality"
    )
    return [seat for seat in rows.order_by("since", "pk") if seat.is_held_at(now)]


def successor(handover: Handover, now: datetime) -> Seat | None:
    """Who takes a handover over: whoever holds the post after the one who leaves, or will; else
    the deputy. One query."""
    rows = Seat.objects.filter(post=handover.post_id, ended_at__isnull=True).select_related(
        "person__account", "post__authority__municipality"
    )
    seats = [seat for seat in rows if seat.pk != handover.leaving_id]
    today = handover.post.authority.country.today(now)
    found = [seat for seat in seats if seat.is_held_at(now) or (seat.since and seat.since > today)]
    return min(
        found, key=lambda seat: (seat.holding != Holding.OWN, seat.since or today), default=None
    )

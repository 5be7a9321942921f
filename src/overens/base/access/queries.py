"""Which seats an account may act in just now."""

from datetime import datetime

from django.db.models import Q

from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.states import Holding


def seats_now(account: Account, now: datetime) -> list[Seat]:
    """The seats that its person holds at this minute in posts with a role: one query.

    Asked with each page, so that whoever's seat ends has no access from that minute. One's own
    posts come before those in which one is the deputy.
    """
    if account.person_id is None or not account.is_active:
        return []
    rows = (
        Seat.objects.filter(person=account.person_id)
        .exclude(post__role="")
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now))
        .select_related("person", "post__authority__municipality")
        .order_by("since", "pk")
    )
    held = [seat for seat in rows if seat.is_held_at(now)]
    return sorted(held, key=lambda seat: seat.holding != Holding.OWN)

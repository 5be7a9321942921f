"""Readers: the meetings of one account, as a calendar program fetches them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.access.links import hashed
from overens.base.access.queries import seats_now
from overens.base.languages.rules import languages
from overens.base.municipalities.models import Account, Seat
from overens.base.records.messages import language_of
from overens.cycle.groups.calendar import published
from overens.cycle.groups.happenings import each
from overens.cycle.groups.models import Meeting, Membership, Participant
from overens.reach.notices.models import CalendarAddress

BACK = timedelta(days=400)
"""How far back it reaches."""
MOST = 2_000


def account_of(secret: str) -> Account | None:
    """Whose address it is; None for nobody's, and for whoever signs in no more."""
    found = CalendarAddress.objects.select_related("account__person__authority__municipality")
    row = found.filter(hashed=hashed(secret), account__is_active=True).first()
    return row.account if row else None


def calendar_of(account: Account, now: datetime) -> str:
    """The meetings to which their posts are invited, and those of the groups in which they sit, also such
    as were cancelled: two queries, however many there are."""
    language = account.language if account.language in languages() else "en"
    if account.language not in languages() and account.person:
        language = language_of(account.person.authority)
    meetings = _meetings(seats_now(account, now), now)
    with override(language):
        return published(each(meetings), at=now, name=_("Meetings in Overens"), language=language)


def _meetings(seats: Sequence[Seat], now: datetime) -> Sequence[Meeting]:
    mine = Q(pk__in=[])
    for seat in seats:
        today = seat.post.authority.country.today(now)
        sits = Membership.objects.filter(
            Q(until__isnull=True) | Q(until__gte=today), post=seat.post_id, since__lte=today
        )
        invited = Participant.objects.filter(post=seat.post_id)
        mine |= Q(group__in=sits.values("group")) | Q(pk__in=invited.values("meeting"))
    found = Meeting.objects.filter(mine, ends_at__gt=now - BACK).select_related("agreement")
    return list(found.order_by("starts_at", "pk")[:MOST])

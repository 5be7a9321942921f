"""Verb: an authority notes what a meeting cost it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Seat
from overens.cycle.groups.actions.guards import note as write_line
from overens.cycle.groups.actions.on_meeting import acting_on, locked
from overens.cycle.groups.models import Cost, Meeting
from overens.cycle.groups.rules.saying import Missing, Texts, texts

MOST_AMOUNT, MOST_DAYS = Decimal(1_000_000_000), Decimal(10_000)


def note_cost(
    *,
    by: Seat,
    meeting: Meeting,
    amount: Decimal | None,
    days: Decimal | None,
    note: Texts,
    at: datetime,
) -> Cost:
    """What it cost one's own authority: money in its country's currency, days of its people's work, or
    both; also of a meeting that was cancelled. What was noted before is written over. Raises Refused."""
    acting_on(by, meeting, at, ends=True)
    if amount is None and days is None:
        raise Missing(_("Write an amount, or days of work."), "amount")
    for value, most, field in ((amount, MOST_AMOUNT, "amount"), (days, MOST_DAYS, "days")):
        if value is not None and not 0 <= value < most:
            raise Missing(_("Write a number that is not below zero, and not too large."), field)
    said = texts(note, "note", 1_000)
    authority = by.post.authority
    with transaction.atomic():
        meeting = locked(meeting)
        cost, _new = Cost.objects.update_or_create(
            meeting=meeting,
            authority=authority,
            defaults={
                "amount": amount,
                "currency": authority.country.currency if amount is not None else "",
                "days": days,
                "note": said,
                "by": by,
                "at": at,
            },
        )
        write_line(by, "meeting.cost-noted", meeting.ref, at, slug=meeting.slug)
    return cost

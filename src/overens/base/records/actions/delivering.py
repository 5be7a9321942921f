"""Stands until the colleague's is merged."""

from datetime import datetime

from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.records.actions.guards import acting_in
from overens.base.records.models import Delivery, Entry


def note_number(*, by: Seat, entry: Entry, number: str, at: datetime) -> Delivery:
    acting_in(by, entry.register, Act.KEEP_REGISTER, at)
    delivery = entry.delivery
    delivery.number, delivery.numbered_at, delivery.numbered_by = number, at, by
    delivery.save(update_fields=["number", "numbered_at", "numbered_by"])
    return delivery

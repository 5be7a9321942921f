"""The nouns of the room."""

from overens.base.records.models.arrivals import Arrival, Carried, Receipt, Sender
from overens.base.records.models.registers import (
    Case,
    Counter,
    Document,
    Entry,
    EntryVersion,
    Register,
    Viewing,
)
from overens.base.records.models.sending import Delivery, Dispatch

__all__ = [
    "Arrival",
    "Carried",
    "Case",
    "Counter",
    "Delivery",
    "Dispatch",
    "Document",
    "Entry",
    "EntryVersion",
    "Receipt",
    "Register",
    "Sender",
    "Viewing",
]

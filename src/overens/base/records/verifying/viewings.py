"""Who read what is marked as confidential, with the lines that say so."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from overens.base.records.models import Entry, Register, Viewing
from overens.base.records.queries import number_of
from overens.base.records.verifying.reading import lines


class _Read(NamedTuple):
    """Which entry, by whom, and when."""

    entry: str
    seat: str
    at: datetime


def faults(register: Register) -> Iterator[str]:
    """Readings that are there and not in the trail, or the reverse; and none of the time before the
    first one that it tells."""
    # In this order: a row and its line are written together, so that neither lacks the other for
    # having been written meanwhile.
    told, rows = _told(register), _rows(register)
    also_told = _told(register)
    begun = min((read.at for read in told), default=None)
    missing = told - rows
    untold = (
        Counter({read: n for read, n in rows.items() if begun and read.at >= begun}) - also_told
    )
    wrong = {read.entry for read in (*missing, *untold)}
    entries = Entry.objects.filter(pk__in=wrong).select_related("register")
    for entry in entries.order_by("year", "number"):
        yield _("Who read the entry %(number)s is not what the trail says.") % {
            "number": number_of(entry)
        }


def _told(register: Register) -> Counter[_Read]:
    found = lines(register, ("entry.viewed",)).values_list("object_id", "by_id", "at")
    return Counter(_Read(*line) for line in found.iterator())


def _rows(register: Register) -> Counter[_Read]:
    found = Viewing.objects.filter(entry__register=register).values_list("entry", "seat", "at")
    return Counter(_Read(str(entry), str(seat), at) for entry, seat, at in found.iterator())

"""Puts the room's own kind of arrival and its guards where they are found."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.papers.storage import NAMED
from overens.base.trail.checks import CHECKS
from overens.base.trail.guards import GUARDED, Guard


class RecordsConfig(AppConfig):
    name = "overens.base.records"
    label = "records"

    def ready(self) -> None:
        from overens.base.records import arrivals, messages
        from overens.base.records.queries import kept_files
        from overens.base.records.verifying.registers import faults

        GUARDED.extend(_guards())
        NAMED.append(kept_files)
        CHECKS.append(faults)
        arrivals.add(
            arrivals.ArrivalKind(messages.MESSAGE, _("message by form"), messages.understand)
        )
        arrivals.add(
            arrivals.ArrivalKind(
                messages.SENT_ON,
                _("message that another authority sent on"),
                messages.understand_sent_on,
                by_dispatch=True,
            )
        )


def _guards() -> Iterator[Guard]:
    """Registers only grow: a correction is a version, and what arrived stays as it came."""
    for noun in ("Entry", "EntryVersion", "Document", "Viewing", "Arrival", "Carried"):
        yield Guard(f"records.{noun}")
    yield Guard("records.Sender", keeps_rows=False)
    yield Guard("records.Counter", may_change=("length",), grows="length")
    yield Guard("records.Case", may_change=("handler_id", "closed_at", "closed_because"))
    yield Guard(
        "records.Receipt",
        may_change=("state", "entry_id", "note", "decided_by_id", "decided_at", "trouble", "noted"),
        while_="OLD.entry_id IS NULL",
    )
    yield Guard(
        "records.Dispatch",
        may_change=(
            *("next_at", "tries", "trouble", "arrived_at"),
            *("their_number", "their_head_number", "their_head_seal"),
        ),
        while_="OLD.their_number = ''",
    )
    yield Guard(
        "records.Delivery",
        may_change=(
            *("way", "to", "next_at", "tries", "trouble", "delivered_at"),
            *("number", "numbered_at", "numbered_by_id"),
        ),
    )

"""From a clock on the wall to an instant. Pure."""

from datetime import UTC, date, datetime, time, tzinfo

from django.utils.translation import gettext as _

from overens.base.municipalities.rules import Refused


class Skipped(Refused):
    """A time that no clock shows. `fields` names where it was written."""

    def __init__(self, field: str) -> None:
        sentence = _(
            "No clock shows that time: it is skipped when summer time begins. Choose another."
        )
        super().__init__(sentence)
        self.fields = {field: sentence}


def moment(day: date, clock: time, zone: tzinfo, field: str = "time") -> datetime:
    """When a clock on the wall there shows that, in UTC. In the night in which an hour comes twice it
    is the first of the two; raises Skipped for an hour that a clock skips."""
    local = datetime.combine(day, clock.replace(tzinfo=None), zone)
    there = local.astimezone(UTC)
    if there.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Skipped(field)
    return there

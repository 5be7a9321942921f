"""When a meeting is, in words."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.base.languages.rules import write_date
from overens.cycle.groups.rules.times import midnight_to_midnight, on_the_wall, when_of


def clock_of(zone: str, language: str) -> str:
    """Whose clock it is: the country's where one of ours has it as its own, else its city's."""
    named = [one.called_in(language) for one in countries().values() if one.zone.key == zone]
    return named[0] if named else zone.rpartition("/")[2].replace("_", " ")


def differ(zones: Iterable[str], at: datetime) -> bool:
    """Whether clocks show different times at an instant."""
    return len({on_the_wall(at, zone) for zone in zones}) > 1


def written(
    starts_at: datetime, ends_at: datetime, zone: str, language: str, *, with_clock: bool = True
) -> str:
    """'4 December 2026, 10:00–11:30 (the clock in Denmark)'; the days alone where no hours are known."""
    when = when_of(starts_at, ends_at, zone)
    last = when.last or when.day
    named = {
        "day": write_date(when.day, language),
        "last": write_date(last, language),
        "starts": f"{when.starts:%H:%M}",
        "ends": f"{when.ends:%H:%M}",
        "place": clock_of(zone, language),
    }
    if midnight_to_midnight(when):
        return named["day"] if last == when.day else "{day} – {last}".format(**named)
    span = "{day}, {starts}–{ends}" if last == when.day else "{day}, {starts} – {last}, {ends}"
    text = span.format(**named)
    if not with_clock:
        return text
    return _("%(when)s (the clock in %(place)s)") % {"when": text, "place": named["place"]}

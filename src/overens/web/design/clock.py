"""Clock times on a page: by the clock of a place, which is named where the readers' clocks differ."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from overens.base.languages.rules import write_date
from overens.web.design.words import dated


def clock_differs(at: datetime, zone: str, zones: Iterable[tzinfo]) -> bool:
    """Whether some of the zones show another time than `zone` (IANA) at that instant."""
    here = at.astimezone(ZoneInfo(zone)).utcoffset()
    return any(at.astimezone(other).utcoffset() != here for other in zones)


def place_of(zone: str) -> str:
    """'Copenhagen', of 'Europe/Copenhagen'."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def when(
    starts: datetime, ends: datetime, zone: str, zones: Iterable[tzinfo], language: str
) -> SafeString:
    """'4 May 2026, 10:00–16:00', '4 May 2026, 10:00 – 5 May 2026, 15:00'; with the place whose clock
    it is where one of `zones` shows another time."""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (starts, ends))
    place = f" ({place_of(zone)})" if clock_differs(starts, zone, zones) else ""
    if first.date() == last.date():
        sentence = '{}, <span class="num">{}–{}</span>{}'
        times = f"{first:%H:%M}", f"{last:%H:%M}"
        return format_html(sentence, dated(first.date(), language), *times, place)
    return format_html(
        '{}, <span class="num">{}</span> – {}, <span class="num">{}</span>{}',
        dated(first.date(), language),
        f"{first:%H:%M}",
        dated(last.date(), language),
        f"{last:%H:%M}",
        place,
    )


def span(starts: datetime, ends: datetime, zone: str) -> str:
    """'10:00–11:30', by the clock of a zone."""
    first, last = (at.astimezone(ZoneInfo(zone)) for at in (starts, ends))
    return f"{first:%H:%M}–{last:%H:%M}"


def local_day(at: datetime, zone: str) -> date:
    """The date by the clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def day_of(at: datetime, zone: str, language: str) -> str:
    """The same, written."""
    return write_date(local_day(at, zone), language)

"""When and where a meeting is: what is said of it, and the instants that follow. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from overens.base.languages.rules import is_printable
from overens.base.municipalities.clock import moment
from overens.base.trail.states import Audience
from overens.cycle.groups.rules.saying import MOST_IN_PLACE, Missing, Texts, line
from overens.cycle.groups.states import MeetingKind, Mode

MOST_DAYS = 14
"""Days from the beginning of a meeting to its end."""
YEARS = range(1900, 2200)
"""In which a meeting can be: any other was mistyped, and near the ends of the calendar no clock is."""


@dataclass(frozen=True, slots=True)
class When:
    """By the clock of one place: from `starts` on `day` to `ends` on `last` (that day, where empty).
    `zone` (IANA) is left empty for the clock of the host, else of whoever calls."""

    day: date
    starts: time
    ends: time
    last: date | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a meeting beside its time. `host` is the authority at which it is;
    `commitments` are numbers of the agreement's."""

    titles: Texts
    purposes: Texts = field(default_factory=dict)
    kind: str = MeetingKind.MEETING
    mode: str = Mode.PLACE
    place: str = ""
    link: str = ""
    host: UUID | None = None
    readers: str = Audience.PARTNERS
    commitments: tuple[int, ...] = ()


def span(when: When) -> tuple[datetime, datetime]:
    """Both instants, in UTC. Raises Refused where no clock shows one, or the end comes first."""
    clock = zone_of(when.zone)
    last = when.last or when.day
    for day, name in ((when.day, "day"), (last, "last")):
        if day.year not in YEARS:
            raise Missing(
                _("Write a year between %(first)s and %(last)s.")
                % {"first": YEARS.start, "last": YEARS.stop - 1},
                name,
            )
    starts = moment(when.day, when.starts, clock, "starts")
    ends = moment(last, when.ends, clock, "ends")
    if ends <= starts:
        raise Missing(_("The end cannot lie before the beginning."), "ends")
    if last - when.day > timedelta(days=MOST_DAYS):
        raise Missing(_("A meeting lasts %(days)s days at most.") % {"days": MOST_DAYS}, "last")
    return starts, ends


def zone_of(name: str) -> ZoneInfo:
    """Raises Missing for a zone that nobody knows."""
    if name not in available_timezones():
        raise Missing(_("Choose a clock by which the meeting is held."), "zone")
    return ZoneInfo(name)


def on_the_wall(at: datetime, zone: str) -> datetime:
    """What the clock there shows, without a zone."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def when_of(starts_at: datetime, ends_at: datetime, zone: str) -> When:
    """The reverse of `span`."""
    first, last = on_the_wall(starts_at, zone), on_the_wall(ends_at, zone)
    return When(first.date(), first.time(), last.time(), last.date(), zone)


def refuse_beyond(starts_at: datetime, zone: str, last: date | None) -> None:
    """Raises Missing for a meeting after the agreement's last day."""
    if last and on_the_wall(starts_at, zone).date() > last:
        raise Missing(_("The agreement ends before that day."), "day")


def refuse_past(starts_at: datetime, now: datetime) -> None:
    """Raises Missing where a meeting is called to a time that has passed."""
    if starts_at <= now:
        raise Missing(_("That time has passed. What was held already is noted afterwards."), "day")


def where(mode: str, place: str, link: str) -> tuple[str, str]:
    """The place and the link as they are kept: of each what the mode asks for. Raises Missing."""
    mode = Mode(mode)
    place = line(place, "where", MOST_IN_PLACE) if mode != Mode.ONLINE else ""
    link = _address(link) if mode != Mode.PLACE else ""
    return place, link


def _address(text: str) -> str:
    """Where an online meeting is; empty while nobody has said."""
    address = text.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        good = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good or not is_printable(address) or len(address.split()) > 1 or len(address) > 500:
        raise Missing(_("Write the whole address of the meeting, from https:// on."), "link")
    return address


def midnight_to_midnight(when: When) -> bool:
    """Whether only the days are on file, as of a visit that was noted long afterwards."""
    return when.starts == time(0) and when.ends == ALL_DAY


ALL_DAY = time(23, 59)
"""The end of a day of which nobody noted the hours."""


def moved(at: datetime, old: datetime, new: datetime, zone: str) -> datetime:
    """What lay at `at` when the whole began at `old`, now that it begins at `new`: as far from it by
    the clock on the wall."""
    distance = on_the_wall(at, zone) - on_the_wall(old, zone)
    local = on_the_wall(new, zone) + distance
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)

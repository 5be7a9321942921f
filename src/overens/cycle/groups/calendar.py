"""Meetings as calendar programs read them (iCalendar, RFC 5545; invitations, RFC 5546). Pure.

Values come in, bytes go out. Of the people who are invited, only the one who gets it stands in it: no
address goes round.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vDatetime, vRecur, vText

from overens.base.languages.rules import is_printable
from overens.cycle.groups import calendar_zones
from overens.cycle.groups.states import Coming

PRODUCT = "-//Overens//Overens//EN"
REQUEST, CANCEL, PUBLISH, REPLY = "REQUEST", "CANCEL", "PUBLISH", "REPLY"
MOST_BYTES = 200_000
"""Of what comes back: a reply is a few hundred."""
ANSWERS = {
    "ACCEPTED": Coming.YES,
    "TENTATIVE": Coming.MAYBE,
    "DECLINED": Coming.NO,
}
PARTSTAT = {answer: name for name, answer in ANSWERS.items()} | {Coming.AWAITED: "NEEDS-ACTION"}
ZONES_FROM = timedelta(days=366)
"""A calendar is told of a clock from a year before the first meeting on."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who invites, or who is invited."""

    address: str
    name: str = ""
    coming: str = Coming.AWAITED
    language: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """A meeting, or a series, as a calendar shows it. `starts` and `ends` are instants, `zone` the clock
    by which they are written.

    A series has its `rule` and the instants that it leaves `out`; one of it that differs names in
    `instead_of` the instant that the rule gave.
    """

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: str
    summary: str
    language: str
    description: str = ""
    location: str = ""
    link: str = ""
    address: str = ""
    changed_at: datetime | None = None
    is_cancelled: bool = False
    rule: str = ""
    out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None


def invitation(
    happenings: Sequence[Happening],
    *,
    by: Somebody,
    to: Somebody,
    method: str,
    at: datetime,
) -> str:
    """What goes with a letter: all of it of one series, or one meeting."""
    return _written(happenings, at, method=method, by=by, to=to)


def published(
    happenings: Sequence[Happening], *, at: datetime, name: str = "", language: str = ""
) -> str:
    """To be read alone, by whoever fetches it."""
    return _written(happenings, at, method=PUBLISH, name=name, language=language)


def _written(
    happenings: Sequence[Happening],
    at: datetime,
    *,
    method: str,
    by: Somebody | None = None,
    to: Somebody | None = None,
    name: str = "",
    language: str = "",
) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _said(name, language))
    for zone, first in sorted(_zones(happenings).items()):
        calendar.add_component(calendar_zones.zone(zone, first))
    for one in happenings:
        calendar.add_component(_event(one, at, by, to))
    text: str = calendar.to_ical(sorted=False).decode()
    return text


def _zones(happenings: Iterable[Happening]) -> dict[str, int]:
    """Each clock with the first year in which it is read."""
    found: dict[str, int] = {}
    for one in happenings:
        year = (one.starts - ZONES_FROM).year
        found[one.zone] = min(year, found.get(one.zone, year))
    return found


def _event(one: Happening, at: datetime, by: Somebody | None, to: Somebody | None) -> Event:
    zone = ZoneInfo(one.zone)
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.starts.astimezone(zone))
    event.add("dtend", one.ends.astimezone(zone))
    if one.rule:
        event.add("rrule", vRecur.from_ical(one.rule))
    if one.out:
        event.add("exdate", [gone.astimezone(zone) for gone in one.out])
    if one.instead_of:
        event.add("recurrence-id", one.instead_of.astimezone(zone))
    event.add("summary", _said(one.summary, one.language))
    for name, text in (("description", one.description), ("location", one.location)):
        if text:
            event.add(name, _said(text, one.language))
    if one.link or one.address:
        event.add("url", one.link or one.address)
    if one.changed_at:
        event.add("last-modified", one.changed_at.astimezone(UTC))
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.is_cancelled else "OPAQUE")
    if by:
        event.add("organizer", _address(by))
    if to:
        event.add("attendee", _invited(to))
    return event


def _said(text: str, language: str) -> vText:
    return vText(_plain(text), params={"LANGUAGE": language} if language else {})


def _plain(text: str) -> str:
    """Without what no calendar shows, and with line ends of one kind."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in lines if is_printable(mark))


def _address(somebody: Somebody) -> vCalAddress:
    found = vCalAddress(f"mailto:{somebody.address}")
    if somebody.name:
        # No parameter holds a quotation mark (RFC 5545, 3.2).
        found.params["CN"] = _plain(somebody.name).replace('"', "’").replace("\n", " ")
    return found


def _invited(somebody: Somebody) -> vCalAddress:
    found = _address(somebody)
    found.params |= {
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": PARTSTAT[Coming(somebody.coming)],
        "RSVP": "TRUE",
    }
    if somebody.language:
        found.params["LANGUAGE"] = somebody.language
    return found


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody's calendar program answered (METHOD:REPLY): to which sequence of what, and to which
    one of a series, where it is not to the whole."""

    uid: str
    address: str
    coming: Coming
    sequence: int = 0
    instead_of: datetime | None = None


def read_reply(data: bytes) -> Reply | None:
    """None for anything that is no answer to an invitation."""
    if len(data) > MOST_BYTES:
        return None
    try:
        return _reply(Calendar.from_ical(data))
    except (
        ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError,
    ):  # fmt: skip
        # The library says in many ways that it cannot read what came.
        return None


def _reply(calendar: Any) -> Reply | None:
    if str(calendar.get("method", "")).upper() != REPLY:
        return None
    event = next(iter(calendar.walk("VEVENT")), None)
    if event is None or "uid" not in event:
        return None
    invited = event.get("attendee")
    invited = invited[0] if isinstance(invited, list) else invited
    if invited is None:
        return None
    coming = ANSWERS.get(str(invited.params.get("PARTSTAT", "")).upper())
    if coming is None:
        return None
    return Reply(
        uid=str(event["uid"])[:200],
        address=str(invited).lower().removeprefix("mailto:")[:254],
        coming=coming,
        sequence=_whole(event.get("sequence", 0)),
        instead_of=_instant(event.get("recurrence-id")),
    )


def _whole(value: Any) -> int:
    number = int(value)
    return number if 0 <= number < 2**31 else 0


def _instant(value: vDatetime | None) -> datetime | None:
    """When it was, in UTC. Raises ValueError for one that has no clock."""
    if value is None:
        return None
    at = value.dt
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise ValueError("an occurrence is named by an instant")
    return at.astimezone(UTC)

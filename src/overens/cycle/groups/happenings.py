"""Meetings as values for a calendar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings

from overens.cycle.groups.calendar import Happening
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules import series as rules
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import MeetingState


def happening(
    meeting: Meeting, *, is_cancelled: bool = False, sequence: int | None = None
) -> Happening:
    """One meeting; of a series it names the start that the rule gave it."""
    title, purposes = meeting.titles.shown(), meeting.purposes
    gone = is_cancelled or meeting.is_off
    return Happening(
        uid=meeting.uid,
        sequence=(meeting.sequence + is_cancelled) if sequence is None else sequence,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        zone=meeting.zone,
        is_cancelled=gone,
        instead_of=meeting.occurrence if meeting.series_id else None,
        address=f"{settings.ADDRESS}{address_of(meeting, title.language or 'en')}",
        summary=title.text,
        language=title.language,
        description=purposes.shown(title.language).text,
        location=meeting.place,
        link=meeting.link,
    )


def address_of(meeting: Meeting, language: str) -> str:
    """Its page at the desk."""
    return f"/{language}/desk/agreements/{meeting.agreement.slug}/meetings/{meeting.slug}/"


def whole_series(one: Meeting) -> list[Happening]:
    """A series with all that differs in it: one event with its rule, then what was changed by itself."""
    series = one.series
    assert series
    meetings = list(series.meetings.select_related("agreement").order_by("occurrence"))
    like = next((m for m in meetings if not m.apart), meetings[0])
    # Cancelled beyond the end of the rule is simply not in it any more.
    days = set(rules.days(series.rule, on_the_wall(series.first, series.zone).date()))
    among = [
        m
        for m in meetings
        if m.occurrence and on_the_wall(m.occurrence, series.zone).date() in days
    ]
    gone = tuple(m.occurrence for m in among if m.state == MeetingState.CANCELLED and m.occurrence)
    is_over = bool(among) and len(gone) == len(among) and series.made_until is None
    master = replace(
        happening(like),
        sequence=series.sequence,
        starts=series.first,
        ends=series.first + timedelta(minutes=series.minutes),
        zone=series.zone,
        is_cancelled=is_over,
        rule=rules.in_calendars(series.rule, series.zone),
        out=() if is_over else gone,
        instead_of=None,
    )
    if is_over:
        return [master]
    others = [m for m in among if m.apart and m.state != MeetingState.CANCELLED]
    return [master, *(happening(m, sequence=max(m.sequence, series.sequence)) for m in others)]


def each(meetings: Sequence[Meeting]) -> list[Happening]:
    """Meetings one by one, whatever series they belong to: for whoever reads a calendar alone.

    Of a series all have one UID, and stand for starts of a rule that is not told here: by themselves they
    are each known by the start that they had.
    """
    return [
        replace(
            happening(one),
            uid=f"{one.occurrence:%Y%m%dT%H%MZ}-{one.uid}" if one.occurrence else one.uid,
            instead_of=None,
        )
        for one in meetings
    ]

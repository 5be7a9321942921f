"""When somebody is reminded, and when others are asked. Pure."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

BEFORE_DUE = timedelta(days=7)
LATE_FOR = timedelta(days=30)
"""How long after its day a task is still reminded of, where nothing was sent on the day after."""
NOTES_AFTER, SILENT_AFTER = 3, 20
"""Working days: until somebody is reminded of notes, and until others are asked."""
SILENT_AT_LEAST = timedelta(days=26)
"""Fewer days never hold twenty working days."""
MORNING = time(7)


def task_moment(due: date | None, today: date) -> str:
    """Which moment of a task it is: before its day, or after it; empty for neither."""
    if due is None:
        return ""
    if today < due <= today + BEFORE_DUE:
        return f"before {due}"
    if due < today <= due + LATE_FOR:
        return f"after {due}"
    return ""


def is_day_before(starts: datetime, now: datetime, today_at: Callable[[datetime], date]) -> bool:
    """Whether a meeting is tomorrow, by somebody's own calendar."""
    return today_at(starts) == today_at(now) + timedelta(days=1)


def is_time_for_notes(
    ended: date, today: date, after_working_days: Callable[[date, int], date]
) -> bool:
    """Whether the working days have passed in which notes are usually written."""
    return after_working_days(ended, NOTES_AFTER) <= today


def is_silent(
    since: datetime,
    signed_in: datetime | None,
    now: datetime,
    today_at: Callable[[datetime], date],
    after_working_days: Callable[[date, int], date],
) -> bool:
    """Whether somebody has neither signed in nor answered for twenty working days since they were asked;
    the twentieth has passed."""
    if signed_in and signed_in > since:
        return False
    return after_working_days(today_at(since), SILENT_AFTER) < today_at(now)


def monday_of(day: date) -> date:
    """The first day of its week (ISO 8601)."""
    return day - timedelta(days=day.weekday())

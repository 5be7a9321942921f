"""What a letter about a meeting says, in the language that is switched on."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from overens.base.languages.rules import write_date
from overens.cycle.groups.clock_words import written
from overens.cycle.groups.happenings import address_of
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.times import on_the_wall
from overens.cycle.groups.states import ChangeKind, MeetingState

MOST_DATES = 12
"""Of a series, in one letter."""


def subject(
    meeting: Meeting, language: str, *, had: bool, is_cancelled: bool, is_off: bool = False
) -> str:
    named = {
        "title": meeting.titles.shown(language).text,
        "day": write_date(on_the_wall(meeting.starts_at, meeting.zone).date(), language),
    }
    if is_off:
        return _("Not invited any more: %(title)s, %(day)s") % named
    if is_cancelled:
        return _("Cancelled: %(title)s, %(day)s") % named
    if had:
        return _("Changed: %(title)s, %(day)s") % named
    return _("Invitation: %(title)s, %(day)s") % named


def text(
    meeting: Meeting,
    language: str,
    *,
    had: bool,
    is_cancelled: bool,
    is_whole: bool,
    now: datetime,
    signs_in: bool,
    may_answer: bool,
    is_off: bool = False,
) -> str:
    """Plain text, a paragraph for each thing."""
    parts = [
        _first(meeting, language, had, is_cancelled, is_off),
        *_why(meeting, language),
        *_when(meeting, language, is_whole, now),
        *_where(meeting),
        meeting.purposes.shown(language).text,
        *(() if is_cancelled else _how_to_answer(meeting, language, signs_in, may_answer)),
    ]
    return "\n\n".join(part for part in parts if part)


def _first(meeting: Meeting, language: str, had: bool, is_cancelled: bool, is_off: bool) -> str:
    named = {"name": meeting.owner.short, "title": meeting.titles.shown(language).text}
    if is_off:
        return _("You are not invited any more to this meeting of %(name)s: %(title)s.") % named
    if is_cancelled:
        return _("%(name)s has cancelled this meeting: %(title)s.") % named
    if had:
        return _("%(name)s has changed this meeting: %(title)s. This is how it stands now.") % named
    return _("%(name)s invites you to this meeting: %(title)s.") % named


def _why(meeting: Meeting, language: str) -> Iterator[str]:
    """Why it was moved or cancelled last."""
    change = meeting.changes.order_by("-at", "-pk").first()
    if change and (change.kind == ChangeKind.CANCELLED or change.is_at == meeting.starts_at):
        yield _("The reason: %(why)s") % {"why": change.because.shown(language).text}


def _when(meeting: Meeting, language: str, is_whole: bool, now: datetime) -> Iterator[str]:
    if not is_whole or meeting.series is None:
        yield written(meeting.starts_at, meeting.ends_at, meeting.zone, language)
        return
    planned = meeting.series.meetings.filter(starts_at__gt=now, state=MeetingState.PLANNED)
    to_come = list(planned.order_by("starts_at")[: MOST_DATES + 1])
    if not to_come:
        yield _("There are no more meetings in this series.")
        return
    yield _("It is a series of meetings:")
    dates = [
        written(one.starts_at, one.ends_at, one.zone, language) for one in to_come[:MOST_DATES]
    ]
    if len(to_come) > MOST_DATES:
        dates.append(_("… and so on; your calendar shows them all."))
    yield "\n".join(dates)


def _where(meeting: Meeting) -> Iterator[str]:
    if meeting.place:
        yield _("Place: %(place)s") % {"place": meeting.place}
    if meeting.link:
        yield _("Online: %(link)s") % {"link": meeting.link}


def _how_to_answer(
    meeting: Meeting, language: str, signs_in: bool, may_answer: bool
) -> Iterator[str]:
    if may_answer:
        yield _(
            "Answer in your calendar, or reply to this letter with yes, perhaps or no in the first line."
        )
    if signs_in:
        yield _("The agenda, the programme and who comes:")
        yield f"{settings.ADDRESS}{address_of(meeting, language)}"

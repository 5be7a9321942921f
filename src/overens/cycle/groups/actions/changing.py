"""Verbs: a meeting is postponed or cancelled, alone or with the rest of its series; always with why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.cycle.groups.actions.calling import (
    apply_words,
    comes,
    described,
    in_zone,
    make_occurrences,
    new_uid,
    raise_sequence,
    refuse_unless_in_series,
)
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    changed,
    locked,
    refuse_unless_owner,
    refuse_unless_planned,
)
from overens.cycle.groups.models import Change, Meeting, Series
from overens.cycle.groups.queries import last_day_of
from overens.cycle.groups.rules import series as rules
from overens.cycle.groups.rules.saying import Missing, Texts, texts
from overens.cycle.groups.rules.times import (
    About,
    When,
    moved,
    on_the_wall,
    refuse_beyond,
    refuse_past,
    span,
)
from overens.cycle.groups.states import ChangeKind, Coming, MeetingState


def postpone_meeting(
    *, by: Seat, meeting: Meeting, when: When, because: Texts, revision: int, at: datetime
) -> Meeting:
    """Move a meeting to another time. Its programme moves with it, and everybody is asked anew.

    Raises Changed, and Refused.
    """
    acting_on(by, meeting, at)
    refuse_unless_owner(by, meeting)
    why = _why(because)
    with transaction.atomic():
        meeting = locked(meeting, revision)
        refuse_unless_planned(meeting)
        starts, ends = _other_time(meeting, when, at)
        _change(meeting, ChangeKind.POSTPONED, why, by, at, is_at=starts)
        _move(meeting, starts, ends, in_zone(when, meeting).zone, by, at)
        raise_sequence(meeting)
        meeting.revision += 1
        meeting.save()
        note(by, "meeting.postponed", meeting.ref, at, slug=meeting.slug)
    return meeting


def _why(because: Texts) -> Wordings:
    return texts(because, "because", 1_000, asked=_("Write why, for everybody who is invited."))


def _other_time(meeting: Meeting, when: When, at: datetime) -> tuple[datetime, datetime]:
    when = in_zone(when, meeting)
    starts, ends = span(when)
    refuse_past(starts, at)
    refuse_beyond(starts, when.zone, last_day_of(meeting.agreement))
    if (starts, ends) == (meeting.starts_at, meeting.ends_at):
        raise Missing(_("This is the time at which the meeting is planned already."), "day")
    return starts, ends


def _move(
    meeting: Meeting, starts: datetime, ends: datetime, zone: str, seat: Seat, at: datetime
) -> None:
    """The meeting with its programme; not saved. Answers to another time say nothing of this one."""
    for part in meeting.programme.filter(starts_at__isnull=False):
        assert part.starts_at
        part.starts_at = moved(part.starts_at, meeting.starts_at, starts, meeting.zone)
        if part.ends_at:
            part.ends_at = moved(part.ends_at, meeting.starts_at, starts, meeting.zone)
        part.save(update_fields=["starts_at", "ends_at"])
    meeting.participants.update(coming=Coming.AWAITED, answered_at=None, way="")
    comes(meeting, seat, at)
    meeting.starts_at, meeting.ends_at, meeting.zone = starts, ends, zone


def _change(
    meeting: Meeting,
    kind: ChangeKind,
    why: Wordings,
    seat: Seat,
    at: datetime,
    is_at: datetime | None = None,
) -> None:
    Change.objects.create(
        meeting=meeting,
        kind=kind,
        was_at=meeting.starts_at,
        is_at=is_at,
        because=why,
        by=seat,
        at=at,
    )


def cancel_meeting(
    *, by: Seat, meeting: Meeting, because: Texts, revision: int, at: datetime
) -> Meeting:
    """Say that it does not take place. It stays on file with why, and what it cost can be noted.

    Raises Changed, and Refused.
    """
    acting_on(by, meeting, at, ends=True)
    refuse_unless_owner(by, meeting)
    why = _why(because)
    with transaction.atomic():
        meeting = locked(meeting, revision)
        refuse_unless_planned(meeting)
        _cancel(meeting, why, by, at)
        raise_sequence(meeting)
        meeting.save()
        note(by, "meeting.cancelled", meeting.ref, at, slug=meeting.slug)
    return meeting


def _cancel(meeting: Meeting, why: Wordings, seat: Seat, at: datetime) -> None:
    _change(meeting, ChangeKind.CANCELLED, why, seat, at)
    meeting.state = MeetingState.CANCELLED
    meeting.revision += 1


def end_series(
    *, by: Seat, meeting: Meeting, because: Texts, revision: int, at: datetime
) -> Series:
    """Cancel a meeting and every later one of its series; those before it stay.

    Raises Changed, and Refused.
    """
    acting_on(by, meeting, at, ends=True)
    refuse_unless_owner(by, meeting)
    why = _why(because)
    with transaction.atomic():
        series, meeting = _locked_in_series(meeting, revision)
        for one in _from_on(meeting):
            if one.state == MeetingState.PLANNED:
                _cancel(one, why, by, at)
                one.save()
        _ended(series, meeting, at)
        _tell_whole(series)
        note(by, "meeting.series-ended", meeting.ref, at, slug=meeting.slug)
    return series


def _locked_in_series(meeting: Meeting, revision: int) -> tuple[Series, Meeting]:
    """The series first, so that two who change it from different meetings on never wait for each other."""
    series = refuse_unless_in_series(meeting)
    series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    row = locked(meeting, revision)
    if row.series_id != series.pk:
        raise changed(row, row.revision)
    refuse_unless_planned(row)
    return series, row


def _from_on(meeting: Meeting) -> Sequence[Meeting]:
    """This one of a series and those after it, by the rule; locked, since all of each is saved."""
    assert meeting.series
    assert meeting.occurrence
    return list(
        meeting.series.meetings.select_for_update(of=("self",), no_key=True)
        .filter(occurrence__gte=meeting.occurrence)
        .select_related("agreement", "group", "owner__municipality", "series")
        .order_by("occurrence")
    )


def _ended(series: Series, meeting: Meeting, at: datetime) -> None:
    """The rule gives nothing from this meeting on. A series that never began keeps its rule: it is
    cancelled as a whole."""
    assert meeting.occurrence
    if meeting.occurrence > series.first:
        day = on_the_wall(meeting.occurrence, series.zone).date()
        series.rule = rules.ended_before(series.rule, day)
    series.ended_at, series.made_until = at, None
    series.save()


def _tell_whole(series: Series) -> None:
    """Whoever has an invitation to any meeting of the series gets the series anew."""
    newest = max(series.meetings.values_list("sequence", flat=True), default=0)
    series.sequence = max(series.sequence, newest) + 1
    series.save(update_fields=["sequence"])
    series.meetings.update(sequence=series.sequence)


def change_rest(
    *, by: Seat, meeting: Meeting, about: About, when: When, because: Texts, revision: int,
    at: datetime,
) -> Meeting:  # fmt: skip
    """Change a meeting and every later one of its series: what is said of it, and the time.

    Those before it stay as they were; from this one on it is a series of its own, as calendar programs
    do it. One that was changed by itself keeps its own time. Raises Changed, and Refused.
    """
    acting_on(by, meeting, at)
    refuse_unless_owner(by, meeting)
    new = described(meeting.agreement, meeting.group, about, by, at)
    why = _why(because)
    with transaction.atomic():
        old, meeting = _locked_in_series(meeting, revision)
        when = in_zone(when, meeting)
        starts, ends = span(when)
        refuse_past(starts, at)
        rest = _from_on(meeting)
        series = _rest_as_series(old, meeting, when, starts, ends)
        # Two of them never stand for the same instant, not even on the way.
        Meeting.objects.filter(pk__in=[one.pk for one in rest]).update(occurrence=None)
        days = rules.occurrences(series.rule, starts, when.zone, starts + 10 * rules.HORIZON)
        for one, occurrence in zip(rest, days, strict=False):
            _follow(one, series, occurrence, new, why, by, at)
        if series.pk != old.pk:
            _ended(old, meeting, at)
            _tell_whole(old)
        _tell_whole(series)
        make_occurrences(series, at)
        note(by, "meeting.series-changed", meeting.ref, at, slug=meeting.slug)
    return Meeting.objects.get(pk=meeting.pk)


def _rest_as_series(
    old: Series, meeting: Meeting, when: When, starts: datetime, ends: datetime
) -> Series:
    """The same rule from another day on; the same series where nothing of it lies before."""
    assert meeting.occurrence
    local = on_the_wall(meeting.occurrence, old.zone).date()
    left = [
        day for day in rules.days(old.rule, on_the_wall(old.first, old.zone).date()) if day >= local
    ]
    rule = rules.moved_rule(old.rule, when.day, len(left))
    last = last_day_of(meeting.agreement)
    if last and rules.last_day(rule, when.day) > last:
        raise Missing(_("The agreement ends before the last meeting of the series."), "day")
    is_whole = meeting.occurrence <= old.first
    series = old if is_whole else Series(agreement=old.agreement, uid=new_uid())
    series.rule, series.first, series.zone = rule, starts, when.zone
    series.minutes = (ends - starts) // timedelta(minutes=1)
    series.made_until = starts
    series.save()
    return series


def _follow(
    one: Meeting,
    series: Series,
    occurrence: datetime,
    new: Meeting,
    why: Wordings,
    seat: Seat,
    at: datetime,
) -> None:
    """One of the rest: moved, unless it was moved by itself, and described as they all are."""
    was_moved = one.starts_at != one.occurrence
    ends = occurrence + timedelta(minutes=series.minutes)
    one.series, one.uid, one.occurrence = series, series.uid, occurrence
    is_planned = one.state == MeetingState.PLANNED
    if is_planned and not was_moved and (one.starts_at, one.ends_at) != (occurrence, ends):
        if one.starts_at != occurrence:
            _change(one, ChangeKind.POSTPONED, why, seat, at, is_at=occurrence)
        _move(one, occurrence, ends, series.zone, seat, at)
    if is_planned and not one.apart:
        apply_words(one, new, apart=False)
    else:
        one.save()

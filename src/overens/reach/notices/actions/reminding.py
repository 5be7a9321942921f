"""Reminders: at seven in the morning, one mail to each for all of theirs of that day.

In friendly words. What was done, or was reminded of before, is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_time
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages, write_date
from overens.base.mail.actions import queue
from overens.base.mail.queries import switched_off
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Authority, Post
from overens.base.records.messages import language_of
from overens.base.trail.actions import Ref
from overens.cycle.agreements.models import Party
from overens.cycle.agreements.states import State
from overens.cycle.groups.models import Meeting, Membership, Participant, SentNotes, Task
from overens.cycle.groups.states import Coming, MeetingState, MemberTask, TaskState
from overens.reach.notices import mornings
from overens.reach.notices.claiming import claimed
from overens.reach.notices.models import Morning, Reminded
from overens.reach.notices.people import People
from overens.reach.notices.rules import (
    BEFORE_DUE,
    LATE_FOR,
    is_day_before,
    is_time_for_notes,
    task_moment,
)
from overens.reach.notices.states import MorningKind
from overens.reach.overview.handover import Open, carried_by

MOST_DAYS_BACK = timedelta(days=60)
TWO_DAYS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be reminded of: of which moment (`what`), by which sentence and at which address."""

    about: Ref
    what: str
    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class _To:
    email: str
    language: str


def remind(*, now: datetime) -> int:
    """For each authority in a transaction of its own, once on a day; how many letters. One query where it
    is no morning, or all was done."""
    return sum(_reminded(*one, now) for one in mornings.waiting(MorningKind.REMINDERS, now))


def _reminded(authority: Authority, day: date, now: datetime) -> int:
    with transaction.atomic():
        if not claimed(Morning, authority=authority, day=day, what=MorningKind.REMINDERS):
            return 0
        off = switched_off(NoticeKind.REMINDER)
        found = [one for one in _found(authority, day, now) if one[0].email.lower() not in off]
        fresh: defaultdict[_To, dict[Reminder, None]] = defaultdict(dict)
        told = _told(reminder for _to, reminder in found)
        for to, reminder in found:
            if (to.email, *reminder.about, reminder.what) not in told:
                fresh[to][reminder] = None
        for to, reminders in fresh.items():
            _send(to, list(reminders), now)
    return len(fresh)


def _told(reminders: Iterable[Reminder]) -> set[tuple[str, ...]]:
    """Who was told of what, of these things: one query."""
    rows = Reminded.objects.filter(about_id__in={one.about.id for one in reminders})
    return set(rows.values_list("to", "about_kind", "about_id", "what"))


def _send(to: _To, reminders: list[Reminder], now: datetime) -> None:
    alone = reminders[0] if len(reminders) == 1 else None
    may_reply = alone is not None and alone.about.kind != "agreement"
    with override(to.language):
        count = len(reminders)
        subject = alone.sentence if alone else _("%(n)s reminders") % {"n": count}
        lines = [
            f"{one.sentence}\n{settings.ADDRESS}/{to.language}/desk/{one.place}"
            for one in reminders
        ]
        if may_reply and settings.MAIL_IN:
            lines.append(_("Reply to this letter if you want to say something about it."))
    queue(
        to=to.email,
        subject=subject,
        text="\n\n".join(lines),
        language=to.language,
        about=alone.about if alone else Ref("reminders", now.date().isoformat()),
        at=now,
        may_reply=may_reply,
        kind=NoticeKind.REMINDER,
    )
    Reminded.objects.bulk_create(
        Reminded(
            to=to.email, about_kind=one.about.kind, about_id=one.about.id, what=one.what, at=now
        )
        for one in reminders
    )


def _found(authority: Authority, day: date, now: datetime) -> Iterator[tuple[_To, Reminder]]:
    people = People(authority, now)

    def to(post: Post) -> list[_To]:
        return [_To(one.email, people.language(one)) for one in people.in_posts([post.pk.hex])]

    for task in _tasks(authority, day):
        for one in to(task.post):
            yield one, _of_task(task, day, one.language)
    for participant in _participants(authority, now):
        receivers = to(participant.post) if participant.post else _by_address(participant)
        for one in receivers:
            yield one, _of_meeting(participant, authority, one.language)
    for meeting, posts in _without_notes(authority, day, now):
        for post in posts:
            for one in to(post):
                yield one, _of_notes(meeting, one.language)
    for post, owed in _owed(authority, now):
        for one in to(post):
            yield one, _of_commitment(owed, one.language)


def _owed(authority: Authority, now: datetime) -> Iterator[tuple[Post, Open]]:
    """What falls due within its lead time, with the post that carries it."""
    contacts = Party.objects.filter(authority=authority, contact__isnull=False).values("contact")
    posts = list(Post.objects.filter(pk__in=contacts).order_by("slug"))
    carried = carried_by(posts, now)
    for post in posts:
        yield from (
            (post, owed) for owed in carried[post.pk].open if owed.state == State.DUE and owed.due
        )


def _by_address(participant: Participant) -> list[_To]:
    own = participant.authority or participant.meeting.owner
    known = participant.language in languages()
    language = participant.language if known else language_of(own)
    return [_To(participant.email, language)] if participant.email else []


def _tasks(authority: Authority, day: date) -> Iterator[Task]:
    rows = Task.objects.filter(
        state=TaskState.OPEN,
        post__authority=authority,
        due__range=(day - LATE_FOR, day + BEFORE_DUE),
    ).select_related("agreement", "post")
    for task in rows.order_by("due", "pk"):
        if task_moment(task.due, day):
            yield task


def _of_task(task: Task, day: date, language: str) -> Reminder:
    assert task.due
    values = {"task": task.text.shown(language).text, "day": write_date(task.due, language)}
    with override(language):
        sentence = (
            _("Due on %(day)s: %(task)s")
            if task.due > day
            else _("It was due on %(day)s: %(task)s")
        ) % values
    place = f"agreements/{task.agreement.slug}/tasks/{task.number}/"
    return Reminder(task.ref, task_moment(task.due, day), sentence, place)


def _participants(authority: Authority, now: datetime) -> Iterator[Participant]:
    """Who is invited to a meeting that is tomorrow there, and has not said no. Guests are reminded by
    whoever called it."""
    whose = Q(authority=authority) | Q(post__authority=authority)
    whose |= Q(authority__isnull=True, post__isnull=True, meeting__owner=authority)
    rows = Participant.objects.filter(
        whose,
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__range=(now, now + TWO_DAYS),
    ).exclude(coming=Coming.NO)
    for one in rows.select_related(
        "meeting__agreement", "meeting__owner__municipality", "post", "authority__municipality"
    ):
        if is_day_before(one.meeting.starts_at, now, authority.country.today):
            yield one


def _of_meeting(participant: Participant, authority: Authority, language: str) -> Reminder:
    meeting = participant.meeting
    here = meeting.starts_at.astimezone(authority.country.zone)
    values = {
        "meeting": meeting.titles.shown(language).text,
        "time": format_time(here.time(), "short", locale=language),
    }
    with override(language):
        sentence = _("Tomorrow at %(time)s: %(meeting)s") % values
    place = f"agreements/{meeting.agreement.slug}/meetings/{meeting.slug}/"
    return Reminder(participant.ref, f"day before {here.date()}", sentence, place)


def _without_notes(
    authority: Authority, day: date, now: datetime
) -> Iterator[tuple[Meeting, list[Post]]]:
    """Meetings that it called and of which nothing was sent: with who leads the group there, and writes."""
    rows = (
        Meeting.objects.filter(owner=authority, ends_at__range=(now - MOST_DAYS_BACK, now))
        .exclude(state__in=(MeetingState.CANCELLED, MeetingState.TAKEN_BACK))
        .exclude(pk__in=SentNotes.objects.values("notes"))
        .select_related("agreement", "called_by__post")
    )
    country = authority.country
    for meeting in rows.order_by("ends_at", "pk"):
        if is_time_for_notes(country.today(meeting.ends_at), day, country.after_working_days):
            writing = Membership.objects.filter(
                Q(until__isnull=True) | Q(until__gte=day),
                group=meeting.group_id,
                post__authority=authority,
                since__lte=day,
                task__in=(MemberTask.LEAD, MemberTask.SECRETARY),
            ).select_related("post")
            posts = [one.post for one in writing] if meeting.group_id else []
            yield meeting, posts or [meeting.called_by.post]


def _of_notes(meeting: Meeting, language: str) -> Reminder:
    with override(language):
        sentence = _("Notes are still to be written: %(meeting)s") % {
            "meeting": meeting.titles.shown(language).text
        }
    place = f"agreements/{meeting.agreement.slug}/meetings/{meeting.slug}/notes/"
    return Reminder(meeting.ref, "notes", sentence, place)


def _of_commitment(owed: Open, language: str) -> Reminder:
    assert owed.due
    with override(language):
        sentence = _("By %(day)s: %(commitment)s") % {
            "day": write_date(owed.due, language),
            "commitment": owed.title.shown(language).text,
        }
    place = f"agreements/{owed.agreement.slug}/commitments/{owed.number}/"
    return Reminder(owed.agreement.ref, f"{owed.number} due {owed.due}", sentence, place)

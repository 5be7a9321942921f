"""The weekly digest: on Monday at seven by the receiver's own clock, once for each account and week."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from babel.dates import format_time
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from overens.base.access.queries import seats_now
from overens.base.languages.rules import languages
from overens.base.mail.actions import queue
from overens.base.mail.queries import switched_off
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.records.messages import language_of
from overens.base.trail.models import Line
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import Parties, parties_beside
from overens.cycle.groups.models import Participant, Task
from overens.cycle.groups.states import Coming, MeetingState, TaskState
from overens.reach.notices import digest, mornings
from overens.reach.notices.claiming import claimed
from overens.reach.notices.deeds import Titles, deeds, lines_for
from overens.reach.notices.digest import NextDate, Week
from overens.reach.notices.models import Digest, Morning
from overens.reach.notices.states import MorningKind
from overens.reach.notices.unanswered import nobody_left
from overens.reach.notices.waits import waits
from overens.reach.overview.queries import Overview

WEEK = timedelta(days=7)
AHEAD = timedelta(days=28)
"""How far the dates reach that a digest names: the project's own choice."""


def send_digests(*, now: datetime) -> int:
    """How many were queued. Each in a transaction of its own; whoever is killed in between leaves none out
    and writes none twice. One query where it is no Monday morning, or all were written."""
    return sum(_of_authority(*one, now) for one in mornings.waiting(MorningKind.DIGEST, now))


def _of_authority(authority: Authority, monday: date, now: datetime) -> int:
    room = _Room(authority, now)
    off = switched_off(NoticeKind.DIGEST)
    done = 0
    for account in _accounts(authority):
        if account.email.lower() not in off and (seats := seats_now(account, now)):
            done += _sent(account, seats, room, monday, now)
    with transaction.atomic():
        claimed(Morning, authority=authority, day=monday, what=MorningKind.DIGEST)
    return done


def _accounts(authority: Authority) -> Iterable[Account]:
    return (
        Account.objects.filter(is_active=True, person__authority=authority)
        .select_related("person")
        .order_by("pk")
    )


def _sent(
    account: Account, seats: Sequence[Seat], room: "_Room", monday: date, now: datetime
) -> bool:
    with transaction.atomic():
        if not claimed(Digest, account=account, week=monday, more={"at": now}):
            return False
        language = (
            account.language if account.language in languages() else language_of(room.authority)
        )
        with override(language):
            week = room.week(account, seats, language)
            if not week.says_something:
                return False
            letter = queue(
                to=account.email,
                subject=digest.subject(week),
                text=digest.text(week, language),
                language=language,
                about=account.ref,
                at=now,
                kind=NoticeKind.DIGEST,
            )
        Digest.objects.filter(account=account, week=monday).update(letter=letter)
        return True


class _Room:
    """What the people of one authority read, as far as it is the same for each of them."""

    def __init__(self, authority: Authority, now: datetime) -> None:
        self.authority, self.now = authority, now
        self.parties: Parties = parties_beside(authority.pk)
        ids = {party.agreement_id for party in self.parties}
        self.agreements = list(Agreement.objects.filter(pk__in=ids))
        self.partners = {party.authority_id: party.authority for party in self.parties}
        self.read: dict[datetime, tuple[list[Line], Titles]] = {}

    def week(self, account: Account, seats: Sequence[Seat], language: str) -> Week:
        last = Digest.objects.filter(account=account, at__lt=self.now).order_by("-at").first()
        since = max(last.at, self.now - 2 * WEEK) if last else self.now - WEEK
        if since not in self.read:
            lines = lines_for(self.authority, self.partners, since, self.now)
            self.read[since] = lines, Titles(lines, self.agreements)
        lines, titles = self.read[since]
        found = [
            one
            for seat in seats
            for one in [
                *Overview(
                    account, seat, self.now, self.parties, can_open=lambda _place: False
                ).waits_for_you(),
                *nobody_left(seat, self.now),
            ]
        ]
        assert account.person
        return Week(
            name=account.person.name,
            deeds=deeds(lines, titles, self.partners, language),
            waits=waits({(one.kind, one.subject): one for one in found}.values()),
            dates=self._dates(seats, language),
            address=f"{settings.ADDRESS}/{language}/desk/",
        )

    def _dates(self, seats: Sequence[Seat], language: str) -> list[NextDate]:
        """Meetings to which the posts are invited, and the days of their tasks."""
        posts = [seat.post_id for seat in seats]
        zone = self.authority.country.zone
        invited = Participant.objects.filter(
            post__in=posts,
            meeting__state=MeetingState.PLANNED,
            meeting__starts_at__range=(self.now, self.now + AHEAD),
        ).exclude(coming=Coming.NO)
        found = []
        for one in invited.select_related("meeting"):
            here = one.meeting.starts_at.astimezone(zone)
            time = format_time(here.time(), "short", locale=language)
            found.append(NextDate(here.date(), time, one.meeting.titles.shown(language).text))
        today = self.authority.country.today(self.now)
        tasks = Task.objects.filter(
            post__in=posts, state=TaskState.OPEN, due__range=(today, today + AHEAD)
        )
        found += [
            NextDate(task.due, "", task.text.shown(language).text) for task in tasks if task.due
        ]
        return sorted(set(found), key=lambda one: (one.day, one.time, one.sentence))

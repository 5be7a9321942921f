"""Invitations by mail: whoever has not had the newest one gets it, and so does a newcomer in a post."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.mail.actions import queue, reply_address
from overens.base.mail.models import Letter, SwitchedOff
from overens.base.mail.queries import wants
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.states import Holding
from overens.base.records.messages import language_of
from overens.cycle.groups.calendar import CANCEL, REQUEST, Happening, Somebody, invitation
from overens.cycle.groups.happenings import happening, whole_series
from overens.cycle.groups.letter_words import subject, text
from overens.cycle.groups.models import Invited, Meeting, Participant
from overens.cycle.groups.states import MeetingState

HOLD = timedelta(minutes=5)
"""So long a letter waits, so that several changes are one."""
KEY, OF_ONE = "invitation", "invitation-of-one"
"""The letter about a meeting or a whole series; about one meeting of a series."""
AT_ONCE = 100
"""Letters of one round."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """Somebody who is invited, and where their letter goes."""

    participant: UUID
    meeting: UUID
    series: UUID | None
    apart: bool
    to: str
    seat: UUID | None = None


def invite_waiting(*, now: datetime) -> int:
    """Queue what waits, each person's letter in a transaction of its own; how many letters.

    Of a series somebody gets one letter that tells its rule, and one more for a meeting that was changed
    by itself. One query each for posts, for names and for what was cancelled, where nothing waits.
    """
    waiting = [*_in_posts(now), *_by_name(now)]
    gone = _who_left({(one.participant, one.to) for one in waiting}, now)
    cancelled = [one for state, one in gone if state == MeetingState.CANCELLED]
    left = [one for state, one in gone if state != MeetingState.CANCELLED][:AT_ONCE]
    done = sum(_invited(unit, now) for unit in _units([*waiting, *cancelled])[:AT_ONCE])
    return done + sum(_left(one, now) for one in left)


def _units(waiting: Iterable[Addressed]) -> list[list[Addressed]]:
    """What goes in one letter: a meeting, or a series as a whole."""
    by_series: dict[tuple[UUID, str], list[Addressed]] = {}
    units: list[list[Addressed]] = []
    for one in waiting:
        if one.series:
            by_series.setdefault((one.series, one.to), []).append(one)
        else:
            units.append([one])
    for found in by_series.values():
        units += [found] if any(not one.apart for one in found) else [[one] for one in found]
    return units


def _without_newest(to: OuterRef, now: datetime) -> Q:
    """Who has not had it: of what is to come anybody, of what has changed whoever had an older one."""
    had = Invited.objects.filter(participant=OuterRef("pk"), to=to)
    newest = had.filter(sequence__gte=OuterRef("meeting__sequence"))
    to_come = Q(meeting__state=MeetingState.PLANNED, meeting__starts_at__gt=now)
    return ~Exists(newest) & (to_come | Exists(had))


COLUMNS = ("pk", "meeting", "meeting__series", "meeting__apart")


def _by_name(now: datetime) -> list[Addressed]:
    found = (
        Participant.objects.filter(post__isnull=True)
        .exclude(email="")
        .filter(_without_newest(OuterRef("email"), now))
        .order_by("meeting__starts_at", "pk")
        .values_list(*COLUMNS, "email")
    )
    return [Addressed(*row) for row in found]


def _in_posts(now: datetime) -> list[Addressed]:
    """Whoever holds an invited post, and signs in; a deputy where nobody holds it."""
    day = now.date()
    held = Q(post__seats__since__lte=day + timedelta(days=1)) & (
        Q(post__seats__until__isnull=True) | Q(post__seats__until__gte=day - timedelta(days=1))
    )
    own = Seat.objects.to_the_end_of(day).filter(post=OuterRef("post"), holding=Holding.OWN)
    address = OuterRef("post__seats__person__account__email")
    found = (
        Participant.objects.filter(
            held,
            Q(post__seats__holding=Holding.OWN) | ~Exists(own),
            _without_newest(address, now),
            post__seats__person__account__is_active=True,
        )
        .order_by("meeting__starts_at", "pk")
        .values_list(*COLUMNS, "post__seats__person__account__email", "post__seats__pk")
    )
    rows = [Addressed(*row) for row in found]
    seats = Seat.objects.filter(pk__in={row.seat for row in rows}).select_related(
        "post__authority__municipality"
    )
    sitting = {seat.pk for seat in seats if seat.is_held_at(now)} if rows else set()
    return [row for row in rows if row.seat in sitting]


def _who_left(told: Collection[tuple[UUID, str]], now: datetime) -> list[tuple[str, Addressed]]:
    """Whoever was invited in a post, and is not who is told there now, with the state of the meeting: that
    it is cancelled or changed reaches them all the same, since it stands in their calendar. A whole series
    stays there until it is cancelled."""
    of_one = Q(participant__meeting__series__isnull=True) | Q(participant__meeting__apart=True)
    found = (
        Invited.objects.filter(
            Q(participant__meeting__state=MeetingState.CANCELLED)
            | of_one
            & Q(
                participant__meeting__state=MeetingState.PLANNED,
                participant__meeting__starts_at__gt=now,
            ),
            participant__post__isnull=False,
            sequence__lt=F("participant__meeting__sequence"),
        )
        .order_by("participant__meeting__starts_at", "participant", "to")
        .values_list(
            "participant__meeting__state", *(f"participant__{name}" for name in COLUMNS), "to"
        )
    )
    rows = ((state, Addressed(*row)) for state, *row in found)
    return [(state, one) for state, one in rows if (one.participant, one.to) not in told]


def _left(one: Addressed, now: datetime) -> bool:
    """A meeting has changed: whoever holds the invited post no more is not invited any more, and hears of no
    later change."""
    with transaction.atomic():
        somebody = _people([one]).first()
        had = Invited.objects.filter(participant=one.participant, to=one.to)
        if somebody is None or not had.exists():
            return False
        had.delete()
        _withdraw(somebody, one.to, now)
    return True


def _people(rows: Sequence[Addressed]) -> QuerySet[Participant]:
    """Locked, so that another worker takes others."""
    return (
        Participant.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .filter(pk__in=[one.participant for one in rows])
        .select_related(
            "meeting__agreement",
            "meeting__group",
            "meeting__owner__municipality",
            "meeting__host__municipality",
            "meeting__series",
            "authority__municipality",
            "post",
        )
        .order_by("meeting__starts_at", "pk")
    )


def _invited(rows: Sequence[Addressed], now: datetime) -> int:
    to = rows[0].to
    with transaction.atomic():
        people = [
            one
            for one in _people(rows)
            if not one.letters.filter(to=to, sequence__gte=one.meeting.sequence).exists()
        ]
        if not people:
            return 0
        is_whole = rows[0].series is not None and any(not one.apart for one in rows)
        sent = _send(people, rows[0], is_whole, now)
        _remember(people, to, is_whole, now)
    return int(sent)


def _remember(people: Sequence[Participant], to: str, is_whole: bool, now: datetime) -> None:
    """Which sequence went to whom; with a series to each of its meetings."""
    if is_whole:
        first = people[0]
        same = {"post": first.post_id} if first.post_id else {"email": first.email}
        people = list(
            Participant.objects.filter(
                meeting__series=first.meeting.series_id, **same
            ).select_related("meeting")
        )
    for one in people:
        Invited.objects.update_or_create(
            participant=one, to=to, defaults={"sequence": one.meeting.sequence, "at": now}
        )
    Participant.objects.filter(pk__in=[one.pk for one in people]).update(
        invited=max(one.meeting.sequence for one in people),
        invited_at=now,
    )


def _send(
    people: Sequence[Participant], addressed: Addressed, is_whole: bool, now: datetime
) -> bool:
    """Queue one letter, unless its receiver wants none, or never had the one that it takes back."""
    somebody = people[0]
    seat = _seat(addressed)
    if _is_switched_off(addressed.to, seat):
        return False
    meeting = somebody.meeting
    had = Invited.objects.filter(participant__in=people, to=addressed.to).exists()
    first = _first_of_series(somebody) if meeting.series_id else somebody
    if is_whole:
        happenings, somebody = whole_series(meeting), first
        is_cancelled = all(one.is_cancelled for one in happenings)
    else:
        happenings = [happening(meeting)]
        is_cancelled = meeting.state == MeetingState.CANCELLED
    key = KEY if is_whole or not meeting.series_id else OF_ONE
    if is_cancelled and _taken_back(somebody, first, addressed.to, key):
        return False
    language = _language(somebody, seat, addressed.to)
    with override(language):
        queue(
            to=addressed.to,
            subject=subject(meeting, language, had=had, is_cancelled=is_cancelled),
            text=text(
                meeting,
                language,
                had=had,
                is_cancelled=is_cancelled,
                is_whole=is_whole,
                now=now,
                signs_in=seat is not None,
                may_answer=bool(settings.MAIL_IN),
            ),
            language=language,
            about=somebody.ref,
            at=now,
            key=key,
            calendar=lambda address: invitation(
                happenings,
                by=Somebody(_organizer(first, addressed.to) or address, meeting.owner.short),
                to=Somebody(addressed.to, _name(somebody, seat), people[0].coming, language),
                method=CANCEL if is_cancelled else REQUEST,
                at=now,
            ),
            may_reply=True,
            hold=HOLD,
            kind=NoticeKind.INVITATION if seat else None,  # a guest has no settings
        )
    return True


def _seat(addressed: Addressed) -> Seat | None:
    if addressed.seat is None:
        return None
    return Seat.objects.select_related("person__account", "post__authority__municipality").get(
        pk=addressed.seat
    )


def _is_switched_off(to: str, seat: Seat | None) -> bool:
    off = SwitchedOff.objects.filter(kind=NoticeKind.INVITATION)
    return (
        off.filter(account=seat.person.account) if seat else off.filter(account__email=to)
    ).exists()


def _first_of_series(somebody: Participant) -> Participant:
    """All letters about a series are one conversation, and its answers come to one address."""
    same = {"post": somebody.post_id} if somebody.post_id else {"email": somebody.email}
    first = (
        Participant.objects.filter(meeting__series=somebody.meeting.series_id, **same)
        .select_related("meeting", "post", "authority__municipality")
        .order_by("meeting__occurrence", "pk")
        .first()
    )
    return first or somebody


def _letters(somebody: Participant, to: str) -> QuerySet[Letter]:
    return Letter.objects.filter(to=to, about_kind=somebody.ref.kind, about_id=somebody.ref.id)


def _organizer(first: Participant, to: str) -> str:
    """The address by which a series was told of first: a calendar takes changes from no other."""
    letter = _letters(first, to).exclude(reply_token="").order_by("queued_at", "pk").first()
    return reply_address(letter) if letter else ""


def _taken_back(somebody: Participant, first: Participant, to: str, key: str) -> bool:
    """Whether the invitation had not gone yet: then nothing has to be cancelled. What waits of it is
    taken out."""
    waits = {"begun_at__isnull": True, "sent_at__isnull": True}
    _letters(somebody, to).filter(key=key, **waits).delete()
    return not (_letters(somebody, to) | _letters(first, to)).exists()


def _language(somebody: Participant, seat: Seat | None, to: str) -> str:
    """Of whoever has an account with that address their own, also once they have left the post."""
    known = languages()
    if somebody.post_id is None:
        return somebody.language if somebody.language in known else "en"
    own = Account.objects.filter(email__iexact=to).values_list("language", flat=True).first()
    if own and own in known:
        return own
    authority = seat.post.authority if seat else somebody.authority
    return language_of(authority) if authority else "en"


def _name(somebody: Participant, seat: Seat | None) -> str:
    return seat.person.name if seat else somebody.name


def withdraw_invitations(somebody: Participant, at: datetime) -> None:
    """Tell whoever had an invitation that they are not invited any more, in the transaction in which
    they are taken off the list. What is over needs no letter."""
    for letter in somebody.letters.all():
        _withdraw(somebody, letter.to, at)


def _withdraw(somebody: Participant, to: str, at: datetime) -> None:
    meeting = Meeting.objects.select_related(
        "agreement", "group", "owner__municipality", "host__municipality", "series"
    ).get(pk=somebody.meeting_id)
    if meeting.state != MeetingState.PLANNED or meeting.ends_at <= at:
        return
    gone = happening(meeting, is_cancelled=True)
    # The letter that tells a whole series stays: they are invited to its other meetings.
    first, key = (_first_of_series(somebody), OF_ONE) if meeting.series_id else (somebody, KEY)
    if _taken_back(somebody, first, to, key) or not wants(to, NoticeKind.INVITATION):
        return
    language = _language(somebody, None, to)
    with override(language):
        queue(
            to=to,
            subject=subject(meeting, language, had=True, is_cancelled=True, is_off=True),
            text=text(
                meeting, language, had=True, is_cancelled=True, is_off=True, is_whole=False,
                now=at, signs_in=False, may_answer=False,
            ),
            language=language,
            about=somebody.ref,
            at=at,
            key=f"{KEY}-off",
            calendar=_cancels(gone, meeting, _organizer(first, to), to, language, at),
            may_reply=True,
            kind=NoticeKind.INVITATION if somebody.post_id else None,
        )  # fmt: skip


def _cancels(
    gone: Happening, meeting: Meeting, by: str, to: str, language: str, at: datetime
) -> Callable[[str], str]:
    return lambda address: invitation(
        [gone],
        by=Somebody(by or address, meeting.owner.short),
        to=Somebody(to, "", language=language),
        method=CANCEL,
        at=at,
    )

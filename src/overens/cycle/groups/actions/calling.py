"""Verbs: a meeting is called, once or as a series, and described otherwise."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused, slug_of
from overens.base.trail.actions import write
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Commitment, Party
from overens.cycle.groups.actions.evidence import said_by, served_by, set_right
from overens.cycle.groups.actions.guards import acting_in, note
from overens.cycle.groups.actions.on_meeting import (
    acting_on,
    commitments_of,
    host_of,
    locked,
    refuse_off,
    refuse_unless_owner,
)
from overens.cycle.groups.models import (
    Meeting,
    Membership,
    Participant,
    SentNotes,
    Series,
    WorkingGroup,
)
from overens.cycle.groups.queries import last_day_of
from overens.cycle.groups.rules import series as rules
from overens.cycle.groups.rules.saying import Missing, lines, texts
from overens.cycle.groups.rules.times import (
    About,
    When,
    on_the_wall,
    refuse_beyond,
    refuse_past,
    span,
    where,
)
from overens.cycle.groups.states import (
    Coming,
    GroupKind,
    MeetingKind,
    MeetingState,
    RecordKind,
    Way,
)

MOST_IN_SLUG = 60


def call_meeting(
    *,
    by: Seat,
    agreement: Agreement,
    about: About,
    when: When,
    at: datetime,
    group: WorkingGroup | None = None,
    again: rules.Again | None = None,
) -> Meeting:
    """A meeting of a group, or of the whole agreement; with `again` the first of a series.

    Every member of the group is invited, without a group each party's contact and whoever calls: they
    come, unless they say otherwise. Raises Refused.
    """
    acting_in(by, agreement, group, Act.WORK_IN_GROUP, at)
    meeting = described(agreement, group, about, by, at)
    when = in_zone(when, meeting)
    starts, ends = span(when)
    refuse_past(starts, at)
    last = last_day_of(agreement)
    refuse_beyond(starts, when.zone, last)
    meeting.zone, meeting.starts_at, meeting.ends_at = when.zone, starts, ends
    served = commitments_of(agreement, about.commitments)
    with transaction.atomic():
        if again:
            meeting.series = _series(meeting, again, when, last)
            meeting.occurrence, meeting.uid = starts, meeting.series.uid
        at_free_address(meeting)
        meeting.commitments.set(served)
        Participant.objects.bulk_create(
            Participant(meeting=meeting, post=post, authority_id=post.authority_id, added_by=by)
            for post in invited_at_first(agreement, group, by, at)
        )
        comes(meeting, by, at)
        if meeting.series:
            make_occurrences(meeting.series, at)
        note(by, "meeting.called", meeting.ref, at, slug=meeting.slug, series=bool(again))
    return meeting


def comes(meeting: Meeting, seat: Seat, at: datetime) -> None:
    """Whoever sets the time comes, where they are invited: they are not awaited."""
    meeting.participants.filter(post=seat.post_id).update(
        coming=Coming.YES, answered_at=at, way=Way.DESK
    )


def described(
    agreement: Agreement, group: WorkingGroup | None, about: About, seat: Seat, at: datetime
) -> Meeting:
    """A meeting with all that is said of it beside its time; not saved. Raises Refused."""
    kind = MeetingKind(about.kind)
    place, link = where(about.mode, about.place, about.link)
    is_formal = kind == MeetingKind.DIALOGUE or bool(group and group.kind == GroupKind.STEERING)
    return Meeting(
        agreement=agreement,
        group=group,
        kind=kind,
        titles=lines(about.titles, "title", asked=_("Write what the meeting is called.")),
        purposes=texts(about.purposes, "purpose"),
        owner=seat.post.authority,
        called_by=seat,
        called_at=at,
        host=host_of(agreement, about.host),
        mode=about.mode,
        place=place,
        link=link,
        record=RecordKind.MINUTES if is_formal else RecordKind.NOTES,
        readers=_readers(about.readers),
        uid=new_uid(),
    )


def _readers(readers: str) -> str:
    if readers not in (Audience.PARTNERS, Audience.PUBLIC):
        raise Missing(_("Choose who reads that the meeting takes place."), "readers")
    return readers


def new_uid() -> str:
    """By which every calendar knows it, for as long as it is on file (RFC 7986, 5.3)."""
    return f"{new_id()}@{settings.MAIL_DOMAIN}"


def in_zone(when: When, meeting: Meeting) -> When:
    """By the clock of the host, else of whoever calls."""
    where = meeting.host or meeting.owner
    return when if when.zone else replace(when, zone=where.country.zone.key)


def invited_at_first(
    agreement: Agreement, group: WorkingGroup | None, seat: Seat, at: datetime
) -> Sequence[Post]:
    """The members' posts on that day; without a group, each party's contact and who calls."""
    if group is None:
        contacts = Party.objects.filter(agreement=agreement, contact__isnull=False)
        found = {
            one.contact.pk: one.contact for one in contacts.select_related("contact") if one.contact
        }
        return list({seat.post_id: seat.post, **found}.values())
    today = seat.post.authority.country.today(at)
    members = Membership.objects.filter(group=group, since__lte=today).select_related("post")
    return list(
        {m.post_id: m.post for m in members if m.until is None or m.until >= today}.values()
    )


def at_free_address(meeting: Meeting) -> Meeting:
    """Saved under the first address that nobody has: its day, and what it is called."""
    day = on_the_wall(meeting.starts_at, meeting.zone).date()
    title = slug_of(meeting.titles.shown().text, MOST_IN_SLUG) or meeting.kind
    taken = set(
        Meeting.objects.filter(
            agreement=meeting.agreement, slug__startswith=f"{day}-{title}"
        ).values_list("slug", flat=True)
    )
    for number in count(1):
        meeting.slug = f"{day}-{title}" + (f"-{number}" if number > 1 else "")
        if meeting.slug in taken:
            continue
        try:
            with transaction.atomic():
                meeting.save(force_insert=True)
        except IntegrityError:
            taken.add(meeting.slug)
            continue
        break
    return meeting


def _series(meeting: Meeting, again: rules.Again, when: When, last: date | None) -> Series:
    rule = rules.rule_of(again, when.day)
    if last and rules.last_day(rule, when.day) > last:
        raise Missing(_("The agreement ends before the last meeting of the series."), "until")
    return Series.objects.create(
        agreement=meeting.agreement,
        rule=rule,
        first=meeting.starts_at,
        minutes=(meeting.ends_at - meeting.starts_at) // timedelta(minutes=1),
        zone=when.zone,
        uid=new_uid(),
        made_until=meeting.starts_at,
    )


def make_occurrences(series: Series, at: datetime) -> int:
    """Make the meetings of a series up to the horizon, like the latest that was not changed by itself;
    how many. Whoever is invited to that one is invited to them, by the letter that tells the rule."""
    until = at + rules.HORIZON
    made = set(series.meetings.values_list("occurrence", flat=True))
    wanted = list(rules.occurrences(series.rule, series.first, series.zone, until))
    like = series.meetings.order_by("apart", "-occurrence").first()
    new = [one for one in wanted if one not in made]
    if like:
        people = list(like.participants.prefetch_related("letters"))
        _forget_single_answers(series, people)
        served = list(like.commitments.all())
        for occurrence in new:
            _like(like, occurrence, series, people, served)
    ends = rules.last_day(series.rule, on_the_wall(series.first, series.zone).date())
    is_whole = not wanted or on_the_wall(wanted[-1], series.zone).date() >= ends
    series.made_until = None if is_whole else wanted[-1]
    series.save(update_fields=["made_until"])
    return len(new)


def _forget_single_answers(series: Series, people: Iterable[Participant]) -> None:
    """Who answered otherwise for one meeting of a series than for another has said nothing of those
    that are made now; not saved."""
    planned = Participant.objects.filter(
        meeting__series=series, meeting__state=MeetingState.PLANNED
    )
    said: dict[tuple[object, ...], set[str]] = {}
    for post, email, name, coming in planned.values_list("post", "email", "name", "coming"):
        said.setdefault((post, email, name), set()).add(coming)
    for one in people:
        if len(said.get((one.post_id, one.email, one.name), ())) > 1:
            one.coming, one.answered_at, one.way = Coming.AWAITED, None, ""


def _like(
    like: Meeting,
    occurrence: datetime,
    series: Series,
    people: Iterable[Participant],
    served: Iterable[Commitment],
) -> None:
    meeting = Meeting(
        **{
            name: getattr(like, name)
            for name in (
                "agreement_id", "group_id", "kind", "titles", "purposes", "owner_id",
                "called_by_id", "called_at", "host_id", "mode", "place", "link", "record", "readers",
                "uid",
            )
        },
        series=series,
        occurrence=occurrence,
        zone=series.zone,
        sequence=series.sequence,
        starts_at=occurrence,
        ends_at=occurrence + timedelta(minutes=series.minutes),
    )  # fmt: skip
    at_free_address(meeting)
    meeting.commitments.set(served)
    for one in people:
        letters = [(letter.to, letter.at) for letter in one.letters.all()]
        copy = Participant.objects.create(
            meeting=meeting,
            post_id=one.post_id,
            authority_id=one.authority_id,
            name=one.name,
            email=one.email,
            language=one.language,
            coming=one.coming,
            answered_at=one.answered_at,
            way=one.way,
            invited=series.sequence if letters else None,
            invited_at=one.invited_at,
            added_by_id=one.added_by_id,
        )
        for to, sent_at in letters:
            copy.letters.create(to=to, sequence=series.sequence, at=sent_at)


def continue_series(*, now: datetime) -> int:
    """Make what comes within the horizon of every series; how many meetings. A series in a transaction
    of its own, under its lock."""
    soon = now + rules.HORIZON - rules.STEP
    done = 0
    for pk in Series.objects.filter(made_until__lt=soon).values_list("pk", flat=True):
        with transaction.atomic():
            found = Series.objects.select_for_update(skip_locked=True).filter(
                pk=pk, made_until__lt=soon
            )
            for series in found:
                made = make_occurrences(series, now)
                if made:
                    _note_made(series, now)
                done += made
    return done


def _note_made(series: Series, now: datetime) -> None:
    """Last in its transaction, in the chain of whoever called it."""
    newest = series.meetings.select_related("owner").order_by("occurrence").last()
    assert newest
    write(
        chain=newest.owner.ref,
        by=newest.ref,
        what="meeting.series-continued",
        about=newest.ref,
        audience=Audience(newest.readers),
        details={"slug": newest.slug},
        at=now,
    )


def change_meeting(
    *, by: Seat, meeting: Meeting, about: About, revision: int, at: datetime
) -> Meeting:
    """Say otherwise what it is called, what it is for, where and how it is, and who reads of it.

    Whoever is invited is told again where it differs for them. `revision` is the one that was read.
    Raises Changed, and Refused.
    """
    party = acting_on(by, meeting, at)
    refuse_unless_owner(by, meeting)
    new = described(meeting.agreement, meeting.group, about, by, at)
    served = commitments_of(meeting.agreement, about.commitments)
    with transaction.atomic():
        meeting = locked(meeting, revision)
        refuse_off(meeting)
        _keep_record(meeting, new)
        before, kind_changed = served_by(meeting), meeting.kind != new.kind
        apply_words(meeting, new)
        meeting.commitments.set(served)
        if said_by(meeting, party):
            set_right(meeting, party, by, at, before=before, kind_changed=kind_changed)
        note(by, "meeting.changed", meeting.ref, at, slug=meeting.slug, revision=meeting.revision)
    return meeting


def _keep_record(meeting: Meeting, new: Meeting) -> None:
    """What was sent of a meeting as notes never becomes minutes, nor the other way. Raises Missing."""
    if not SentNotes.objects.filter(notes__meeting=meeting).exists():
        return
    if new.kind != meeting.kind and MeetingKind.DIALOGUE in (new.kind, meeting.kind):
        raise Missing(
            _("Something was sent of this meeting: whether it was a dialogue stays as it is."),
            "kind",
        )
    new.record = meeting.record


SHOWN = ("titles", "purposes", "mode", "place", "link")
"""What an invitation says."""


def apply_words(meeting: Meeting, new: Meeting, *, apart: bool = True) -> None:
    """Save what is said otherwise; with another sequence where an invitation says it. What was held
    invites nobody any more."""
    differs = any(getattr(meeting, name) != getattr(new, name) for name in SHOWN)
    if differs and meeting.state == MeetingState.PLANNED:
        raise_sequence(meeting, apart=apart)
    for name in (*SHOWN, "host_id", "readers", "kind", "record"):
        setattr(meeting, name, getattr(new, name))
    meeting.revision += 1
    meeting.save()


def raise_sequence(meeting: Meeting, *, apart: bool = True) -> None:
    """From now on every invitation that went out is an old one (RFC 5546, 2.1.4)."""
    meeting.sequence += 1
    if meeting.series_id and apart:
        meeting.apart = True


def refuse_unless_in_series(meeting: Meeting) -> Series:
    if meeting.series is None:
        raise Refused(_("This meeting belongs to no series."))
    return meeting.series

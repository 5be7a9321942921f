"""Readers: the notes of a meeting, where they stand, and what is sent of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from overens.base.consents.models import Answer, Asked
from overens.base.consents.queries import asked_of
from overens.base.consents.states import REFUSALS
from overens.base.municipalities.models import Authority
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.groups.models import (
    AgendaItem,
    GroupFile,
    Meeting,
    Notes,
    Objection,
    Outcome,
    Participant,
    SentNotes,
)
from overens.cycle.groups.notes_paper import Came, Item, Side, Written
from overens.cycle.groups.rules.notes import state_of
from overens.cycle.groups.states import NotesState, OutcomeKind, RecordKind


@dataclass
class Standing:
    """Where the notes of one meeting stand, by the newest text that was sent of them."""

    meeting: Meeting
    notes: Notes | None
    sent: Sequence[SentNotes]

    @property
    def newest(self) -> SentNotes | None:
        return self.sent[-1] if self.sent else None

    @cached_property
    def objections(self) -> list[Objection]:
        """Against the newest text, oldest first."""
        if self.newest is None:
            return []
        rows = Objection.objects.filter(sent=self.newest)
        return list(rows.select_related("seat__person", "seat__post__authority__municipality"))

    @cached_property
    def asked(self) -> list[Asked]:
        """Each party that is to adopt the newest minutes, with its answers; none for notes."""
        consent = self.newest.consent if self.newest else None
        return asked_of(consent) if consent else []

    @cached_property
    def refused_by(self) -> list[Answer]:
        """The answers by which parties did not adopt the newest minutes."""
        last = [list(one.answers.all())[-1:] for one in self.asked]
        return [answer for answers in last for answer in answers if answer.answer in REFUSALS]

    @property
    def state(self) -> NotesState:
        newest = self.newest
        stands = bool(newest and newest.stands_at)
        return state_of(
            is_written=bool(self.notes and self.notes.text),
            is_sent=newest is not None,
            is_reopened=not stands and bool(self.objections or self.refused_by),
            stands=stands,
        )


def standing_of_notes(meeting: Meeting) -> Standing:
    """Of one meeting: a few queries, however much was sent."""
    notes = (
        Notes.objects.filter(meeting=meeting)
        .select_related("owner__municipality", "written_by__person", "written_by__post")
        .prefetch_related(Prefetch("sent", _sent_rows()))
        .first()
    )
    return Standing(meeting, notes, list(notes.sent.all()) if notes else [])


def _sent_rows() -> QuerySet[SentNotes]:
    return SentNotes.objects.select_related(
        "edition", "consent", "sent_by__person", "sent_by__post__authority__municipality"
    ).order_by("number")


def due_to_stand(now: datetime) -> QuerySet[SentNotes]:
    """The newest notes whose days may be over, to which nobody objected, and the newest minutes that
    each party has adopted, of those that do not stand yet. The day is that of the first country in which
    it comes; the rest is judged by each party's own."""
    later = SentNotes.objects.filter(notes=OuterRef("notes"), number__gt=OuterRef("number"))
    yes = Answer.objects.filter(asked=OuterRef("pk"), answer="yes")
    waits = Asked.objects.filter(~Exists(yes), consent=OuterRef("consent"))
    objected = Objection.objects.filter(sent=OuterRef("pk"))
    tomorrow = now.date() + timedelta(days=1)
    by_time = Q(stands_after__lt=tomorrow) & ~Exists(objected)
    by_consent = Q(consent__isnull=False) & ~Exists(waits)
    return SentNotes.objects.filter(~Exists(later), by_time | by_consent, stands_at__isnull=True)


def bound_parties(agreement: Agreement, now: datetime) -> list[Party]:
    """The parties that have not left, each with its authority, in the stored order; all of them once
    fewer than two have not: what they held together is brought to its end by each."""
    rows = list(agreement.parties.select_related("authority__municipality").order_by("position"))
    bound = [
        party
        for party in rows
        if party.left is None or party.left >= party.authority.country.today(now)
    ]
    return bound if len(bound) > 1 else rows


def sides_there(meeting: Meeting) -> set[UUID]:
    """The authorities of which somebody was there, as it was noted afterwards: one query."""
    rows = Participant.objects.filter(meeting=meeting, was_there=True)
    return {
        post or authority
        for post, authority in rows.values_list("post__authority_id", "authority_id")
        if post or authority
    }


def written(notes: Notes, now: datetime) -> Written:
    """What would be sent of a meeting as it stands: a fixed number of queries."""
    meeting = Meeting.objects.select_related("agreement", "group").get(pk=notes.meeting_id)
    last = notes.sent.order_by("-number").values_list("number", flat=True).first() or 0
    return Written(
        meeting=str(meeting.pk),
        number=last + 1,
        record=RecordKind(meeting.record),
        title=meeting.titles.texts(),
        group=meeting.group.names.texts() if meeting.group else {},
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        place="" if meeting.mode == "online" else meeting.place,
        is_online=meeting.mode != "place",
        parties=tuple(party.authority.name.text for party in bound_parties(meeting.agreement, now)),
        sides=tuple(_sides(meeting, Audience(notes.readers))),
        items=tuple(_items(meeting)),
        text=notes.text,
        language=notes.language,
        readers=Audience(notes.readers),
    )


def _sides(meeting: Meeting, readers: Audience) -> Iterator[Side]:
    """Posts are told to everyone; the name of somebody without a post is told to the parties alone, and
    everyone else reads how many they are: whom a party had there it can object to in either text."""
    rows = list(
        Participant.objects.filter(meeting=meeting, was_there=True)
        .select_related("post__authority__municipality", "authority__municipality")
        .order_by("pk")
    )
    order: dict[UUID | None, int] = {
        p.authority_id: p.position for p in meeting.agreement.parties.all()
    }
    sides: dict[UUID | None, list[Participant]] = {}
    for one in rows:
        sides.setdefault(one.post.authority_id if one.post else one.authority_id, []).append(one)
    # Guests come last.
    for pk in sorted(sides, key=lambda side: (side is None, order.get(side, len(order)))):
        people = sides[pk]
        posts = tuple(one.post.names.texts() for one in people if one.post)
        names = tuple(one.name for one in people if not one.post and one.name)
        if posts or names:
            is_open = readers == Audience.PUBLIC
            said = {"unnamed": len(names)} if is_open else {"names": names}
            yield Side(_short(people[0]), posts, **said)


def _short(one: Participant) -> str:
    side = one.post.authority if one.post else one.authority
    return side.short if side else ""


def _items(meeting: Meeting) -> Iterator[Item]:
    outcomes = Outcome.objects.select_related("task__post__authority").order_by("written_at", "pk")
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")
    for item in rows.prefetch_related(Prefetch("outcomes", outcomes)):
        yield Item(
            item.titles.texts(),
            item.is_done or not meeting.closed_at,
            tuple(_came(outcome) for outcome in item.outcomes.all()),
        )


def _came(outcome: Outcome) -> Came:
    task = getattr(outcome, "task", None)
    return Came(
        OutcomeKind(outcome.kind),
        outcome.text.texts(),
        outcome.review_on,
        task.post.names.texts() if task else None,
        task.post.authority.short if task else "",
        task.due if task else None,
    )


def files_in_room(agreement: Agreement, authority: Authority) -> QuerySet[GroupFile]:
    """The files of an agreement that an authority's people read: its own, and those of the others
    that these have shared. Newest first."""
    return (
        GroupFile.objects.filter(Q(owner=authority) | ~Q(readers=Audience.OWN), agreement=agreement)
        .select_related("owner__municipality", "group", "meeting", "question", "put_by__post")
        .order_by("-at", "-pk")
    )


def kept_files() -> Iterator[str]:
    """The names of the kept files that hang on groups, meetings and questions, and of what was made of them."""
    for names in GroupFile.objects.values_list("file", "preview").iterator():
        yield from filter(None, names)

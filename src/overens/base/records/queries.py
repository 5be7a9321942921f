"""Readers: registers, what waits, and what is on file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from overens.base.municipalities.models import Authority
from overens.base.papers.storage import fetch
from overens.base.records.models import (
    Arrival,
    Carried,
    Case,
    Delivery,
    Dispatch,
    Document,
    Entry,
    EntryVersion,
    Receipt,
    Register,
)
from overens.base.records.numbers import write
from overens.base.records.parcels import Parcel
from overens.base.records.rules import (
    LOOKS_BACK,
    MOST_ALIKE,
    MOST_FROM_ONE,
    MOST_IN_ALL,
    Message,
    Said,
    Seen,
)
from overens.base.records.states import Direction, ReceiptState
from overens.base.trail.models import Line as TrailLine
from overens.base.trail.rules import Head


def number_of(entry: Entry) -> str:
    """An entry's number in its register's style: 'KS 2018/14'."""
    register = entry.register
    return write(register.number_format, register.prefix, entry.year, entry.number)


def latest(entry: Entry) -> EntryVersion:
    """What an entry says today."""
    return entry.versions.order_by("-number")[0]


def said_in(version: EntryVersion) -> Said:
    """A version as a value."""
    return Said(
        subject=version.subject,
        counterpart=version.counterpart,
        is_private=version.is_private,
        public_counterpart=version.public_counterpart,
        public_subject=version.public_subject,
        secrecy=version.secrecy,
        secrecy_on=version.secrecy_on,
        is_cancelled=version.is_cancelled,
    )


def case_number(case: Case) -> str:
    """A case is known by the number of the entry that opened it."""
    opener = case.entries.select_related("register").order_by("entered_at", "year", "number")[0]
    return number_of(opener)


def first_said(case: Case) -> Said:
    """What the entry that opened a case says today."""
    opener = case.entries.order_by("entered_at", "year", "number")[0]
    return said_in(latest(opener))


def receiver_of(authority: Authority) -> Authority:
    """Who takes what arrives by form for an authority."""
    register = Register.objects.select_related("received_by__municipality").filter(
        authority=authority
    )
    found = register.first()
    return found.received_by if found and found.received_by else authority


def seen_of_late(
    *, authorities: Sequence[Authority], origin: str, alike: str, thread: str, at: datetime
) -> Seen:
    """How much arrived of late, counted no further than matters: in a flood, each asks this."""
    late, day = at - LOOKS_BACK, at - timedelta(days=1)
    same = [("alike", alike, day), ("origin", origin, late), ("thread", thread, late)]
    asked = [Q(**{name: key, "at__gt": since}) for name, key, since in same if key]
    # So many that one of the three reaches its bound, if they are there.
    enough = MOST_ALIKE + 2 * MOST_FROM_ONE
    rows = (
        Arrival.objects.filter(reduce(or_, asked), at__lte=at) if asked else Arrival.objects.none()
    )
    near = list(rows.only("alike", "origin", "thread", "at")[:enough])
    alikes, origins, threads = (
        sum(getattr(row, name) == key and row.at > since for row in near) if key else 0
        for name, key, since in same
    )
    seen = Seen(alike=alikes, from_one=max(origins, threads))
    if thread or seen.alike >= MOST_ALIKE or seen.from_one >= MOST_FROM_ONE:
        return seen
    entered = Arrival.objects.filter(
        receipts__authority__in=authorities, receipts__because="", origin__gt="", at__gt=late
    )
    return replace(seen, in_all=entered.filter(at__lte=at)[:MOST_IN_ALL].count())


def head_with(entry: Entry) -> Head:
    """How far the chain had come when an entry stood in it: whoever keeps it sees when the chain is
    cut or written anew before that."""
    line = TrailLine.objects.filter(object_kind=entry.ref.kind, object_id=entry.ref.id)
    number, seal = line.order_by("number").values_list("number", "seal")[0]
    return Head(number, seal)


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """A dispatch as it stands at the other authority. Without a number it has none there yet, and
    `trouble` (`states.Trouble`) says why."""

    authority: Authority
    number: str
    note: str = ""
    trouble: str = ""


def other_end(entry: Entry) -> OtherEnd | None:
    """Where an entry went as a dispatch, or came from as one."""
    dispatch = Dispatch.objects.filter(entry=entry).select_related("to__municipality").first()
    if dispatch:
        return OtherEnd(dispatch.to, dispatch.their_number, dispatch.note, dispatch.trouble)
    carried = (
        Carried.objects.filter(arrival__receipts__entry=entry)
        .select_related("sender__municipality", "arrival")
        .first()
    )
    if carried is None:
        return None
    return OtherEnd(carried.sender, carried.number, carried_parcel(carried.arrival).note)


def carried_parcel(arrival: Arrival) -> Parcel:
    """What a dispatch that arrived says. Raises CannotFetch."""
    return Parcel.read(fetch(settings.FILES, arrival.sha256))


def without_number(authority: Authority, now: datetime) -> QuerySet[Delivery]:
    """Entries that have no number in the case system when one whole working day has passed since
    they were entered, oldest first."""
    country = authority.country
    day = country.today(now)
    while country.after_working_days(day, 1) >= country.today(now):
        day -= timedelta(days=1)
    until = datetime.combine(day + timedelta(days=1), time(), country.zone)
    return (
        Delivery.objects.filter(
            entry__register__authority=authority, number="", queued_at__lt=until
        )
        .select_related("entry__register__authority__municipality")
        .order_by("queued_at", "pk")
    )


def waiting_receipts() -> list[Receipt]:
    """What is stored and has no number yet, oldest first."""
    # What failed before comes last: it shall not keep the others from having their turn.
    waiting = Receipt.objects.filter(state=ReceiptState.WAITING)
    return list(waiting.order_by("trouble", "arrival__at", "pk")[:500])


def kept_files() -> Iterator[str]:
    """The names of the files that arrivals and documents name."""
    yield from Arrival.objects.values_list("sha256", flat=True).iterator()
    yield from Document.objects.values_list("sha256", flat=True).iterator()


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what it says today, and the number of that version."""

    entry: Entry
    said: Said
    version: int
    written: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its lines, oldest first. `due` is by when an answer is usual, where one is owed."""

    case: Case
    lines: Sequence[Line]
    due: date | None

    @property
    def opener(self) -> Line:
        return self.lines[0]

    @property
    def is_answered(self) -> bool:
        return any(line.entry.direction == Direction.SENT for line in self.lines)


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """What entries say today: one query for any number of them. Their registers are at hand."""
    rows = list(entries)
    newest = {v.entry_id: v for v in EntryVersion.objects.filter(entry__in=rows).order_by("number")}
    return [
        Line(row, said_in(newest[row.pk]), newest[row.pk].number, number_of(row)) for row in rows
    ]


def case_rows(register: Register, cases: Iterable[Case]) -> list[CaseRow]:
    """Cases with their lines, in two queries for any number of them."""
    rows = list(cases)
    entries = list(Entry.objects.filter(case__in=rows).order_by("entered_at", "year", "number"))
    for entry in entries:
        entry.register = register
    of_case: dict[UUID, list[Line]] = {case.pk: [] for case in rows}
    for line in lines_of(entries):
        of_case[line.entry.case_id].append(line)
    return [
        CaseRow(case, of_case[case.pk], _due(register, case, of_case[case.pk])) for case in rows
    ]


def _due(register: Register, case: Case, lines: Sequence[Line]) -> date | None:
    """An ordinary question has no clock of the law: by when this authority answers as a rule."""
    waiting = [line for line in lines if line.entry.direction == Direction.RECEIVED]
    if case.closed_at or not waiting or lines[-1].entry.direction == Direction.SENT:
        return None
    country = register.authority.country
    return country.after_working_days(waiting[-1].entry.on, register.answer_within)


def cases_of(register: Register) -> QuerySet[Case]:
    """Newest first."""
    return Case.objects.filter(register=register).select_related("handler").order_by("-opened_at")


def received_line(line: Line, kept: Callable[[str], bytes]) -> Message | None:
    """What stands in the message of an entry; None where its document is of another kind."""
    document = next(
        (d for d in line.entry.documents.all() if d.media_type == "application/json"), None
    )
    return Message.read(kept(document.sha256)) if document else None


def entries_found(
    register: Register, words: str, day: date | None, direction: str
) -> QuerySet[Entry]:
    """One's own register, searched in all that it says. Newest first."""
    entries = Entry.objects.filter(register=register).order_by("-year", "-number")
    if day:
        entries = entries.filter(on=day)
    if direction:
        entries = entries.filter(direction=direction)
    for word in words.split()[:8]:
        fits = EntryVersion.objects.filter(entry__register=register).filter(
            Q(subject__icontains=word)
            | Q(counterpart__icontains=word)
            | Q(public_subject__icontains=word)
        )
        said = Q(pk__in=fits.values("entry"))
        if word.isascii() and word.isdigit() and len(word) < 10:
            said |= Q(number=int(word))
        entries = entries.filter(said)
    return entries


def set_apart(register: Register) -> QuerySet[Receipt]:
    """What waits for somebody's decision, oldest first; what was set aside after it."""
    return (
        Receipt.objects.filter(
            authority=register.authority_id,
            state__in=(ReceiptState.QUARANTINED, ReceiptState.SET_ASIDE),
        )
        .select_related("arrival", "decided_by__person", "decided_by__post")
        .order_by("state", "arrival__at")
    )


def unnumbered(register: Register) -> QuerySet[Receipt]:
    """Stored, and without a number of ours yet."""
    return (
        Receipt.objects.filter(authority=register.authority_id, state=ReceiptState.WAITING)
        .select_related("arrival")
        .order_by("arrival__at")
    )


def on_their_way(register: Register) -> QuerySet[Dispatch]:
    """What was sent to another authority that has not said its number yet."""
    return (
        Dispatch.objects.filter(entry__register=register, their_number="")
        .select_related("entry", "to__municipality")
        .order_by("entry__entered_at")
    )


def undelivered(register: Register) -> QuerySet[Delivery]:
    """What has no number of the case system yet, oldest first."""
    return (
        Delivery.objects.filter(entry__register=register, number="")
        .select_related("entry")
        .order_by("queued_at")
    )


def waiting_counts(register: Register) -> dict[str, int]:
    """How much waits for a decision, and how much for a number: one query."""
    found = Receipt.objects.filter(authority=register.authority_id).aggregate(
        set_apart=Count("pk", filter=Q(state=ReceiptState.QUARANTINED)),
        without_number=Count("pk", filter=Q(state=ReceiptState.WAITING)),
    )
    return {**found, "without_number": found["without_number"] + undelivered(register).count()}


def dispatch_of(entry: Entry) -> Dispatch | None:
    """As which an entry left the register, where it did."""
    return Dispatch.objects.filter(entry=entry).select_related("to__municipality").first()

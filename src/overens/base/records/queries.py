"""Readers: registers, what waits, and what is on file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
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
    Said,
    Seen,
)
from overens.base.records.states import ReceiptState
from overens.base.trail.models import Line
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


def first_said(case: Case, until: datetime | None = None) -> Said:
    """What the entry that opened a case says today, or said then."""
    opener = case.entries.order_by("entered_at", "year", "number")[0]
    if until is None:
        return said_in(latest(opener))
    return said_in(opener.versions.filter(at__lte=until).order_by("-number")[0])


def register_at(authority: Authority) -> Register:
    """An authority's register; as one begins, and not written down, where nobody has set it up."""
    register = Register.objects.select_related("received_by").filter(
        authority=authority
    ).first() or Register(authority_id=authority.pk, **as_it_begins(authority))
    # One way alone: what is not written down is not what the authority's own register is.
    Register._meta.get_field("authority").set_cached_value(register, authority)
    return register


def as_it_begins(authority: Authority) -> dict[str, str]:
    """How a register is kept before somebody says so."""
    return {
        "prefix": authority.slug.upper()[:20],
        "number_format": authority.country.register_number,
    }


def receiver_of(authority: Authority) -> Authority:
    """Who takes what arrives by form for an authority."""
    register = getattr(authority, "register", None)
    return register.received_by if register and register.received_by else authority


LATE = "(SELECT COUNT(*) FROM (SELECT 1 FROM records_arrival a {} AND a.at > %s AND a.at <= %s LIMIT {}) n)"


def seen_of_late(
    *, authorities: Sequence[Authority], origin: str, alike: str, thread: str, at: datetime
) -> Seen:
    """How much arrived of late, counted no further than matters: in a flood, each asks this.

    Plain SQL: Django's composing of it took longer than all else that storing a message takes.
    """
    time, key = connection.ops.adapt_datetimefield_value, Authority._meta.pk.get_db_prep_value
    day, late, now = map(time, (at - timedelta(days=1), at - LOOKS_BACK, at))
    # As the index says which texts it holds: SQLite uses it for no other.
    alikes = LATE.format("WHERE a.alike = %s AND NOT (a.alike = '')", MOST_ALIKE)
    origins, threads = (
        LATE.format(f"WHERE a.{name} = %s", MOST_FROM_ONE) for name in ("origin", "thread")
    )
    own = ", ".join(["%s"] * len(authorities))
    by_itself = LATE.format(
        # CROSS: arrivals first, by their time; SQLite would read all receipts of the authority.
        "CROSS JOIN records_receipt r "
        "WHERE r.arrival_id = a.id AND r.because = '' AND a.origin <> '' "
        f"AND r.authority_id IN ({own})",
        MOST_IN_ALL,
    )
    with connection.cursor() as cursor:
        # What is empty is like nothing: so it is with NULL.
        values = [alike or None, day, now, origin or None, late, now, thread or None, late, now]
        cursor.execute(f"SELECT {alikes}, {origins}, {threads}", values)
        same, from_connection, in_thread = cursor.fetchone()
        seen = Seen(alike=same, from_one=max(from_connection, in_thread))
        if thread or seen.alike >= MOST_ALIKE or seen.from_one >= MOST_FROM_ONE:
            return seen
        cursor.execute(
            f"SELECT {by_itself}", [*(key(each.pk, connection) for each in authorities), late, now]
        )
        return replace(seen, in_all=cursor.fetchone()[0])


def head_with(entry: Entry) -> Head:
    """How far the chain had come when an entry stood in it: whoever keeps it sees when the chain is
    cut or written anew before that."""
    line = Line.objects.filter(object_kind=entry.ref.kind, object_id=entry.ref.id)
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


def other_ends(entry: Entry) -> list[OtherEnd]:
    """To whom an entry went as a dispatch, or from whom it came as one."""
    sent = (
        Dispatch.objects.filter(entry=entry).select_related("to__municipality").order_by("to__slug")
    )
    if found := [OtherEnd(one.to, one.their_number, one.note, one.trouble) for one in sent]:
        return found
    carried = (
        Carried.objects.filter(arrival__receipts__entry=entry)
        .select_related("sender__municipality", "arrival")
        .first()
    )
    if carried is None:
        return []
    return [OtherEnd(carried.sender, carried.number, carried_parcel(carried.arrival).note)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an edition stands in registers: its entry in an authority's own with the number, and the
    other ends of it as far as they have been told there."""

    entry: Entry
    number: str
    others: list[OtherEnd]


def standing_of(authority: Authority, edition: Edition) -> Standing | None:
    """None where it is in no entry of the authority's own register."""
    entry = (
        Entry.objects.filter(register=authority.pk, documents__edition=edition)
        .select_related("register__authority")
        .order_by("pk")
        .first()
    )
    return Standing(entry, number_of(entry), other_ends(entry)) if entry else None


def carried_parcel(arrival: Arrival) -> Parcel:
    """What a dispatch that arrived says. Raises CannotFetch."""
    return Parcel.read(fetch(settings.FILES, arrival.sha256))


def without_number(authority: Authority, now: datetime) -> QuerySet[Delivery]:
    """Entries that have no number in the case system when one whole working day has passed since
    they were entered, oldest first."""
    return (
        Delivery.objects.filter(
            entry__register__authority=authority,
            number="",
            queued_at__lt=listed_before(authority, now),
        )
        .select_related("entry__register__authority__municipality")
        .order_by("queued_at", "pk")
    )


def listed_before(authority: Authority, now: datetime) -> datetime:
    """What was entered before this has had one whole working day to get its number."""
    country = authority.country
    day = country.today(now)
    while country.after_working_days(day, 1) >= country.today(now):
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), country.zone)


def waiting_receipts() -> list[Receipt]:
    """What is stored and has no number yet, or is set apart and has no line yet; oldest first."""
    # What failed before comes last: it shall not keep the others from having their turn.
    apart = Q(state__in=(ReceiptState.QUARANTINED, ReceiptState.SET_ASIDE), noted=False)
    waiting = Receipt.objects.filter(Q(state=ReceiptState.WAITING) | apart)
    return list(waiting.order_by("trouble", "arrival__at", "pk")[:500])


def kept_files() -> Iterator[str]:
    """The names of the files that arrivals and documents name."""
    yield from Arrival.objects.values_list("sha256", flat=True).iterator()
    yield from Document.objects.values_list("sha256", flat=True).iterator()

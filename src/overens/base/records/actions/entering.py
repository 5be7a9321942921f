"""The step that all verbs share: a line in a register, with the next number."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from django.db import connection

from overens.base.municipalities.models import Authority, Seat
from overens.base.records.models import (
    Case,
    Counter,
    Delivery,
    Document,
    Entry,
    EntryVersion,
    Register,
)
from overens.base.records.queries import as_it_begins, number_of
from overens.base.records.rules import Said
from overens.base.records.states import Direction, Keeping
from overens.base.trail.actions import Ref, write
from overens.base.trail.identifiers import new_salt
from overens.base.trail.rows import insert, new
from overens.base.trail.rules import hash_details
from overens.base.trail.states import Audience


def register_of(authority: Authority) -> Register:
    """An authority's register as it is kept now; made, with what is usual, where nobody has set it
    up. Asked each time, since a desk's authority is an object that outlives its request."""
    register, _made = Register.objects.select_related("authority__municipality").get_or_create(
        authority=authority, defaults=as_it_begins(authority)
    )
    return register


def entered(
    *,
    case: Case,
    direction: Direction,
    on: date,
    at: datetime | None,
    said: Said,
    documents: Sequence[Document],
    by: Seat | None,
    now: datetime,
    arrived: Mapping[str, object] | None = None,
    beside: Callable[[Entry], object] = lambda entry: None,
) -> Entry:
    """Write a line with the next number, inside the caller's transaction and at its end.

    `arrived` is what the line tells of an arrival (`noting.seals_of`), `beside` writes what else
    needs the entry; the trail's line is the last of all, and seals what the entry brought with it.

    What arrived by itself counts in the year of its arrival; what somebody enters, in the year in
    which they do. The number is given under the counter's lock, which is held from here until the
    transaction ends: nothing slow comes after it.
    """
    register = case.register
    year = (register.authority.country.today(now) if by else on).year
    entry = new(
        Entry,
        register=register,
        year=year,
        number=_next_number(register, year),
        case=case,
        direction=direction,
        on=on,
        at=at,
        entered_at=now,
        entered_by=by,
    )
    insert(entry)
    version = wording(entry, 1, said, by=by, because="", now=now)
    for position, document in enumerate(documents, start=1):
        document.entry, document.position = entry, position
        insert(document)
    if is_delivered := register.kept == Keeping.CASE_SYSTEM:
        Delivery.objects.create(
            entry=entry, way=register.way, to=register.deliver_to, queued_at=now, next_at=now
        )
    beside(entry)
    told(
        entry,
        version,
        f"entry.{direction}",
        by=by,
        now=now,
        case=str(case.pk),
        case_seal=case.seal(),
        arrived=entry.arrived,
        documents=[hash_details(version.salt, document.values()) for document in documents],
        dispatches=_sealed_dispatches(entry, version) if direction == Direction.SENT else [],
        is_delivered=is_delivered,
        **(arrived or {}),
    )
    return entry


def _sealed_dispatches(entry: Entry, version: EntryVersion) -> list[str]:
    sent = entry.dispatches.order_by("pk")
    return [hash_details(version.salt, dispatch.values()) for dispatch in sent]


def wording(
    entry: Entry, number: int, said: Said, *, by: Seat | None, because: str, now: datetime
) -> EntryVersion:
    """A version of what an entry says, sealed with a salt of its own."""
    salt = new_salt()
    version = new(
        EntryVersion,
        entry=entry,
        number=number,
        subject=said.subject,
        counterpart=said.counterpart,
        is_private=said.is_private,
        public_counterpart=said.public_counterpart,
        public_subject=said.public_subject,
        secrecy=said.secrecy,
        secrecy_on=said.secrecy_on,
        is_cancelled=said.is_cancelled,
        because=because,
        by=by,
        at=now,
        salt=salt,
        seal=hash_details(salt, {**said.values(), "because": because}),
    )
    insert(version)
    return version


def told(
    entry: Entry,
    version: EntryVersion,
    what: str,
    *,
    by: Seat | None,
    now: datetime,
    **details: object,
) -> None:
    """The trail's line: it names the version by its seal, and holds nothing that a person wrote."""
    register = entry.register
    write(
        chain=register.authority.ref,
        by=by.ref if by else Ref("register", str(register.pk)),
        what=what,
        about=entry.ref,
        audience=Audience.PUBLIC if register.published else Audience.OWN,
        details={
            "number": number_of(entry),
            "year": entry.year,
            "place": entry.number,
            "on": entry.on.isoformat(),
            "version": version.number,
            "seal": version.seal,
            **details,
        },
        at=now,
    )


def _next_number(register: Register, year: int) -> int:
    if (number := _counted(register, year)) is None:
        Counter.objects.bulk_create([Counter(register=register, year=year)], ignore_conflicts=True)
        number = _counted(register, year)
    assert number
    return number


def _counted(register: Register, year: int) -> int | None:
    """One up, under the counter's lock; None where nothing was counted in that year."""
    key = Register._meta.pk.get_db_prep_value(register.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE records_counter SET length = length + 1 "
            "WHERE register_id = %s AND year = %s RETURNING length",
            [key, year],
        )
        row = cursor.fetchone()
    return row[0] if row else None

"""Readers of one's own register: its lines, its cases, and what waits in it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from overens.base.municipalities import rows
from overens.base.municipalities.models import Post
from overens.base.municipalities.roles import TABLE, Act, may
from overens.base.records.finding import MOST_WORDS, Wanted, among, holds, number_in
from overens.base.records.models import (
    Case,
    Delivery,
    Dispatch,
    Entry,
    EntryVersion,
    Receipt,
    Register,
    Viewing,
)
from overens.base.records.numbers import write
from overens.base.records.queries import listed_before, number_of, said_in
from overens.base.records.rules import Said
from overens.base.records.states import Direction, ReceiptState


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with what it says today, and the number of that version."""

    entry: Entry
    said: Said
    version: int

    @property
    def written(self) -> str:
        return number_of(self.entry)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with its lines, oldest first. `due` is by when an answer is usual, where one is owed."""

    case: Case
    lines: Sequence[Line]
    due: date | None

    @property
    def opener(self) -> Line:
        return self.lines[0]


def may_read_marked(post: Post, handler_id: UUID | None) -> bool:
    """Whether a post reads what is marked as confidential in a case: registrars, and whoever
    handles it."""
    return may(post, Act.READ_RESTRICTED) or post.pk == handler_id


def lines_of(register: Register, entries: Iterable[Entry]) -> list[Line]:
    """What entries of a register say today: one query for any number of them."""
    found = list(entries)
    for entry in found:
        entry.register = register
    versions = EntryVersion.objects.filter(entry__in=found).order_by("number")
    newest = {version.entry_id: version for version in versions}
    return [Line(row, said_in(newest[row.pk]), newest[row.pk].number) for row in found]


def entry_line(register: Register, year: int, number: int) -> Line | None:
    """One of them, by its number."""
    entries = Entry.objects.filter(register=register, year=year, number=number)
    return next(
        iter(lines_of(register, entries.select_related("case", "entered_by__person"))), None
    )


def cases_of(register: Register) -> QuerySet[Case]:
    """Newest first."""
    return Case.objects.filter(register=register).select_related("handler").order_by("-opened_at")


def case_rows(
    register: Register, cases: Iterable[Case], *, with_documents: bool = False
) -> list[CaseRow]:
    """Cases with their lines: three queries for any number of them, and one more for documents."""
    found = list(cases)
    entries = Entry.objects.filter(case__in=found).order_by("entered_at", "year", "number")
    if with_documents:
        entries = entries.prefetch_related("documents__edition")
    of_case: dict[UUID, list[Line]] = {case.pk: [] for case in found}
    for line in lines_of(register, entries):
        of_case[line.entry.case_id].append(line)
    sent = set(Dispatch.objects.filter(entry__case__in=found).values_list("entry", flat=True))
    return [
        CaseRow(case, of_case[case.pk], _due(register, case, of_case[case.pk], sent))
        for case in found
    ]


def _due(
    register: Register, case: Case, lines: Sequence[Line], dispatched: Collection[UUID]
) -> date | None:
    """An ordinary question has no clock of the law: it is answered within so many working days as a
    rule, from the oldest that came since the last answer. What is sent on answers nobody."""
    since = None
    for line in lines:
        direction, on = line.entry.direction, line.entry.on
        if line.said.is_cancelled:
            continue
        if direction == Direction.SENT and line.entry.pk not in dispatched:
            since = None
        elif direction == Direction.RECEIVED:
            since = min(since or on, on)
    if case.closed_at or since is None or not case.is_question:
        return None
    return register.authority.country.after_working_days(since, register.answer_within)


class CaseOwed(NamedTuple):
    """A case that waits for an answer. `subject` is empty for what is marked as confidential."""

    case: UUID
    written: str
    subject: str
    due: date


class Waits(NamedTuple):
    """What waits in a register for somebody in a post."""

    owed: Sequence[CaseOwed] = ()
    set_apart: int = 0
    without_number: int = 0


CANCELLED = (
    "EXISTS (SELECT 1 FROM records_entryversion x WHERE x.entry_id = {}.id AND x.is_cancelled)"
)
NEWEST = (
    "NOT EXISTS (SELECT 1 FROM records_entryversion l WHERE l.entry_id = v.entry_id "
    "AND l.number > v.number)"
)
ANSWERERS = ", ".join(f"'{role}'" for role in sorted(TABLE[Act.ANSWER_CASE].roles))
WAITS = f"""
SELECT counts.*, owed.* FROM (SELECT
  (SELECT COUNT(*) FROM records_receipt WHERE authority_id = %s AND state = 'quarantined') set_apart,
  (SELECT COUNT(*) FROM records_receipt WHERE authority_id = %s AND state = 'waiting')
  + (SELECT COUNT(*) FROM records_delivery d JOIN records_entry e ON e.id = d.entry_id
     WHERE e.register_id = %s AND d.number = '' AND d.queued_at < %s) without_number
) counts LEFT JOIN (
  SELECT c.id, c.handler_id, r.number_format, r.prefix, r.answer_within, f.year, f.number, v.subject,
    EXISTS (SELECT 1 FROM records_entryversion v JOIN records_entry m ON m.id = v.entry_id
            WHERE m.case_id = c.id AND v.secrecy <> '' AND {NEWEST}) marked,
    (SELECT MIN(e."on") FROM records_entry e
     WHERE e.case_id = c.id AND e.direction = 'received' AND NOT {CANCELLED.format("e")}
     AND NOT EXISTS (
       SELECT 1 FROM records_entry s WHERE s.case_id = c.id AND s.direction = 'sent'
       AND NOT EXISTS (SELECT 1 FROM records_dispatch d WHERE d.entry_id = s.id)
       AND NOT {CANCELLED.format("s")}
       AND (s.entered_at, s.year, s.number) > (e.entered_at, e.year, e.number)
     )) since
  FROM records_case c
  JOIN records_register r ON r.authority_id = c.register_id
  JOIN records_entry f ON f.id = (SELECT o.id FROM records_entry o WHERE o.case_id = c.id
    ORDER BY o.entered_at, o.year, o.number LIMIT 1)
  JOIN records_entryversion v ON v.entry_id = f.id AND {NEWEST}
  LEFT JOIN municipalities_post p ON p.id = c.handler_id
  WHERE c.register_id = %s AND c.closed_at IS NULL AND c.is_question
    AND (c.handler_id IS NULL OR c.handler_id = %s OR p.role NOT IN ({ANSWERERS}))
) owed ON owed.since IS NOT NULL
"""
"""The overview asks it in one statement. What it takes for owed is what `_due` does."""


def waits_for(post: Post, now: datetime) -> Waits:
    """The cases that wait for an answer of whoever holds a post, or that nobody handles; how much
    waits for a decision; and how much has no number yet. `post.authority` is at hand."""
    authority = post.authority
    own, listed = authority.pk.hex, listed_before(authority, now).astimezone(UTC)
    found = rows.asked(WAITS, own, own, own, f"{listed:%Y-%m-%d %H:%M:%S}", own, post.pk.hex)
    owed = []
    for (
        *_counts,
        case,
        handler,
        style,
        prefix,
        within,
        year,
        number,
        subject,
        marked,
        since,
    ) in found:
        if case is None:
            continue
        handled_by = rows.identity(handler) if handler else None
        if marked and not may_read_marked(post, handled_by):
            continue
        on = rows.day(since)
        assert on
        due = authority.country.after_working_days(on, within)
        said = "" if marked else subject
        owed.append(CaseOwed(rows.identity(case), write(style, prefix, year, number), said, due))
    return Waits(owed, *found[0][:2])


def marking_of(case: Case) -> tuple[str, date | None]:
    """Ground and date of the first marking as confidential in a case; empty where there is none."""
    entries = case.entries.order_by("entered_at", "year", "number")
    said = (line.said for line in lines_of(case.register, entries))
    return next(((one.secrecy, one.secrecy_on) for one in said if one.secrecy), ("", None))


def entries_found(register: Register, wanted: Wanted, post: Post) -> QuerySet[Entry]:
    """The entries that fit, newest first: looked for in all that was ever said of them; of what is
    marked as confidential, for those who may not read it, in what everyone may."""
    entries = among(register, wanted).select_related("case").order_by("-year", "-number")
    if number := number_in(register, wanted.words):
        return entries.filter(**number)
    versions = EntryVersion.objects.filter(entry__register=register)
    last = EntryVersion.objects.filter(entry=OuterRef("entry")).order_by("-number").values("pk")
    newest = versions.filter(pk=Subquery(last[:1]))
    readable = Q()
    if not may(post, Act.READ_RESTRICTED):
        closed = newest.exclude(secrecy="").exclude(entry__case__handler=post)
        readable = ~Q(pk__in=closed.values("entry"))
    for word in wanted.words.split()[:MOST_WORDS]:
        in_public = holds("public_subject", word) | holds("public_counterpart", word)
        in_full = in_public | holds("subject", word) | holds("counterpart", word)
        fits = readable & Q(pk__in=versions.filter(in_full).values("entry"))
        fits |= Q(pk__in=newest.filter(in_public).values("entry"))
        if word.isascii() and word.isdigit() and len(word) < 10:
            fits |= Q(number=int(word))
        entries = entries.filter(fits)
    return entries


def set_apart(register: Register) -> QuerySet[Receipt]:
    """What waits for somebody's decision, oldest first; what was set aside after it."""
    return (
        Receipt.objects.filter(
            authority=register.authority_id,
            state__in=(ReceiptState.QUARANTINED, ReceiptState.SET_ASIDE),
        )
        .select_related("arrival", "decided_by__person")
        .order_by("state", "arrival__at", "pk")
    )


def unnumbered(register: Register) -> QuerySet[Receipt]:
    """Stored, and without a number of ours yet."""
    return (
        Receipt.objects.filter(authority=register.authority_id, state=ReceiptState.WAITING)
        .select_related("arrival")
        .order_by("arrival__at", "pk")
    )


def on_their_way(register: Register) -> QuerySet[Dispatch]:
    """What was sent to another authority that has not said its number yet."""
    return (
        Dispatch.objects.filter(entry__register=register, their_number="")
        .select_related("entry", "to")
        .order_by("entry__entered_at", "pk")
    )


def undelivered(register: Register) -> QuerySet[Delivery]:
    """What has no number of the case system yet, oldest first."""
    return (
        Delivery.objects.filter(entry__register=register, number="")
        .select_related("entry")
        .order_by("queued_at", "pk")
    )


def viewings_of(register: Register, entry: Entry | None = None) -> QuerySet[Viewing]:
    """Who opened what is marked as confidential, newest first."""
    viewings = Viewing.objects.filter(
        entry__register=register, **({"entry": entry} if entry else {})
    )
    return viewings.select_related("seat__person", "entry").order_by("-at", "-pk")

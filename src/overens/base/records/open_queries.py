"""Readers of the register for everyone: what may be found, and by what."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from overens.base.records import numbers
from overens.base.records.finding import MOST_WORDS, Wanted, among, holds, number_in
from overens.base.records.models import Entry, EntryVersion, Register
from overens.base.records.public_view import OpenEntry, counterpart_of, subject_of
from overens.base.records.queries import said_in

A_MONTH = timedelta(days=30.4375)


def open_registers() -> QuerySet[Register]:
    """The registers that have public pages."""
    return (
        Register.objects.filter(published=True)
        .select_related("authority__municipality")
        .order_by("authority__slug")
    )


ANY_OPEN = "SELECT 1 FROM records_register WHERE published"
"""Whether there is anything to lead to."""


def open_register(slug: str) -> Register | None:
    """One of them, by its authority."""
    return open_registers().filter(authority__slug=slug).first()


def found(register: Register, wanted: Wanted, today: date) -> QuerySet[Entry]:
    """The entries of a register that fit, newest first."""
    entries = among(register, wanted).order_by("-on", "-year", "-number")
    if number := number_in(register, wanted.words):
        return entries.filter(**number)
    words = wanted.words.split()[:MOST_WORDS]
    for word in words:
        entries = entries.filter(_fits(register, word, today))
    return entries.exclude(pk__in=_unshown(register, entries, words)) if words else entries


def _unshown(register: Register, entries: QuerySet[Entry], words: Sequence[str]) -> list[UUID]:
    """Of the entries that were found, those that were found by what is hidden: whoever asks digit by
    digit learns no personal number."""
    texts = ("subject", "counterpart", "public_subject", "public_counterpart")
    has_digits = Q(*((f"{name}__regex", r"\d") for name in texts), _connector=Q.OR)
    unshown = []
    for version in _newest(register).filter(has_digits, entry__in=entries.order_by()).iterator():
        said = said_in(version)
        shown = f"{subject_of(said).text}\n{counterpart_of(said).text}".casefold()
        if not all(word.casefold() in shown for word in words):
            unshown.append(version.entry_id)
    return unshown


def _newest(register: Register) -> QuerySet[EntryVersion]:
    """What each entry of a register says today."""
    newest = EntryVersion.objects.filter(entry=OuterRef("entry")).order_by("-number").values("pk")
    return EntryVersion.objects.filter(pk=Subquery(newest[:1]), entry__register=register)


def _fits(register: Register, word: str, today: date) -> Q:
    """Whether a word stands in what is shown: the number, the subject, the counterpart's name.

    A name can be looked for as long as the register says; after that the entry is found by the
    rest alone.
    """
    versions = _newest(register)
    open_itself = Q(secrecy="") & (Q(is_private=False) | Q(counterpart=""))
    by_subject = versions.filter(
        holds("public_subject", word)
        | (Q(public_subject="") & open_itself & holds("subject", word))
    )
    by_name = versions.filter(entry__on__gte=today - register.names_for * A_MONTH).filter(
        holds("public_counterpart", word)
        | (Q(public_counterpart="", secrecy="", is_private=False) & holds("counterpart", word))
    )
    return Q(pk__in=by_subject.values("entry")) | Q(pk__in=by_name.values("entry"))


def open_entries(register: Register, entries: Iterable[Entry]) -> list[OpenEntry]:
    """The same as everyone reads them: one query for any number of them."""
    rows = list(entries)
    versions: dict[object, list[EntryVersion]] = {row.pk: [] for row in rows}
    for version in EntryVersion.objects.filter(entry__in=rows).order_by("entry", "number"):
        versions[version.entry_id].append(version)
    return [_open(register, row, versions[row.pk]) for row in rows]


def _open(register: Register, entry: Entry, versions: Sequence[EntryVersion]) -> OpenEntry:
    said = said_in(versions[-1])
    return OpenEntry(
        year=entry.year,
        number=entry.number,
        written=numbers.write(register.number_format, register.prefix, entry.year, entry.number),
        direction=entry.direction,
        on=entry.on,
        counterpart=counterpart_of(said),
        subject=subject_of(said),
        is_cancelled=said.is_cancelled,
        corrected=[version.at for version in versions[1:]],
    )


def days_with_entries(register: Register, until: date, most: int = 14) -> list[date]:
    """The latest days on which something was entered, newest first."""
    days = Entry.objects.filter(register=register, on__lte=until).order_by("-on")
    return list(days.values_list("on", flat=True).distinct()[:most])


def last_entered(register: Register) -> datetime | None:
    """When the newest entry was written."""
    newest = Entry.objects.filter(register=register).order_by("-entered_at")
    return newest.values_list("entered_at", flat=True).first()

"""Whether the registers are what the trail says of them.

The chains hold by themselves (`trail.rules`); here each entry is compared with its lines, the
numbers with the counters, what was entered with what arrived, and each authority's chain with the
heads that its partners were given. Whoever changes a row changes it against all of these.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain as chained
from itertools import groupby, islice, zip_longest
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q
from django.utils.translation import gettext as _

from overens.base.records.messages import MESSAGE
from overens.base.records.models import (
    Arrival,
    Carried,
    Counter,
    Dispatch,
    Document,
    Entry,
    EntryVersion,
    Receipt,
    Register,
)
from overens.base.records.queries import number_of, said_in
from overens.base.records.states import Direction
from overens.base.trail.models import Chain, Line
from overens.base.trail.rules import Head, cut_off, hash_details, written_anew

ENTERED = tuple(f"entry.{direction}" for direction in Direction)
CORRECTED = ("entry.corrected", "entry.cancelled")
AT_ONCE, MOST_READINGS = 500, 5


def faults() -> Iterator[str]:
    """In each register the first entry, number and receipt that does not hold; first what stands
    with a partner of a chain."""
    for register in Register.objects.select_related("authority__municipality").order_by("pk"):
        for check in (_of_entries, _of_lines, _of_receipts):
            if fault := _first(check, register):
                yield f"{register.authority.ref.kind}:{register.pk}: {fault}"
    for arrival in Arrival.objects.filter(receipts__isnull=True)[:1]:
        yield _("What arrived as %(key)s is with no authority: its receipt is missing.") % {
            "key": arrival.pk
        }
    yield from _of_heads()


def _first(check: Callable[[Register], Iterator[str]], register: Register) -> str:
    """The first fault that is found twice: between two readings somebody may have written."""
    before, fault = None, next(check(register), "")
    for _reading in range(MOST_READINGS):
        if not fault or fault == before:
            break
        before, fault = fault, next(check(register), "")
    return fault


def _of_entries(register: Register) -> Iterator[str]:
    """Entries by their numbers, each with its lines; and each year with its counter."""
    entries = register.entries.select_related("register").order_by("year", "number")
    given = dict(Counter.objects.filter(register=register).values_list("year", "length"))
    last = dict.fromkeys(given, 0)
    for some in _in_parts(entries.iterator(chunk_size=AT_ONCE)):
        compared = _Compared(register, some)
        for entry in some:
            if entry.number != (due := last.get(entry.year, 0) + 1):
                yield _("Number %(number)s of %(year)s is missing.") % {
                    "number": due,
                    "year": entry.year,
                }
            last[entry.year] = entry.number
            if fault := compared.fault(entry):
                yield fault
    for year in sorted(last):
        if last[year] != given.get(year, 0):
            yield _(
                "%(given)s numbers were given in %(year)s, but the register ends with number "
                "%(last)s."
            ) % {"given": given.get(year, 0), "year": year, "last": last[year]}


class _Compared:
    """Some entries of a register, with all that is needed to compare them with the trail."""

    def __init__(self, register: Register, entries: Sequence[Entry]) -> None:
        own = Q(entry__in=entries)
        self.register = register
        self.versions = _grouped(EntryVersion.objects.filter(own).order_by("entry", "number"))
        self.documents = _grouped(Document.objects.filter(own).order_by("entry", "position"))
        self.lines: dict[str, list[Line]] = {}
        named = [str(entry.pk) for entry in entries]
        for line in _lines(register, (*ENTERED, *CORRECTED)).filter(object_id__in=named):
            self.lines.setdefault(line.object_id, []).append(line)

    def fault(self, entry: Entry) -> str:
        """The first thing of an entry that is not what its lines say."""
        named = {"number": number_of(entry)}
        versions, lines = self.versions.get(entry.pk, []), self.lines.get(str(entry.pk), [])
        if not lines or lines[0].what != f"entry.{entry.direction}":
            return _("The entry %(number)s does not stand in the trail.") % named
        for line, version in zip_longest(lines, versions):
            if version is None:
                return _("A wording of the entry %(number)s is missing.") % named
            if line is None or not hasattr(line, "details"):
                return _("A wording of the entry %(number)s does not stand in the trail.") % named
            if not self._agree(line, version):
                return _("The wording of the entry %(number)s was changed.") % named
            if line.details.values | _sealed_of(entry) != line.details.values:
                return _("The entry %(number)s was changed: the trail says otherwise.") % named
        first, details = versions[0], lines[0].details.values
        wrote = (entry.entered_by_id, entry.entered_at)
        if details | _arrived(entry) != details or (first.by_id, first.at) != wrote:
            return _("The entry %(number)s was changed: the trail says otherwise.") % named
        documents = self.documents.get(entry.pk, [])
        if [hash_details(first.salt, each.values()) for each in documents] != details["documents"]:
            return _("The documents of the entry %(number)s are not those that it had.") % named
        return ""

    def _agree(self, line: Line, version: EntryVersion) -> bool:
        said = {**said_in(version).values(), "because": version.because}
        sealed = {"version": version.number, "seal": hash_details(version.salt, said)}
        return (
            line.details.values | sealed == line.details.values
            and version.seal == sealed["seal"]
            and version.at == line.at
            and line.by_id == str(version.by_id or self.register.pk)
        )


def _sealed_of(entry: Entry) -> Mapping[str, Any]:
    """What each line of an entry says of it."""
    return {"year": entry.year, "place": entry.number, "on": entry.on.isoformat()}


def _arrived(entry: Entry) -> Mapping[str, Any]:
    """What the first line says besides."""
    return {"case": str(entry.case_id), "arrived": entry.arrived}


def _of_lines(register: Register) -> Iterator[str]:
    """Lines that name an entry or a receipt that is not there."""
    own: tuple[tuple[Iterable[str], type[Model], str], ...] = (
        (ENTERED, Entry, "register"),
        (("receipt.released", "receipt.set-aside"), Receipt, "authority"),
    )
    for what, model, holder in own:
        lines = _lines(register, what).values_list("number", "object_id")
        for some in _in_parts(lines.iterator(chunk_size=AT_ONCE)):
            named = {UUID(object_id): number for number, object_id in some}
            here = model._default_manager.filter(pk__in=named, **{holder: register.pk})
            for gone in sorted(
                named[pk] for pk in named.keys() - here.values_list("pk", flat=True)
            ):
                yield _("Line %(number)s of the trail names something that is missing.") % {
                    "number": gone
                }


def _of_receipts(register: Register) -> Iterator[str]:
    """What was entered by itself, and what arrived: each as the other says."""
    entries = Entry.objects.filter(register=register).select_related("register")
    arrived = entries.filter(direction=Direction.RECEIVED, entered_by__isnull=True)
    bytes_of = Document.objects.filter(
        entry=OuterRef("pk"), sha256=OuterRef("receipt__arrival__sha256")
    )
    otherwise = (
        Q(receipt__isnull=True)
        | ~Q(receipt__authority=register.pk)
        | ~Q(at=F("receipt__arrival__at"))
        | ~Q(case__thread=F("receipt__arrival__thread"))
        | Q(receipt__arrival__kind=MESSAGE) & ~Exists(bytes_of)
    )
    for entry in arrived.filter(otherwise).order_by("year", "number"):
        yield _("The entry %(number)s is not what arrived.") % {"number": number_of(entry)}
    for receipt in Receipt.objects.filter(authority=register.pk).exclude(
        Q(entry__isnull=True) | Q(entry__in=arrived)
    ):
        yield _("What arrived as %(key)s is not entered where its receipt says.") % {
            "key": receipt.arrival_id
        }


def _of_heads() -> Iterator[str]:
    """For each chain that is kept here, the first head that a partner was given of it and that does
    not lie on it: a tail that was cut or written anew has no other witness.

    Of an authority whose register is kept by another instance, the chain is kept there too."""
    carried = Carried.objects.order_by().values_list("sender", "head_number", "head_seal")
    answered = Dispatch.objects.filter(their_head_number__gt=0).order_by()
    told = answered.values_list("to", "their_head_number", "their_head_seal")
    for authority, heads in groupby(sorted(chained(carried, told)), key=lambda head: head[0]):
        if not Entry.objects.filter(register=authority).exists():
            continue
        chain = Chain.objects.filter(holder="authority", holder_id=str(authority)).first()
        given = (Head(number, seal) for _authority, number, seal in heads)
        if chain and (fault := _head_fault(chain, given)):
            yield f"{chain}: {fault}"


def _head_fault(chain: Chain, heads: Iterable[Head]) -> str:
    for some in _in_parts(iter(heads)):
        numbers = [head.number for head in some]
        here = dict(chain.lines.filter(number__in=numbers).values_list("number", "seal"))
        for head in some:
            if head.number not in here:
                return cut_off(chain.length, head.number)
            if here[head.number] != head.seal:
                return written_anew(head.number)
    return ""


def _lines(register: Register, what: Iterable[str]) -> Any:
    """The lines of an authority's chain that tell of such things, in order."""
    return (
        Line.objects.filter(
            chain__holder="authority", chain__holder_id=str(register.pk), what__in=list(what)
        )
        .select_related("details")
        .order_by("number")
    )


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    return {pk: list(own) for pk, own in groupby(rows, key=lambda row: row.entry_id)}


def _in_parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some

"""Each entry with its lines, its wordings, its documents and what it brought on its way; and the
numbers with the counters."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from overens.base.records.models import (
    Counter,
    Delivery,
    Dispatch,
    Document,
    Entry,
    EntryVersion,
    Register,
)
from overens.base.records.queries import number_of, said_in
from overens.base.records.verifying.reading import ENTERED, by_entry, in_parts, lines_about
from overens.base.trail.models import Line
from overens.base.trail.rules import hash_details

CORRECTED = ("entry.corrected", "entry.cancelled")


def faults(register: Register) -> Iterator[str]:
    """Entries by their numbers, each with its lines; and each year with its counter."""
    entries = register.entries.select_related("register").order_by("year", "number")
    given = dict(Counter.objects.filter(register=register).values_list("year", "length"))
    last = dict.fromkeys(given, 0)
    for some in in_parts(entries.iterator(chunk_size=500)):
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
        self.versions = by_entry(EntryVersion.objects.filter(own).order_by("entry", "number"))
        self.documents = by_entry(Document.objects.filter(own).order_by("entry", "position"))
        self.dispatches = by_entry(Dispatch.objects.filter(own).order_by("entry", "pk"))
        self.delivered = set(Delivery.objects.filter(own).values_list("pk", flat=True))
        named = [entry.pk for entry in entries]
        self.lines = lines_about(register, (*ENTERED, *CORRECTED), named)

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
        if _sealed(first, self.documents.get(entry.pk, [])) != details["documents"]:
            return _("The documents of the entry %(number)s are not those that it had.") % named
        dispatches = _sealed(first, self.dispatches.get(entry.pk, []))
        if details.get("dispatches", dispatches) != dispatches:
            return (
                _("To whom the entry %(number)s was sent, and how, is not what the trail says.")
                % named
            )
        is_delivered = entry.pk in self.delivered
        if details.get("is_delivered", is_delivered) != is_delivered:
            return _("Whether the entry %(number)s goes to the case system was changed.") % named
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


def _sealed(version: EntryVersion, rows: Sequence[Document | Dispatch]) -> list[str]:
    return [hash_details(version.salt, row.values()) for row in rows]


def _sealed_of(entry: Entry) -> Mapping[str, Any]:
    """What each line of an entry says of it."""
    return {"year": entry.year, "place": entry.number, "on": entry.on.isoformat()}


def _arrived(entry: Entry) -> Mapping[str, Any]:
    """What the first line says besides."""
    return {"case": str(entry.case_id), "arrived": entry.arrived}

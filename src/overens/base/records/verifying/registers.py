"""All that is compared, register by register."""

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from overens.base.records.models import Arrival, Case, Delivery, Dispatch, Entry, Receipt, Register
from overens.base.records.verifying import arrivals, cases, entries, heads, sending, viewings
from overens.base.records.verifying.reading import ENTERED, in_parts, lines

MOST_READINGS = 5


def faults() -> Iterator[str]:
    """In each register the first entry, number, receipt, case, dispatch, delivery and viewing that
    does not hold; and what stands with a partner of a chain."""
    for register in Register.objects.select_related("authority__municipality").order_by("pk"):
        for check in CHECKS:
            if fault := _first(check, register):
                yield f"{register.authority.ref.kind}:{register.pk}: {fault}"
    for arrival in Arrival.objects.filter(receipts__isnull=True)[:1]:
        yield _("What arrived as %(key)s is with no authority: its receipt is missing.") % {
            "key": arrival.pk
        }
    yield from heads.faults()


def _first(check: Callable[[Register], Iterator[str]], register: Register) -> str:
    """The first fault that is found twice: between two readings somebody may have written."""
    before, fault = None, next(check(register), "")
    for _reading in range(MOST_READINGS):
        if not fault or fault == before:
            break
        before, fault = fault, next(check(register), "")
    return fault


OWN: tuple[tuple[Iterable[str], type[Model], str], ...] = (
    ((*ENTERED, "entry.viewed"), Entry, "register"),
    (("receipt.stored", "receipt.released", "receipt.set-aside"), Receipt, "authority"),
    (("case.assigned", "case.closed", "case.reopened"), Case, "register"),
    (("dispatch.arrived",), Dispatch, "entry__register"),
    (("entry.numbered",), Delivery, "entry__register"),
)
"""What lines tell of, and how it belongs to a register."""


def _of_lines(register: Register) -> Iterator[str]:
    """Lines that name something that is not there."""
    for what, model, holder in OWN:
        named_in = lines(register, what).values_list("number", "object_id")
        for some in in_parts(named_in.iterator(chunk_size=500)):
            named = {UUID(object_id): number for number, object_id in some}
            here = model._default_manager.filter(pk__in=named, **{holder: register.pk})
            for gone in sorted(
                named[pk] for pk in named.keys() - here.values_list("pk", flat=True)
            ):
                yield _("Line %(number)s of the trail names something that is missing.") % {
                    "number": gone
                }


CHECKS = (
    entries.faults,
    _of_lines,
    arrivals.faults_of_entries,
    arrivals.faults_of_receipts,
    cases.faults,
    sending.faults_of_dispatches,
    sending.faults_of_deliveries,
    viewings.faults,
)

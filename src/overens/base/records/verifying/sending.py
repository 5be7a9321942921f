"""What left: the numbers that the other side, or the own case system, gave."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from overens.base.records.models import Delivery, Dispatch, Register
from overens.base.records.queries import number_of
from overens.base.records.verifying.reading import in_parts, lines_about, told
from overens.base.trail.models import Line
from overens.base.trail.rules import in_utc


def faults_of_dispatches(register: Register) -> Iterator[str]:
    """The number at the other side, and how far its chain had come: as the line of the answer says."""
    own = Dispatch.objects.filter(entry__register=register).select_related("entry__register")
    for some in in_parts(own.order_by("pk").iterator(chunk_size=500)):
        lines = lines_about(register, ("dispatch.arrived",), [row.pk for row in some])
        for row in some:
            if not _is_as_answered(row, lines.get(str(row.pk), [])):
                yield _(
                    "The number that the entry %(number)s has at the other authority is not what "
                    "the trail says."
                ) % {"number": number_of(row.entry)}


def _is_as_answered(row: Dispatch, lines: list[Line]) -> bool:
    if not lines:
        return not row.their_number and not row.their_head_number
    answer = lines[-1]
    head = {"number": row.their_head_number, "seal": row.their_head_seal}
    return (
        told(answer, "their_number") == row.their_number
        and told(answer, "their_head") == head
        and told(answer, "arrived_at") in (None, in_utc(row.arrived_at))
    )


def faults_of_deliveries(register: Register) -> Iterator[str]:
    """The number in the case system, since when, and who wrote it in: as its newest line says."""
    own = Delivery.objects.filter(entry__register=register).select_related("entry__register")
    for some in in_parts(own.order_by("pk").iterator(chunk_size=500)):
        lines = lines_about(register, ("entry.numbered",), [row.pk for row in some])
        for row in some:
            if not _is_as_numbered(row, lines.get(str(row.pk), [])):
                yield _(
                    "The number that the entry %(number)s has in the case system is not what the "
                    "trail says."
                ) % {"number": number_of(row.entry)}


def _is_as_numbered(row: Delivery, lines: list[Line]) -> bool:
    if not lines:
        return not row.number and not row.numbered_at
    newest, by = lines[-1], str(row.numbered_by_id or row.entry.register_id)
    return told(newest, "their_number") == row.number and (newest.by_id, newest.at) == (
        by,
        row.numbered_at,
    )

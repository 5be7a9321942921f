"""Each case with the newest line that tells of it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from overens.base.records.models import Case, Entry, Register
from overens.base.records.queries import case_number
from overens.base.records.verifying.reading import ENTERED, in_parts, lines_about, told

CHANGED = ("case.assigned", "case.closed", "case.reopened")


def faults(register: Register) -> Iterator[str]:
    """Whose work a case is, and whether and why it is closed: as it was told last."""
    cases = Case.objects.filter(register=register).order_by("pk")
    for some in in_parts(cases.iterator(chunk_size=500)):
        told_last = _seals(register, some)
        for case in some:
            if told_last.get(case.pk) not in (None, case.seal()):
                yield _("The case %(number)s was changed: the trail says otherwise.") % {
                    "number": case_number(case)
                }


def _seals(register: Register, cases: Sequence[Case]) -> dict[UUID, str | None]:
    """What the newest line of each case tells of it."""
    own = {case.pk: case.pk for case in cases}
    own |= dict(Entry.objects.filter(case__in=own).values_list("pk", "case"))
    lines = [
        (line.number, own[UUID(about)], told(line, "case_seal"))
        for some in in_parts(own)
        for about, those in lines_about(register, (*ENTERED, *CHANGED), some).items()
        for line in those
    ]
    return {case: seal for _number, case, seal in sorted(lines, key=lambda line: line[0])}

"""Readers of what each party did alone, and of where a question that nobody answered has gone."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from overens.base.consents.models import Asked
from overens.base.municipalities import rows
from overens.cycle.agreements.models import GoneOn


class StepRow(NamedTuple):
    """What one party did alone; ids are hexadecimal digits, `about` is the seal of a text."""

    agreement: str
    authority: str
    kind: str
    about: str
    on: date
    at: datetime


def steps_beside(authority: UUID) -> tuple[StepRow, ...]:
    """What each party to an agreement of an authority did alone, oldest first: one query.

    As long as the rows read as before, what comes out is the same object.
    """
    return _steps(
        tuple(
            rows.asked(
                "SELECT step.agreement, step.authority_id, step.kind, step.about, "
                'CAST(step."on" AS TEXT), CAST(step.at AS TEXT) FROM agreements_step step '
                "WHERE step.agreement IN "
                "(SELECT agreement_id FROM agreements_party WHERE authority_id = %s) "
                "ORDER BY step.at, step.edition_id",
                authority.hex,
            )
        )
    )


@lru_cache(maxsize=100)
def _steps(found: tuple[tuple[Any, ...], ...]) -> tuple[StepRow, ...]:
    return tuple(
        StepRow(
            rows.digits(agreement),
            rows.digits(of),
            kind,
            about,
            date.fromisoformat(on),
            rows.instant(at),
        )
        for agreement, of, kind, about, on, at in found
    )


def gone_on(asked: Asked) -> list[GoneOn]:
    """To whom a question has gone on within the authority that owes the answer, in order: one query."""
    return list(GoneOn.objects.filter(asked=asked))

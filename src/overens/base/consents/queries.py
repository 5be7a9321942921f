"""Where each party stands."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from overens.base.consents.models import Consent
from overens.base.consents.states import MAY_FOLLOW
from overens.base.municipalities import rows


def standing_answers(kind: str, edition: UUID) -> dict[UUID, str]:
    """Per authority that has answered its standing answer to an edition: one query.

    Plain SQL, since every public page asks it: see `trail.queries.public_lengths`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.authority_id, answer.answer FROM consents_answer answer "
            "JOIN consents_asked asked ON asked.id = answer.asked_id "
            "JOIN consents_consent consent ON consent.id = asked.consent_id "
            "WHERE consent.kind = %s AND consent.edition_id = %s ORDER BY answer.number",
            [kind, Consent._meta.pk.get_db_prep_value(edition, connection)],
        )
        return {UUID(str(authority)): answer for authority, answer in cursor.fetchall()}


class Question(NamedTuple):
    """What was put to one authority, with its standing answer; ids are hexadecimal digits.

    `answer` is empty while there is none; `until` is the day to which it was postponed, else the
    day by which everyone was asked to answer.
    """

    edition: str
    authority: str
    asked_at: datetime
    until: date | None
    answer: str
    on: date | None

    @property
    def is_open(self) -> bool:
        """Whether another answer can still follow."""
        return bool(MAY_FOLLOW[self.answer])


def questions_beside(kind: str, authority: UUID) -> list[Question]:
    """What was put to an authority and, in the same matter, to others: oldest first. One query."""
    found = {}
    for asked, *said in rows.asked(
        "SELECT asked.id, consent.edition_id, asked.authority_id, "
        'consent.asked_at, consent.answer_by, answer.answer, answer.until, answer."on" '
        "FROM consents_asked asked "
        "JOIN consents_consent consent ON consent.id = asked.consent_id "
        "LEFT JOIN consents_answer answer ON answer.asked_id = asked.id "
        "WHERE consent.kind = %s AND asked.consent_id IN "
        "(SELECT consent_id FROM consents_asked WHERE authority_id = %s) "
        "ORDER BY consent.asked_at, asked.id, answer.number",
        kind,
        authority.hex,
    ):
        found[asked] = said  # the last answer stands
    return [
        Question(
            rows.digits(edition),
            rows.digits(of),
            rows.instant(at),
            rows.day(until or by),
            answer or "",
            rows.day(on),
        )
        for edition, of, at, by, answer, until, on in found.values()
    ]

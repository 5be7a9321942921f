"""Where each party stands."""

from uuid import UUID

from django.db import connection

from overens.base.consents.models import Consent


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

"""Where each party stands."""

from uuid import UUID

from overens.base.consents.models import Answer, Consent


def standing_answers(consent: Consent) -> dict[UUID, Answer | None]:
    """Per authority that was asked its standing answer, None where there is none yet."""
    asked = consent.asked.prefetch_related("answers__seat__post").order_by("pk")
    return {
        row.authority_id: max(row.answers.all(), key=lambda a: a.number, default=None)
        for row in asked
    }

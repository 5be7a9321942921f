"""What has become of a question within one's own authority."""

from datetime import date

from django.utils.safestring import SafeString

from overens.base.consents.models import Asked
from overens.base.consents.states import Stage
from overens.cycle.agreements.life_queries import gone_on
from overens.web.design.words import dated


def gone_on_shown(
    asked: Asked, answer_by: date | None, today: date, language: str
) -> list[tuple[SafeString, str]]:
    """Since which day it has gone on, and to whom, in order; empty while nobody was told. Nothing is asked
    for where no day has passed, by which to answer or to which the answer was postponed."""
    days = [answer_by, *(answer.until for answer in asked.answers.all())]
    if not any(day and day < today for day in days):
        return []
    return [(dated(row.since, language), str(Stage(row.stage).label)) for row in gone_on(asked)]

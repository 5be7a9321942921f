"""What has become of a question within one's own authority."""

from django.utils.safestring import SafeString

from overens.base.consents.models import Asked
from overens.base.consents.states import Stage
from overens.cycle.agreements.queries import gone_on
from overens.web.design.words import dated


def gone_on_shown(asked: Asked, language: str) -> list[tuple[SafeString, str]]:
    """Since which day it has gone on, and to whom, in order; empty while nobody was told."""
    return [(dated(row.since, language), str(Stage(row.stage).label)) for row in gone_on(asked)]

"""Puts the room's kind of consent where answers find it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.consents import kinds
from overens.base.trail.states import Audience
from overens.cycle.agreements.states import TRANSCRIPTION


class AgreementsConfig(AppConfig):
    name = "overens.cycle.agreements"
    label = "agreements"

    def ready(self) -> None:
        kinds.add(
            kinds.ConsentKind(
                name=TRANSCRIPTION,
                words=_("that the agreement was typed in rightly"),
                audience=Audience.PUBLIC,
            )
        )

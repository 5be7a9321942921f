"""Answers are append-only."""

from django.apps import AppConfig

from overens.base.trail.guards import GUARDED, Guard


class ConsentsConfig(AppConfig):
    name = "overens.base.consents"
    label = "consents"

    def ready(self) -> None:
        GUARDED.extend(Guard(f"consents.{noun}") for noun in ("Consent", "Asked", "Answer"))

"""Signings are append-only."""

from django.apps import AppConfig

from overens.base.trail.guards import GUARDED, Guard


class SignaturesConfig(AppConfig):
    name = "overens.base.signatures"
    label = "signatures"

    def ready(self) -> None:
        GUARDED.extend([Guard("signatures.Signing"), Guard("signatures.Signatory")])

"""Signings are append-only."""

from django.apps import AppConfig

from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard


class SignaturesConfig(AppConfig):
    name = "overens.base.signatures"
    label = "signatures"

    def ready(self) -> None:
        from overens.base.signatures.queries import scans

        NAMED.append(scans)
        GUARDED.extend([Guard("signatures.Signing"), Guard("signatures.Signatory")])

"""Editions are append-only."""

from django.apps import AppConfig

from overens.base.trail.guards import GUARDED, Guard


class PapersConfig(AppConfig):
    name = "overens.base.papers"
    label = "papers"

    def ready(self) -> None:
        GUARDED.append(Guard("papers.Edition"))

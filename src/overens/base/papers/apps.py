"""Editions are append-only."""

from django.apps import AppConfig

from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard


class PapersConfig(AppConfig):
    name = "overens.base.papers"
    label = "papers"

    def ready(self) -> None:
        from overens.base.papers.queries import pdfs

        GUARDED.append(Guard("papers.Edition"))
        NAMED.append(pdfs)

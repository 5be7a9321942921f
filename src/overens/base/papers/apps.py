"""Editions are append-only."""

from django.apps import AppConfig

from overens.base.papers.storage import NAMED
from overens.base.trail.checks import CHECKS
from overens.base.trail.guards import GUARDED, Guard


class PapersConfig(AppConfig):
    name = "overens.base.papers"
    label = "papers"

    def ready(self) -> None:
        from overens.base.papers.queries import changed_editions, pdfs

        GUARDED.append(Guard("papers.Edition"))
        NAMED.append(pdfs)
        CHECKS.append(changed_editions)

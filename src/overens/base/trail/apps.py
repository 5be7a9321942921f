"""Puts the guards on after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from overens.base.trail.guards import install


class TrailConfig(AppConfig):
    name = "overens.base.trail"
    label = "trail"

    def ready(self) -> None:
        # Once is enough: every room's migrations have run when the first room is told.
        post_migrate.connect(install, sender=self)

"""Puts the guards on after every migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from overens.base.trail.guards import install


class TrailConfig(AppConfig):
    name = "overens.base.trail"
    label = "trail"

    def ready(self) -> None:
        # Without a sender: another room's migration can rebuild a guarded table too.
        post_migrate.connect(install, dispatch_uid="trail.guards")

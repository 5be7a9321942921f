"""The room as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "overens.web.desk"
    label = "desk"

    def ready(self) -> None:
        from overens.web.desk.people.telling import listen

        listen()

"""The room as Django knows it."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "overens.web.desk"
    label = "desk"

    def ready(self) -> None:
        from overens.web.desk.people.telling import listen

        listen()
        from django.contrib.auth.signals import user_logged_in

        from overens.web.desk.keeping import leave_to_its_writer

        user_logged_in.connect(leave_to_its_writer, dispatch_uid="overens.desk.keeping")

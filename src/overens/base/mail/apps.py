"""The room as Django knows it."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "overens.base.mail"
    label = "mail"

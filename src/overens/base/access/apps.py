"""The room as Django knows it."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "overens.base.access"
    label = "access"

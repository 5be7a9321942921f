"""The room as Django knows it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "overens.base.records"
    label = "records"

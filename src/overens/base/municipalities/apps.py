"""The room as Django knows it."""

from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "overens.base.municipalities"
    label = "municipalities"

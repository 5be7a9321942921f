"""The room as Django knows it."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "overens.base.drafts"
    label = "drafts"

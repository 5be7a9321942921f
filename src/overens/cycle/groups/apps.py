"""The room as Django knows it: what is never changed."""

from collections.abc import Iterator

from django.apps import AppConfig

from overens.base.trail.guards import GUARDED, Guard


class GroupsConfig(AppConfig):
    name = "overens.cycle.groups"
    label = "groups"

    def ready(self) -> None:
        GUARDED.extend(_guards())


def _guards() -> Iterator[Guard]:
    """What was said, sent and decided stays as it was."""
    for noun in ("Remark", "Change", "Objection"):
        yield Guard(f"groups.{noun}")
    yield Guard("groups.Mandate", may_change=("counted_at",), while_="OLD.counted_at IS NULL")
    yield Guard("groups.SentNotes", may_change=("stands_at",), while_="OLD.stands_at IS NULL")

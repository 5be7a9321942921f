"""The room as Django knows it: what is never changed, and what each party is asked."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.consents import kinds
from overens.base.municipalities.roles import Act
from overens.base.trail.guards import GUARDED, Guard
from overens.base.trail.states import Audience
from overens.cycle.groups.states import MANDATE


class GroupsConfig(AppConfig):
    name = "overens.cycle.groups"
    label = "groups"

    def ready(self) -> None:
        from overens.cycle.groups.actions import founding

        GUARDED.extend(_guards())
        kinds.add(
            kinds.ConsentKind(
                name=MANDATE,
                words=_("mandate of a group"),
                act=Act.ANSWER_PROPOSAL,
                audience=Audience.PARTNERS,
                answered=founding.mandate_answered,
                reached=founding.mandate_reached,
                refusal=founding.refusal_of_mandate,
            )
        )


def _guards() -> Iterator[Guard]:
    """What was said, sent and decided stays as it was."""
    for noun in ("Remark", "Change", "Objection"):
        yield Guard(f"groups.{noun}")
    yield Guard("groups.Mandate", may_change=("counted_at",), while_="OLD.counted_at IS NULL")
    yield Guard("groups.SentNotes", may_change=("stands_at",), while_="OLD.stands_at IS NULL")

"""The room as Django knows it: what is never changed, what arrives for it, what is put to parties."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.consents import kinds
from overens.base.municipalities.roles import Act
from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard
from overens.base.trail.states import Audience
from overens.cycle.groups.states import FILE, MANDATE, MINUTES, NOTES, RecordKind


class GroupsConfig(AppConfig):
    name = "overens.cycle.groups"
    label = "groups"

    def ready(self) -> None:
        from overens.base.records import arrivals
        from overens.base.records.editions import understand_edition
        from overens.cycle.groups.actions import founding, standing
        from overens.cycle.groups.notes_queries import kept_files

        GUARDED.extend(_guards())
        NAMED.append(kept_files)
        kinds.add(
            kinds.ConsentKind(
                name=MANDATE,
                words=_("mandate of a group"),
                act=Act.ANSWER_PROPOSAL,
                audience=Audience.PARTNERS,
                answered=founding.mandate_answered,
                reached=founding.mandate_reached,
                refusal=founding.refusal_of_mandate,
                goes_on=kinds.GoesOn(founding.agreement_of_mandate, founding.mandate_waits),
            )
        )
        kinds.add(
            kinds.ConsentKind(
                name=MINUTES,
                words=RecordKind.MINUTES.label,
                act=Act.ANSWER_PROPOSAL,
                audience=Audience.PARTNERS,
                answered=standing.minutes_answered,
                refusal=standing.refusal_of_answer,
                goes_on=kinds.GoesOn(standing.agreement_of_minutes, standing.minutes_wait),
            )
        )
        arrivals.add(
            arrivals.ArrivalKind(
                name=NOTES,
                words=_("notes of a meeting"),
                understand=understand_edition,
                entered=standing.notes_entered,
                by_dispatch=True,
                is_question=False,
            )
        )
        arrivals.add(
            arrivals.ArrivalKind(
                name=FILE,
                words=_("file of a group"),
                understand=understand_edition,
                by_dispatch=True,
                is_question=False,
            )
        )


def _guards() -> Iterator[Guard]:
    """What was said, sent and decided stays as it was."""
    for noun in ("Remark", "Change", "Objection"):
        yield Guard(f"groups.{noun}")
    yield Guard("groups.Mandate", may_change=("counted_at",), while_="OLD.counted_at IS NULL")
    yield Guard("groups.SentNotes", may_change=("stands_at",), while_="OLD.stands_at IS NULL")
    # Its bytes and its name stay; it may lawfully go.
    yield Guard(
        "groups.GroupFile",
        keeps_rows=False,
        may_change=("readers", "entry_id", "preview", "tried_at", "tries"),
    )

"""Answers are append-only."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.trail.guards import GUARDED, Guard


class ConsentsConfig(AppConfig):
    name = "overens.base.consents"
    label = "consents"

    def ready(self) -> None:
        from overens.base.consents import arrivals
        from overens.base.records import arrivals as records
        from overens.base.records.editions import understand_edition

        GUARDED.extend(Guard(f"consents.{noun}") for noun in ("Consent", "Answer"))
        GUARDED.append(
            Guard("consents.Asked", may_change=("reached_at",), while_="OLD.reached_at IS NULL")
        )
        records.add(
            records.ArrivalKind(
                arrivals.QUESTION,
                _("question from another authority"),
                understand_edition,
                arrivals.question_entered,
                by_dispatch=True,
                is_question=False,
            )
        )
        records.add(
            records.ArrivalKind(
                arrivals.ANSWER,
                _("answer of another authority"),
                understand_edition,
                arrivals.answer_entered,
                by_dispatch=True,
                is_question=False,
            )
        )

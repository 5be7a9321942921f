"""Puts the room's kind of consent where answers find it."""

from collections.abc import Iterator

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from overens.base.consents import kinds
from overens.base.municipalities.roles import Act
from overens.base.papers.storage import NAMED
from overens.base.trail.guards import GUARDED, Guard
from overens.base.trail.states import Audience
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION, WAIVER


class AgreementsConfig(AppConfig):
    name = "overens.cycle.agreements"
    label = "agreements"

    def ready(self) -> None:
        from overens.base.records import arrivals
        from overens.base.records.editions import understand_edition
        from overens.cycle.agreements import answering
        from overens.cycle.agreements.actions import confirming, going_on
        from overens.cycle.agreements.queries import files_of_evidence, scans_being_typed_in
        from overens.cycle.agreements.states import STEP

        goes_on = kinds.GoesOn(agreement=going_on.agreement_of, waits=going_on.waits)
        GUARDED.extend(_guards())
        NAMED.extend([files_of_evidence, scans_being_typed_in])
        kinds.add(
            kinds.ConsentKind(
                name=TRANSCRIPTION,
                words=_("that the agreement was typed in rightly"),
                act=Act.CONFIRM,
                audience=Audience.PUBLIC,
                answered=confirming.answered,
                reached=confirming.reached,
                refusal=confirming.refusal,
            )
        )
        kinds.add(
            kinds.ConsentKind(
                name=PROPOSAL,
                words=_("proposal for an agreement"),
                act=Act.ANSWER_PROPOSAL,
                audience=Audience.PARTNERS,
                answered=answering.answered,
                otherwise=answering.answered_otherwise,
                reached=answering.proposal_reached,
                refusal=answering.refusal_of_answer,
                can_be_taken_back=True,
                goes_on=goes_on,
            )
        )
        kinds.add(
            kinds.ConsentKind(
                name=WAIVER,
                words=_("proposal to waive a commitment"),
                act=Act.ANSWER_PROPOSAL,
                audience=Audience.PARTNERS,
                answered=answering.answered,
                otherwise=answering.answered_otherwise,
                reached=answering.waiver_reached,
                refusal=answering.refusal_of_waiver,
                goes_on=goes_on,
            )
        )
        arrivals.add(
            arrivals.ArrivalKind(
                STEP,
                _("word of another party to an agreement"),
                understand_edition,
                answering.step_entered,
                by_dispatch=True,
                is_question=False,
            )
        )


def _guards() -> Iterator[Guard]:
    """What counts is frozen, with all that stands in it; evidence is withdrawn once, or ends."""
    frozen = (
        "EXISTS (SELECT 1 FROM agreements_version v WHERE v.edition_id IS NOT NULL AND v.id = {})"
    )
    yield Guard("agreements.Version", only_where="OLD.edition_id IS NOT NULL")
    for noun in ("ArticleWording", "FocusAreaWording", "CommitmentTerms"):
        yield Guard(
            f"agreements.{noun}",
            only_where=frozen.format("OLD.version_id"),
            nor_into=frozen.format("NEW.version_id"),
        )
    wording = "(SELECT w.version_id FROM agreements_focusareawording w WHERE w.id = OLD.wording_id)"
    yield Guard("agreements.FocusAreaName", only_where=frozen.format(wording))
    for noun in ("NotDone", "Step", "Waiver", "Comment", "GoneOn"):
        yield Guard(f"agreements.{noun}")
    yield Guard(
        "agreements.Published",
        may_change=("withdrawn_by_id", "withdrawn_at"),
        while_="OLD.withdrawn_at IS NULL AND NEW.withdrawn_by_id IS NOT NULL",
    )
    yield Guard(
        "agreements.Evidence",
        may_change=("until", "withdrawn_by_id", "withdrawn_at"),
        while_="OLD.withdrawn_at IS NULL AND (OLD.until IS NULL OR NEW.until = OLD.until) "
        "AND ((NEW.withdrawn_at IS NULL) = (NEW.withdrawn_by_id IS NULL))",
    )

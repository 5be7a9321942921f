"""What follows on answers and arrivals in this room: handed to `consents.kinds` and `records.arrivals`."""

from datetime import datetime

from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.base.records.editions import NoEdition, edition_in
from overens.base.records.models import Arrival, Entry
from overens.cycle.agreements.actions.receiving import (
    agreement_of,
    note_unfollowed,
    say_when_it_came,
)
from overens.cycle.agreements.actions.settling import settle
from overens.cycle.agreements.dossier import WAIVED, dossier_of, proposed_in
from overens.cycle.agreements.letters import Told, Unreadable
from overens.cycle.agreements.models import Agreement, Step
from overens.cycle.agreements.states import Progress, StepKind, Unfollowed


def bound_to_another() -> str:
    return _(
        "Your municipality has bound itself to another text that changes the same one. It holds until "
        "another party refuses that one."
    )


def has_left() -> str:
    return _("Your municipality has left this agreement.")


def refusal_of_answer(asked: Asked, answer: str) -> str:
    """Why a party may not answer a proposal so; empty where it may."""
    agreement = Agreement.objects.filter(pk=asked.consent.about_id).first()
    seal, party = asked.consent.edition.sha256, asked.authority.slug
    if agreement is None or asked.reached_at is None:
        return _("This has not reached your municipality yet.")
    dossier = dossier_of(agreement)
    proposal = dossier.life.proposals.get(seal)
    if proposal is None:
        return _("There is no such proposal here.")
    if party in dossier.life.bound(proposal):
        return _(
            "Your municipality has bound itself to this text, and cannot take that back alone."
        )
    if party in dossier.life.gone(proposal.base, proposal.on):
        return has_left()
    progress = dossier.progress(seal)
    if progress not in (Progress.OPEN, Progress.AGREED):
        return _("This proposal can not come to count any more: %(why)s.") % {"why": progress.label}
    if answer == AnswerKind.YES and not dossier.life.may_bind(party, proposal, dossier.base):
        return bound_to_another()
    return ""


def refusal_of_waiver(asked: Asked, answer: str) -> str:
    """Why a party may not answer a waiver so; empty where it may."""
    agreement = Agreement.objects.filter(pk=asked.consent.about_id).first()
    if agreement is None or asked.reached_at is None:
        return _("This has not reached your municipality yet.")
    waived = WAIVED.of([asked.consent.edition_id])[asked.consent.edition_id]
    if answer == AnswerKind.YES and waived and dossier_of(agreement).is_overtaken(waived):
        return _("This proposal can not come to count any more: %(why)s.") % {
            "why": Progress.OVERTAKEN.label
        }
    return ""


def proposal_reached(consent: Consent, authority: Authority, at: datetime) -> None:
    """A proposal has come into an authority's register: from here on its agreement is known here.

    What came before it, and waited, is settled now.
    """
    try:
        said = proposed_in(consent.edition)
    except Unreadable:
        return
    agreement = agreement_of(consent, pk=said.agreement, file=said.file, receiver=authority, at=at)
    if agreement:
        settle(agreement, authority, at)


def waiver_reached(consent: Consent, authority: Authority, at: datetime) -> None:
    """What waited for it is settled now."""
    _settle(consent, authority, at)


def answered(answer: Answer, authority: Authority) -> None:
    """A party has answered a proposal, or a waiver."""
    _settle(answer.asked.consent, authority, answer.at)


def answered_otherwise(
    answer: Answer, edition: Edition, authority: Authority, at: datetime
) -> None:
    """A party has sent a second answer under one number."""
    agreement = Agreement.objects.filter(pk=answer.asked.consent.about_id).first()
    if agreement:
        note_unfollowed(
            agreement=agreement,
            edition=edition,
            because=Unfollowed.ANSWERED_OTHERWISE,
            receiver=authority,
            at=at,
        )


def _settle(consent: Consent, authority: Authority, at: datetime) -> None:
    agreement = Agreement.objects.filter(pk=consent.about_id).first()
    if agreement:
        settle(agreement, authority, at)


def step_entered(entry: Entry, arrival: Arrival, _data: bytes) -> None:
    """Another party's step; it may come before what it is about. What cannot be read is a record."""
    try:
        edition = edition_in(arrival)
        told = Told.read(edition.paper)
    except (NoEdition, Unreadable):
        return
    step, new = Step.objects.get_or_create(
        edition=edition,
        defaults={
            "agreement": told.agreement,
            "authority": edition.owner,
            "kind": told.kind,
            "about": told.about,
            "on": told.on,
            "at": arrival.at,
        },
    )
    agreement = Agreement.objects.filter(pk=told.agreement).first()
    receiver = entry.register.authority
    if agreement is None:
        return
    if told.kind == StepKind.NOTICE:
        say_when_it_came(agreement=agreement, notice=step, receiver=receiver, at=arrival.at)
    if new and told.kind == StepKind.SIGNED and _told_otherwise(step):
        note_unfollowed(
            agreement=agreement,
            edition=edition,
            because=Unfollowed.SIGNED_OTHERWISE,
            receiver=receiver,
            at=arrival.at,
        )
    settle(agreement, receiver, arrival.at)


def _told_otherwise(step: Step) -> bool:
    """Whether its party has told another signature of the same text."""
    signed = Step.objects.filter(
        kind=step.kind, about=step.about, authority=step.authority, agreement=step.agreement
    )
    return signed.exclude(pk=step.pk).exists()

"""What is on file of an agreement's life, read from its rows and handed to `rules.life`.

Editions never change, so what was read of one stays in memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.letters import Proposed, Told, Unreadable, as_proposed
from overens.cycle.agreements.models import Agreement, Party, Step, Version
from overens.cycle.agreements.queries import parties
from overens.cycle.agreements.rules.life import (
    Life,
    Notice,
    Proposal,
    Received,
    Signature,
    Voice,
    counted_from,
    has_begun,
)
from overens.cycle.agreements.rules.redline import Redline, redline
from overens.cycle.agreements.states import PROPOSAL, Progress, StepKind
from overens.cycle.agreements.transcript import text_as_file


@lru_cache(maxsize=500)
def _proposed(edition: UUID) -> Proposed | None:
    try:
        return Proposed.read(Edition.objects.get(pk=edition).paper)
    except Unreadable:
        return None


@lru_cache(maxsize=2_000)
def _told(edition: UUID) -> Told | None:
    try:
        return Told.read(Edition.objects.get(pk=edition).paper)
    except Unreadable:
        return None


def proposed_in(edition: Edition) -> Proposed:
    """The text that an edition puts to the parties. Raises Unreadable."""
    found = _proposed(edition.pk)
    if found is None:
        raise Unreadable(edition.sha256)
    return found


def told_in(step: Step) -> Told:
    """What a step says. Raises Unreadable."""
    found = _told(step.edition_id)
    if found is None:
        raise Unreadable(str(step.pk))
    return found


@lru_cache(maxsize=200)
def text_of(edition: UUID) -> AgreementFile:
    """The text that an edition freezes, as it is put to the parties: one that was proposed, or one
    that was typed in from paper. Raises Unreadable."""
    said = _proposed(edition)
    if said:
        return said.file
    counted = Version.objects.filter(edition=edition).select_related("agreement").first()
    if counted is None:
        raise Unreadable(str(edition))
    return as_proposed(text_as_file(counted, parties(counted.agreement)))


@lru_cache(maxsize=100)
def changes_between(old: UUID, new: UUID) -> Redline:
    """What changed from the text of one edition to that of another. Raises Unreadable."""
    return redline(text_of(old), text_of(new))


@dataclass(frozen=True)
class Dossier:
    """An agreement's life with the rows behind it. `base` is the seal of the text in force (empty
    where none counts yet); `consents` are its proposals by seal, oldest first."""

    agreement: Agreement
    base: str
    life: Life
    consents: dict[str, Consent]
    steps: tuple[Step, ...]

    def progress(self, seal: str) -> Progress:
        return self.life.progress(self.life.proposals[seal], self.base)

    def open(self) -> list[Consent]:
        """The proposals that can still come to count, newest first."""
        waits = (Progress.OPEN, Progress.AGREED)
        return [c for s, c in reversed(self.consents.items()) if self.progress(s) in waits]


def dossier_of(agreement: Agreement, reader: Authority | None = None) -> Dossier:
    """All that is on file here; for a reader, all that has reached it. The same number of queries
    however much that is, once its editions are in memory."""
    consents = (
        Consent.objects.filter(kind=PROPOSAL, about_kind="agreement", about_id=str(agreement.pk))
        .select_related("edition__owner__municipality")
        .order_by("asked_at", "edition__sha256")
    )
    if reader:
        consents = consents.filter(asked__authority=reader, asked__reached_at__isnull=False)
    held = {consent.edition.sha256: consent for consent in consents}
    steps = tuple(
        Step.objects.filter(agreement=agreement.pk).select_related("authority", "edition")
    )
    of = Party.objects.filter(agreement=agreement)
    parties = frozenset(of.values_list("authority__slug", flat=True))
    # A record of whoever sent it; here counts what the parties do, and notice as the text allows.
    steps = tuple(_followed(step for step in steps if step.authority.slug in parties))
    found = filter(None, map(_proposal, held.values()))
    # Nobody is added to an agreement, and nobody dropped, by a text that changes it.
    proposals = {s: one for s, one in found if one.by in parties and one.parties == parties}
    months = _months_of_notice(agreement, held, proposals) if _has_notice(steps) else {}
    life = Life(
        proposals=proposals,
        voices=frozenset(_voices(held)),
        signatures=frozenset(
            Signature(step.about, step.authority.slug, step.on)
            for step in steps
            if step.kind == StepKind.SIGNED
        ),
        notices=frozenset(_notices(steps, months)),
        parties=parties,
    )
    return Dossier(agreement, base_of(agreement), life, {s: held[s] for s in life.proposals}, steps)


def _followed(steps: Iterable[Step]) -> Iterator[Step]:
    """All but what a party says once more of its signature: a text is signed once."""
    signed = set()
    for step in steps:
        once = (step.about, step.authority_id)
        if step.kind == StepKind.SIGNED and once in signed:
            continue
        if step.kind == StepKind.SIGNED:
            signed.add(once)
        yield step


def _notices(steps: Iterable[Step], months: Mapping[str, int | None]) -> Iterator[Notice]:
    """The notices that a text allows, each from the day on which the last party had it."""
    # A day that lay ahead when it came was made up.
    words = [
        Received(step.about, step.authority.slug, step.on)
        for step in steps
        if step.kind == StepKind.RECEIVED and has_begun(step.on, step.at)
    ]
    for step in steps:
        told = _told(step.edition_id) if step.kind == StepKind.NOTICE else None
        if told and told.months == months.get(told.about):
            by = step.authority.slug
            about_it = (word for word in words if word.to == step.edition.sha256)
            on = counted_from(told.on, by, about_it)
            yield Notice(told.about, by, on, told.months, frozenset(told.bound))


def _has_notice(steps: Iterable[Step]) -> bool:
    return any(step.kind == StepKind.NOTICE for step in steps)


def _months_of_notice(
    agreement: Agreement, held: Mapping[str, Consent], proposals: Iterable[str]
) -> dict[str, int | None]:
    """What each text that counts, or was proposed, says of how notice is given, by its seal."""
    counted = Version.objects.filter(agreement=agreement, edition__isnull=False)
    months = dict(counted.values_list("edition__sha256", "notice_months"))
    for seal in proposals:
        said = _proposed(held[seal].edition_id)
        months[seal] = said.file.term.notice_months if said else None
    return months


def base_of(agreement: Agreement) -> str:
    """The seal of the text that counts; empty where none does."""
    versions = Version.objects.filter(agreement=agreement, edition__isnull=False)
    return versions.order_by("-number").values_list("edition__sha256", flat=True).first() or ""


def _proposal(consent: Consent) -> tuple[str, Proposal] | None:
    edition = consent.edition
    said = _proposed(edition.pk)
    if said is None:
        return None
    return edition.sha256, Proposal(
        seal=edition.sha256,
        by=edition.owner.slug,
        on=said.on,
        parties=frozenset(party.authority for party in said.file.parties),
        base=said.base,
        changes=said.changes,
        signing=said.signing,
        in_force=said.file.term.in_force,
    )


def _voices(held: dict[str, Consent]) -> list[Voice]:
    answers = Answer.objects.filter(asked__consent__in=held.values()).values_list(
        "asked__consent__edition__sha256",
        "asked__authority__slug",
        "number",
        "answer",
        "on",
        "lawful_on",
    )
    return [
        Voice(to, party, number, AnswerKind(answer), on, lawful_on)
        for to, party, number, answer, on, lawful_on in answers
    ]


def last_day_of(dossier: Dossier) -> date | None:
    """The last day of the agreement, where notice has ended it for all."""
    left = dossier.life.last_days(dossier.life.in_effect(dossier.base))
    return max(left.values()) if len(left) == len(dossier.life.parties) and left else None

"""What is on file of an agreement's life, read from its rows and handed to `rules.life`.

Editions never change, so what was read of one stays in memory.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.kept import Kept
from overens.cycle.agreements.letters import Proposed, Told, Unreadable, Waived, as_proposed
from overens.cycle.agreements.models import Agreement, Party, Step, Version
from overens.cycle.agreements.queries import parties
from overens.cycle.agreements.rules.life import (
    Life,
    Notice,
    Proposal,
    Received,
    Signature,
    Voice,
    days_told,
    has_begun,
)
from overens.cycle.agreements.rules.redline import Redline, redline
from overens.cycle.agreements.states import PROPOSAL, Progress, StepKind
from overens.cycle.agreements.transcript import text_as_file

PROPOSED = Kept(Proposed.read, 500)
TOLD = Kept(Told.read, 2_000)
WAIVED = Kept(Waived.read, 500)
NOTICE = StepKind.NOTICE


def _proposed(edition: UUID) -> Proposed | None:
    return PROPOSED.of([edition])[edition]


def _told(edition: UUID) -> Told | None:
    return TOLD.of([edition])[edition]


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

    def is_overtaken(self, waived: Waived) -> bool:
        """Whether another text has come to count since a waiver was asked: what it is about may say
        something else by now, so nobody says yes to it any more."""
        return waived.base != self.base

    def needed_to_waive(self, waived: Waived) -> frozenset[str]:
        """Each party that was bound on the day on which it was asked; all, where fewer than two were."""
        staying = self.life.parties - self.life.gone(waived.base, waived.on)
        return staying if len(staying) > 1 else self.life.parties


def dossier_of(agreement: Agreement, reader: Authority | None = None) -> Dossier:
    """All that is on file here; for a reader, all that has reached it. The same number of queries
    however much that is, once its editions are in memory."""
    return dossiers_of([agreement], reader)[agreement.pk]


def dossiers_of(
    agreements: Sequence[Agreement], reader: Authority | None = None
) -> dict[UUID, Dossier]:
    """The same of several, by their ids, in no more queries."""
    ids = [agreement.pk for agreement in agreements]
    consents = (
        Consent.objects.filter(
            kind=PROPOSAL, about_kind="agreement", about_id__in=[str(pk) for pk in ids]
        )
        .select_related("edition__owner__municipality")
        .defer("edition__canonical")
        .order_by("asked_at", "edition__sha256")
    )
    if reader:
        consents = consents.filter(asked__authority=reader, asked__reached_at__isnull=False)
    held: dict[UUID, dict[str, Consent]] = {pk: {} for pk in ids}
    for consent in consents:
        held[UUID(consent.about_id)][consent.edition.sha256] = consent
    steps: dict[UUID, list[Step]] = {pk: [] for pk in ids}
    for step in (
        Step.objects.filter(agreement__in=ids)
        .select_related("authority", "edition")
        .defer("edition__canonical")
    ):
        steps[step.agreement].append(step)
    parties: dict[UUID, set[str]] = {pk: set() for pk in ids}
    named = Party.objects.filter(agreement__in=ids).values_list("agreement", "authority__slug")
    for pk, slug in named:
        parties[pk].add(slug)
    PROPOSED.of(consent.edition_id for of_one in held.values() for consent in of_one.values())
    TOLD.of(step.edition_id for of_one in steps.values() for step in of_one if step.kind == NOTICE)
    voices = _voices([consent for of_one in held.values() for consent in of_one.values()])
    counted = _counted(ids)
    return {
        one.pk: _dossier(
            one,
            held[one.pk],
            # A record of whoever sent it; here counts what the parties do, and notice as the text
            # allows.
            tuple(_followed(s for s in steps[one.pk] if s.authority.slug in parties[one.pk])),
            frozenset(parties[one.pk]),
            voices,
            counted[one.pk],
        )
        for one in agreements
    }


def _dossier(
    agreement: Agreement,
    held: Mapping[str, Consent],
    steps: tuple[Step, ...],
    parties: frozenset[str],
    voices: Mapping[str, list[Voice]],
    counted: Sequence[tuple[str, int | None]],
) -> Dossier:
    """`counted` are the seals of the texts that came to count, oldest first, with the months of
    notice that each gives."""
    found = filter(None, map(_proposal, held.values()))
    # Nobody is added to an agreement, and nobody dropped, by a text that changes it.
    proposals = {s: one for s, one in found if one.by in parties and one.parties == parties}
    months = dict(counted)
    for seal in proposals:
        said = _proposed(held[seal].edition_id)
        months[seal] = said.file.term.notice_months if said else None
    life = Life(
        proposals=proposals,
        voices=frozenset(voice for seal in held for voice in voices.get(seal, ())),
        signatures=frozenset(
            Signature(step.about, step.authority.slug, step.on)
            for step in steps
            if step.kind == StepKind.SIGNED
        ),
        notices=frozenset(_notices(steps, months)),
        parties=parties,
    )
    base = counted[-1][0] if counted else ""
    return Dossier(agreement, base, life, {s: held[s] for s in life.proposals}, steps)


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
        told = _told(step.edition_id) if step.kind == NOTICE else None
        if told and told.months == months.get(told.about):
            by = step.authority.slug
            about_it = (word for word in words if word.to == step.edition.sha256)
            bound, came = frozenset(told.bound), days_told(by, about_it)
            yield Notice(told.about, by, told.on, told.months, bound, came)


def _counted(agreements: Sequence[UUID]) -> dict[UUID, list[tuple[str, int | None]]]:
    found: dict[UUID, list[tuple[str, int | None]]] = {pk: [] for pk in agreements}
    versions = Version.objects.filter(agreement__in=agreements, edition__isnull=False)
    for pk, seal, months in versions.order_by("number").values_list(
        "agreement", "edition__sha256", "notice_months"
    ):
        found[pk].append((seal, months))
    return found


def base_of(agreement: Agreement) -> str:
    """The seal of the text that counts; empty where none does."""
    counted = _counted([agreement.pk])[agreement.pk]
    return counted[-1][0] if counted else ""


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


def _voices(consents: Sequence[Consent]) -> dict[str, list[Voice]]:
    """What each party has answered, by the seal of what it answers: one query."""
    found: dict[str, list[Voice]] = {}
    for to, party, number, answer, on, lawful_on in Answer.objects.filter(
        asked__consent__in=consents
    ).values_list(
        "asked__consent__edition__sha256",
        "asked__authority__slug",
        "number",
        "answer",
        "on",
        "lawful_on",
    ):
        voice = Voice(to, party, number, AnswerKind(answer), on, lawful_on)
        found.setdefault(to, []).append(voice)
    return found


def last_day_of(dossier: Dossier) -> date | None:
    """The last day of the agreement, where notice has ended it for all."""
    left = dossier.life.last_days(dossier.life.in_effect(dossier.base))
    return max(left.values()) if len(left) == len(dossier.life.parties) and left else None

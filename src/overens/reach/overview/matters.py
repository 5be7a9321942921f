"""Proposals and waivers that have reached an authority: whose turn it is in each of them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from overens.base.consents.queries import Question
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority
from overens.cycle.agreements.dossier import PROPOSED, WAIVED, Dossier, dossiers_of
from overens.cycle.agreements.life_queries import StepRow
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import Parties
from overens.cycle.agreements.states import PROPOSAL, WAIVER, Progress
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind

PUT = frozenset({PROPOSAL, WAIVER})
LOOKED_BACK = timedelta(days=60)
"""How long a refusal of one's own proposal stands among what waits: the project's own choice."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One of them, with how far it has come. `own` is what was put to the authority itself, `others`
    to each other party; `changes` is the seal of the proposal whose place it takes, `bound` are the
    slugs of those that have bound themselves to it. `is_needed` says whether it takes the authority's
    answer, `may_bind` whether it can bind itself."""

    agreement: Agreement
    parties: Sequence[Party]
    title: Wordings
    by: Party
    own: Question
    others: Sequence[tuple[Party, Question]]
    progress: Progress
    changes: str
    is_signed: bool
    bound: frozenset[str]
    is_needed: bool
    may_bind: bool

    @property
    def consent(self) -> UUID:
        return UUID(self.own.consent)

    @property
    def is_proposal(self) -> bool:
        return self.own.kind == PROPOSAL

    @property
    def is_open(self) -> bool:
        return self.progress in (Progress.OPEN, Progress.AGREED)

    @property
    def is_own(self) -> bool:
        """Whether the authority itself has put it."""
        return self.own.owner == self.own.authority


class Awaited(NamedTuple):
    """What the other party has still to do: to answer, or to sign."""

    matter: Matter
    party: Party
    question: Question
    signs: bool


@dataclass(frozen=True, eq=False)
class Matters:
    """Read from these rows alone; what else is asked for are their texts, once.

    `questions` are what was put to the authority and to others beside it, `steps` what each party did
    alone. `parties` are those of all its agreements, in their stored order.
    """

    authority: UUID
    today: date
    parties: Parties
    counted: tuple[str | UUID, ...]
    questions: tuple[Question, ...]
    steps: tuple[StepRow, ...]

    @cached_property
    def all(self) -> list[Matter]:
        """Oldest first: a fixed number of queries, and none where nothing was put."""
        own = [q for q in self._put if q.authority == self.authority.hex and q.reached]
        if not own:
            return []
        of_agreement: dict[UUID, list[Party]] = {}
        for party in self.parties:
            of_agreement.setdefault(party.agreement_id, []).append(party)
        wanted = {UUID(question.about) for question in own} & of_agreement.keys()
        agreements = Agreement.objects.in_bulk(wanted)
        reader = next(p.authority for p in self.parties if p.authority_id == self.authority)
        dossiers = dossiers_of(list(agreements.values()), reader)
        WAIVED.of(UUID(question.edition) for question in own if question.kind == WAIVER)
        beside: dict[str, list[Question]] = {}
        for question in self._put:
            beside.setdefault(question.consent, []).append(question)
        found = []
        for question in own:
            agreement = agreements.get(UUID(question.about))
            if agreement:
                parties = of_agreement[agreement.pk]
                others = [
                    (party, one)
                    for party in parties
                    for one in beside[question.consent]
                    if one.authority == party.authority_id.hex and one is not question
                ]
                make = _proposal if question.kind == PROPOSAL else _waiver
                made = make(dossiers[agreement.pk], parties, question, others)
                found += [made] if made else []
        return found

    @cached_property
    def _put(self) -> list[Question]:
        return [question for question in self.questions if question.kind in PUT]

    @cached_property
    def to_answer(self) -> list[Waiting]:
        """What the authority was asked and has not answered, or has postponed."""
        found = []
        for matter in self.all:
            question = matter.own
            unanswered = question.answer in ("", AnswerKind.POSTPONED)
            if matter.is_open and unanswered and matter.is_needed:
                found.append(self._waiting(Kind.ANSWER, matter, question.until))
        return found

    @cached_property
    def to_sign(self) -> list[Waiting]:
        """That to which each party has said yes, and which the authority has not signed."""
        return [
            self._waiting(Kind.SIGN, matter, None)
            for matter in self.all
            if matter.is_signed
            and matter.progress == Progress.AGREED
            and matter.may_bind
            and _slug(matter) not in matter.bound
        ]

    @cached_property
    def came_back(self) -> list[Waiting]:
        """Own proposals that another party agrees to on a condition, or refuses: until something of the
        kind is put in the same agreement after that, or in its place."""
        return [
            self._waiting(Kind.CAME_BACK, matter, None)
            for matter in self.all
            if matter.is_own and self._asks_for_more(matter) and not self._is_followed(matter)
        ]

    def _is_followed(self, matter: Matter) -> bool:
        came = max(question.said_at for question in _coming_back(matter) if question.said_at)
        return any(
            other.changes == matter.own.seal or other.own.asked_at > came
            for other in self.all
            if (other.agreement.pk, other.own.kind) == (matter.agreement.pk, matter.own.kind)
        )

    def _asks_for_more(self, matter: Matter) -> bool:
        came = [question.said_at for question in _coming_back(matter) if question.said_at]
        if matter.is_open or not came:
            return bool(came)
        # From when it came: a body may have decided long before somebody recorded it.
        country = self._here(matter).country
        return country.today(max(came)) > self.today - LOOKED_BACK

    def _here(self, matter: Matter) -> Authority:
        return next(p.authority for p in matter.parties if p.authority_id == self.authority)

    def _waiting(self, kind: Kind, matter: Matter, last: date | None) -> Waiting:
        answered = [q.on for _party, q in matter.others if q.on] if kind != Kind.ANSWER else []
        since = max(answered, default=self._here(matter).country.today(matter.own.asked_at))
        is_late = last is not None and last < self.today
        subject = f"{matter.agreement.slug} {matter.consent}"
        return Waiting(kind, last or since, last is not None, is_late, subject, matter)

    @cached_property
    def awaited(self) -> list[Awaited]:
        """What the other parties have still to do, oldest first."""
        return [
            Awaited(matter, party, question, signs)
            for matter in self.all
            for party, question, signs in _awaited(matter)
        ]


def _awaited(matter: Matter) -> Iterator[tuple[Party, Question, bool]]:
    for party, question in matter.others:
        if matter.progress == Progress.OPEN:
            if question.answer in ("", AnswerKind.POSTPONED):
                yield party, question, False
        elif matter.progress == Progress.AGREED and party.authority.slug not in matter.bound:
            yield party, question, True


def _coming_back(matter: Matter) -> list[Question]:
    """The answers of other parties that ask something of whoever proposed it."""
    wanted: Collection[str] = REFUSALS if matter.progress == Progress.REFUSED else ()
    if matter.is_open:
        wanted = (AnswerKind.YES_IF,)
    return [question for _party, question in matter.others if question.answer in wanted]


def _slug(matter: Matter) -> str:
    own = matter.own.authority
    return next(p.authority.slug for p in matter.parties if p.authority_id.hex == own)


def _proposal(
    dossier: Dossier,
    parties: Sequence[Party],
    question: Question,
    others: list[tuple[Party, Question]],
) -> Matter | None:
    """None for a text that cannot be read: its record stands in the register."""
    proposal = dossier.life.proposals.get(question.seal)
    said = PROPOSED.of([UUID(question.edition)])[UUID(question.edition)]
    by = next((party for party in parties if party.authority_id.hex == question.owner), None)
    own = next(p.authority.slug for p in parties if p.authority_id.hex == question.authority)
    if proposal is None or said is None or by is None:
        return None
    needed = dossier.life.needed(proposal)
    return Matter(
        dossier.agreement,
        parties,
        Wordings.of(said.file.title),
        by,
        question,
        [(party, one) for party, one in others if party.authority.slug in needed],
        dossier.progress(question.seal),
        said.changes,
        proposal.signing,
        dossier.life.bound(proposal),
        own in needed,
        dossier.life.may_bind(own, proposal, dossier.base),
    )


def _waiver(
    dossier: Dossier,
    parties: Sequence[Party],
    question: Question,
    others: list[tuple[Party, Question]],
) -> Matter | None:
    said = WAIVED.of([UUID(question.edition)])[UUID(question.edition)]
    by = next((party for party in parties if party.authority_id.hex == question.owner), None)
    if said is None or by is None:
        return None
    needed = dossier.needed_to_waive(said)
    counts = [(p, q) for p, q in others if p.authority.slug in needed]
    own = next(p.authority.slug for p in parties if p.authority_id.hex == question.authority)
    asked = [q for _party, q in counts] + ([question] if own in needed else [])
    progress = Progress.OPEN
    if any(set(one.said) & REFUSALS for one in asked):
        progress = Progress.REFUSED
    elif asked and all(one.answer == AnswerKind.YES for one in asked):
        progress = Progress.COUNTS
    elif dossier.is_overtaken(said):
        progress = Progress.OVERTAKEN
    return Matter(
        dossier.agreement,
        parties,
        Wordings.of(said.title),
        by,
        question,
        counts,
        progress,
        "",
        False,
        frozenset(),
        own in needed,
        own in needed,
    )


matters = lru_cache(maxsize=100)(Matters)
"""As long as the rows read as before, on the same day, what was made of them is not made anew."""

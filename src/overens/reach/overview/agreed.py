"""What its agreements that count ask of an authority."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from overens.base.consents.queries import Question
from overens.base.consents.states import REFUSALS
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.queries import Parties, by_agreement
from overens.cycle.agreements.standings import OnFile, Promise, Promised, bound_until, promises
from overens.cycle.agreements.states import TRANSCRIPTION, State
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind


class Put(NamedTuple):
    """What was put to one party: that its agreement was typed in rightly; its answer so far."""

    agreement: Agreement
    party: Party
    question: Question


class TypedIn(NamedTuple):
    """What was typed in of a signed paper, put to the authority itself: its agreement does not count
    before each of the parties has confirmed it. `by` is the party that typed it in."""

    parties: tuple[Party, ...]
    by: Party
    question: Question


class Owed(NamedTuple):
    """A commitment of the own party that is due now, or was."""

    agreement: Agreement
    promise: Promise


@dataclass(frozen=True, eq=False)
class Agreed:
    """What its agreements that count ask of an authority on one day, read from these rows alone.

    `counted` are the ids of the versions that count, `parties` those of every agreement of the
    authority, in their stored order; `on_file` is what stands on file for it.
    """

    authority: UUID
    today: date
    parties: Parties
    counted: tuple[str | UUID, ...]
    on_file: OnFile
    questions: tuple[Question, ...]

    @cached_property
    def versions(self) -> dict[UUID, tuple[Version, ...]]:
        """Of each agreement that counts, oldest first."""
        return by_agreement(self.counted)

    @cached_property
    def of_agreement(self) -> dict[UUID, list[Party]]:
        """The parties of each agreement that counts."""
        found: dict[UUID, list[Party]] = {agreement: [] for agreement in self.versions}
        for party in self.parties:
            if party.agreement_id in found:
                found[party.agreement_id].append(party)
        return found

    @cached_property
    def own(self) -> list[Party]:
        """The authority as a party, once for each agreement that counts."""
        return [
            party
            for parties in self.of_agreement.values()
            for party in parties
            if party.authority_id == self.authority
        ]

    @cached_property
    def promises(self) -> list[tuple[Party, Promised]]:
        """What the own party promised, in each of its agreements."""
        bound = [(party, self.versions[party.agreement_id]) for party in self.own]
        return promises(
            bound, dict.fromkeys((party.pk for party in self.own), self.today), self.on_file.noted
        )

    def agreement(self, party: Party) -> Agreement:
        return self.versions[party.agreement_id][0].agreement

    def has_ended(self, party: Party) -> bool:
        """Whether the last day of a party has passed: the agreement's, or its own by notice."""
        last = bound_until(party, self.versions[party.agreement_id])
        return last is not None and last < self.today

    @cached_property
    def next_days(self) -> dict[UUID, date]:
        """Per agreement the next date that the own party has to keep."""
        return {
            party.agreement_id: promised.next_day
            for party, promised in self.promises
            if promised.next_day
        }

    @cached_property
    def agreements(self) -> list[Agreement]:
        """The one with the nearest next date first."""
        found = [versions[0].agreement for versions in self.versions.values()]
        found.sort(key=lambda one: (self.next_days.get(one.pk, date.max), one.slug))
        return found

    @cached_property
    def put(self) -> list[Put]:
        """What was put to the parties of the newest version of each agreement, oldest first."""
        newest = {
            versions[-1].edition_id.hex: (versions[0].agreement, self.of_agreement[agreement])
            for agreement, versions in self.versions.items()
            if versions[-1].edition_id
        }
        found = []
        for question in self.questions:
            if question.kind != TRANSCRIPTION:
                continue
            agreement, parties = newest.get(question.edition, (None, ()))
            for party in parties:
                if agreement and party.authority_id.hex == question.authority:
                    found.append(Put(agreement, party, question))
        return found

    @cached_property
    def awaited(self) -> list[Put]:
        """What the other parties were sent and have not answered, oldest first."""
        return [
            put
            for put in self.put
            if put.party.authority_id != self.authority and put.question.is_open
        ]

    @cached_property
    def to_confirm(self) -> list[Waiting]:
        """What the authority itself was sent and can still answer."""
        found = []
        for put in self.put:
            question, authority = put.question, put.party.authority
            if authority.pk == self.authority and question.is_open:
                last = question.until
                day = last or authority.country.today(question.asked_at)
                is_late = last is not None and last < self.today
                slug = put.agreement.slug
                found.append(Waiting(Kind.CONFIRM, day, last is not None, is_late, slug, put))
        return found

    @cached_property
    def papers_to_confirm(self) -> list[Waiting]:
        """What was typed in of a paper, that the authority can still confirm or send back."""
        found = []
        for question in self.questions:
            if not self._waits_for_own(question):
                continue
            parties = tuple(p for p in self.parties if p.agreement_id == UUID(question.about))
            by = next((p for p in parties if p.authority_id.hex == question.owner), None)
            here = next((p.authority for p in parties if p.authority_id == self.authority), None)
            if by and here:
                last = question.until
                day = last or here.country.today(question.asked_at)
                is_late = last is not None and last < self.today
                paper = TypedIn(parties, by, question)
                found.append(
                    Waiting(
                        Kind.CONFIRM_PAPER, day, last is not None, is_late, question.consent, paper
                    )
                )
        return found

    def _waits_for_own(self, question: Question) -> bool:
        """Of a paper whose text does not count yet, and that no party has sent back."""
        if (question.kind, question.authority) != (TRANSCRIPTION, self.authority.hex):
            return False
        if not question.reached or question.answer or UUID(question.about) in self.versions:
            return False
        beside = (one for one in self.questions if one.consent == question.consent)
        return not any(set(one.said) & REFUSALS for one in beside)

    @cached_property
    def due(self) -> list[Waiting]:
        """What is due now, or was due since the party began to use Overens and is not recorded."""
        found = []
        for party, promised in self.promises:
            agreement = self.agreement(party)
            for promise in promised.asking:
                period = promise.current
                is_late = period.state == State.NOT_RECORDED
                subject = f"{agreement.slug} {promise.terms.position:04}"
                owed = Owed(agreement, promise)
                found.append(Waiting(Kind.COMMITMENT, period.due, True, is_late, subject, owed))
        return found

    @cached_property
    def carried(self) -> dict[str, list[Party]]:
        """Per contact post the parties that it works for, by its id as hexadecimal digits."""
        found: dict[str, list[Party]] = {}
        for parties in self.of_agreement.values():
            for party in parties:
                if party.contact_id and not self.has_ended(party):
                    found.setdefault(party.contact_id.hex, []).append(party)
        return found


agreed = lru_cache(maxsize=100)(Agreed)
"""As long as the rows read as before, on the same day, what was made of them is not made anew."""

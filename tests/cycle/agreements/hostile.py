"""A party whose own instance keeps to nothing: letters in its own name that no action would write.

It does not contradict itself: two letters in the place of one (`test_hostile_letters`) end otherwise by
the order in which they come, and are told in the log.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from overens.base.consents.arrivals import ANSWER, QUESTION
from overens.base.consents.models import Answer, Consent
from overens.base.consents.papers import Given as GivenAnswer
from overens.base.consents.papers import Put, answer_paper, as_question
from overens.base.consents.states import AnswerKind
from overens.base.papers.paper import Paper
from overens.base.records.actions.sending import ready, send
from overens.cycle.agreements.actions.proposing import thread_of
from overens.cycle.agreements.dossier import Dossier, dossier_of, proposed_in
from overens.cycle.agreements.letters import Proposed, Signatory, Told, Waived
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.states import PROPOSAL, STEP, WAIVER, StepKind
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.ledger import MONTHS, Given


class Hostile:
    """`party` has to share its instance with another one, which hears of what it sends at once."""

    def __init__(self, world: Between, party: str, chance: Random) -> None:
        self.world, self.party, self.chance = world, party, chance
        world.ledger.hostile.add(party)
        self.refused: set[str] = set()
        self.said_no: set[str] = set()
        self.bound: set[str] = set()

    def acts(self) -> None:
        """Something that its own desk would refuse."""
        with self.world.home(self.party).here():
            agreement = Agreement.objects.filter(pk=self.world.pk).first()
            if agreement is None:
                return
            dossier = dossier_of(agreement)
            self.refused |= {s for s, party in self.world.ledger.refused if party == self.party}
            said = self.world.ledger.yes | self.world.ledger.signed
            self.bound |= {s for s, party in said if party == self.party}
            what = self.chance.choice(
                [
                    self._answers,
                    self._answers,
                    self._signs,
                    self._notice,
                    self._proposes,
                    self._waives,
                ]
            )
            what(dossier)
        for sender, dispatch in self.world.waiting():
            if self.world.home(dispatch.to.slug) is self.world.home(self.party) is sender:
                self.world.deliver(sender, dispatch)

    def _answers(self, _dossier: Dossier) -> None:
        """Yes where it is bound to another text, has left or refused, or where nothing can follow."""
        asked = Consent.objects.filter(
            kind__in=(PROPOSAL, WAIVER), asked__authority__slug=self.party
        )
        found = list(asked.order_by("-asked_at", "pk")[:5])
        if not found:
            return
        consent = self.chance.choice(found)
        seal = consent.edition.sha256
        answer = self.chance.choice([AnswerKind.YES, AnswerKind.YES, AnswerKind.NO])
        if answer == AnswerKind.NO and seal in self.bound:
            return
        if seal in self.refused and seal not in self.said_no:
            return  # its own change of that text says no, and is not numbered as answers are
        if answer == AnswerKind.NO:
            self.refused.add(seal)
            self.said_no.add(seal)
            self.world.ledger.refused.add((seal, self.party))
        elif seal not in self.refused:
            self.bound.add(seal)
        before = Answer.objects.filter(asked__consent=consent, asked__authority__slug=self.party)
        given = GivenAnswer(
            to=seal, number=before.count() + 1, answer=answer, on=self._day(), because="Nej."
        )
        self._send(ANSWER, answer_paper(given, of=self.party, to=consent.edition.paper))

    def _signs(self, dossier: Dossier) -> None:
        """Before each has said yes, or bound to another text."""
        mine = (self.world.ledger.signed, self.party)
        seals = [
            s for s in dossier.consents if s not in self.refused and (s, mine[1]) not in mine[0]
        ]
        if seals:
            seal = self.chance.choice(seals)
            self.world.ledger.signed.add((seal, self.party))
            who = (Signatory("leader", {"sv": "ordförande"}, "Någon"),)
            self._send(STEP, self._told(StepKind.SIGNED, seal, self._day(), signatories=who))

    def _notice(self, dossier: Dossier) -> None:
        """Dated long ago, or of another period than the text allows."""
        months, on = self.chance.choice([MONTHS, MONTHS, 0, 1]), self._day()
        about = self.chance.choice([dossier.base, dossier.base, *dossier.consents])
        edition = self._send(STEP, self._told(StepKind.NOTICE, about, on, months=months))
        if months == MONTHS:
            given = self.world.ledger.notices[edition] = Given(self.party, on)
            assert given.came == {}

    def _proposes(self, dossier: Dossier) -> None:
        """On no text, or on an old one; dated as it likes; with other parties."""
        if not dossier.consents:
            return
        edition = self.chance.choice(list(dossier.consents.values())).edition
        file = proposed_in(edition).file
        number = self.chance.randrange(10**6)
        parties = file.parties if self.chance.random() < 0.7 else file.parties[:-1]
        may_change = [s for s in dossier.consents if s not in self.bound]
        changes = self.chance.choice(["", *may_change])
        if changes:
            self.refused.add(changes)
        said = Proposed(
            self.world.pk,
            replace(file, purpose={c: f"{number} ({c})" for c in file.purpose}, parties=parties),
            self._day(),
            self.chance.choice([dossier.base, dossier.base, "", edition.sha256]),
            changes,
            self.chance.random() < 0.5,
        )
        self._put(PROPOSAL, said.paper())

    def _waives(self, dossier: Dossier) -> None:
        base = self.chance.choice([dossier.base, *dossier.consents])
        said = Waived(self.world.pk, base, 1, {"sv": "Mötas"}, "Därför.", self._day())
        self._put(WAIVER, said.paper([]))

    def _put(self, kind: str, paper: Paper) -> None:
        about, nonce = self._agreement().ref, f"{self.chance.randrange(2**60):016x}"
        put = Put(kind, about, tuple(self.world.parties), None, nonce)
        self._send(QUESTION, as_question(paper, put, "proposal"))

    def _told(self, kind: StepKind, about: str, on: date, **more: Any) -> Paper:
        told = Told(kind, self.world.pk, about, on, **more)
        values: Mapping[str, Any] = {"step": told.values()}
        return replace(told.paper(of=self.party, title={"sv": "Avtal"}), data=values)

    def _day(self) -> date:
        days = self.chance.choice([-1000, -100, -1, 0, 0, 0, 1, 100, 300])
        return self.world.today(self.party) + timedelta(days)

    def _agreement(self) -> Agreement:
        return Agreement.objects.get(pk=self.world.pk)

    def _send(self, kind: str, paper: Paper) -> str:
        """The seal of what is sent. It goes the usual way, past all that is asked before it."""
        by, at = self.world.seat(self.party), self.world.now
        others = [self.world.seat(one).post.authority for one in self.world.parties]
        with self.world.home(self.party).here():
            prepared = ready(paper=paper, owner=by.post.authority, at=at)
            agreement = self._agreement()
            to = [
                party.authority
                for party in agreement.parties.select_related("authority__municipality")
                if party.authority.slug != self.party
            ]
            assert len(to) == len(others) - 1
            with transaction.atomic():
                send(by=by, ready=prepared, kind=kind, to=to, thread=thread_of(agreement), at=at)
        return prepared.edition.sha256

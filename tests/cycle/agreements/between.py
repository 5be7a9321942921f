"""An agreement between parties on two instances: what each can do, by the actions themselves, and what
is carried between them. What they are known to have said stands in a ledger beside."""

from collections.abc import Sequence
from copy import copy, deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers.models import Edition
from overens.base.records.models import Dispatch
from overens.cycle.agreements.actions.drafting import (
    begin_draft,
    change_draft,
    drop_draft,
    own_draft,
    sealed,
)
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.telling import (
    give_notice,
    keep_agreement,
    send_comment,
    sign,
)
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.dossier import dossier_of
from overens.cycle.agreements.letters import as_proposed
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import waivers_asked
from overens.cycle.agreements.states import Progress
from overens.cycle.agreements.transcript import as_file
from tests.cycle.agreements.instances import Instance
from tests.cycle.agreements.ledger import MONTHS, Given, Ledger
from tests.examples import NAMES, NOW, five_parties

REASON = "Det är inte klart."


class Between:
    """`homes` says for each party on which of the two instances it lives."""

    now: datetime = NOW

    def __init__(self, like: Sequence[Instance], homes: Sequence[int]) -> None:
        self.instances = [one.copied() for one in like]
        self.parties, self.homes = NAMES[: len(homes)], tuple(homes)
        self.ledger = Ledger(self.parties)
        self.numbers, self.parcels = count(1), list[tuple[Instance, bytes]]()
        text = as_proposed(five_parties())
        text = replace(
            text,
            parties=text.parties[: len(homes)],
            commitments=tuple(replace(c, parties=()) for c in text.commitments),
            term=replace(text.term, notice_months=MONTHS),
        )
        by = self.parties[0]
        with self.home(by).here():
            self.pk = transcribe(by=self.seat(by), file=text, at=self.now).agreement.pk

    def copied(self) -> "Between":
        """The same once more, to go on with in another way."""
        other = copy(self)
        other.instances = [one.copied() for one in self.instances]
        other.ledger, other.parcels = deepcopy(self.ledger), []
        other.numbers = count(1)
        return other

    def close(self) -> None:
        for one in self.instances:
            one.close()

    def home(self, party: str) -> Instance:
        return self.instances[self.homes[self.parties.index(party)]]

    def at_home(self, instance: Instance) -> list[str]:
        return [party for party in self.parties if self.home(party) is instance]

    def seat(self, party: str, role: str = Role.COORDINATOR) -> Seat:
        return self.home(party).seats[party, role]

    def today(self, party: str) -> date:
        return self.seat(party).post.authority.country.today(self.now)

    def agreement(self) -> Agreement:
        """Raises Refused where it is not known on this instance."""
        found = Agreement.objects.filter(pk=self.pk).first()
        if found is None:
            raise Refused("not known here")
        return found

    # What a party does. Each raises Refused, and writes in the ledger what was done.

    def writes(self, party: str, which: int) -> None:
        """Of an odd number from what somebody proposed, where there is something; of more than two
        anew."""
        with self.home(party).here():
            agreement, by = self.agreement(), self.seat(party)
            draft = own_draft(by, agreement)
            if draft and which > 2:
                drop_draft(by=by, draft=draft, at=self.now)
                draft = None
            if draft is None:
                open_ = dossier_of(agreement).open() if which % 2 else []
                edition = open_[which % len(open_)].edition if open_ else None
                draft = begin_draft(by=by, agreement=agreement, at=self.now, edition=edition)
            text = f"Syfte {next(self.numbers)}"
            change_draft(
                by=by,
                draft=draft,
                part="purpose",
                read=sealed(as_file(draft), "purpose"),
                change=lambda f: replace(f, purpose={c: f"{text} ({c})" for c in f.purpose}),
                at=self.now,
            )

    def proposes(self, party: str, *, signing: bool) -> None:
        with self.home(party).here():
            by = self.seat(party)
            draft = own_draft(by, self.agreement())
            if draft is None:
                raise Refused("no draft")
            before = set(Edition.objects.values_list("sha256", flat=True))
            made = propose(by=by, draft=draft, at=self.now, signing=signing)
            assert made.edition.sha256 not in before
            assert not Answer.objects.filter(asked__consent=made).exists()
            if changes := made.edition.paper.data["proposal"]["changes"]:
                self.ledger.refused.add((changes, party))

    def texts(self, party: str) -> list[str]:
        """The seals of what can still come to count, as far as a party knows, newest first."""
        with self.home(party).here():
            own = self.seat(party).post.authority
            return [one.edition.sha256 for one in dossier_of(self.agreement(), own).open()]

    def questions(self, party: str) -> list[str]:
        """The seals of what waits for answers, as far as a party knows: waivers, and texts."""
        with self.home(party).here():
            own = self.seat(party).post.authority
            waivers = waivers_asked(self.agreement(), own)
        waiting = [c.edition.sha256 for c, _said, how in waivers if how == Progress.OPEN]
        return waiting + self.texts(party)

    def answers(self, party: str, seal: str, answer: AnswerKind) -> None:
        with self.home(party).here():
            consent = Consent.objects.filter(edition__sha256=seal).first()
            if consent is None:
                raise Refused("not known here")
            answer_edition(
                by=self.seat(party),
                consent=consent,
                answer=answer,
                at=self.now,
                because="" if answer == AnswerKind.YES else REASON,
                until=(self.now + timedelta(30)).date(),
                lawful_on=(self.now + timedelta(21)).date() if len(party) == 6 else None,
            )
        if answer == AnswerKind.YES:
            self.ledger.yes.add((seal, party))
        elif answer in REFUSALS:
            self.ledger.refused.add((seal, party))

    def to_sign(self, party: str) -> list[str]:
        """The seals of what a party may sign, as far as it knows, newest first."""
        with self.home(party).here():
            dossier = dossier_of(self.agreement())
            seals = [one.edition.sha256 for one in dossier.open()]
            return [s for s in seals if dossier.progress(s) == Progress.AGREED]

    def signs(self, party: str, seal: str) -> None:
        with self.home(party).here():
            sign(
                by=self.seat(party),
                agreement=self.agreement(),
                seal=seal,
                on=self.today(party),
                place="Norrby",
                signatories=[self.seat(party, Role.LEADER)],
                at=self.now,
            )
        self.ledger.signed.add((seal, party))

    def gives_notice(self, party: str) -> None:
        with self.home(party).here():
            step = give_notice(
                by=self.seat(party, Role.LEADER),
                agreement=self.agreement(),
                because="",
                body="Fullmäktige",
                paragraph="§ 1",
                at=self.now,
            )
            self.ledger.notices[step.edition.sha256] = Given(party, self.today(party))

    def asks_to_waive(self, party: str, which: int) -> None:
        with self.home(party).here():
            waive(
                by=self.seat(party),
                agreement=self.agreement(),
                commitment=1 + which % 2,
                because=REASON,
                at=self.now,
            )

    def comments(self, party: str, seal: str) -> None:
        with self.home(party).here():
            by, agreement = self.seat(party), self.agreement()
            send_comment(
                by=by, agreement=agreement, seal=seal, part="purpose", text="?", at=self.now
            )

    def keeps(self, party: str) -> None:
        with self.home(party).here():
            by = self.seat(party, Role.LEADER)
            keep_agreement(by=by, agreement=self.agreement(), text="", at=self.now)

    # What is carried.

    def waiting(self) -> list[tuple[Instance, Dispatch]]:
        found = []
        for one in self.instances:
            with one.here():
                rows = Dispatch.objects.filter(their_number="").select_related("to", "entry")
                found += [(one, row) for row in rows.order_by("entry__entered_at", "pk")]
        return found

    def deliver(self, sender: Instance, dispatch: Dispatch, how: str = "arrives") -> None:
        receiver = self.home(dispatch.to.slug)

        def on_the_way(data: bytes, _at: datetime) -> bytes:
            if how == "parcel lost":
                raise ConnectionError
            self.parcels.append((receiver, data))
            answer = receiver.take(data, self.now)
            self._came(sender, dispatch)
            if how == "answer lost":
                raise ConnectionError
            return answer

        sender.carry(dispatch, on_the_way)

    def _came(self, sender: Instance, dispatch: Dispatch) -> None:
        """The day on which a notice came: the first one counts."""
        with sender.here():
            sealed_ = dispatch.entry.documents.filter(name="edition.json")
            notice = self.ledger.notices.get(sealed_.values_list("sha256", flat=True).get())
        if notice:
            notice.came.setdefault(dispatch.to.slug, self.today(dispatch.to.slug))

    def deliver_all(self) -> None:
        while waiting := self.waiting():
            for sender, dispatch in reversed(waiting):
                self.deliver(sender, dispatch)

"""An agreement's life by the actions themselves, between two databases; the outbox is carried here.

Whatever any of the parties does, and however it arrives: nobody changes alone what is shared, and all
end equal.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import count, permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.models import Edition
from overens.base.papers.paper import canonical
from overens.base.records.models import Dispatch
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.drafting import begin_draft, change_draft, own_draft, sealed
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
from overens.cycle.agreements.models import Agreement, Party, Version, Waiver
from overens.cycle.agreements.states import PROPOSAL, WAIVER
from overens.cycle.agreements.transcript import as_file
from tests.cycle.agreements.instances import Instance, prepared
from tests.examples import NAMES, NOW, five_parties

pytestmark = pytest.mark.own_databases

TIMES = int(os.environ.get("OVERENS_TIMES", "1"))
REASON = "Det är inte klart."


class Between:
    """Parties of one agreement on two instances, and what each of them is known to have said."""

    def __init__(self, folder: Path, like: list[Path], homes: list[int]) -> None:
        self.instances = [
            Instance(folder / name, like=place)
            for name, place in zip(("one", "other"), like, strict=True)
        ]
        for one in self.instances:
            with one.here():
                one.find_people()
        self.parties = NAMES[: len(homes)]
        self.home = {p: self.instances[h] for p, h in zip(self.parties, homes, strict=True)}
        self.now, self.numbers, self.parcels = NOW, count(1), list[tuple[Instance, bytes]]()
        self.yes: set[tuple[str, str]] = set()
        self.signed: set[tuple[str, str]] = set()
        self.last_days: dict[str, list] = {}
        self.editions: dict[tuple[int, object], tuple[str, str]] = {}
        by = self.parties[0]
        with self.home[by].here():
            text = as_proposed(five_parties())
            text = replace(
                text,
                parties=text.parties[: len(homes)],
                commitments=tuple(replace(c, parties=()) for c in text.commitments),
                term=replace(text.term, notice_months=6),
            )
            self.pk = transcribe(by=self.seat(by), file=text, at=self.now).agreement.pk

    def copied(self, folder: Path) -> "Between":
        """The same in other folders, to go on with in another way."""
        other = copy(self)
        other.instances = [
            Instance(folder / str(place), like=one.folder)
            for place, one in enumerate(self.instances)
        ]
        for one in other.instances:
            with one.here():
                one.find_people()
        pairs = dict(zip(self.instances, other.instances, strict=True))
        other.home = {party: pairs[one] for party, one in self.home.items()}
        other.yes, other.editions, other.parcels = set(self.yes), {}, []
        return other

    def seat(self, party: str, role: str = Role.COORDINATOR):
        return self.home[party].seats[party, role]

    def agreement(self) -> Agreement | None:
        return Agreement.objects.filter(pk=self.pk).first()

    def drafted(self, party: str, which: int) -> None:
        with self.home[party].here():
            agreement, by = self.agreement(), self.seat(party)
            if agreement is None:
                return
            draft = own_draft(by, agreement)
            if draft is None:
                open_ = dossier_of(agreement).open()
                edition = open_[which % len(open_)].edition if open_ and which % 2 else None
                draft = begin_draft(by=by, agreement=agreement, at=self.now, edition=edition)
            read, text = sealed(as_file(draft), "purpose"), f"Syfte {next(self.numbers)}"
            change_draft(
                by=by,
                draft=draft,
                part="purpose",
                read=read,
                change=lambda f: replace(f, purpose={c: f"{text} ({c})" for c in f.purpose}),
                at=self.now,
            )

    def proposed(self, party: str, signing: bool) -> None:
        with self.home[party].here():
            agreement, by = self.agreement(), self.seat(party)
            draft = agreement and own_draft(by, agreement)
            if draft:
                before = set(Edition.objects.values_list("sha256", flat=True))
                made = propose(by=by, draft=draft, at=self.now, signing=signing)
                assert made.edition.sha256 not in before
                assert not Answer.objects.filter(asked__consent=made).exists()

    def answered(self, party: str, which: int, answer: AnswerKind) -> None:
        with self.home[party].here():
            consents = Consent.objects.filter(kind__in=(PROPOSAL, WAIVER)).order_by("-asked_at")
            found = list(consents.filter(asked__authority__slug=party)[:4])
            if found:
                consent = found[which % len(found)]
                answer_edition(
                    by=self.seat(party),
                    consent=consent,
                    answer=answer,
                    at=self.now,
                    because="" if answer == AnswerKind.YES else REASON,
                    until=(self.now + timedelta(30)).date(),
                    lawful_on=(self.now + timedelta(21)).date() if which % 2 else None,
                )
                if answer == AnswerKind.YES:
                    self.yes.add((consent.edition.sha256, party))

    def does(self, party: str, what: str, which: int) -> None:
        """One of the steps; a yes, a signature and a notice are noted."""
        with self.home[party].here():
            agreement = self.agreement()
            if agreement is None:
                return
            by, leader = self.seat(party), self.seat(party, Role.LEADER)
            seals = list(dossier_of(agreement).consents)
            seal = seals[-1 - which % min(len(seals), 2)] if seals else ""
            match what:
                case "sign":
                    today = by.post.authority.country.today(self.now)
                    sign(
                        by=by,
                        agreement=agreement,
                        seal=seal,
                        on=today,
                        place="Norrby",
                        signatories=[leader],
                        at=self.now,
                    )
                    self.signed.add((seal, party))
                case "comment":
                    send_comment(
                        by=by, agreement=agreement, seal=seal, part="purpose", text="?", at=self.now
                    )
                case "waive":
                    waive(
                        by=by,
                        agreement=agreement,
                        commitment=1 + which % 2,
                        because=REASON,
                        at=self.now,
                    )
                case "notice":
                    step = give_notice(
                        by=leader,
                        agreement=agreement,
                        because="",
                        body="Fullmäktige",
                        paragraph="§ 1",
                        at=self.now,
                    )
                    ends = step.edition.paper.data["step"]["ends"]
                    self.last_days.setdefault(party, []).append(ends)
                case "keep":
                    keep_agreement(by=leader, agreement=agreement, text="", at=self.now)

    def waiting(self) -> list[tuple[Instance, Dispatch]]:
        found = []
        for one in self.instances:
            with one.here():
                rows = Dispatch.objects.filter(their_number="").select_related("to", "entry")
                found += [(one, row) for row in rows.order_by("entry__entered_at", "pk")]
        return found

    def deliver(self, sender: Instance, dispatch: Dispatch, how: str = "arrives") -> None:
        receiver = self.home[dispatch.to.slug]

        def on_the_way(data: bytes, at) -> bytes:
            if how == "parcel lost":
                raise ConnectionError
            self.parcels.append((receiver, data))
            answer = receiver.take(data, self.now)
            if how == "answer lost":
                raise ConnectionError
            return answer

        sender.carry(dispatch, on_the_way)

    def deliver_all(self) -> None:
        while waiting := self.waiting():
            for sender, dispatch in reversed(waiting):
                self.deliver(sender, dispatch)

    def shared(self, instance: Instance) -> dict[str, object]:
        """What counts on an instance: texts with their days, waivers, last days."""
        with instance.here():
            counted = Version.objects.filter(agreement=self.pk, edition__isnull=False)
            left = Party.objects.filter(agreement=self.pk, left__isnull=False)
            return {
                "versions": list(
                    counted.order_by("number").values_list(
                        "edition__sha256", "number", "valid_from"
                    )
                ),
                "waivers": set(
                    Waiver.objects.values_list(
                        "commitment__number", "party__authority__slug", "due", "edition__sha256"
                    )
                ),
                "left": dict(left.values_list("authority__slug", "left")),
            }

    def nobody_changed_it_alone(self) -> None:
        for one in self.instances:
            shared = self.shared(one)
            with one.here():
                for seal, _number, _day in shared["versions"]:
                    edition = Edition.objects.filter(sha256=seal).get()
                    said = edition.paper.data["proposal"]
                    self._consented(seal, said["on"], signing=said["signing"])
                for *_what, seal in shared["waivers"]:
                    said = Edition.objects.filter(sha256=seal).get().paper.data["waiver"]
                    self._consented(seal, said["on"], signing=False)
            alone = [day for days in self.last_days.values() for day in days]
            assert {day.isoformat() for day in shared["left"].values()} <= set(alone)
            if shared["left"].keys() - self.last_days.keys():
                staying = set(self.parties) - self.last_days.keys()
                assert len(staying) < 2

    def _consented(self, seal: str, on: str, *, signing: bool) -> None:
        bound = [p for p in self.parties if not any(d < on for d in self.last_days.get(p, ()))]
        for party in bound if len(bound) > 1 else self.parties:
            assert (seal, party) in self.yes
            assert not signing or (seal, party) in self.signed

    def editions_stay(self) -> None:
        for place, one in enumerate(self.instances):
            with one.here():
                for edition in Edition.objects.all():
                    now = (edition.sha256, edition.canonical)
                    assert self.editions.setdefault((place, edition.pk), now) == now
                    assert papers.sha256(edition.canonical.encode()) == edition.sha256

    def ends_equal(self) -> None:
        self.deliver_all()
        self.nobody_changed_it_alone()
        self.editions_stay()
        one, other = self.instances
        assert self.shared(one) == self.shared(other)
        lives, editions = [], []
        for each in self.instances:
            with each.here():
                assert faults() == {}
                agreement = self.agreement()
                lives.append(agreement and dossier_of(agreement).life)
                editions.append(set(Edition.objects.values_list("sha256", "canonical", "pdf")))
        if all(lives):
            assert lives[0] == lives[1]
            assert editions[0] == editions[1]

    def close(self) -> None:
        for one in self.instances:
            one.close()


@pytest.fixture(scope="module")
def like(django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    with django_db_blocker.unblock():
        yield prepared(tmp_path_factory.mktemp("instances"))


@pytest.fixture(autouse=True)
def typeset_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is not what is tried here, and typesetting is most of the time."""
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))


who, which = st.integers(0, 4), st.integers(0, 5)
HOW = ["arrives"] * 5 + ["parcel lost", "answer lost"]


class Life(RuleBasedStateMachine):
    like: list[Path]

    @initialize(
        homes=st.lists(st.integers(0, 1), min_size=2, max_size=5).filter(lambda h: len(set(h)) > 1),
        counts=st.sampled_from([True, True, False]),
    )
    def begin(self, homes: list[int], counts: bool) -> None:
        self.folder = TemporaryDirectory(prefix="overens-")
        self.world = Between(Path(self.folder.name), self.like, homes)
        world = self.world
        world.proposed(world.parties[0], signing=False)
        if counts:
            world.deliver_all()
            for party in world.parties:
                world.answered(party, 0, AnswerKind.YES)
            world.deliver_all()
            assert len(world.shared(world.instances[1])["versions"]) == 1

    def party(self, place: int) -> str:
        return self.world.parties[place % len(self.world.parties)]

    @rule(who=who, which=which, signing=st.booleans())
    def write_and_propose(self, who: int, which: int, signing: bool) -> None:
        with suppress(Refused):
            self.world.drafted(self.party(who), which)
            self.world.proposed(self.party(who), signing)

    @rule(who=who, which=which, answer=st.sampled_from([*AnswerKind, *[AnswerKind.YES] * 8]))
    def answer(self, who: int, which: int, answer: AnswerKind) -> None:
        with suppress(Refused):
            self.world.answered(self.party(who), which, answer)

    @rule(which=which)
    def everybody_says_yes(self, which: int) -> None:
        for place, _party in enumerate(self.world.parties):
            self.answer(place, which, AnswerKind.YES)

    @rule(
        who=who,
        what=st.sampled_from(["sign", "sign", "comment", "waive", "notice", "keep"]),
        which=which,
    )
    def step(self, who: int, what: str, which: int) -> None:
        with suppress(Refused):
            self.world.does(self.party(who), what, which)

    @rule(place=st.integers(0, 20), how=st.sampled_from(HOW))
    def deliver(self, place: int, how: str) -> None:
        if waiting := self.world.waiting():
            self.world.deliver(*waiting[place % len(waiting)], how)

    @rule()
    def deliver_what_waits(self) -> None:
        self.world.deliver_all()

    @precondition(lambda self: hasattr(self, "world") and self.world.parcels)
    @rule(place=st.integers(0, 50))
    def repeat(self, place: int) -> None:
        receiver, data = self.world.parcels[place % len(self.world.parcels)]
        receiver.take(data, self.world.now)

    @rule()
    def months_pass(self) -> None:
        self.world.now += timedelta(days=100)

    @invariant()
    def holds(self) -> None:
        if hasattr(self, "world"):
            self.world.nobody_changed_it_alone()
            self.world.editions_stay()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            try:
                self.world.ends_equal()
            finally:
                self.world.close()
                self.folder.cleanup()


def test_whatever_they_do_and_however_it_arrives(like: list[Path], django_db_blocker) -> None:
    Life.like = like
    with django_db_blocker.unblock():
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=3 * TIMES,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_five_parties_in_every_order_of_the_last_deliveries(
    like: list[Path], django_db_blocker, tmp_path: Path
) -> None:
    """Two answers, and the proposal itself, are under way to one of them at once."""
    with django_db_blocker.unblock():
        before = Between(tmp_path / "before", like, [0, 1, 0, 0, 1])
        before.proposed("norrby", signing=False)
        for party in ("norrby", "osterby"):
            for sender, dispatch in before.waiting():
                if dispatch.to.slug == party:
                    before.deliver(sender, dispatch)
            before.answered(party, 0, AnswerKind.YES)
        for turn, order in enumerate(permutations(range(3))):
            world = before.copied(tmp_path / str(turn))
            late = [w for w in world.waiting() if w[1].to.slug == "vestby"]
            assert len(late) == len(order)
            for place in order:
                world.deliver(*late[place])
            world.deliver_all()
            for party in ("vestby", "mittby", "sydby"):
                assert not world.shared(world.home[party])["versions"]
                world.answered(party, 0, AnswerKind.YES)
            world.ends_equal()
            assert len(world.shared(world.home["vestby"])["versions"]) == 1
            world.close()

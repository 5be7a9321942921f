"""A signed paper is confirmed between two databases: in whatever order it arrives, both end equal."""

from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.base.records.models import Document
from overens.base.signatures.models import Signatory
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.drafting import own_draft
from overens.cycle.agreements.actions.transcribing import (
    begin_transcribing,
    note_paper_signing,
    put_transcription,
    revision,
)
from overens.cycle.agreements.letters import as_proposed
from overens.cycle.agreements.models import Party, Transcribing, Version
from overens.cycle.agreements.states import TRANSCRIPTION
from tests.cycle.agreements.between import Between
from tests.cycle.agreements.instances import prepared
from tests.examples import NOW, TODAY, five_parties

pytestmark = pytest.mark.own_databases
SCAN = b"%PDF-1.7 an old paper"
SIGNED_ON = date(1998, 5, 4)


class Papers(Between):
    """Three parties on two instances; the first has typed in a paper, and put it to each."""

    def begin(self) -> None:
        by = self.parties[0]
        with self.home(by).here():
            file = as_proposed(five_parties())
            file = replace(
                file,
                slug="old-paper",
                parties=file.parties[: len(self.parties)],
                commitments=tuple(replace(c, parties=None) for c in file.commitments),
            )
            paper = begin_transcribing(
                by=self.seat(by), file=file, scan=SCAN, scan_name="old.pdf", at=NOW
            )
            note_paper_signing(
                by=self.seat(by),
                paper=paper,
                read=1,
                on=SIGNED_ON,
                place="Norrby",
                signatories=[
                    {"authority": party, "person": f"Eksempel {party}", "post": "borgmester",
                     "language": "da", "part": "signed"}
                    for party in self.parties
                ],
                at=NOW,
            )  # fmt: skip
            self.pk = paper.agreement_id
            self.put()

    def put(self) -> None:
        by = self.seat(self.parties[0])
        with self.home(self.parties[0]).here():
            agreement = self.agreement()
            assert agreement
            draft = own_draft(by, agreement)
            assert draft
            read = revision(Transcribing.objects.get(agreement=agreement), draft)
            put_transcription(by=by, agreement=agreement, read=read, scan_is_public=False, at=NOW)

    def said(self, party: str, answer: str = "yes") -> None:
        with self.home(party).here():
            put = Consent.objects.filter(kind=TRANSCRIPTION, about_id=str(self.pk))
            answer_edition(
                by=self.seat(party, Role.LEADER),
                consent=put.order_by("-asked_at", "-pk")[0],
                answer=answer,
                because="" if answer == "yes" else "Artikel 1.",
                at=NOW,
            )

    def versions(self, place: int) -> list[tuple[object, ...]]:
        """The texts that count on one of them: seal, number, and from when."""
        with self.instances[place].here():
            counted = Version.objects.filter(agreement=self.pk, edition__isnull=False)
            found = counted.order_by("number")
            return list(found.values_list("edition__sha256", "number", "valid_from"))

    def signing(self, place: int) -> list[tuple[object, ...]]:
        with self.instances[place].here():
            rows = Signatory.objects.filter(signing__edition__version__agreement=self.pk)
            found = rows.values_list(
                "signing__on", "signing__place", "signing__scan", "seat__person__name",
                "seat__post__slug", "seat__seen_on", "part",
            ).order_by("position")  # fmt: skip
            return list(found)


@pytest.fixture(autouse=True)
def typeset_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is not what is tried here, and typesetting is most of the time."""
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))


def test_in_every_order_of_the_last_deliveries_it_counts_once_each_party_has_confirmed(
    django_db_blocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock():
        before = Papers(prepared(tmp_path, ("sqlite", "sqlite")), [0, 1, 0])
        before.begin()
        for sender, dispatch in before.waiting():
            if dispatch.to.slug == before.parties[2]:
                before.deliver(sender, dispatch)
        before.said(before.parties[0])
        before.said(before.parties[2])
        for order in permutations(range(3)):
            world = before.copied()
            late = [w for w in world.waiting() if w[1].to.slug == world.parties[1]]
            assert len(late) == len(order)
            for place in order:
                world.deliver(*late[place], how="answer lost")
                world.deliver(*late[place])
            world.deliver_all()
            assert not world.versions(0)
            world.said(world.parties[1])
            world.deliver_all()
            one, other = (world.versions(place) for place in range(2))
            assert one == other
            assert [(number, day) for _seal, number, day in one] == [(1, SIGNED_ON)]
            assert world.signing(0) == world.signing(1)
            assert len(world.signing(0)) == 3
            for each in world.instances:
                with each.here():
                    assert faults() == {}
                    assert Document.objects.filter(name="old.pdf").exists()
                    days = Party.objects.filter(agreement=world.pk).values_list("uses_since")
                    assert {day for (day,) in days} == {TODAY}
            world.close()
        before.close()


def test_sent_back_on_one_side_while_confirmed_on_the_other_it_never_counts(
    django_db_blocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock():
        world = Papers(prepared(tmp_path, ("sqlite", "sqlite")), [0, 1])
        world.begin()
        world.deliver_all()
        world.said(world.parties[0])
        world.said(world.parties[1], "sent-back")
        world.deliver_all()
        assert [world.versions(place) for place in range(2)] == [[], []]
        world.put()
        world.deliver_all()
        for party in world.parties:
            world.said(party)
        world.deliver_all()
        one, other = (world.versions(place) for place in range(2))
        assert one == other
        assert len(one) == 1
        world.close()

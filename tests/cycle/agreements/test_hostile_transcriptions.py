"""Letters of a transcription that no desk would write: each is entered, and nothing follows on it."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.cache import cache

from overens.base.consents.actions import put as put_to
from overens.base.consents.models import Consent
from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.signatures.states import Part
from overens.base.trail.actions import Ref
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.confirming import waiting
from overens.cycle.agreements.actions.proposing import propose
from overens.cycle.agreements.agreement_file.shape import Party, PostInFile
from overens.cycle.agreements.dossier import proposed_in
from overens.cycle.agreements.letters import Signatory
from overens.cycle.agreements.models import Agreement, Transcribing, Version
from overens.cycle.agreements.signed_papers import Signed, SignedPaper
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION
from tests.cast import SIDES, THIRD, Cast, cast
from tests.cycle.agreements.test_life import carried, drafted
from tests.cycle.agreements.test_transcribing import complete, put, said
from tests.examples import NOW

pytestmark = pytest.mark.django_db
LUND = Party(
    authority=THIRD, municipality=THIRD, country="se", name={"sv": "Lund"}, short="Lund", languages=("sv",)
)  # fmt: skip
ABOUT: dict[object, object] = {}
"""What the letter says that it is about, where that is not what its text says."""
ATLANTIS = replace(LUND, authority="atlantis", municipality="atlantis")


@pytest.fixture
def people() -> Cast:
    cache.clear()
    return cast(NOW)


def sent(
    people: Cast, paper: SignedPaper, *, by: str = "koge", to: tuple[str, ...] = SIDES
) -> Consent:
    """A letter that is what its sender wants it to be, carried; it is entered with each receiver."""
    consent = put_to(
        by=people.seats[by, Role.COORDINATOR],
        kind=TRANSCRIPTION,
        paper=paper.paper(),
        about=Ref("agreement", str(ABOUT.get(paper.agreement, paper.agreement))),
        thread="forged-thread",
        authorities=list(Authority.objects.filter(slug__in=to)),
        at=NOW,
    )
    carried(NOW)
    return consent


def unknown(people: Cast) -> SignedPaper:
    """Of a paper of which nobody knows here."""
    read = SignedPaper.read(complete(people).edition.paper)
    return replace(read, agreement=uuid4(), file=replace(read.file, slug="forged"))


def of_parties(paper: SignedPaper, *parties: Party) -> SignedPaper:
    return replace(paper, file=replace(paper.file, parties=parties))


def with_ghosts(parties: Sequence[Party]) -> list[Party]:
    """With a contact in a post that they do not have."""
    ghost = PostInFile("ghost", {"sv": "Spöke"}, None, False)
    return [replace(one, contact="ghost", posts=(ghost,)) for one in parties]


def begun() -> bool:
    return Agreement.objects.filter(slug="forged").exists()


def test_a_letter_begins_an_agreement_that_nobody_knows_here_yet(people: Cast) -> None:
    sent(people, unknown(people))
    assert begun()


def test_what_is_each_partys_own_to_say_is_not_taken_from_a_letter(people: Cast) -> None:
    paper = unknown(people)
    consent = sent(people, of_parties(paper, *with_ghosts(paper.file.parties)))
    assert {party.contact for party in Agreement.objects.get(slug="forged").parties.all()} == {None}
    for side in SIDES:
        said(people, side, consent)
    assert Version.objects.filter(edition=consent.edition).exists()
    assert not faults()


def test_nothing_begins_with_somebody_whom_nobody_knows_here(people: Cast) -> None:
    paper = unknown(people)
    sent(people, of_parties(paper, *paper.file.parties, ATLANTIS))
    assert not begun()


def test_nothing_begins_without_its_receiver_or_in_the_name_of_others(people: Cast) -> None:
    paper = unknown(people)
    koge = next(one for one in paper.file.parties if one.authority == "koge")
    own = replace(paper, signed=tuple(one for one in paper.signed if one.authority == "koge"))
    sent(people, of_parties(own, koge, LUND))
    sent(people, paper, by=THIRD)
    assert not begun()


def test_nothing_begins_where_letter_and_text_name_two_agreements(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = unknown(people)
    monkeypatch.setitem(ABOUT, paper.agreement, uuid4())
    sent(people, paper)
    assert not begun()


def test_a_text_for_other_parties_cannot_be_confirmed_and_the_log_says_why(people: Cast) -> None:
    first = complete(people)
    said(people, "kristianstad", first, "sent-back", because="Artikel 1.")
    paper = SignedPaper.read(first.edition.paper)
    mayor = Signed(THIRD, Signatory("mayor", {"sv": "Ordförande"}, "Eva Exempel"), Part.SIGNED)
    more = of_parties(replace(paper, signed=(*paper.signed, mayor)), *paper.file.parties, LUND)
    consent = sent(people, more)
    for side in SIDES:
        with pytest.raises(Refused, match="no text of the agreement"):
            said(people, side, consent)
    said(people, "kristianstad", consent, "sent-back", because="Lund var inte med.")
    whats = Line.objects.filter(
        what="agreement.unfollowed", details__values__because="other-parties"
    )
    assert whats.count() == 1
    second = put(people, Transcribing.objects.get())
    for side in SIDES:
        said(people, side, second)
    assert Version.objects.get(agreement=paper.agreement).edition == second.edition


def test_a_strangers_letter_keeps_no_party_from_putting_its_own(people: Cast) -> None:
    first = complete(people)
    said(people, "kristianstad", first, "sent-back", because="Artikel 1.")
    paper = SignedPaper.read(first.edition.paper)
    strangers = sent(people, replace(paper, place="Lund"), by=THIRD, to=(THIRD, "kristianstad"))
    assert waiting(Agreement.objects.get(pk=paper.agreement)) is None
    with pytest.raises(Refused, match="no text of the agreement"):
        said(people, "kristianstad", strangers)
    assert put(people, Transcribing.objects.get())


@pytest.mark.parametrize("who", [ATLANTIS, None], ids=["unknown", "contact"])
def test_the_same_holds_of_a_proposal(people: Cast, who: Party | None) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    known = proposed_in(propose(by=by, draft=drafted(people, "koge", "Vi lærer"), at=NOW).edition)
    parties = known.file.parties if who else with_ghosts(known.file.parties)
    file = replace(known.file, slug="forged", parties=(*parties, *filter(None, [who])))
    forged = replace(known, agreement=uuid4(), file=file, base="")
    put_to(
        by=by,
        kind=PROPOSAL,
        paper=forged.paper(),
        about=Ref("agreement", str(forged.agreement)),
        thread="forged-thread",
        authorities=list(Authority.objects.filter(slug__in=SIDES)),
        at=NOW,
    )
    carried(NOW)
    assert begun() == (who is None)

"""Whatever another authority sends is registered; what is malformed, or not theirs to say, changes
nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from overens.base.consents.actions import put
from overens.base.consents.arrivals import ANSWER, QUESTION
from overens.base.consents.models import Consent
from overens.base.consents.papers import Given, answer_paper
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import Paper, canonical
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.actions.sending import ready, send
from overens.base.records.models import Dispatch, Receipt
from overens.base.records.states import ReceiptState
from overens.cycle.agreements.actions.proposing import propose, thread_of
from overens.cycle.agreements.dossier import base_of, dossier_of
from overens.cycle.agreements.letters import Proposed, Signatory, Told
from overens.cycle.agreements.models import Party, Version, Waiver
from overens.cycle.agreements.states import STEP, Progress, StepKind
from tests.cast import THIRD, Cast, cast
from tests.cycle.agreements.test_life import answered, carried, drafted
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
HOSTILE: tuple[Any, ...] = (
    None,
    [],
    {},
    -1,
    10**9,
    "x\0",
    "x" * 500,
    "9999-12-31",
    [None],
    {"": None},
)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Cast:
    # What a page looks like is not what is tried here, and typesetting is most of the time.
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    return cast(NOW)


def sends(people: Cast, sender: str, kind: str, paper: Paper, to: str = "kristianstad") -> None:
    """As somebody's own instance would, that keeps to nothing."""
    by = people.seats[sender, Role.COORDINATOR]
    receiver = Authority.objects.get(slug=to)
    prepared = ready(paper=paper, owner=by.post.authority, at=NOW)
    send(
        by=by, ready=prepared, kind=kind, to=[receiver], thread=thread_of(people.agreement), at=NOW
    )
    while carry_waiting(now=NOW):
        pass
    assert not Dispatch.objects.filter(their_number="").exists(), "it is registered"
    assert not Receipt.objects.exclude(state=ReceiptState.ENTERED).exists()


def shared(people: Cast) -> object:
    of = people.agreement
    return (
        list(Version.objects.filter(edition__isnull=False).values_list("pk", "valid_from")),
        Waiver.objects.count(),
        list(Party.objects.filter(agreement=of).values_list("authority__slug", "left")),
        [dossier_of(of).progress(seal) for seal in dossier_of(of).consents],
    )


def told(people: Cast, kind: StepKind, about: str, **more: Any) -> Paper:
    step = Told(kind, people.agreement.pk, about, TODAY, **more)
    return step.paper(of="Køge", title={"da": "Aftale"})


def proposed(people: Cast, signing: bool = True) -> Consent:
    by = people.seats["koge", Role.COORDINATOR]
    made = propose(by=by, draft=drafted(people, "koge", "Vi lærer"), at=NOW, signing=signing)
    carried(NOW)
    return made


def each_field(paper: Paper, name: str) -> list[Paper]:
    """The paper with each field of its data malformed in turn, and with none at all."""
    said = paper.data[name]
    bad = [{**said, field: value} for field in said for value in HOSTILE]
    bad += [{key: value for key, value in said.items() if key != field} for field in said]
    return [replace(paper, data={**paper.data, name: one}) for one in [*bad, *HOSTILE]]


def test_a_malformed_letter_is_registered_and_changes_nothing(people: Cast) -> None:
    consent = proposed(people)
    answered(people, "kristianstad", consent)
    carried(NOW)
    seal = consent.edition.sha256
    signature = told(
        people, StepKind.SIGNED, seal, signatories=(Signatory("post", {"da": "post"}, "Navn"),)
    )
    no_yes = Given(to=seal, number=1, answer=AnswerKind.POSTPONED, on=TODAY)
    letters = [(STEP, one) for one in each_field(signature, "step")]
    answer = answer_paper(no_yes, of="Køge", to=consent.edition.paper)
    letters += [(ANSWER, one) for one in each_field(answer, "answer")]
    letters += [(QUESTION, one) for one in each_field(consent.edition.paper, "question")]
    letters += [(QUESTION, one) for one in each_field(consent.edition.paper, "proposal")]
    before = shared(people)[:3]
    # Some of each, since the fields are seldom read in more than one way.
    for kind, paper in letters[::23]:
        sends(people, "koge", kind, paper)
        assert shared(people)[:3] == before


def test_a_stranger_moves_nothing(people: Cast) -> None:
    consent = proposed(people)
    seal, base = consent.edition.sha256, base_of(people.agreement)
    before = shared(people)
    said = Proposed.read(consent.edition.paper)
    by = people.seats[THIRD, Role.COORDINATOR]
    put(
        by=by,
        kind=consent.kind,
        paper=replace(said, changes=seal).paper(),
        about=people.agreement.ref,
        thread=thread_of(people.agreement),
        authorities=[one.authority for one in consent.asked.all()],
        at=NOW,
    )
    signed = (Signatory("post", {"sv": "post"}, "Namn"),)
    sends(people, THIRD, STEP, told(people, StepKind.SIGNED, seal, signatories=signed))
    sends(people, THIRD, STEP, told(people, StepKind.NOTICE, base, months=6, ends=TODAY))
    no = Given(to=seal, number=1, answer=AnswerKind.NO, on=TODAY, because="Nej.")
    sends(people, THIRD, ANSWER, answer_paper(no, of="Køge", to=consent.edition.paper))
    assert shared(people) == before
    assert dossier_of(people.agreement).progress(seal) == Progress.OPEN


@pytest.mark.parametrize(
    ("months", "on"), [(0, TODAY), (1199, date(9999, 12, 1)), (5, TODAY)], ids=str
)
def test_a_notice_that_the_text_does_not_allow_is_a_record(people: Cast, months, on) -> None:
    consent = proposed(people, signing=False)
    for side in ("koge", "kristianstad"):
        answered(people, side, consent)
    carried(NOW)
    assert base_of(people.agreement) == consent.edition.sha256
    before = shared(people)
    paper = told(people, StepKind.NOTICE, consent.edition.sha256, months=months)
    step = {**paper.data["step"], "on": on.isoformat()}
    sends(people, "koge", STEP, replace(paper, data={**paper.data, "step": step}))
    assert shared(people) == before

"""A party whose own instance keeps to nothing: dates that are made up, two letters in the place of one,
parties added or dropped. What it sends is registered, and gains it nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from overens.base.consents.actions import put
from overens.base.consents.arrivals import ANSWER
from overens.base.consents.models import Answer, Consent
from overens.base.consents.papers import Given, answer_paper
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.drafting import own_draft
from overens.cycle.agreements.actions.proposing import propose, thread_of, waive
from overens.cycle.agreements.actions.transcription import SeatName, transcribe
from overens.cycle.agreements.agreement_file.shape import Party as Named
from overens.cycle.agreements.dossier import base_of, dossier_of
from overens.cycle.agreements.letters import Proposed, Signatory, Waived
from overens.cycle.agreements.models import Party, Step, Version, Waiver
from overens.cycle.agreements.queries import parties_beside, parties_with_contacts
from overens.cycle.agreements.states import STEP, StepKind
from tests.cast import THIRD, Cast, cast, seat_of
from tests.cycle.agreements.test_letters import proposed, sends, told
from tests.cycle.agreements.test_life import answered, carried, drafted, signed
from tests.examples import NOW, TODAY, five_parties

pytestmark = pytest.mark.django_db
LONG_AGO = TODAY - timedelta(days=400)
AHEAD = TODAY + timedelta(days=400)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    return cast(NOW)


@pytest.fixture
def counted(people: Cast) -> str:
    """The seal of a text that counts, with six months of notice."""
    consent = proposed(people, signing=False)
    for side in ("koge", "kristianstad"):
        answered(people, side, consent)
    carried(NOW)
    return consent.edition.sha256


def notice(people: Cast, about: str, on: date):
    paper = told(people, StepKind.NOTICE, about, months=6)
    step = {**paper.data["step"], "on": on.isoformat()}
    return replace(paper, data={**paper.data, "step": step})


def answer_of(consent: Consent, answer: AnswerKind, number: int = 1, on: date = TODAY, **more):
    given = Given(to=consent.edition.sha256, number=number, answer=answer, on=on, **more)
    return answer_paper(given, of="Køge", to=consent.edition.paper)


def logged(what: str) -> list[dict]:
    return [
        line.details.values for line in Line.objects.filter(what=what).select_related("details")
    ]


def test_a_notice_counts_from_the_day_on_which_it_came(people: Cast, counted: str) -> None:
    """Backdated, it would end the agreement at once."""
    sends(people, "koge", STEP, notice(people, counted, LONG_AGO))
    (found,) = dossier_of(people.agreement).life.in_effect(counted)
    assert (found.on, found.came) == (LONG_AGO, {TODAY})
    last = set(Party.objects.filter(agreement=people.agreement).values_list("left", flat=True))
    assert last == {found.ends}
    word = Step.objects.get(kind=StepKind.RECEIVED)
    assert (word.authority.slug, word.on, word.seat) == ("kristianstad", TODAY, None)
    assert logged("agreement.notice-received")
    assert faults() == {}


def test_in_time_nothing_is_told(people: Cast, counted: str) -> None:
    sends(people, "koge", STEP, notice(people, counted, TODAY))
    assert dossier_of(people.agreement).life.in_effect(counted)
    assert not Step.objects.filter(kind=StepKind.RECEIVED).exists()


def test_a_day_that_is_told_ahead_is_not_believed(people: Cast, counted: str) -> None:
    """Or the receiver would keep the giver for ever."""
    sends(people, "koge", STEP, notice(people, counted, TODAY))
    seal = Step.objects.get(kind=StepKind.NOTICE).edition.sha256
    late = replace(told(people, StepKind.RECEIVED, seal), data={})
    step = {**told(people, StepKind.RECEIVED, seal).data["step"], "on": AHEAD.isoformat()}
    sends(people, "kristianstad", STEP, replace(late, data={"step": step}), to="koge")
    assert Step.objects.filter(kind=StepKind.RECEIVED, on=AHEAD).exists()
    (found,) = dossier_of(people.agreement).life.in_effect(counted)
    assert found.came == frozenset()


def test_an_answer_dated_before_its_question_gains_nothing(people: Cast) -> None:
    consent = proposed(people, signing=False)
    for side in ("koge", "kristianstad"):
        answered(people, side, consent, on=LONG_AGO)
    carried(NOW)
    assert Version.objects.get(edition=consent.edition).valid_from == TODAY


def test_a_waiver_that_is_dated_ahead_waits_for_its_day(people: Cast, counted: str) -> None:
    said = Waived(people.agreement.pk, counted, 1, {"da": "Møde"}, "Fordi.", AHEAD)
    consent = put(
        by=people.seats["koge", Role.COORDINATOR],
        kind="agreement.waiver",
        paper=said.paper(["Køge"]),
        about=people.agreement.ref,
        thread=thread_of(people.agreement),
        authorities=list(Authority.objects.filter(slug__in=("koge", "kristianstad"))),
        at=NOW,
    )
    carried(NOW)
    for side in ("koge", "kristianstad"):
        answered(people, side, consent)
    carried(NOW)
    assert not Waiver.objects.exists()


def test_a_second_answer_under_one_number_is_a_record(people: Cast) -> None:
    consent = proposed(people, signing=False)
    answered(people, "kristianstad", consent)
    sends(people, "koge", ANSWER, answer_of(consent, AnswerKind.NO, because="Nej."))
    sends(people, "koge", ANSWER, answer_of(consent, AnswerKind.YES))
    own = Answer.objects.filter(asked__authority__slug="koge")
    assert [answer.answer for answer in own] == [AnswerKind.NO]
    assert base_of(people.agreement) != consent.edition.sha256
    assert [one["because"] for one in logged("agreement.unfollowed")] == ["answered-otherwise"]


def test_who_has_refused_does_not_say_yes_again(people: Cast) -> None:
    """The others may have bound themselves to another text since. In whatever order they come."""
    consent = proposed(people, signing=False)
    answered(people, "kristianstad", consent)
    sends(people, "koge", ANSWER, answer_of(consent, AnswerKind.YES, number=2))
    assert base_of(people.agreement) != consent.edition.sha256
    sends(people, "koge", ANSWER, answer_of(consent, AnswerKind.NO, because="Nej."))
    assert base_of(people.agreement) != consent.edition.sha256
    life = dossier_of(people.agreement).life
    assert life.refused(life.proposals[consent.edition.sha256]) == {"koge"}


@pytest.mark.parametrize("first_came", [1, 2])
@pytest.mark.parametrize(
    ("said", "is_waived"),
    [((AnswerKind.YES, AnswerKind.NO), True), ((AnswerKind.NO, AnswerKind.YES), False)],
)
def test_a_waiver_takes_the_answer_that_came_first_by_its_number_in_whatever_order_they_come(
    people: Cast, said: tuple[AnswerKind, ...], is_waived: bool, first_came: int
) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    consent = waive(by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    answered(people, "kristianstad", consent)
    for number in (first_came, 3 - first_came):
        sends(people, "koge", ANSWER, answer_of(consent, said[number - 1], number, because="Jo."))
    assert Waiver.objects.exists() is is_waived


def test_a_second_signature_of_one_text_is_a_record(people: Cast) -> None:
    consent = proposed(people)
    for side in ("koge", "kristianstad"):
        answered(people, side, consent)
    carried(NOW)
    seal, who = consent.edition.sha256, (Signatory("post", {"da": "post"}, "Navn"),)
    for place in ("Køge", "Lund"):
        paper = told(people, StepKind.SIGNED, seal, signatories=who, place=place)
        sends(people, "koge", STEP, paper)
    signed(people, "kristianstad", consent)
    carried(NOW)
    assert base_of(people.agreement) == seal
    assert [one["because"] for one in logged("agreement.unfollowed")] == ["signed-otherwise"]
    steps = dossier_of(people.agreement).steps
    assert [s.authority.slug for s in steps if s.kind == StepKind.SIGNED] == [
        "koge",
        "kristianstad",
    ]


def test_a_text_that_adds_or_drops_a_party_is_a_record(people: Cast, counted: str) -> None:
    drafted(people, "koge", "Vi lærer mere")
    standing = Proposed.read(Consent.objects.get(edition__sha256=counted).edition.paper)
    third = Named(THIRD, "se", {"sv": "Lund"}, "Lund", ("sv",))
    own = [one for one in standing.file.parties if one.authority == "koge"]
    for parties in ((*own, third), (*standing.file.parties, third)):
        file = replace(standing.file, parties=parties, commitments=(), purpose={"da": "Nyt"})
        said = replace(standing, file=file, base=counted)
        consent = put(
            by=people.seats["koge", Role.COORDINATOR],
            kind="agreement.proposal",
            paper=said.paper(),
            about=people.agreement.ref,
            thread=thread_of(people.agreement),
            authorities=list(Authority.objects.filter(slug__in=("koge", "kristianstad"))),
            at=NOW,
        )
        carried(NOW)
        with pytest.raises(Refused):
            answered(people, "kristianstad", consent)
    assert base_of(people.agreement) == counted
    assert [one["because"] for one in logged("agreement.unfollowed")] == ["other-parties"] * 2


def test_once_a_text_is_proposed_no_file_changes_the_parties() -> None:
    file = replace(five_parties(), signing=None, commitments=())
    by = SeatName("norrby", "chair")
    agreement = transcribe(by=by, file=file, at=NOW).agreement
    fewer = replace(file, parties=file.parties[:4])
    transcribe(by=by, file=fewer, at=NOW)
    assert agreement.parties.count() == 4
    seat = seat_of("norrby", Role.COORDINATOR)
    draft = own_draft(seat, agreement)
    assert draft
    propose(by=seat, draft=draft, at=NOW)
    with pytest.raises(Refused):
        transcribe(by=by, file=file, at=NOW)
    assert agreement.parties.count() == 4


def test_a_text_that_was_not_sent_names_nobody_to_others() -> None:
    by = SeatName("norrby", "chair")
    file = replace(five_parties(), signing=None, commitments=())
    agreement = transcribe(by=by, file=file, at=NOW).agreement
    named = {party.authority.slug: party.authority for party in agreement.parties.all()}
    assert not parties_beside(named["vestby"].pk)
    assert not parties_with_contacts(named["vestby"])
    assert len(parties_beside(named["norrby"].pk)) == 5
    seat = seat_of("norrby", Role.COORDINATOR)
    draft = own_draft(seat, agreement)
    assert draft
    propose(by=seat, draft=draft, at=NOW)
    assert not parties_beside(named["vestby"].pk)
    carried(NOW)
    assert len(parties_beside(named["vestby"].pk)) == 5
    assert len(parties_with_contacts(named["vestby"])) == 5

"""An agreement's life on one instance: written, changed, agreed, signed, amended, waived, ended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.records.actions.dispatching import carry_waiting
from overens.base.records.models import Dispatch, Entry
from overens.base.trail.queries import faults
from overens.cycle.agreements.actions.drafting import (
    begin_draft,
    change_draft,
    confirm_wording,
    own_draft,
    sealed,
)
from overens.cycle.agreements.actions.proposing import propose, text_before, waive
from overens.cycle.agreements.actions.telling import give_notice, send_comment, sign
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.dossier import dossier_of, told_in
from overens.cycle.agreements.models import Party, Version, Waiver
from overens.cycle.agreements.queries import parties, versions_that_count
from overens.cycle.agreements.rules.wordings import lacking, seal_of
from overens.cycle.agreements.rules.wordings import parts as parts_of
from overens.cycle.agreements.standings import standings
from overens.cycle.agreements.states import Progress, State
from overens.cycle.agreements.transcript import as_file
from tests.cast import Cast, cast
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def purpose(text: str):
    def change(file: AgreementFile) -> AgreementFile:
        words = {code: f"{text} ({code})" for code in file.purpose or {"sv": "", "da": ""}}
        return replace(file, purpose=words, term=replace(file.term, notice_months=6))

    return change


def drafted(people: Cast, side: str, text: str, at=NOW, edition=None) -> Version:
    by = people.seats[side, Role.COORDINATOR]
    draft = own_draft(by, people.agreement)
    draft = draft or begin_draft(by=by, agreement=people.agreement, at=at, edition=edition)
    read = sealed(as_file(draft), "purpose")
    return change_draft(by=by, draft=draft, part="purpose", read=read, change=purpose(text), at=at)


def carried(at) -> None:
    while carry_waiting(now=at):
        pass
    assert not Dispatch.objects.filter(their_number="").exists()


def answered(people: Cast, side: str, consent: Consent, answer: str = "yes", at=NOW, **more):
    by = people.seats[side, Role.COORDINATOR]
    return answer_edition(by=by, consent=consent, answer=answer, at=at, **more)


def signed(people: Cast, side: str, consent: Consent, at=NOW):
    leader = people.seats[side, Role.LEADER]
    return sign(
        by=people.seats[side, Role.COORDINATOR],
        agreement=people.agreement,
        seal=consent.edition.sha256,
        on=TODAY,
        place="Køge",
        signatories=[leader],
        at=at,
    )


def test_a_text_is_changed_by_each_and_counts_once_each_has_signed(people: Cast) -> None:
    agreement = people.agreement
    draft = drafted(people, "koge", "Vi lærer af hinanden")
    first = propose(
        by=people.seats["koge", Role.COORDINATOR], draft=draft, at=NOW, answer_by=TODAY + 30 * DAY
    )
    with pytest.raises(Refused):
        answered(people, "kristianstad", first)  # it has not reached them yet
    carried(NOW)
    answered(people, "kristianstad", first, "yes-if", because="Om vi möts varje år.")
    carried(NOW)
    other = drafted(people, "kristianstad", "Vi lär av varandra varje år", edition=first.edition)
    second = propose(by=people.seats["kristianstad", Role.COORDINATOR], draft=other, at=NOW)
    carried(NOW)
    dossier = dossier_of(agreement)
    assert dossier.progress(first.edition.sha256) == Progress.REPLACED
    with pytest.raises(Refused):
        answered(people, "koge", first)
    answered(people, "koge", second, body="Byrådet", paragraph="§ 12")
    with pytest.raises(Refused):
        signed(people, "koge", second)  # not each has said yes
    answered(people, "kristianstad", second, lawful_on=TODAY + 21 * DAY)
    carried(NOW)
    signed(people, "koge", second)
    assert agreement.versions.filter(edition__isnull=False).count() == 1
    with pytest.raises(Refused):
        answered(people, "koge", second, "no", because="Vi har ångrat oss.")
    signed(people, "kristianstad", second)
    version = agreement.versions.get(number=2)
    assert version.edition == second.edition
    assert version.valid_from == TODAY + 21 * DAY  # not before it has gained legal force
    assert version.edition.signing.signatories.count() == 2
    carried(NOW)
    assert faults() == {}
    # Each letter is one entry at its sender and one at each receiver.
    assert Entry.objects.count() == 2 * Dispatch.objects.count() == 2 * 7


def test_waived_by_each_and_ended_by_one(people: Cast) -> None:
    agreement = people.agreement
    draft = drafted(people, "koge", "Vi lærer")
    koge = people.seats["koge", Role.COORDINATOR]
    first = propose(by=koge, draft=draft, at=NOW, signing=False)
    carried(NOW)
    answered(people, "koge", first)
    with pytest.raises(Refused):
        answered(people, "koge", first, "no", because="Nej.")
    answered(people, "kristianstad", first)
    assert agreement.versions.filter(edition__isnull=False).count() == 2
    carried(NOW)
    asked = waive(by=koge, agreement=agreement, commitment=1, because="Det er gjort.", at=NOW)
    carried(NOW)
    answered(people, "koge", asked)
    assert not Waiver.objects.exists()
    answered(people, "kristianstad", asked)
    assert Waiver.objects.count() == 2
    give_notice(
        by=people.seats["kristianstad", Role.LEADER],
        agreement=agreement,
        because="",
        body="Kommunfullmäktige",
        paragraph="§ 3",
        at=NOW,
    )
    assert {party.left for party in Party.objects.filter(agreement=agreement)} == {
        date(2027, 5, 24)
    }
    carried(NOW)
    assert faults() == {}


def waived_now(people: Cast) -> set[int]:
    """The commitments of which something is waived, for anybody."""
    versions = versions_that_count(people.agreement.slug)
    who = parties(people.agreement)
    rows = standings(versions, who, {one.pk: TODAY + 2 * DAY for one in who})
    return {
        row.terms.commitment.number
        for row in rows
        for party in row.parties
        if any(one.state == State.WAIVED and one.due != TODAY for one in party.periods)
    }


def test_nobody_is_released_from_what_is_promised_anew(people: Cast) -> None:
    koge = people.seats["koge", Role.COORDINATOR]
    for number in (1, 2):
        asked = waive(
            by=koge, agreement=people.agreement, commitment=number, because="Gjort.", at=NOW
        )
        carried(NOW)
        answered(people, "koge", asked)
        answered(people, "kristianstad", asked)
    carried(NOW)
    assert waived_now(people) == {1, 2}

    def promised(file: AgreementFile) -> AgreementFile:
        first, *others = file.commitments
        title = {code: f"{text} Mere." for code, text in first.title.items()}
        return replace(file, commitments=(replace(first, title=title), *others))

    draft = begin_draft(by=koge, agreement=people.agreement, at=NOW)
    read = sealed(as_file(draft), "c-1")
    draft = change_draft(by=koge, draft=draft, part="c-1", read=read, change=promised, at=NOW)
    first = propose(by=koge, draft=draft, at=NOW, signing=False)
    carried(NOW)
    answered(people, "koge", first)
    answered(people, "kristianstad", first)
    assert waived_now(people) == {2}


def test_a_wording_that_stays_is_confirmed_before_it_can_be_proposed(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    draft = begin_draft(by=by, agreement=people.agreement, at=NOW)
    file = as_file(draft)
    assert len(file.purpose) > 1, "the demo has it in each language"
    read = sealed(file, "purpose")
    draft = change_draft(
        by=by,
        draft=draft,
        part="purpose",
        read=read,
        change=lambda f: replace(f, purpose={**f.purpose, "da": "Vi lærer."}),
        at=NOW,
    )
    with pytest.raises(Refused):
        propose(by=by, draft=draft, at=NOW)
    for one in lacking(as_file(draft), text_before(draft), draft.confirmed):
        texts = parts_of(as_file(draft))[one.part]
        draft = confirm_wording(
            by=by, draft=draft, part=one.part, language=one.language, read=seal_of(texts), at=NOW
        )
    assert propose(by=by, draft=draft, at=NOW)


def test_what_was_pasted_along_is_left_out_and_the_letter_can_be_read(people: Cast) -> None:
    koge = people.seats["koge", Role.COORDINATOR]
    put = propose(by=koge, draft=drafted(people, "koge", "Vi lærer"), at=NOW)
    seal = put.edition.sha256
    named = {"by": koge, "agreement": people.agreement, "seal": seal, "at": NOW}
    step = send_comment(part="purpose", text="Kort\r\nog\x00 godt", **named)
    assert told_in(step).text == "Kort\nog godt"
    answer = answered(people, "koge", put, "yes-if", because="Hvis\r\nvi \u202emødes")
    assert answer.because == "Hvis\nvi mødes"

"""What becomes of a draft when something is proposed: its own text, or another last day beside it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from overens.base.consents.models import Consent
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.cycle.agreements.actions.drafting import (
    change_draft,
    confirm_wording,
    drop_draft,
    own_draft,
    sealed,
)
from overens.cycle.agreements.actions.ending import propose_last_day
from overens.cycle.agreements.actions.going_on import go_on
from overens.cycle.agreements.actions.proposing import overtaken_by, propose, waive
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.dossier import proposed_in
from overens.cycle.agreements.models import Version, Waiver
from overens.cycle.agreements.queries import waivers_asked
from overens.cycle.agreements.rules.wordings import parts, seal_of
from overens.cycle.agreements.states import Progress
from overens.cycle.agreements.transcript import as_file
from tests.cast import SIDES, Cast, cast
from tests.cycle.agreements.test_life import answered, carried, drafted
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
LAST = date(2027, 12, 31)
SOON = TODAY + timedelta(days=5)


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    return cast(NOW)


def as_read(draft: Version) -> Version:
    """As somebody else has opened it, at the same moment."""
    return Version.objects.select_related("agreement", "based_on").get(pk=draft.pk)


def test_another_last_day_leaves_a_draft_where_it_began_with_what_was_confirmed(
    people: Cast,
) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    draft = drafted(people, "koge", "Vi lærer")
    read = seal_of(parts(as_file(draft))["purpose"])
    draft = confirm_wording(by=by, draft=draft, part="purpose", language="sv", read=read, at=NOW)
    renewed = propose_last_day(by=by, agreement=people.agreement, ends=LAST, because="Nok.", at=NOW)
    now = own_draft(by, people.agreement)
    assert now
    assert (now.based_on, now.confirmed) == (draft.based_on, draft.confirmed)
    # So a proposal of it takes the place of nothing, and refuses nothing.
    changed = propose(by=by, draft=now, at=NOW)
    assert proposed_in(changed.edition).changes == ""
    assert proposed_in(renewed.edition).changes == ""


def test_two_colleagues_propose_one_draft_at_once_and_it_is_proposed_once(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    draft = drafted(people, "koge", "Vi lærer")
    read = as_read(draft)
    propose(by=by, draft=draft, at=NOW)
    with pytest.raises(Refused, match="has changed since"):
        propose(by=by, draft=read, at=NOW)
    assert Consent.objects.filter(kind="agreement.proposal").count() == 1


@pytest.mark.parametrize("what", ["changed", "dropped"])
def test_a_draft_that_a_colleague_changes_or_drops_at_the_same_moment_is_not_proposed(
    people: Cast, what: str
) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    read = as_read(drafted(people, "koge", "Vi lærer"))
    if what == "changed":
        drafted(people, "koge", "Vi lærer hvert år")
    else:
        drop_draft(by=by, draft=read, at=NOW)
    with pytest.raises(Refused, match="has changed since"):
        propose(by=by, draft=read, at=NOW)
    assert not Consent.objects.filter(kind="agreement.proposal").exists()


def counts_meanwhile(people: Cast, text: str) -> Version:
    """Kristianstad's change has come to count."""
    k = people.seats["kristianstad", Role.COORDINATOR]
    other = propose(by=k, draft=drafted(people, "kristianstad", text), at=NOW, signing=False)
    carried(NOW)
    for side in SIDES:
        answered(people, side, other)
    carried(NOW)
    return Version.objects.get(edition=other.edition)


def test_a_draft_that_another_text_overtook_is_held_against_that_text(people: Cast) -> None:
    """Else a wording that the other text changed would be taken back, and nobody asked to confirm it."""
    by = people.seats["koge", Role.COORDINATOR]
    draft = drafted(people, "koge", "Vi lærer")
    assert overtaken_by(draft) is None
    version = counts_meanwhile(people, "Vi möts")
    draft = as_read(draft)
    assert overtaken_by(draft) == version

    def as_it_counts_in_one(file: AgreementFile) -> AgreementFile:
        words = {**file.purpose, "sv": as_file(version).purpose["sv"]}
        return replace(file, purpose=words)

    read = sealed(as_file(draft), "purpose")
    draft = change_draft(
        by=by, draft=draft, part="purpose", read=read, change=as_it_counts_in_one, at=NOW
    )
    with pytest.raises(Refused, match="one wording"):
        propose(by=by, draft=draft, at=NOW)
    draft = drafted(people, "koge", "Vi möts")
    with pytest.raises(Refused, match="says already"):
        propose(by=by, draft=draft, at=NOW)
    draft = drafted(people, "koge", "Vi mødes")
    consent = propose(by=by, draft=draft, at=NOW)
    assert version.edition
    assert proposed_in(consent.edition).base == version.edition.sha256
    # What is written on from here began from a text that changes the one that counts.
    assert overtaken_by(as_read(draft)) is None


def test_a_draft_of_a_proposal_is_overtaken_with_it(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    draft = drafted(people, "koge", "Vi lærer")
    propose(by=by, draft=draft, at=NOW)
    carried(NOW)
    drafted(people, "koge", "Vi lærer mere")
    version = counts_meanwhile(people, "Vi möts")
    now = own_draft(by, people.agreement)
    assert now
    assert overtaken_by(now) == version


def test_what_waits_for_answers_is_not_put_once_more(people: Cast) -> None:
    """Two colleagues each fill in the form; or it is forgotten that it was sent."""
    by = people.seats["koge", Role.COORDINATOR]
    theirs = people.seats["kristianstad", Role.COORDINATOR]
    same = {"agreement": people.agreement, "because": "Gjort.", "at": NOW}
    asked = waive(by=by, commitment=1, **same)
    carried(NOW)
    for seat in (by, theirs):
        with pytest.raises(Refused, match="asked already"):
            waive(by=seat, commitment=1, **same)
    waive(by=by, commitment=1, parties=("koge",), **same)
    waive(by=by, commitment=2, **same)
    answered(people, "kristianstad", asked, "no", because="Inte än.")
    carried(NOW)
    waive(by=by, commitment=1, **same)
    renewed = propose_last_day(by=by, ends=LAST, **same)
    carried(NOW)
    for seat in (by, theirs):
        with pytest.raises(Refused, match="proposed already"):
            propose_last_day(by=seat, ends=LAST, **same)
    propose_last_day(by=by, ends=LAST, signing=False, **same)
    answered(people, "kristianstad", renewed, "no", because="Inte än.")
    carried(NOW)
    propose_last_day(by=by, ends=LAST, **same)


def test_nobody_says_yes_to_a_waiver_of_what_another_text_has_changed_since(people: Cast) -> None:
    """What each has agreed to release from is what it read, and no other promise under its number."""
    by = people.seats["koge", Role.COORDINATOR]
    theirs = people.seats["kristianstad", Role.COORDINATOR]
    asked = waive(
        by=by, agreement=people.agreement, commitment=1, because="Gjort.", answer_by=SOON, at=NOW
    )
    carried(NOW)
    answered(people, "koge", asked)
    counts_meanwhile(people, "Vi möts")
    with pytest.raises(Refused, match="has changed meanwhile"):
        answered(people, "kristianstad", asked)
    (_consent, _said, progress), *_ = waivers_asked(people.agreement, theirs.post.authority)
    assert progress == Progress.OVERTAKEN
    assert go_on(now=NOW + timedelta(days=40)) == 0
    assert not Waiver.objects.exists()
    again = waive(by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    for side in SIDES:
        answered(people, side, again)
    carried(NOW)
    assert Waiver.objects.filter(edition=again.edition).exists()

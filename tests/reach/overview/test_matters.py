"""Whose turn it is in a proposal, or a waiver: on whose desk it stands, by which day, until when."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.consents.models import Asked, Consent
from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.states import Holding, Role
from overens.base.papers.models import Edition
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.telling import give_notice, keep_agreement
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.queries import parties_beside
from overens.reach.overview.matters import Awaited
from overens.reach.overview.queries import Overview
from overens.reach.overview.states import Kind
from tests.cast import SIDES, THIRD, Cast, cast
from tests.cycle.agreements.test_life import DAY, answered, carried, drafted, signed
from tests.examples import NOW, TODAY, demo
from tests.web.conftest import KOGE

pytestmark = pytest.mark.django_db
LAST = TODAY + 30 * DAY
OF_PROPOSALS = {Kind.ANSWER, Kind.SIGN, Kind.CAME_BACK}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def overview(people: Cast, side: str, role: Role = Role.COORDINATOR, now: datetime = NOW):
    seat = Seat.objects.select_related("person", "post__authority__municipality").get(
        pk=people.seats[side, role].pk
    )
    parties = parties_beside(seat.post.authority_id)
    return Overview(people.accounts[side, role], seat, now, parties, lambda place: False)


def waiting(people: Cast, side: str, role: Role = Role.COORDINATOR, now: datetime = NOW):
    """What waits there of proposals: (kind, last day)."""
    found = overview(people, side, role, now).waits_for_you()
    return [(w.kind, w.day if w.is_deadline else None) for w in found if w.kind in OF_PROPOSALS]


def awaited(people: Cast, side: str, now: datetime = NOW) -> list[tuple[str, bool]]:
    """Of whom it waits there: (who, whether they are to sign)."""
    found = overview(people, side, now=now).waits_for_partner()
    return [(w.party.authority.slug, w.signs) for w in found if isinstance(w, Awaited)]


def proposed(
    people: Cast, side: str = "koge", text: str = "Vi lærer", at: datetime = NOW, **more
) -> Consent:
    draft = drafted(people, side, text, at=at, edition=more.pop("edition", None))
    by = people.seats[side, Role.COORDINATOR]
    consent = propose(by=by, draft=draft, at=at, answer_by=LAST, **more)
    Version.objects.filter(pk=draft.pk).delete()
    return consent


def test_a_proposal_waits_for_each_party_by_its_day_once_it_has_reached_it(people: Cast) -> None:
    proposed(people)
    assert waiting(people, "koge") == [(Kind.ANSWER, LAST)]
    assert waiting(people, "kristianstad") == []
    assert awaited(people, "koge") == [("kristianstad", False)]
    carried(NOW)
    assert waiting(people, "kristianstad") == [(Kind.ANSWER, LAST)]
    assert awaited(people, "kristianstad") == [("koge", False)]
    for role in (Role.MEMBER, Role.REGISTRAR, Role.COMMUNICATOR, Role.ADMINISTRATOR):
        assert waiting(people, "kristianstad", role) == []


def test_what_is_answered_waits_no_more_and_is_signed_next(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "koge", text)
    assert waiting(people, "koge") == []
    answered(people, "kristianstad", text)
    carried(NOW)
    for side in SIDES:
        for role in (Role.COORDINATOR, Role.DIRECTOR, Role.LEADER):
            assert waiting(people, side, role) == [(Kind.SIGN, None)], (side, role)
    signed(people, "koge", text)
    carried(NOW)
    assert waiting(people, "koge") == []
    assert awaited(people, "koge") == [("kristianstad", True)]
    assert waiting(people, "kristianstad") == [(Kind.SIGN, None)]
    signed(people, "kristianstad", text)
    carried(NOW)
    for side in SIDES:
        assert waiting(people, side) == awaited(people, side) == []


def test_what_is_postponed_waits_until_that_day_and_is_late_after_it(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    until = TODAY + 60 * DAY
    answered(people, "kristianstad", text, "postponed", until=until)
    assert waiting(people, "kristianstad") == [(Kind.ANSWER, until)]
    (late,) = (
        one
        for one in overview(people, "kristianstad", now=NOW + 61 * DAY).waits_for_you()
        if one.kind == Kind.ANSWER
    )
    assert late.is_late


@pytest.mark.parametrize("answer", ["yes-if", "sent-back", "no"])
def test_what_comes_back_waits_for_whoever_proposed_until_something_newer_is_put(
    people: Cast, answer: str
) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "koge", text)
    answered(people, "kristianstad", text, answer, because="Vi behöver mer tid.")
    carried(NOW)
    assert waiting(people, "koge") == [(Kind.CAME_BACK, None)]
    assert waiting(people, "koge", Role.LEADER) == []
    assert waiting(people, "kristianstad") == []
    proposed(people, "kristianstad", "Vi lär", at=NOW - DAY)
    assert waiting(people, "koge") == [(Kind.CAME_BACK, None)]  # that was before the answer
    proposed(people, text="Vi lærer hvert år", at=NOW + DAY, edition=text.edition)
    assert waiting(people, "koge") == [(Kind.ANSWER, LAST)]


def test_a_later_yes_of_a_third_party_brings_back_nothing_that_was_gone_on_with(
    people: Cast,
) -> None:
    last = demo().parties[-1]
    lund = replace(last, authority=THIRD, municipality=THIRD, short="Lund", posts=(), contact=None)
    file = replace(demo(), slug="three", parties=(*demo().parties, lund))
    people.agreement = transcribe(by=KOGE, file=file, at=NOW).agreement
    text = proposed(people)
    carried(NOW)
    answered(people, "koge", text)
    answered(people, "kristianstad", text, "yes-if", because="Om det står när.", at=NOW + DAY)
    carried(NOW + DAY)
    came = [(Kind.CAME_BACK, None)]
    assert waiting(people, "koge", now=NOW + DAY) == came
    other = proposed(people, text="Vi lærer hvert år", at=NOW + 2 * DAY)  # begun from what counts
    answered(people, "koge", other, at=NOW + 2 * DAY)
    assert waiting(people, "koge", now=NOW + 2 * DAY) == []
    answered(people, THIRD, text, at=NOW + 3 * DAY)
    carried(NOW + 3 * DAY)
    assert waiting(people, "koge", now=NOW + 3 * DAY) == []


def test_a_refusal_that_is_left_to_rest_stands_for_two_months(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "kristianstad", text, "no", because="Fullmäktige sade nej.")
    carried(NOW)
    assert waiting(people, "koge", now=NOW + 59 * DAY) == [(Kind.CAME_BACK, None)]
    assert waiting(people, "koge", now=NOW + 61 * DAY) == []


def test_a_refusal_that_was_decided_long_before_it_came_stands_for_two_months_too(
    people: Cast,
) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "kristianstad", text, "no", because="Nej.", on=TODAY - 90 * DAY)
    carried(NOW)
    assert waiting(people, "koge", now=NOW + 59 * DAY) == [(Kind.CAME_BACK, None)]
    assert waiting(people, "koge", now=NOW + 61 * DAY) == []


def test_a_waiver_waits_for_each_and_comes_back_refused(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    asked = waive(
        by=by, agreement=people.agreement, commitment=1, because="Det er gjort.", at=NOW,
        answer_by=LAST,
    )  # fmt: skip
    carried(NOW)
    assert waiting(people, "koge") == waiting(people, "kristianstad") == [(Kind.ANSWER, LAST)]
    answered(people, "koge", asked)
    answered(people, "kristianstad", asked, "no", because="Inte än.")
    carried(NOW)
    assert waiting(people, "koge") == [(Kind.CAME_BACK, None)]
    assert waiting(people, "kristianstad") == awaited(people, "koge") == []


def test_a_waiver_that_another_text_overtook_waits_for_nobody(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    waive(by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    text = proposed(people, signing=False)
    carried(NOW)
    for side in SIDES:
        assert (Kind.ANSWER, None) in waiting(people, side)
        answered(people, side, text)
    carried(NOW)
    assert [waiting(people, side) for side in SIDES] == [[], []]
    assert awaited(people, "koge") == []


def test_a_proposal_that_another_one_replaced_waits_for_nobody(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    other = proposed(people, "kristianstad", "Vi lär", edition=text.edition)
    carried(NOW)
    for side in SIDES:
        found = overview(people, side).waits_for_you()
        subjects = [w.about.consent for w in found if w.kind == Kind.ANSWER]
        assert subjects == [Consent.objects.get(edition=other.edition).pk], (
            "the newer one, and no other"
        )


def test_who_leads_finds_it_once_it_has_gone_on_to_them(people: Cast) -> None:
    proposed(people)
    carried(NOW)
    passed = NOW + 31 * DAY
    for role, days in ((Role.DIRECTOR, 7), (Role.LEADER, 14)):
        assert waiting(people, "kristianstad", role, passed + (days - 1) * DAY) == []
        assert waiting(people, "kristianstad", role, passed + days * DAY) == [(Kind.ANSWER, LAST)]


def test_where_nobody_is_coordinator_it_waits_for_whoever_leads_at_once(people: Cast) -> None:
    proposed(people)
    carried(NOW)
    Seat.objects.filter(post__authority__slug="kristianstad", post__role=Role.COORDINATOR).update(
        until=TODAY - DAY
    )
    assert waiting(people, "kristianstad", Role.LEADER) == [(Kind.ANSWER, LAST)]


def copies(consent: Consent, count: int, about: str = "", first: int = 0) -> None:
    """As many more proposals of the same text, each with its own seal, unanswered at each; in another
    agreement where one is named."""
    edition = consent.edition
    nonce = edition.paper.data["question"]["nonce"]
    for number in range(first, first + count):
        canonical = edition.canonical.replace(nonce, f"{number:016x}")
        assert canonical != edition.canonical
        copy = Edition.objects.create(
            kind=edition.kind,
            owner=edition.owner,
            schema_version=edition.schema_version,
            canonical=canonical,
            sha256=sha256(canonical.encode()).hexdigest(),
            pdf=edition.pdf,
            frozen_at=edition.frozen_at,
        )
        made = Consent.objects.create(
            kind=consent.kind,
            edition=copy,
            about_kind=consent.about_kind,
            about_id=about or consent.about_id,
            thread=consent.thread,
            asked_at=consent.asked_at,
            answer_by=consent.answer_by,
        )
        for asked in consent.asked.all():
            Asked.objects.create(consent=made, authority=asked.authority, reached_at=NOW)


def asked_of_the_database(people: Cast, now: datetime) -> int:
    overview(people, "kristianstad", now=now).waits_for_you()  # the texts are in memory from now on
    found = overview(people, "kristianstad", now=now + timedelta(days=1))
    with CaptureQueriesContext(connection) as captured:
        found.waits_for_you()
        found.waits_for_partner()
    return len(captured)


def test_queries_are_the_same_for_one_proposal_for_20_and_for_200(people: Cast) -> None:
    consent = proposed(people)
    carried(NOW)
    found, held = [], 1
    for size in (1, 20, 200):
        copies(consent, size - held) if size > held else None
        held = size
        found.append(asked_of_the_database(people, NOW))
        assert len(waiting(people, "kristianstad")) == size
    assert found[0] == found[1] == found[2]


def test_queries_are_the_same_for_proposals_in_one_agreement_and_in_ten(people: Cast) -> None:
    consent = proposed(people)
    carried(NOW)
    one = asked_of_the_database(people, NOW)
    for number in range(9):
        file = replace(demo(), slug=f"another-{number}")
        agreement = transcribe(by=KOGE, file=file, at=NOW).agreement
        copies(consent, 1, str(agreement.pk), first=number)
    assert len(waiting(people, "kristianstad")) == 10
    assert asked_of_the_database(people, NOW) == one


def succeeded(people: Cast, on: date) -> Seat:
    """Somebody else holds the post of Kristianstad's leader from a day on."""
    before = people.seats["kristianstad", Role.LEADER]
    Seat.objects.filter(pk=before.pk).update(until=on - DAY)
    person = people.accounts["kristianstad", Role.MEMBER].person
    Seat.objects.filter(person=person).update(until=on - DAY)
    made = Seat.objects.create(post=before.post, person=person, since=on)
    people.seats["kristianstad", Role.LEADER] = Seat.objects.select_related(
        "person", "post__authority__municipality"
    ).get(pk=made.pk)
    return people.seats["kristianstad", Role.LEADER]


def new_in_post(people: Cast, now: datetime = NOW) -> list[Agreement]:
    found = overview(people, "kristianstad", Role.LEADER, now).waits_for_you()
    return [one.about for one in found if one.kind == Kind.NEW_LEADER]


def test_a_leader_who_is_new_is_asked_about_each_agreement_until_they_keep_it(people: Cast) -> None:
    assert new_in_post(people) == []
    leader = succeeded(people, TODAY)
    assert new_in_post(people) == [people.agreement]
    keep_agreement(by=leader, agreement=people.agreement, text="", at=NOW)
    assert new_in_post(people) == []
    # What one leader said is not the next one's word.
    Seat.objects.filter(pk=leader.pk).update(
        person=people.seats["kristianstad", Role.DIRECTOR].person
    )
    succeeded(people, TODAY + 10 * DAY)
    assert new_in_post(people, NOW + 10 * DAY) == [people.agreement]


def test_a_change_that_is_proposed_is_an_answer_too(people: Cast) -> None:
    proposed(people, "kristianstad", "Vi lär")
    succeeded(people, TODAY + 10 * DAY)
    assert new_in_post(people, NOW + 10 * DAY) == [people.agreement]  # that was before them
    proposed(people, "kristianstad", "Vi lär mer", at=NOW + 11 * DAY)
    assert new_in_post(people, NOW + 11 * DAY) == []


def test_notice_is_an_answer_too(people: Cast) -> None:
    text = proposed(people, signing=False)  # it gives six months of notice
    carried(NOW)
    for side in SIDES:
        answered(people, side, text)
    leader = succeeded(people, TODAY + 10 * DAY)
    later = NOW + 10 * DAY
    assert new_in_post(people, later) == [people.agreement]
    give_notice(
        by=leader,
        agreement=people.agreement,
        because="",
        body="Fullmäktige",
        paragraph="",
        at=later,
    )
    assert new_in_post(people, later) == []


def test_neither_a_deputy_nor_the_first_in_a_post_is_new(people: Cast) -> None:
    leader = succeeded(people, TODAY)
    Seat.objects.filter(pk=leader.pk).update(holding=Holding.DEPUTY)
    assert new_in_post(people) == []
    Seat.objects.filter(pk=leader.pk).update(holding=Holding.OWN)
    Seat.objects.filter(post=leader.post).exclude(pk=leader.pk).update(
        post=Post.objects.get(authority__slug="kristianstad", role=Role.MEMBER)
    )
    assert new_in_post(people) == []


def test_whoever_goes_on_in_the_post_after_an_election_is_not_new(people: Cast) -> None:
    """Though somebody else held it once."""
    leader = succeeded(people, TODAY - 400 * DAY)
    Seat.objects.filter(pk=leader.pk).update(until=TODAY - DAY)
    again = Seat.objects.create(post=leader.post, person=leader.person, since=TODAY)
    people.seats["kristianstad", Role.LEADER] = again
    assert new_in_post(people) == []
    # With somebody else in between they are.
    between = people.seats["kristianstad", Role.DIRECTOR].person
    Seat.objects.create(post=leader.post, person=between, since=TODAY - 20 * DAY, until=TODAY - DAY)
    assert new_in_post(people) == [people.agreement]


def test_what_has_ended_is_asked_of_nobody(people: Cast) -> None:
    succeeded(people, TODAY)
    people.agreement.parties.update(left=TODAY - DAY)
    assert new_in_post(people) == []

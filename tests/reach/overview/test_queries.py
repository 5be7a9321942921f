"""What waits for whom: each kind, for those whose post may do something about it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from overens.base.access.models import Recovery
from overens.base.consents.actions import answer_edition
from overens.base.consents.models import Consent
from overens.base.consents.states import AnswerKind
from overens.base.drafts.models import Draft
from overens.base.municipalities.models import Handover, Post, Seat
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.evidence import report_evidence
from overens.cycle.agreements.actions.transcription import transcribe
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import parties, parties_beside
from overens.cycle.agreements.standings import promises, standings
from overens.cycle.agreements.states import EvidenceKind, State
from overens.reach.overview.queries import Overview
from overens.reach.overview.states import Kind
from overens.reach.overview.wheel import AgreementYear
from tests.cast import Cast, cast
from tests.examples import demo
from tests.web.conftest import KOGE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))


@pytest.fixture
def everybody() -> Cast:
    return cast(NOW)


def overview(people: Cast, side: str, role: Role, now: datetime = NOW) -> Overview:
    seat = people.seats[side, role]
    return Overview(
        people.accounts[side, role],
        seat,
        now,
        parties_beside(seat.post.authority_id),
        lambda place: place == "evidence:koge-kristianstad",
    )


def kinds(found: Overview) -> list[Kind]:
    return [one.kind for one in found.waits_for_you()]


def using_since(day: date) -> Agreement:
    """The demo once more, with parties that have used Overens since a day."""
    file = replace(
        demo(),
        slug="used",
        parties=tuple(replace(party, uses_since=day) for party in demo().parties),
    )
    return transcribe(by=KOGE, file=file, at=NOW).agreement


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("side", ["koge", "kristianstad"])
def test_the_typing_in_waits_for_whoever_may_confirm_it(
    everybody: Cast, side: str, role: Role
) -> None:
    expected = [Kind.CONFIRM] if role in (Role.COORDINATOR, Role.LEADER) else []
    assert kinds(overview(everybody, side, role)) == expected


def test_what_is_confirmed_waits_no_more_and_the_other_party_is_awaited_alone(
    everybody: Cast,
) -> None:
    coordinator = everybody.seats["koge", Role.COORDINATOR]
    answer_edition(by=coordinator, consent=Consent.objects.get(), answer=AnswerKind.YES, at=NOW)
    here = overview(everybody, "koge", Role.COORDINATOR)
    there = overview(everybody, "kristianstad", Role.COORDINATOR)
    assert kinds(here) == []
    assert [put.party.authority.slug for put in here.waits_for_partner()] == ["kristianstad"]
    assert kinds(there) == [Kind.CONFIRM]
    assert there.waits_for_partner() == []


def test_what_was_postponed_waits_until_its_day_and_is_late_after_it(everybody: Cast) -> None:
    coordinator = everybody.seats["koge", Role.COORDINATOR]
    until = date(2026, 12, 4)
    answer_edition(
        by=coordinator,
        consent=Consent.objects.get(),
        answer=AnswerKind.POSTPONED,
        until=until,
        at=NOW,
    )
    (before,) = overview(everybody, "koge", Role.COORDINATOR).waits_for_you()
    assert (before.day, before.is_deadline, before.is_late) == (until, True, False)
    later = NOW + timedelta(days=11)
    (after,) = overview(everybody, "koge", Role.COORDINATOR, later).waits_for_you()
    assert after.is_late


def test_a_date_that_passed_is_late_and_one_within_its_lead_time_is_due(everybody: Cast) -> None:
    using_since(date(2024, 1, 1))
    late = [
        one
        for one in overview(everybody, "koge", Role.MEMBER).waits_for_you()
        if one.kind == Kind.COMMITMENT
    ]
    assert [(one.day, one.is_late) for one in late] == [(date(2026, 10, 1), True)]
    due = overview(
        everybody, "koge", Role.MEMBER, datetime(2027, 9, 1, tzinfo=ZoneInfo("UTC"))
    ).waits_for_you()
    assert {(one.day, one.is_late) for one in due} == {(date(2027, 10, 1), False)}
    assert kinds(overview(everybody, "koge", Role.REGISTRAR)) == []


def test_silence_from_before_a_party_used_overens_asks_nothing_of_it(everybody: Cast) -> None:
    using_since(date(2026, 11, 1))
    assert kinds(overview(everybody, "koge", Role.MEMBER)) == []


def test_what_is_noted_asks_nothing_more(everybody: Cast) -> None:
    agreement = using_since(date(2024, 1, 1))
    coordinator = everybody.seats["koge", Role.COORDINATOR]
    report_evidence(
        by=coordinator,
        commitment=agreement.commitments.get(number=1),
        kind=EvidenceKind.NOTED_BY_HAND,
        party=next(p for p in parties(agreement) if p.authority.slug == "koge"),
        since=date(2026, 9, 20),
        until=date(2026, 9, 20),
        source="hand:1",
        at=NOW,
    )
    assert kinds(overview(everybody, "koge", Role.MEMBER)) == []
    assert kinds(overview(everybody, "kristianstad", Role.MEMBER)) == [Kind.COMMITMENT]


def test_a_contact_post_that_nobody_holds_is_asked_about_where_it_can_be_filled(
    everybody: Cast,
) -> None:
    post = Post.objects.get(authority__slug="koge", slug="coordinator")
    Seat.objects.filter(post=post).update(until=date(2026, 11, 20))
    (asked,) = overview(everybody, "koge", Role.ADMINISTRATOR).waits_for_you()
    assert (asked.kind, asked.day) == (Kind.VACANT, date(2026, 11, 20))
    assert kinds(overview(everybody, "koge", Role.MEMBER)) == []
    assert kinds(overview(everybody, "kristianstad", Role.ADMINISTRATOR)) == []
    (seen,) = overview(everybody, "kristianstad", Role.MEMBER).changes()
    assert (seen.post, seen.is_vacant, seen.handover) == (post, True, None)


def test_a_seat_that_was_ended_this_minute_leaves_its_post_vacant(everybody: Cast) -> None:
    Seat.objects.filter(post__authority__slug="koge", post__slug="coordinator").update(ended_at=NOW)
    assert kinds(overview(everybody, "koge", Role.ADMINISTRATOR)) == [Kind.VACANT]


def handover(people: Cast, role: Role, last_day: date | None) -> Handover:
    return Handover.objects.create(
        post=people.seats["koge", role].post,
        leaving=people.seats["koge", role],
        last_day=last_day,
        text="<p>secret</p>",
        opened_by=people.seats["koge", Role.ADMINISTRATOR],
        opened_at=NOW,
    )


def test_a_handover_waits_for_whoever_leaves_and_for_those_who_open_such(everybody: Cast) -> None:
    handover(everybody, Role.MEMBER, date(2026, 12, 31))
    for role in Role:
        waits = Kind.HANDOVER in kinds(overview(everybody, "koge", role))
        assert waits == (role in (Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR)), role


def test_a_partner_sees_that_a_named_post_changes_hands_and_nothing_else(everybody: Cast) -> None:
    handover(everybody, Role.MEMBER, date(2026, 12, 31))
    contact = handover(everybody, Role.COORDINATOR, None)
    (seen,) = overview(everybody, "kristianstad", Role.COORDINATOR).changes()
    assert (seen.post, seen.handover, seen.day) == (contact.post, None, None)
    assert len(overview(everybody, "koge", Role.COORDINATOR).changes()) == 2
    assert overview(everybody, "lund", Role.COORDINATOR).changes() == []


def test_a_recovery_waits_for_a_second_administrator_of_the_same_authority(
    everybody: Cast,
) -> None:
    account = everybody.accounts["koge", Role.MEMBER]
    Recovery.objects.create(
        token_hash="0" * 64,
        made_at=NOW,
        good_until=NOW + timedelta(days=2),
        account=account,
        asked_by=everybody.accounts["koge", Role.COORDINATOR],
    )
    assert kinds(overview(everybody, "koge", Role.ADMINISTRATOR)) == [Kind.RECOVERY]
    assert kinds(overview(everybody, "kristianstad", Role.ADMINISTRATOR)) == []
    later = NOW + timedelta(days=3)
    assert kinds(overview(everybody, "koge", Role.ADMINISTRATOR, later)) == []
    Recovery.objects.update(asked_by=everybody.accounts["koge", Role.ADMINISTRATOR])
    assert kinds(overview(everybody, "koge", Role.ADMINISTRATOR)) == []


def test_a_draft_waits_for_its_writer_alone_and_only_where_it_can_be_opened(
    everybody: Cast,
) -> None:
    for place in ("evidence:koge-kristianstad", "something-else"):
        Draft.objects.create(
            account=everybody.accounts["koge", Role.MEMBER], place=place, saved_at=NOW
        )
    (draft,) = overview(everybody, "koge", Role.MEMBER).waits_for_you()
    assert (draft.kind, draft.subject) == (Kind.DRAFT, "evidence:koge-kristianstad")
    assert kinds(overview(everybody, "koge", Role.REGISTRAR)) == []


def test_who_has_no_agreement_finds_nothing(everybody: Cast) -> None:
    for role in Role:
        found = overview(everybody, "lund", role)
        assert found.waits_for_you() == found.waits_for_partner() == found.changes() == []
        assert found.agreed.agreements == []


def test_many_agreements_are_judged_as_each_one_is_alone(everybody: Cast) -> None:
    used = using_since(date(2024, 1, 1))
    found = overview(everybody, "koge", Role.COORDINATOR)
    assert {one.slug for one in found.agreed.agreements} == {"used", "koge-kristianstad"}
    for party, promised in promises(
        [(party, found.agreed.versions[party.agreement_id]) for party in found.agreed.own],
        {party.pk: found.today for party in found.agreed.own},
        found.agreed.on_file.noted,
    ):
        alone = standings(
            found.agreed.versions[party.agreement_id], [party], {party.pk: found.today}
        )
        assert [(one.terms.pk, one.periods) for one in promised.promises] == [
            (one.terms.pk, of_party.periods) for one in alone for of_party in one.parties
        ]
    assert used in found.agreed.agreements


def test_a_party_that_changes_reads_anew(everybody: Cast) -> None:
    """What is remembered is known by all that its row says."""
    before = overview(everybody, "koge", Role.COORDINATOR).agreed.own[0]
    before.agreement.parties.filter(authority=before.authority).update(uses_since=date(2024, 1, 1))
    after = overview(everybody, "koge", Role.COORDINATOR)
    assert after.agreed.own[0].uses_since == date(2024, 1, 1)
    assert Kind.COMMITMENT in kinds(after)


def year(people: Cast, now: datetime = NOW) -> AgreementYear:
    found = overview(people, "koge", Role.COORDINATOR, now)
    agreement = found.agreed.agreements[0]
    return AgreementYear(
        agreement,
        found.agreed.versions[agreement.pk],
        found.agreed.of_agreement[agreement.pk],
        found.agreed.own[0],
        now,
    )


def test_the_wheel_holds_the_years_days_with_each_partys_state(everybody: Cast) -> None:
    (mark,) = year(everybody).marks()
    assert mark.day == date(2026, 10, 1)
    (due,) = mark.due
    assert [period.state for _party, period in due.parties if period] == [State.NOT_RECORDED] * 2


def test_what_comes_ends_with_the_next_yearly_dialogue(everybody: Cast) -> None:
    found = year(everybody)
    assert found.next_dialogue == date(2027, 10, 1)
    assert [mark.day for mark in found.coming()] == [date(2027, 10, 1)]


def test_evidence_marks_the_months_of_its_area_and_party_alone(everybody: Cast) -> None:
    agreement = everybody.agreement
    koge, kristianstad = parties(agreement)
    report_evidence(
        by=everybody.seats["koge", Role.COORDINATOR],
        commitment=agreement.commitments.get(number=4),
        kind=EvidenceKind.NOTED_BY_HAND,
        party=koge,
        since=date(2026, 9, 3),
        until=date(2026, 9, 3),
        source="hand:1",
        at=NOW,
    )
    area = agreement.focus_areas.get(slug="climate-and-coast").pk
    first, *others = year(everybody).quiet([area])
    of = {party.pk: found for party, found in first.parties}
    assert (first.area, first.number) == (area, 4)
    assert of[koge.pk].latest == date(2026, 9, 1)
    assert of[kristianstad.pk].latest is None
    assert [found.latest for row in others for _party, found in row.parties] == [None, None]

"""One reading over every room for whoever holds a seat. A part that is not shown is not read."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import F, Q

from overens.base.access.models import Recovery
from overens.base.consents.models import Answer, Asked
from overens.base.consents.states import MAY_FOLLOW
from overens.base.drafts.models import Draft
from overens.base.municipalities.models import Account, Handover, Post, Seat
from overens.base.municipalities.roles import Act, may
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.queries import today_at, versions_that_count_of
from overens.cycle.agreements.standings import Promise, promises
from overens.cycle.agreements.states import TRANSCRIPTION, State
from overens.reach.overview.rules.waiting import Waiting, in_order
from overens.reach.overview.states import Kind


@dataclass(frozen=True, slots=True)
class Question:
    """What was put to one party: that an agreement was typed in rightly; its answer so far."""

    agreement: Agreement
    party: Party
    asked: Asked
    answer: Answer | None

    @property
    def is_answered(self) -> bool:
        """Whether nothing, or nothing but the same, can still be answered."""
        return self.answer is not None and not MAY_FOLLOW[self.answer.answer]


@dataclass(frozen=True, slots=True)
class Vacant:
    """A post that carries work and that nobody holds; `since` is empty where nobody knows."""

    post: Post
    since: date | None
    agreements: Sequence[Agreement]


@dataclass(frozen=True, slots=True)
class Change:
    """A post that changes hands on a day, or is vacant since then; of a partner's only that."""

    post: Post
    is_vacant: bool
    day: date | None
    handover: Handover | None


@dataclass
class Overview:
    """What an account finds in one of its seats.

    `parties` are those of every agreement of the seat's authority, in their stored order, each
    with its authority; `can_open` says of a draft's place whether it can be gone to.
    """

    account: Account
    seat: Seat
    now: datetime
    parties: Sequence[Party]
    can_open: Callable[[str], bool]

    @property
    def today(self) -> date:
        """The date at the seat's own authority."""
        return self.seat.post.authority.country.today(self.now)

    def may(self, act: Act) -> bool:
        return may(self.seat.post, act)

    @cached_property
    def versions(self) -> dict[UUID, tuple[Version, ...]]:
        """Of each agreement that counts, oldest first."""
        return versions_that_count_of(self.seat.post.authority_id)

    @cached_property
    def of_agreement(self) -> dict[UUID, list[Party]]:
        """The parties of each agreement that counts."""
        found: dict[UUID, list[Party]] = {agreement: [] for agreement in self.versions}
        for party in self.parties:
            if party.agreement_id in found:
                found[party.agreement_id].append(party)
        return found

    @cached_property
    def own(self) -> list[Party]:
        """The authority as a party, once for each agreement that counts."""
        authority = self.seat.post.authority_id
        return [
            party
            for parties in self.of_agreement.values()
            for party in parties
            if party.authority_id == authority
        ]

    @cached_property
    def promises(self) -> list[Promise]:
        """What the own party promised, in every agreement."""
        bound = [(party, self.versions[party.agreement_id]) for party in self.own]
        return promises(bound, today_at(self.own, self.now))

    def agreement(self, party: Party) -> Agreement:
        return self.versions[party.agreement_id][0].agreement

    @cached_property
    def next_days(self) -> dict[UUID, date]:
        """Per agreement the next date that the own party has to keep."""
        found: dict[UUID, date] = {}
        for promise in self.promises:
            if promise.coming and promise.coming.due:
                agreement, due = promise.party.agreement_id, promise.coming.due
                found[agreement] = min(found.get(agreement, due), due)
        return found

    @cached_property
    def agreements(self) -> list[Agreement]:
        """The one with the nearest next date first."""
        found = [versions[0].agreement for versions in self.versions.values()]
        found.sort(key=lambda one: (self.next_days.get(one.pk, date.max), one.slug))
        return found

    @cached_property
    def questions(self) -> list[Question]:
        """What was put to the parties of the newest version of each agreement, oldest first: two
        queries."""
        by_id = {str(agreement): parties for agreement, parties in self.of_agreement.items()}
        rows = Asked.objects.filter(
            consent__kind=TRANSCRIPTION, consent__asked__authority=self.seat.post.authority_id
        ).select_related("consent")
        asked = list(rows.order_by("consent__asked_at", "pk"))
        answers = {
            answer.asked_id: answer
            for answer in Answer.objects.filter(asked__in=[row.pk for row in asked]).order_by(
                "number"
            )
        }
        found = []
        for row in asked:
            for party in by_id.get(row.consent.about_id, ()):
                newest = self.versions[party.agreement_id][-1].edition_id
                if party.authority_id == row.authority_id and row.consent.edition_id == newest:
                    agreement = self.agreement(party)
                    found.append(Question(agreement, party, row, answers.get(row.pk)))
        return found

    def waits_for_you(self) -> list[Waiting]:
        """What waits for whoever sits in the seat: late first, then by its date."""
        return in_order(
            one
            for part in (
                self._to_confirm,
                self._due,
                self._vacant,
                self._handovers,
                self._recoveries,
                self._drafts,
            )
            for one in part()
        )

    def waits_for_partner(self) -> list[Question]:
        """What the other parties were sent and have not answered, oldest first."""
        own = self.seat.post.authority_id
        return [
            question
            for question in self.questions
            if question.party.authority_id != own and not question.is_answered
        ]

    def _to_confirm(self) -> Iterator[Waiting]:
        if not self.may(Act.CONFIRM):
            return
        for question in self.questions:
            if question.party.authority_id == self.seat.post.authority_id and (
                not question.is_answered
            ):
                consent, answer = question.asked.consent, question.answer
                last = (answer and answer.until) or consent.answer_by
                day = last or self.seat.post.authority.country.today(consent.asked_at)
                is_late = last is not None and last < self.today
                slug = question.agreement.slug
                yield Waiting(Kind.CONFIRM, day, last is not None, is_late, slug, question)

    def _due(self) -> Iterator[Waiting]:
        """What is due now, or was due since the party began to use Overens and is not recorded."""
        if not (self.may(Act.NOTE_EVIDENCE) or self.may(Act.SAY_NOT_DONE)):
            return
        for promise in self.promises:
            period = promise.current
            is_late = period.state == State.NOT_RECORDED and not period.before_use
            if period.due and (is_late or period.state == State.DUE):
                subject = f"{self.agreement(promise.party).slug} {promise.terms.position:04}"
                yield Waiting(Kind.COMMITMENT, period.due, True, is_late, subject, promise)

    @cached_property
    def vacant(self) -> list[Vacant]:
        """The contact posts of all parties that nobody holds just now: three queries."""
        carried: dict[UUID, list[Agreement]] = {}
        for parties in self.of_agreement.values():
            for party in parties:
                if party.contact_id and not (party.left and party.left < self.today):
                    carried.setdefault(party.contact_id, []).append(self.agreement(party))
        posts = Post.objects.select_related("authority__municipality").in_bulk(list(carried))
        ended: dict[UUID, list[date | None]] = {post: [] for post in posts}
        held = set()
        for seat in Seat.objects.filter(post__in=list(posts)):
            seat.post = posts[seat.post_id]
            if seat.is_held_at(self.now):
                held.add(seat.post_id)
            elif not (seat.since and seat.since > self.today):
                ended[seat.post_id].append(seat.until)
        return [
            Vacant(post, max((day for day in ended[pk] if day), default=None), carried[pk])
            for pk, post in posts.items()
            if pk not in held
        ]

    def _vacant(self) -> Iterator[Waiting]:
        if not self.may(Act.FILL_POST):
            return
        for vacant in self.vacant:
            if vacant.post.authority_id == self.seat.post.authority_id:
                slug = vacant.post.slug
                yield Waiting(Kind.VACANT, vacant.since, False, False, slug, vacant)

    @cached_property
    def handovers(self) -> list[Handover]:
        """Those that are open at any party: of a partner's, those of posts that an agreement of
        ours names."""
        own, beside = self.seat.post.authority_id, [party.pk for party in self.parties]
        named = Party.posts.through.objects.filter(party__in=beside).values("post")
        contacts = [party.contact_id for party in self.parties if party.contact_id]
        return list(
            Handover.objects.filter(closed_at__isnull=True)
            .filter(Q(post__authority=own) | Q(post__in=contacts) | Q(post__in=named))
            .select_related("post__authority__municipality", "leaving", "arriving")
            .order_by(F("last_day").asc(nulls_last=True), "opened_at", "pk")
        )

    def _handovers(self) -> Iterator[Waiting]:
        person, own = self.seat.person_id, self.seat.post.authority_id
        for handover in self.handovers:
            sides = [seat.person_id for seat in (handover.leaving, handover.arriving) if seat]
            if handover.post.authority_id == own and (self.may(Act.HAND_OVER) or person in sides):
                last = handover.last_day
                day = last or handover.post.authority.country.today(handover.opened_at)
                is_late = last is not None and last < self.today
                slug = handover.post.slug
                yield Waiting(Kind.HANDOVER, day, last is not None, is_late, slug, handover)

    def changes(self) -> list[Change]:
        """The posts of all parties that change hands, or stand vacant."""
        own = self.seat.post.authority_id
        found = [
            Change(
                handover.post,
                False,
                handover.last_day,
                handover if handover.post.authority_id == own else None,
            )
            for handover in self.handovers
        ]
        named = {change.post.pk for change in found}
        return found + [
            Change(vacant.post, True, vacant.since, None)
            for vacant in self.vacant
            if vacant.post.pk not in named
        ]

    def _recoveries(self) -> Iterator[Waiting]:
        """Colleagues for whom one administrator has asked, and a second one has to agree."""
        if not self.may(Act.RECOVER):
            return
        rows = Recovery.objects.filter(
            account__person__authority=self.seat.post.authority_id,
            agreed_by__isnull=True,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            good_until__gt=self.now,
        ).exclude(Q(asked_by=self.account) | Q(account=self.account))
        for recovery in rows.select_related("account__person"):
            day = self.seat.post.authority.country.today(recovery.good_until)
            yield Waiting(Kind.RECOVERY, day, True, False, str(recovery.pk), recovery)

    def _drafts(self) -> Iterator[Waiting]:
        for draft in Draft.objects.filter(account=self.account):
            if self.can_open(draft.place):
                day = self.seat.post.authority.country.today(draft.saved_at)
                yield Waiting(Kind.DRAFT, day, False, False, draft.place, draft)

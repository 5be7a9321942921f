"""One reading over every room for whoever holds a seat. A part that is not shown is not read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import F, Q

from overens.base.access.models import Recovery
from overens.base.consents.queries import Question, questions_beside
from overens.base.consents.rules import goes_on_to
from overens.base.consents.states import Stage
from overens.base.drafts.models import Draft
from overens.base.municipalities import rows
from overens.base.municipalities.models import Account, Handover, Post, Seat
from overens.base.municipalities.queries import Sitting, sitting, spells
from overens.base.municipalities.roles import Act, may
from overens.base.municipalities.states import Role
from overens.base.records.own_queries import waits_for
from overens.cycle.agreements.life_queries import StepRow, steps_beside
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import Parties, counted_of
from overens.cycle.agreements.rules.going_on import STAGE_OF, stages_held
from overens.cycle.agreements.standings import on_file_of
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION, WAIVER
from overens.cycle.groups.states import MANDATE, MINUTES
from overens.reach.overview.agreed import Agreed, Put, agreed
from overens.reach.overview.leaders import asks_new_leader
from overens.reach.overview.matters import PUT, Awaited, Matter, Matters, matters
from overens.reach.overview.rooms import PutInRoom, Rooms
from overens.reach.overview.rules.waiting import Waiting, in_order
from overens.reach.overview.states import Kind


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
    parties: Parties
    can_open: Callable[[str], bool]

    @cached_property
    def today(self) -> date:
        """The date at the seat's own authority."""
        return self.seat.post.authority.country.today(self.now)

    def may(self, act: Act) -> bool:
        return may(self.seat.post, act)

    @cached_property
    def agreed(self) -> Agreed:
        """What the agreements ask: four queries, more where some of it is not in memory yet."""
        authority = self.seat.post.authority_id
        return agreed(
            authority,
            self.today,
            self.parties,
            self._counted,
            on_file_of(authority),
            self._questions,
        )

    @cached_property
    def _counted(self) -> tuple[str | UUID, ...]:
        return counted_of(self.seat.post.authority_id)

    @cached_property
    def _questions(self) -> tuple[Question, ...]:
        kinds = (TRANSCRIPTION, PROPOSAL, WAIVER, MANDATE, MINUTES)
        return questions_beside(self.seat.post.authority_id, *kinds)

    @cached_property
    def rooms(self) -> Rooms:
        """The shared rooms of groups: one query where there is nothing in them."""
        return Rooms(self.seat, self.today, self.now, self.parties, self._questions)

    @cached_property
    def _steps(self) -> tuple[StepRow, ...]:
        return steps_beside(self.seat.post.authority_id)

    @cached_property
    def matters(self) -> Matters:
        """Proposals and waivers: nothing more is asked where nothing of the kind was put."""
        authority = self.seat.post.authority_id
        was_put = any(question.kind in PUT for question in self._questions)
        steps = self._steps if was_put else ()
        questions = self._questions if was_put else ()
        return matters(authority, self.today, self.parties, self._counted, questions, steps)

    def parties_of(self, agreement: Agreement) -> list[Party]:
        """The parties of one agreement, whether it counts yet or not."""
        return [party for party in self.parties if party.agreement_id == agreement.pk]

    def waits_for_you(self) -> list[Waiting]:
        """What waits for whoever sits in the seat: late first, then by its date."""
        return in_order(
            one
            for part in (
                self._to_confirm,
                self._to_answer,
                self._to_sign,
                self._came_back,
                self._due,
                self.rooms.waiting,
                self._in_register,
                self._vacant,
                self._new_in_post,
                self._handovers,
                self._recoveries,
                self._drafts,
            )
            for one in part()
        )

    def waits_for_partner(self) -> list[Put | Awaited | PutInRoom]:
        """What the other parties were sent and have not answered, or not signed, oldest first."""
        found: list[Put | Awaited | PutInRoom] = [
            *self.agreed.awaited,
            *self.matters.awaited,
            *self.rooms.awaited,
        ]
        return sorted(found, key=lambda one: one.question.asked_at)

    @cached_property
    def _sitting(self) -> list[Sitting]:
        """Who holds which post of the authority just now: one query, where it is asked for."""
        return sitting(self.seat.post.authority, self.now)

    def _to_answer(self) -> list[Waiting]:
        """At once for a coordinator; for whoever leads once it has gone on to them, or where there is
        no coordinator."""
        if not self.may(Act.ANSWER_PROPOSAL):
            return []
        return [one for one in self.matters.to_answer if self._is_reached(one)]

    def _is_reached(self, waiting: Waiting) -> bool:
        stage = STAGE_OF.get(self.seat.post.role)
        if stage is None or all(one.role != Role.COORDINATOR for one in self._sitting):
            return True
        return stage in self.gone_on(waiting)

    def gone_on(self, waiting: Waiting) -> dict[Stage, date]:
        """Whom a question has gone on to in the authority, and since when."""
        matter = waiting.about
        assert isinstance(matter, Matter)
        own = self.seat.post.authority_id
        contact = next(p.contact_id for p in matter.parties if p.authority_id == own)
        held = stages_held(self._sitting, contact.hex if contact else None)
        return goes_on_to(answer_by=matter.own.until, today=self.today, held=held.keys())

    def _to_sign(self) -> list[Waiting]:
        return self.matters.to_sign if self.may(Act.RECORD_SIGNING) else []

    def _came_back(self) -> list[Waiting]:
        return self.matters.came_back if self.may(Act.PROPOSE) else []

    def _new_in_post(self) -> list[Waiting]:
        """Each agreement of which whoever is new in a leader's post has said nothing yet."""
        if not self.may(Act.KEEP_AGREEMENT):
            return []
        return asks_new_leader(self.seat, self.agreed, self._questions, lambda: self._steps)

    def _to_confirm(self) -> Iterable[Waiting]:
        if not self.may(Act.CONFIRM):
            return ()
        return [*self.agreed.to_confirm, *self.agreed.papers_to_confirm]

    def _due(self) -> Iterable[Waiting]:
        notes = self.may(Act.NOTE_EVIDENCE) or self.may(Act.SAY_NOT_DONE)
        return self.agreed.due if notes else ()

    def _in_register(self) -> Iterator[Waiting]:
        """Cases to answer, each by when that is usual; what waits for a decision or for a number
        in the register. One query for those who answer, none for others."""
        if not self.may(Act.ANSWER_CASE):
            return
        waits = waits_for(self.seat.post, self.now)
        for owed in waits.owed:
            yield Waiting(Kind.CASE, owed.due, True, owed.due < self.today, owed.written, owed)
        if self.may(Act.KEEP_REGISTER):
            for kind, count in (
                (Kind.SET_APART, waits.set_apart),
                (Kind.WITHOUT_NUMBER, waits.without_number),
            ):
                if count:
                    yield Waiting(kind, None, False, False, "", count)

    @cached_property
    def vacant(self) -> list[Vacant]:
        """The contact posts of all parties that nobody holds just now: one query, and one more
        where there are such."""
        carried = self.agreed.carried
        sat = spells(
            "SELECT contact_id FROM agreements_party WHERE agreement_id IN "
            "(SELECT agreement_id FROM agreements_party WHERE authority_id = %s)",
            self.seat.post.authority_id.hex,
        )
        empty = [
            post
            for post, parties in carried.items()
            if not any(
                seat.is_held_by(parties[0].authority, self.now) for seat in sat.get(post, ())
            )
        ]
        if not empty:
            return []
        posts = Post.objects.select_related("authority__municipality").filter(pk__in=empty)
        return [
            Vacant(
                post,
                self._left(sat.get(post.pk.hex, ())),
                [self.agreed.agreement(party) for party in carried[post.pk.hex]],
            )
            for post in posts.order_by("authority__slug", "slug")
        ]

    def _left(self, seats: Sequence[Seat]) -> date | None:
        """The last day on which somebody held the post; None where nobody knows."""
        days = [seat.until for seat in seats if seat.until and seat.until <= self.today]
        return max(days, default=None)

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
        ours names. One query, and one more where there are such."""
        own = self.seat.post.authority_id
        found = rows.asked(
            "SELECT handover.id FROM municipalities_handover handover "
            "JOIN municipalities_post post ON post.id = handover.post_id "
            "WHERE handover.closed_at IS NULL AND (post.authority_id = %s OR EXISTS "
            "(SELECT 1 FROM agreements_party party "
            "LEFT JOIN agreements_party_posts named ON named.party_id = party.id "
            "WHERE post.id IN (party.contact_id, named.post_id) AND party.agreement_id IN "
            "(SELECT agreement_id FROM agreements_party WHERE authority_id = %s)))",
            own.hex,
            own.hex,
        )
        if not found:
            return []
        return list(
            Handover.objects.filter(pk__in=[UUID(str(pk)) for (pk,) in found])
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
        waiting = Recovery.objects.filter(
            account__person__authority=self.seat.post.authority_id,
            agreed_by__isnull=True,
            used_at__isnull=True,
            withdrawn_at__isnull=True,
            good_until__gt=self.now,
        ).exclude(Q(asked_by=self.account) | Q(account=self.account))
        for recovery in waiting.select_related("account__person"):
            day = self.seat.post.authority.country.today(recovery.good_until)
            yield Waiting(Kind.RECOVERY, day, True, False, str(recovery.pk), recovery)

    def _drafts(self) -> Iterator[Waiting]:
        begun = rows.asked(
            "SELECT 1 FROM drafts_draft WHERE account_id = %s LIMIT 1", self.account.pk.hex
        )
        for draft in Draft.objects.filter(account=self.account) if begun else ():
            if self.can_open(draft.place):
                day = self.seat.post.authority.country.today(draft.saved_at)
                yield Waiting(Kind.DRAFT, day, False, False, draft.place, draft)

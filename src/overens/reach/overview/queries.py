"""One reading over every room for whoever holds a seat. A part that is not shown is not read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from overens.base.access.models import Recovery
from overens.base.consents.queries import Question, questions_beside
from overens.base.drafts.models import Draft
from overens.base.municipalities import rows
from overens.base.municipalities.models import Account, Handover, Post, Seat
from overens.base.municipalities.queries import spells
from overens.base.municipalities.roles import Act, may
from overens.base.records.own_queries import waits_for
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.queries import Parties, by_agreement, counted_of
from overens.cycle.agreements.standings import OnFile, Promise, Promised, on_file_of, promises
from overens.cycle.agreements.states import TRANSCRIPTION, State
from overens.reach.overview.rules.waiting import Waiting, in_order
from overens.reach.overview.states import Kind


class Put(NamedTuple):
    """What was put to one party: that its agreement was typed in rightly; its answer so far."""

    agreement: Agreement
    party: Party
    question: Question


class Owed(NamedTuple):
    """A commitment of the own party that is due now, or was."""

    agreement: Agreement
    promise: Promise


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


@dataclass(frozen=True, eq=False)
class Agreed:
    """What its agreements that count ask of an authority on one day, read from these rows alone.

    `counted` are the ids of the versions that count, `parties` those of every agreement of the
    authority, in their stored order; `on_file` is what stands on file for it.
    """

    authority: UUID
    today: date
    parties: Parties
    counted: tuple[str | UUID, ...]
    on_file: OnFile
    questions: tuple[Question, ...]

    @cached_property
    def versions(self) -> dict[UUID, tuple[Version, ...]]:
        """Of each agreement that counts, oldest first."""
        return by_agreement(self.counted)

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
        return [
            party
            for parties in self.of_agreement.values()
            for party in parties
            if party.authority_id == self.authority
        ]

    @cached_property
    def promises(self) -> list[tuple[Party, Promised]]:
        """What the own party promised, in each of its agreements."""
        bound = [(party, self.versions[party.agreement_id]) for party in self.own]
        return promises(
            bound, dict.fromkeys((party.pk for party in self.own), self.today), self.on_file.noted
        )

    def agreement(self, party: Party) -> Agreement:
        return self.versions[party.agreement_id][0].agreement

    @cached_property
    def next_days(self) -> dict[UUID, date]:
        """Per agreement the next date that the own party has to keep."""
        return {
            party.agreement_id: promised.next_day
            for party, promised in self.promises
            if promised.next_day
        }

    @cached_property
    def agreements(self) -> list[Agreement]:
        """The one with the nearest next date first."""
        found = [versions[0].agreement for versions in self.versions.values()]
        found.sort(key=lambda one: (self.next_days.get(one.pk, date.max), one.slug))
        return found

    @cached_property
    def put(self) -> list[Put]:
        """What was put to the parties of the newest version of each agreement, oldest first."""
        newest = {
            versions[-1].edition_id.hex: (versions[0].agreement, self.of_agreement[agreement])
            for agreement, versions in self.versions.items()
            if versions[-1].edition_id
        }
        found = []
        for question in self.questions:
            agreement, parties = newest.get(question.edition, (None, ()))
            for party in parties:
                if agreement and party.authority_id.hex == question.authority:
                    found.append(Put(agreement, party, question))
        return found

    @cached_property
    def awaited(self) -> list[Put]:
        """What the other parties were sent and have not answered, oldest first."""
        return [
            put
            for put in self.put
            if put.party.authority_id != self.authority and put.question.is_open
        ]

    @cached_property
    def to_confirm(self) -> list[Waiting]:
        """What the authority itself was sent and can still answer."""
        found = []
        for put in self.put:
            question, authority = put.question, put.party.authority
            if authority.pk == self.authority and question.is_open:
                last = question.until
                day = last or authority.country.today(question.asked_at)
                is_late = last is not None and last < self.today
                slug = put.agreement.slug
                found.append(Waiting(Kind.CONFIRM, day, last is not None, is_late, slug, put))
        return found

    @cached_property
    def due(self) -> list[Waiting]:
        """What is due now, or was due since the party began to use Overens and is not recorded."""
        found = []
        for party, promised in self.promises:
            agreement = self.agreement(party)
            for promise in promised.asking:
                period = promise.current
                is_late = period.state == State.NOT_RECORDED
                subject = f"{agreement.slug} {promise.terms.position:04}"
                owed = Owed(agreement, promise)
                found.append(Waiting(Kind.COMMITMENT, period.due, True, is_late, subject, owed))
        return found

    @cached_property
    def carried(self) -> dict[str, list[Party]]:
        """Per contact post the parties that it works for, by its id as hexadecimal digits."""
        found: dict[str, list[Party]] = {}
        for parties in self.of_agreement.values():
            for party in parties:
                if party.contact_id and not (party.left and party.left < self.today):
                    found.setdefault(party.contact_id.hex, []).append(party)
        return found


_agreed = lru_cache(maxsize=100)(Agreed)
"""As long as the rows read as before, on the same day, what was made of them is not made anew."""


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
        return _agreed(
            authority,
            self.today,
            self.parties,
            counted_of(authority),
            on_file_of(authority),
            questions_beside(TRANSCRIPTION, authority),
        )

    def waits_for_you(self) -> list[Waiting]:
        """What waits for whoever sits in the seat: late first, then by its date."""
        return in_order(
            one
            for part in (
                self._to_confirm,
                self._due,
                self._in_register,
                self._vacant,
                self._handovers,
                self._recoveries,
                self._drafts,
            )
            for one in part()
        )

    def waits_for_partner(self) -> list[Put]:
        """What the other parties were sent and have not answered, oldest first."""
        return self.agreed.awaited

    def _to_confirm(self) -> Iterable[Waiting]:
        return self.agreed.to_confirm if self.may(Act.CONFIRM) else ()

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

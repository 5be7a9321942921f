"""What waits in the shared rooms of an authority's agreements, for whoever holds one of its posts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from overens.base.consents.queries import Question
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act, may
from overens.base.municipalities.states import Role
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import Parties
from overens.cycle.groups.states import MANDATE, MINUTES
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind

PUT_IN_GROUPS = frozenset({MANDATE, MINUTES})
UNANSWERED = ("", AnswerKind.POSTPONED)


class InRoom(NamedTuple):
    """Something that waits in the shared room of an agreement. `place` is its address below that of
    the agreement at the desk, `title` its own words; `was_held` of a meeting without notes."""

    agreement: Agreement
    place: str
    title: Wordings
    was_held: bool = True


class PutInRoom(NamedTuple):
    """A mandate, or minutes, put to one party, and what has come back from it so far."""

    agreement: Agreement
    party: Party
    question: Question
    title: Wordings

    @property
    def consent(self) -> UUID:
        return UUID(self.question.consent)

    @property
    def is_minutes(self) -> bool:
        return self.question.kind == MINUTES


class _Row(NamedTuple):
    kind: str
    agreement: UUID
    name: str
    title: Wordings
    at: str
    more: str


SITS = (
    "(%s = '1' OR one.group_id IS NULL OR EXISTS (SELECT 1 FROM groups_membership member WHERE "
    "member.group_id = one.group_id AND member.post_id = %s AND member.since <= %s "
    "AND (member.until IS NULL OR member.until >= %s)))"
)
"""Of a meeting `one`: whether a coordinator (1), or a post, works in its group on a day."""
OF_OWN = (
    "one.agreement_id IN (SELECT own.agreement_id FROM agreements_party own "
    "WHERE own.authority_id = %s)"
)
ROOMS = (
    "SELECT DISTINCT 'room', room.agreement_id, '', '', '', '' FROM ("
    "SELECT agreement_id FROM groups_workinggroup UNION SELECT agreement_id FROM groups_meeting "
    "UNION SELECT agreement_id FROM groups_question UNION SELECT agreement_id FROM groups_task"
    ") room JOIN agreements_party own ON own.agreement_id = room.agreement_id "
    "AND own.authority_id = %s"
)
INVITED = (
    "SELECT 'invited', one.agreement_id, one.slug, CAST(one.titles AS TEXT), "
    "CAST(one.starts_at AS TEXT), one.zone FROM groups_participant invited "
    "JOIN groups_meeting one ON one.id = invited.meeting_id WHERE invited.post_id = %s "
    "AND invited.coming = 'awaited' AND invited.invited IS NOT NULL AND one.state = 'planned'"
)
TASKS = (
    "SELECT 'task', one.agreement_id, CAST(one.number AS TEXT), CAST(one.text AS TEXT), "
    "CAST(one.due AS TEXT), CAST(one.given_at AS TEXT) FROM groups_task one "
    "WHERE one.post_id = %s AND one.state = 'open'"
)
SIDES = (
    "SELECT 'side', one.agreement_id, CAST(one.number AS TEXT), CAST(one.sentence AS TEXT), "
    "CAST(one.opened_at AS TEXT), '' FROM groups_question one "
    "LEFT JOIN groups_questionside side ON side.question_id = one.id AND side.authority_id = %s "
    "WHERE one.state = 'open' AND (side.owner_id = %s OR (%s = '1' AND side.owner_id IS NULL)) "
    f"AND (side.id IS NULL OR CAST(side.why AS TEXT) = '[]') AND {OF_OWN}"
)
STANDS = (
    "SELECT 'stands', one.agreement_id, one.slug, CAST(one.titles AS TEXT), "
    "CAST(sent.stands_after AS TEXT), '' FROM groups_sentnotes sent "
    "JOIN groups_meeting one ON one.id = sent.notes_id WHERE sent.stands_at IS NULL "
    "AND sent.stands_after >= %s AND NOT EXISTS (SELECT 1 FROM groups_objection objection "
    "WHERE objection.sent_id = sent.id) AND NOT EXISTS (SELECT 1 FROM groups_sentnotes later "
    f"WHERE later.notes_id = sent.notes_id AND later.number > sent.number) AND {OF_OWN} AND {SITS}"
)
UNWRITTEN = (
    "SELECT 'unwritten', one.agreement_id, one.slug, CAST(one.titles AS TEXT), "
    "CAST(one.ends_at AS TEXT), one.state FROM groups_meeting one "
    "LEFT JOIN groups_notes notes ON notes.meeting_id = one.id "
    "WHERE one.state IN ('planned', 'held') AND COALESCE(notes.owner_id, one.owner_id) = %s "
    # What was noted afterwards was noted with what came of it, years ago as it may be.
    "AND (notes.meeting_id IS NOT NULL OR one.called_at < one.ends_at) "
    "AND NOT EXISTS (SELECT 1 FROM groups_sentnotes sent WHERE sent.notes_id = one.id "
    "AND NOT EXISTS (SELECT 1 FROM groups_objection objection WHERE objection.sent_id = sent.id)) "
    f"AND {SITS}"
)


@dataclass(frozen=True, eq=False)
class Rooms:
    """What is in them for one seat on one day: one query, whatever there is; one more where something
    was put to the parties. `questions` are what was put, to the authority and to others beside it."""

    seat: Seat
    today: date
    now: datetime
    parties: Parties
    questions: Sequence[Question]

    @cached_property
    def _rows(self) -> list[_Row]:
        own, post = self.seat.post.authority_id.hex, self.seat.post_id.hex
        day = self.today.isoformat()
        everywhere = "1" if self.seat.post.role == Role.COORDINATOR else "0"
        sits = (everywhere, post, day, day)
        parts: list[tuple[str, tuple[str, ...]]] = [
            (ROOMS, (own,)),
            (INVITED, (post,)),
            (TASKS, (post,)),
        ]
        if may(self.seat.post, Act.WORK_IN_GROUP):
            parts += [(SIDES, (own, post, everywhere, own)), (STANDS, (day, own, *sits))]
        if may(self.seat.post, Act.SEND_NOTES):
            parts.append((UNWRITTEN, (own, *sits)))
        found = rows.asked(
            " UNION ALL ".join(part for part, _values in parts),
            *(value for _part, values in parts for value in values),
        )
        return [
            _Row(kind, rows.identity(agreement), name, _words(title), at or "", more)
            for kind, agreement, name, title, at, more in found
        ]

    @cached_property
    def agreements(self) -> frozenset[UUID]:
        """Those of the authority's in which there is a group, a meeting, a question or a task."""
        return frozenset(row.agreement for row in self._rows if row.kind == "room")

    @cached_property
    def _known(self) -> dict[UUID, Agreement]:
        """By its id each agreement in which something waits: one query where there is such."""
        wanted = {row.agreement for row in self._rows if row.kind != "room"}
        wanted |= {put.agreement for put in self._put_rows.values()}
        known = {party.agreement_id for party in self.parties}
        return Agreement.objects.in_bulk(wanted & known) if wanted & known else {}

    def waiting(self) -> Iterator[Waiting]:
        """In no order."""
        say = {
            "invited": self._invited,
            "task": self._task,
            "side": self._side,
            "stands": self._stands,
            "unwritten": self._unwritten,
        }
        for row in self._rows:
            if row.kind in say and (agreement := self._known.get(row.agreement)):
                yield from say[row.kind](row, agreement)
        yield from self._to_answer()

    def _day(self, at: str) -> date:
        """The day of an instant at the seat's own authority."""
        return self.seat.post.authority.country.today(rows.instant(at))

    def _invited(self, row: _Row, agreement: Agreement) -> Iterator[Waiting]:
        at = rows.instant(row.at)
        if at > self.now:
            day = at.astimezone(ZoneInfo(row.more)).date()
            about = InRoom(agreement, f"meetings/{row.name}/", row.title)
            yield Waiting(Kind.INVITED, day, True, False, f"{agreement.slug} {row.name}", about)

    def _task(self, row: _Row, agreement: Agreement) -> Iterator[Waiting]:
        due = rows.day(row.at) if row.at else None
        about = InRoom(agreement, f"tasks/{row.name}/", row.title)
        is_late = due is not None and due < self.today
        subject = f"{agreement.slug} {row.name:0>6}"
        day = due or self._day(row.more)
        yield Waiting(Kind.TASK, day, due is not None, is_late, subject, about)

    def _side(self, row: _Row, agreement: Agreement) -> Iterator[Waiting]:
        about = InRoom(agreement, f"questions/{row.name}/", row.title)
        subject = f"{agreement.slug} {row.name:0>6}"
        yield Waiting(Kind.OWN_SIDE, self._day(row.at), False, False, subject, about)

    def _stands(self, row: _Row, agreement: Agreement) -> Iterator[Waiting]:
        about = InRoom(agreement, f"meetings/{row.name}/notes/", row.title)
        subject = f"{agreement.slug} {row.name}"
        yield Waiting(Kind.NOTES_STAND, rows.day(row.at), False, False, subject, about)

    def _unwritten(self, row: _Row, agreement: Agreement) -> Iterator[Waiting]:
        if rows.instant(row.at) < self.now:
            was_held = row.more == "held"
            place = f"meetings/{row.name}/{'notes/' if was_held else ''}"
            about = InRoom(agreement, place, row.title, was_held)
            subject = f"{agreement.slug} {row.name}"
            yield Waiting(Kind.NOTES, self._day(row.at), False, False, subject, about)

    @cached_property
    def _put(self) -> dict[str, list[Question]]:
        """By consent what was put to each party, where it can still come to count."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            if question.kind in PUT_IN_GROUPS:
                found.setdefault(question.consent, []).append(question)
        return {consent: asked for consent, asked in found.items() if _is_open(asked)}

    @cached_property
    def _put_rows(self) -> dict[str, "_PutRow"]:
        return _put_rows(self._put) if self._put else {}

    @cached_property
    def put(self) -> list[PutInRoom]:
        """Each party that has not answered, where the authority itself has been asked."""
        found = []
        own = self.seat.post.authority_id.hex
        for consent, asked in self._put.items():
            row = self._put_rows.get(consent)
            agreement = self._known.get(row.agreement) if row else None
            if row is None or agreement is None:
                continue
            if not any(one.authority == own and one.reached for one in asked):
                continue
            for question in asked:
                party = self._party(agreement, question)
                if party and question.answer in UNANSWERED:
                    found.append(PutInRoom(agreement, party, question, row.title))
        return found

    def _party(self, agreement: Agreement, question: Question) -> Party | None:
        beside = (p for p in self.parties if p.agreement_id == agreement.pk)
        return next((p for p in beside if p.authority_id.hex == question.authority), None)

    def _to_answer(self) -> Iterator[Waiting]:
        if not may(self.seat.post, Act.ANSWER_PROPOSAL):
            return
        for one in self.put:
            if one.party.authority_id == self.seat.post.authority_id:
                last = one.question.until
                day = last or one.party.authority.country.today(one.question.asked_at)
                is_late = last is not None and last < self.today
                subject = f"{one.agreement.slug} {one.question.consent}"
                yield Waiting(Kind.ANSWER_IN_GROUP, day, last is not None, is_late, subject, one)

    @property
    def awaited(self) -> list[PutInRoom]:
        """Of the other parties, oldest first."""
        own = self.seat.post.authority_id
        found = [one for one in self.put if one.party.authority_id != own]
        return sorted(found, key=lambda one: one.question.asked_at)


class _PutRow(NamedTuple):
    agreement: UUID
    title: Wordings


def _is_open(asked: Iterable[Question]) -> bool:
    return not any(set(one.said) & REFUSALS for one in asked)


def _put_rows(consents: Iterable[str]) -> dict[str, _PutRow]:
    """By consent what a mandate, or minutes, is about; minutes that were sent again since are left
    out. One query."""
    wanted = list(consents)
    marks = ", ".join(["%s"] * len(wanted))
    found = rows.asked(
        "SELECT mandate.consent_id, one.agreement_id, CAST(mandate.names AS TEXT) "
        "FROM groups_mandate mandate "
        "JOIN groups_workinggroup one ON one.id = mandate.group_id "
        f"WHERE mandate.counted_at IS NULL AND mandate.consent_id IN ({marks}) UNION ALL "
        "SELECT sent.consent_id, one.agreement_id, CAST(one.titles AS TEXT) "
        "FROM groups_sentnotes sent JOIN groups_meeting one ON one.id = sent.notes_id "
        f"WHERE sent.stands_at IS NULL AND sent.consent_id IN ({marks}) AND NOT EXISTS "
        "(SELECT 1 FROM groups_sentnotes later WHERE later.notes_id = sent.notes_id "
        "AND later.number > sent.number)",
        *wanted,
        *wanted,
    )
    return {
        rows.digits(consent): _PutRow(rows.identity(agreement), _words(title))
        for consent, agreement, title in found
    }


def _words(said: Any) -> Wordings:
    return Wordings.from_row(json.loads(said)) if said else Wordings()

"""Who hosted last, whose answers are awaited, and where it has been quiet for how long: facts, by side.

For the people of the parties alone, at the desk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from overens.base.municipalities import rows
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import today_at
from overens.cycle.groups.models import WorkingGroup
from overens.reach.overview.rules.turns import Hosted, hosted, latest, quiet_since

MEETINGS = (
    "SELECT 'hosted', one.host_id, '', CAST(one.starts_at AS TEXT), 0 FROM groups_meeting one "
    "WHERE one.state = 'held' AND one.host_id IS NOT NULL AND {meeting}"
)
INVITED = (
    "SELECT 'invited', invited.authority_id, '', '', COUNT(*) FROM groups_participant invited "
    "JOIN groups_meeting one ON one.id = invited.meeting_id WHERE one.state = 'planned' "
    "AND one.ends_at > %s AND invited.invited IS NOT NULL AND invited.coming = 'awaited' "
    "AND invited.authority_id IS NOT NULL AND {meeting} GROUP BY invited.authority_id"
)
SIDES = (
    "SELECT 'side', party.authority_id, '', '', COUNT(*) FROM groups_question one "
    "JOIN agreements_party party ON party.agreement_id = one.agreement_id "
    "WHERE one.state = 'open' AND NOT EXISTS (SELECT 1 FROM groups_questionside side "
    "WHERE side.question_id = one.id AND side.authority_id = party.authority_id "
    "AND CAST(side.why AS TEXT) <> '[]') AND {question} GROUP BY party.authority_id"
)
LATE = (
    "SELECT 'late', post.authority_id, '', CAST(one.due AS TEXT), COUNT(*) FROM groups_task one "
    "JOIN municipalities_post post ON post.id = one.post_id WHERE one.state = 'open' "
    "AND one.due IS NOT NULL AND {task} GROUP BY post.authority_id, one.due"
)
BY_SIDE = (
    "SELECT 'active', there.authority_id, '', CAST(MAX(one.starts_at) AS TEXT), 0 "
    "FROM groups_participant there JOIN groups_meeting one ON one.id = there.meeting_id "
    "WHERE one.state = 'held' AND there.authority_id IS NOT NULL "
    "AND (there.was_there IS NULL OR there.was_there) AND {meeting} GROUP BY there.authority_id",
    "SELECT 'active', side.authority_id, '', CAST(MAX(side.written_at) AS TEXT), 0 "
    "FROM groups_questionside side JOIN groups_question one ON one.id = side.question_id "
    "WHERE {question} GROUP BY side.authority_id",
    "SELECT 'active', post.authority_id, '', CAST(MAX(one.ended_at) AS TEXT), 0 "
    "FROM groups_task one JOIN municipalities_post post ON post.id = one.post_id "
    "WHERE one.ended_at IS NOT NULL AND {task} GROUP BY post.authority_id",
    "SELECT 'active', one.owner_id, '', CAST(MAX(one.at) AS TEXT), 0 FROM groups_groupfile one "
    "WHERE one.readers <> 'own' AND {file} GROUP BY one.owner_id",
)
BY_AREA = (
    "SELECT 'area', NULL, CAST(made_of.focus_area_id AS TEXT), CAST(MAX(one.starts_at) AS TEXT), 0 "
    "FROM groups_meeting one JOIN groups_workinggroup made_of ON made_of.id = one.group_id "
    "WHERE one.state = 'held' AND made_of.focus_area_id IS NOT NULL AND {meeting} "
    "GROUP BY made_of.focus_area_id",
    "SELECT 'area', NULL, CAST(COALESCE(one.focus_area_id, made_of.focus_area_id) AS TEXT), "
    "CAST(MAX(COALESCE(one.closed_at, one.opened_at)) AS TEXT), 0 FROM groups_question one "
    "LEFT JOIN groups_workinggroup made_of ON made_of.id = one.group_id "
    "WHERE COALESCE(one.focus_area_id, made_of.focus_area_id) IS NOT NULL AND {question} "
    "GROUP BY COALESCE(one.focus_area_id, made_of.focus_area_id)",
    "SELECT 'area', NULL, CAST(made_of.focus_area_id AS TEXT), CAST(MAX(one.ended_at) AS TEXT), 0 "
    "FROM groups_task one JOIN groups_workinggroup made_of ON made_of.id = one.group_id "
    "WHERE one.ended_at IS NOT NULL AND made_of.focus_area_id IS NOT NULL AND {task} "
    "GROUP BY made_of.focus_area_id",
    "SELECT 'founded', NULL, CAST(one.focus_area_id AS TEXT), CAST(MIN(one.founded_at) AS TEXT), 0 "
    "FROM groups_workinggroup one WHERE one.founded_at IS NOT NULL AND one.closed_at IS NULL "
    "AND {group} GROUP BY one.focus_area_id",
)
ALL_OF = ("meeting", "question", "task", "file")


@dataclass(frozen=True, slots=True)
class Awaited:
    """What one side has not answered: how many invitations, its words on how many questions, and how
    many of its tasks are past their day."""

    party: Party
    invitations: int
    questions: int
    tasks: int

    def __bool__(self) -> bool:
        return bool(self.invitations or self.questions or self.tasks)


@dataclass
class Reciprocity:
    """Of an agreement, or of one of its groups: one query. `parties` come with their authorities."""

    agreement: Agreement
    parties: Sequence[Party]
    own: Party
    now: datetime
    group: WorkingGroup | None = None

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        parts = [MEETINGS, INVITED, SIDES, LATE, *BY_SIDE, *([] if self.group else BY_AREA)]
        of_group = dict.fromkeys(ALL_OF, "one.group_id = %s")
        of_all = dict.fromkeys((*ALL_OF, "group"), "one.agreement_id = %s")
        wanted = of_group if self.group else of_all
        it = (self.group or self.agreement).pk.hex
        values = [
            value for part in parts for value in ([self._instant] if part is INVITED else []) + [it]
        ]
        return rows.asked(" UNION ALL ".join(part.format(**wanted) for part in parts), *values)

    def __bool__(self) -> bool:
        """Whether there is anything yet of which it could speak: of a group that works there is."""
        return self.group is not None or bool(self._rows)

    @property
    def _instant(self) -> str:
        return self.now.astimezone(tz=UTC).strftime("%Y-%m-%d %H:%M:%S")

    @cached_property
    def here(self) -> list[Party]:
        """Those that are parties today: not whoever has left, nor whoever comes later."""
        today = self.today
        return [
            party
            for party in self.parties
            if (party.left is None or party.left >= today[party.pk])
            and (party.joined is None or party.joined <= today[party.pk])
        ]

    @cached_property
    def today(self) -> dict[UUID, date]:
        return today_at(self.parties, self.now)

    def _of(self, kind: str) -> list[tuple[UUID, str, str, int]]:
        return [
            (rows.identity(who), area, at, count)
            for what, who, area, at, count in self._rows
            if what == kind and who is not None
        ]

    @cached_property
    def hosts(self) -> list[Hosted[Party]]:
        """Each party, in the stored order: how often it has hosted, and when last."""
        of = {party.authority_id: party for party in self.here}
        return hosted(
            self.here,
            [
                (of[who], of[who].authority.country.today(rows.instant(at)))
                for who, _area, at, _count in self._of("hosted")
                if who in of
            ],
        )

    @property
    def hosted_last(self) -> Hosted[Party] | None:
        return latest(self.hosts)

    @cached_property
    def awaited(self) -> list[Awaited]:
        """Each party of which something is awaited, in the stored order."""
        counts: dict[tuple[str, UUID], int] = {}
        today = {party.authority_id: self.today[party.pk] for party in self.parties}
        for kind in ("invited", "side", "late"):
            for who, _area, at, count in self._of(kind):
                if kind == "late" and not (who in today and date.fromisoformat(at) < today[who]):
                    continue
                counts[kind, who] = counts.get((kind, who), 0) + count
        found = [
            Awaited(
                party,
                *(counts.get((k, party.authority_id), 0) for k in ("invited", "side", "late")),
            )
            for party in self.here
        ]
        return [one for one in found if one]

    @cached_property
    def quiet_sides(self) -> list[tuple[Party, date]]:
        """Each party that has done nothing in a group for some months, with since when; none where
        it is quiet all round, and none that is only awaited to begin."""
        last: dict[UUID, date] = {}
        of = {party.authority_id: party for party in self.here}
        for who, _area, at, _count in self._of("active"):
            if who in of:
                day = of[who].authority.country.today(rows.instant(at))
                last[who] = max(day, last.get(who, day))
        found = []
        for party in self.here:
            began = max(filter(None, [party.joined, self._began]), default=None)
            since = quiet_since(last.get(party.authority_id), began, self.today[party.pk])
            if since:
                found.append((party, since))
        return found

    @property
    def _began(self) -> date | None:
        """The day on which the first group was founded, or this one: before, nobody was to do
        anything."""
        if self.group:
            at = self.group.founded_at
            return self.own.authority.country.today(at) if at else None
        days = [at for what, _who, _area, at, _n in self._rows if what == "founded"]
        return min((self._local(at) for at in days), default=None)

    def _local(self, at: str) -> date:
        return self.own.authority.country.today(rows.instant(at))

    @cached_property
    def quiet_areas(self) -> dict[UUID, date]:
        """Each focus area in which a group works and nothing has been done for some months."""
        last: dict[UUID, date] = {}
        began: dict[UUID, date] = {}
        for what, _who, area, at, _count in self._rows:
            if what in ("area", "founded") and area:
                days = last if what == "area" else began
                day = self._local(at)
                days[UUID(area)] = max(day, days.get(UUID(area), day))
        found = {
            area: quiet_since(last.get(area), began[area], self.today[self.own.pk])
            for area in began
        }
        return {area: since for area, since in found.items() if since}

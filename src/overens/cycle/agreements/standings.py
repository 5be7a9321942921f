"""Where each party stands with each commitment: the rows of an agreement, handed to the engine."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from overens.cycle.agreements import models
from overens.cycle.agreements.rules import commitments as engine
from overens.cycle.agreements.states import CommitmentKind, EvidenceKind, State

LEAD_DAYS = 60


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """One party and one commitment: every period so far, and the one that a page shows.

    `evidence` is what stands on file for it, oldest first.
    """

    party: models.Party
    evidence: Sequence[models.Evidence]
    periods: Sequence[engine.Period]
    current: engine.Period
    coming: engine.Period | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One commitment as it reads today, with where each party stands, in the parties' order."""

    terms: models.CommitmentTerms
    parties: Sequence[PartyStanding]

    @property
    def due(self) -> date | None:
        """The date of the parties' current periods; the latest where they differ."""
        return max((p.current.due for p in self.parties if p.current.due), default=None)

    @property
    def is_met(self) -> bool:
        """A joint 'met' only when each party's is."""
        met = (State.MET, State.MET_LATE)
        return bool(self.parties) and all(p.current.state in met for p in self.parties)


class OnFile(NamedTuple):
    """What is on file for some parties, by commitment and party."""

    evidence: defaultdict[tuple[UUID, UUID], list[models.Evidence]]
    words: defaultdict[tuple[UUID, UUID], list[models.NotDone]]


def on_file(parties: Sequence[models.Party]) -> OnFile:
    """Of any number of agreements: two queries."""
    return OnFile(_evidence(parties), _words(parties))


def standings(
    versions: Sequence[models.Version],
    parties: Sequence[models.Party],
    today: Mapping[UUID, date],
    filed: OnFile | None = None,
) -> list[Standing]:
    """Every commitment of the newest version, in the order of its text.

    `versions` are those that count, oldest first; `today` is the date at each party, by its id.
    Two queries, however many commitments there are, and none where `filed` is handed in, as for
    many agreements; one more where the text is not in memory yet.
    """
    evidence, words = filed or on_file(parties)
    bound = {party.pk: _bound(party, versions) for party in parties}
    found = []
    for row, terms in _dated(tuple(versions)):
        judged: dict[object, _Judged] = {}
        of_parties = []
        for party in parties:
            if row.authorities is not None and party.authority.slug not in row.authorities:
                continue
            shown, said = evidence[row.commitment_id, party.pk], words[row.commitment_id, party.pk]
            day = today[party.pk]
            # Parties of which the same is on file stand at the same place.
            key = (bound[party.pk], day, party.uses_since, () if not shown + said else party.pk)
            if key not in judged:
                judged[key] = _judge(terms, party, bound[party.pk], shown, said, day)
            periods, current, coming = judged[key]
            if current:
                of_parties.append(PartyStanding(party, shown, periods, current, coming))
        found.append(Standing(row, of_parties))
    return found


_Judged = tuple[Sequence[engine.Period], engine.Period | None, engine.Period | None]


def _judge(
    terms: Sequence[engine.Terms],
    party: models.Party,
    bound: engine.Bound,
    shown: Sequence[models.Evidence],
    words: Sequence[models.NotDone],
    day: date,
) -> _Judged:
    periods = engine.periods(
        terms,
        bound,
        [engine.Evidence(EvidenceKind(e.kind), e.since, e.until, e.source) for e in shown],
        [engine.NotDone(word.due, word.because) for word in words],
        (),
        day,
        party.uses_since,
    )
    return periods, engine.current(periods, day), engine.coming(periods, day)


@lru_cache(maxsize=200)
def _dated(
    versions: tuple[models.Version, ...],
) -> tuple[tuple[models.CommitmentTerms, tuple[engine.Terms, ...]], ...]:
    """Each commitment of the newest version with its dated terms.

    A version that counts is frozen and never changes, so this stays in memory.
    """
    order = {version.pk: place for place, version in enumerate(versions)}
    rows = models.CommitmentTerms.objects.filter(version__in=versions).select_related(
        "commitment", "article", "focus_area"
    )
    dated: dict[UUID, list[models.CommitmentTerms]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: order[row.version_id]):
        dated[row.commitment_id].append(row)
    return tuple(
        (row, tuple(_engine_terms(dated[row.commitment_id], versions)))
        for row in sorted(rows, key=lambda row: row.position)
        if row.version_id == versions[-1].pk
    )


def _engine_terms(
    rows: Sequence[models.CommitmentTerms], versions: Sequence[models.Version]
) -> Iterator[engine.Terms]:
    """What is not said counts from the first version that held the commitment."""
    by_id = {version.pk: version for version in versions}
    following = {one.pk: other for one, other in pairwise(versions)}
    held = {row.version_id for row in rows}
    first = by_id[rows[0].version_id].starts or date.min
    for row in rows:
        start = row.starts or first
        after = following.get(row.version_id)
        yield engine.Terms(
            kind=CommitmentKind(row.kind),
            valid_from=by_id[row.version_id].valid_from or first,
            start=start,
            due=engine.due_within(start, row.within) if row.within else row.due,
            rule=row.rule,
            lead_days=LEAD_DAYS if row.lead_days is None else row.lead_days,
            accepts=frozenset(EvidenceKind(kind) for kind in row.evidence or ()),
            ends=after.valid_from if after and after.pk not in held else None,
        )


def _bound(party: models.Party, versions: Sequence[models.Version]) -> engine.Bound:
    since = party.joined or versions[0].starts or date.min
    ends = [day for day in (party.left, versions[-1].ends) if day]
    return engine.Bound(since, min(ends, default=None))


def _evidence(
    parties: Sequence[models.Party],
) -> defaultdict[tuple[UUID, UUID], list[models.Evidence]]:
    found: defaultdict[tuple[UUID, UUID], list[models.Evidence]] = defaultdict(list)
    rows = models.Evidence.objects.filter(party__in=parties, withdrawn_at__isnull=True)
    for row in sorted(rows.order_by(), key=lambda row: (row.since, row.pk)):
        found[row.commitment_id, row.party_id].append(row)
    return found


def _words(
    parties: Sequence[models.Party],
) -> defaultdict[tuple[UUID, UUID], list[models.NotDone]]:
    found: defaultdict[tuple[UUID, UUID], list[models.NotDone]] = defaultdict(list)
    rows = models.NotDone.objects.filter(party__in=parties)
    for row in sorted(rows.order_by(), key=lambda row: (row.said_at, row.pk)):
        found[row.commitment_id, row.party_id].append(row)
    return found

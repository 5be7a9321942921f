"""Where each party stands with each commitment: the rows of an agreement, handed to the engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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


def standings(
    agreement: models.Agreement,
    versions: Sequence[models.Version],
    parties: Sequence[models.Party],
    today: Mapping[UUID, date],
) -> list[Standing]:
    """Every commitment of the newest version: three queries, however many commitments there are.

    `versions` are those that count, oldest first; `today` is the date at each party, by its id.
    """
    rows = _rows_by_commitment(versions)
    evidence, words = _evidence(agreement), _words(agreement)
    found = []
    for commitment, dated in rows.items():
        if dated[-1].version_id != versions[-1].pk:
            continue
        terms = _engine_terms(dated, versions)
        of_parties = []
        for party in parties:
            if dated[-1].authorities is None or party.authority.slug in dated[-1].authorities:
                key, day = (commitment, party.pk), today[party.pk]
                periods = engine.periods(
                    terms,
                    _bound(party, versions),
                    [_shown(row) for row in evidence[key]],
                    words[key],
                    (),
                    day,
                    party.uses_since,
                )
                shown = engine.current(periods, day)
                if shown:
                    coming = engine.coming(periods, day)
                    of_parties.append(PartyStanding(party, evidence[key], periods, shown, coming))
        found.append(Standing(dated[-1], of_parties))
    return sorted(found, key=lambda standing: standing.terms.position)


def _rows_by_commitment(
    versions: Sequence[models.Version],
) -> dict[UUID, list[models.CommitmentTerms]]:
    """Each commitment's rows, oldest version first."""
    order = {version.pk: place for place, version in enumerate(versions)}
    rows = models.CommitmentTerms.objects.filter(version__in=list(order)).select_related(
        "commitment", "article", "focus_area"
    )
    found: dict[UUID, list[models.CommitmentTerms]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: order[row.version_id]):
        found[row.commitment_id].append(row)
    return found


def _engine_terms(
    rows: Sequence[models.CommitmentTerms], versions: Sequence[models.Version]
) -> list[engine.Terms]:
    """Dated terms. What is not said counts from the first version that held the commitment."""
    by_id = {version.pk: version for version in versions}
    first = by_id[rows[0].version_id].starts or date.min
    terms = []
    for row in rows:
        start = row.starts or first
        valid_from = by_id[row.version_id].valid_from or first
        terms.append(
            engine.Terms(
                kind=CommitmentKind(row.kind),
                valid_from=valid_from,
                start=start,
                due=engine.due_within(start, row.within) if row.within else row.due,
                rule=row.rule,
                lead_days=LEAD_DAYS if row.lead_days is None else row.lead_days,
                accepts=frozenset(EvidenceKind(kind) for kind in row.evidence or ()),
            )
        )
    return terms


def _bound(party: models.Party, versions: Sequence[models.Version]) -> engine.Bound:
    since = party.joined or versions[0].starts or date.min
    ends = [day for day in (party.left, versions[-1].ends) if day]
    return engine.Bound(since, min(ends, default=None))


def _evidence(
    agreement: models.Agreement,
) -> defaultdict[tuple[UUID, UUID], list[models.Evidence]]:
    found: defaultdict[tuple[UUID, UUID], list[models.Evidence]] = defaultdict(list)
    for row in models.Evidence.objects.filter(
        commitment__agreement=agreement, withdrawn_at__isnull=True
    ):
        found[row.commitment_id, row.party_id].append(row)
    return found


def _shown(row: models.Evidence) -> engine.Evidence:
    return engine.Evidence(EvidenceKind(row.kind), row.since, row.until, row.source)


def _words(agreement: models.Agreement) -> defaultdict[tuple[UUID, UUID], list[engine.NotDone]]:
    found: defaultdict[tuple[UUID, UUID], list[engine.NotDone]] = defaultdict(list)
    for row in models.NotDone.objects.filter(commitment__agreement=agreement):
        found[row.commitment_id, row.party_id].append(engine.NotDone(row.due, row.because))
    return found

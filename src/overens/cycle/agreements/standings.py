"""Where each party stands with each commitment: the rows of an agreement, handed to the engine."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from overens.base.municipalities import rows
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
    versions: Sequence[models.Version],
    parties: Sequence[models.Party],
    today: Mapping[UUID, date],
) -> list[Standing]:
    """Every commitment of the newest version, in the order of its text.

    `versions` are those that count, oldest first; `today` is the date at each party, by its id.
    Two queries, however many commitments there are; more where the text, or what stands on file,
    is not in memory yet.
    """
    agreement = versions[-1].agreement_id.hex
    on_file = _on_file("SELECT id FROM agreements_party WHERE agreement_id = %s", agreement)
    bound = [(party, _bound(party, versions), today[party.pk]) for party in parties]
    return [
        Standing(
            dated.row, [one for who in bound if (one := _standing(dated, *who, on_file.noted))]
        )
        for dated in _dated(tuple(versions))
    ]


def _standing(
    dated: "_Dated",
    party: models.Party,
    bound: engine.Bound,
    day: date,
    noted: Mapping[tuple[UUID, UUID], "Noted"],
) -> PartyStanding | None:
    """Where one party stands with one commitment; None where it does not bind the party."""
    row = dated.row
    if row.authorities is not None and party.authority.slug not in row.authorities:
        return None
    shown, words, waived = noted.get((row.commitment_id, party.pk), NOTHING)
    handed_in = (dated, bound, _handed_in(shown) if shown else (), day, party.uses_since)
    if words or waived:
        periods, current, coming = _judge(*handed_in, words, waived)
    else:
        periods, current, coming = _judged_before(*handed_in)
    return PartyStanding(party, shown, periods, current, coming) if current else None


@dataclass(frozen=True, slots=True)
class Promise:
    """One commitment of a party, as it stands today."""

    terms: models.CommitmentTerms
    periods: Sequence[engine.Period]
    current: engine.Period
    coming: engine.Period | None


@dataclass(frozen=True, slots=True, eq=False)
class Promised:
    """What one party promised in one agreement; `next_day` is the next date that it has to keep.

    `asking` are those that are due now, or were due on a day since the party began to use Overens
    and are not recorded.
    """

    promises: Sequence[Promise]
    next_day: date | None
    asking: Sequence[Promise]


Bound = tuple[models.Party, tuple[models.Version, ...]]
"""A party, and the versions that count of its agreement."""


def promises(
    bound: Sequence[Bound], today: Mapping[UUID, date], noted: Mapping[tuple[UUID, UUID], "Noted"]
) -> list[tuple[models.Party, Promised]]:
    """What each of these parties promised in its agreement, whose versions stand beside it.

    No query, however many agreements there are; one where a text is not in memory yet.
    """
    texts = _dated_of([versions for _party, versions in bound])
    return [
        (party, _promised(text, party, _bound(party, versions), today[party.pk], noted))
        for (party, versions), text in zip(bound, texts, strict=True)
    ]


def _promised(
    text: Sequence["_Dated"],
    party: models.Party,
    bound: engine.Bound,
    day: date,
    noted: Mapping[tuple[UUID, UUID], "Noted"],
) -> Promised:
    found = [
        Promise(dated.row, one.periods, one.current, one.coming)
        for dated in text
        if (one := _standing(dated, party, bound, day, noted))
    ]
    days = [one.coming.due for one in found if one.coming and one.coming.due]
    return Promised(found, min(days, default=None), [one for one in found if _asks(one.current)])


def _asks(period: engine.Period) -> bool:
    if period.due is None:
        return False
    return period.state == State.DUE or (
        period.state == State.NOT_RECORDED and not period.before_use
    )


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day on which one commitment is due for some parties."""

    day: date
    terms: models.CommitmentTerms
    parties: Sequence[models.Party]


def due_days(
    versions: tuple[models.Version, ...],
    parties: Sequence[models.Party],
    first: date,
    last: date,
) -> list[DueDay]:
    """Every day between two, both included, on which something is due: soonest first, in the
    order of the text. No query where the text is in memory."""
    found = []
    days_bound = [(party, _bound(party, versions)) for party in parties]
    for dated in _dated(versions):
        row = dated.row
        of_day: dict[date, list[models.Party]] = {}
        for party, bound in days_bound:
            if row.authorities is None or party.authority.slug in row.authorities:
                for day in _due_between(dated, bound, first, last):
                    of_day.setdefault(day, []).append(party)
        found += [DueDay(day, row, bound_then) for day, bound_then in of_day.items()]
    return sorted(found, key=lambda due: (due.day, due.terms.position))


@lru_cache(maxsize=5_000)
def _due_between(dated: "_Dated", bound: engine.Bound, first: date, last: date) -> tuple[date, ...]:
    return tuple(engine.due_between(dated.terms, bound, first, last))


@dataclass(frozen=True, slots=True, eq=False)
class _Dated:
    """A commitment of the newest version with its dated terms; known by what it is, not says.

    `until` gives for each version, by its id, the day from which a later one promises something else
    under the same number.
    """

    row: models.CommitmentTerms
    terms: Sequence[engine.Terms]
    until: Mapping[UUID, date]


def _judge(
    dated: _Dated,
    bound: engine.Bound,
    evidence: Sequence[engine.Evidence],
    day: date,
    uses_since: date | None,
    words: Iterable[models.NotDone] = (),
    waived: Iterable[models.Waiver] = (),
) -> tuple[Sequence[engine.Period], engine.Period | None, engine.Period | None]:
    said = [engine.NotDone(word.due, word.because) for word in words]
    released = [
        engine.Released(
            one.due, one.since, dated.until.get(one.version_id) if one.version_id else None
        )
        for one in waived
    ]
    periods = tuple(engine.periods(dated.terms, bound, evidence, said, released, day, uses_since))
    return periods, engine.current(periods, day), engine.coming(periods, day)


_judged_before = lru_cache(maxsize=10_000)(_judge)
"""The engine is pure: what is handed in again, on the same day, comes out the same."""


def _handed_in(rows: Sequence[models.Evidence]) -> tuple[engine.Evidence, ...]:
    return tuple(
        engine.Evidence(EvidenceKind(row.kind), row.since, row.until, row.source) for row in rows
    )


_DATED: dict[tuple[models.Version, ...], tuple[_Dated, ...]] = {}
MOST_DATED = 5_000


def _dated(versions: Sequence[models.Version]) -> tuple[_Dated, ...]:
    """Each commitment of the newest version with its dated terms."""
    return _dated_of([tuple(versions)])[0]


def _dated_of(
    texts: Sequence[tuple[models.Version, ...]],
) -> list[tuple[_Dated, ...]]:
    """The same for several agreements, by their versions: one query for all that is not in memory.

    A version that counts is frozen and never changes, so this stays in memory.
    """
    held = {versions: _DATED.get(versions) for versions in texts}
    missing = [versions for versions, text in held.items() if text is None]
    if missing:
        fetched = _dated_terms(missing)
        if len(_DATED) > MOST_DATED:
            _DATED.clear()
        _DATED.update(fetched)
        held.update(fetched)
    return [held[versions] or () for versions in texts]


def _dated_terms(
    texts: Sequence[tuple[models.Version, ...]],
) -> dict[tuple[models.Version, ...], tuple[_Dated, ...]]:
    rows = models.CommitmentTerms.objects.filter(
        version__in=[version for versions in texts for version in versions]
    ).select_related("commitment", "article", "focus_area")
    of_version: defaultdict[UUID, list[models.CommitmentTerms]] = defaultdict(list)
    for row in rows:
        of_version[row.version_id].append(row)
    found = {}
    for versions in texts:
        dated: defaultdict[UUID, list[models.CommitmentTerms]] = defaultdict(list)
        for version in versions:
            for row in of_version[version.pk]:
                dated[row.commitment_id].append(row)
        found[versions] = tuple(
            _Dated(
                row,
                tuple(_engine_terms(dated[row.commitment_id], versions)),
                _until(dated[row.commitment_id], versions),
            )
            for row in sorted(of_version[versions[-1].pk], key=lambda row: row.position)
        )
    return found


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


def _until(
    said: Sequence[models.CommitmentTerms], versions: Sequence[models.Version]
) -> dict[UUID, date]:
    begins = {version.pk: version.valid_from for version in versions}
    found: dict[UUID, date] = {}
    for row, following in reversed(list(pairwise(said))):
        # A version that counts has a day.
        day = begins[following.version_id] if _promise(row) != _promise(following) else None
        if until := day or found.get(following.version_id):
            found[row.version_id] = until
    return found


def _promise(row: models.CommitmentTerms) -> tuple[object, ...]:
    """What is promised; what is told around it may change."""
    return (row.title.texts(), row.kind, row.due, row.within, row.rule, row.starts)


def _bound(party: models.Party, versions: Sequence[models.Version]) -> engine.Bound:
    since = party.joined or versions[0].starts or date.min
    return engine.Bound(since, bound_until(party, versions))


def bound_until(party: models.Party, versions: Sequence[models.Version]) -> date | None:
    """A party's last day: its own, by notice, or that of the text; None while no end is known."""
    return min((day for day in (party.left, versions[-1].ends) if day), default=None)


def last_day(parties: Iterable[models.Party], versions: Sequence[models.Version]) -> date | None:
    """The last day of the agreement: that of the party that stays the longest; None while one of
    them is bound without an end."""
    days = [bound_until(party, versions) for party in parties]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


class Noted(NamedTuple):
    """What stands as evidence, the party's own words, and from what it was released; oldest first."""

    evidence: list[models.Evidence]
    words: list[models.NotDone]
    waived: list[models.Waiver]


NOTHING = Noted([], [], [])


@dataclass(frozen=True, eq=False)
class OnFile:
    """What stands on file for some parties, read when it is asked for.

    A word never changes, and evidence only in that it ends, or is withdrawn: so both are known by
    their ids, beside which stands until when evidence lasts.
    """

    evidence: tuple[tuple[Any, ...], ...]
    words: tuple[tuple[Any, ...], ...]
    waived: tuple[tuple[Any, ...], ...]

    @cached_property
    def noted(self) -> Mapping[tuple[UUID, UUID], Noted]:
        """By commitment and party: two queries."""
        found: defaultdict[tuple[UUID, UUID], Noted] = defaultdict(lambda: Noted([], [], []))
        shown = models.Evidence.objects.in_bulk([row[0] for row in self.evidence]).values()
        for one in sorted(shown, key=lambda row: (row.since, row.pk)):
            found[one.commitment_id, one.party_id].evidence.append(one)
        said = models.NotDone.objects.in_bulk([row[0] for row in self.words]).values()
        for word in sorted(said, key=lambda row: (row.said_at, row.pk)):
            found[word.commitment_id, word.party_id].words.append(word)
        if self.waived:
            released = models.Waiver.objects.in_bulk([row[0] for row in self.waived])
            for waiver in released.values():
                found[waiver.commitment_id, waiver.party_id].waived.append(waiver)
        return found


_on_file_before = lru_cache(maxsize=500)(OnFile)


def on_file_of(authority: UUID) -> OnFile:
    """What stands on file for an authority as a party, in all of its agreements: two queries.

    As long as it is the same, it is the same object.
    """
    return _on_file("SELECT id FROM agreements_party WHERE authority_id = %s", authority.hex)


def _on_file(parties: str, value: str) -> OnFile:
    """`parties` is SQL that gives their ids. Plain SQL, since every page of an agreement asks it."""
    evidence = rows.asked(
        "SELECT id, CAST(until AS TEXT) FROM agreements_evidence "
        f"WHERE withdrawn_at IS NULL AND party_id IN ({parties})",
        value,
    )
    said = rows.asked(
        f"SELECT 'word', CAST(id AS TEXT) FROM agreements_notdone WHERE party_id IN ({parties}) "
        f"UNION ALL SELECT 'waived', CAST(id AS TEXT) FROM agreements_waiver WHERE party_id IN ({parties})",
        value,
        value,
    )
    words = tuple((rows.identity(row[1]),) for row in said if row[0] == "word")
    waived = tuple((int(row[1]),) for row in said if row[0] == "waived")
    return _on_file_before(tuple(evidence), words, waived)

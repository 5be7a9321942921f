"""What follows from who sits where: that a group is complete shows a commitment kept, as long as it is.

A chore of the rounds. It is written for each party in a transaction of its own, since each has its own
chain; two workers that do it at once find under the lock what the other has written.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from overens.base.countries.rules import countries
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.trail.queries import heads
from overens.cycle.agreements.actions.evidence import report_evidence
from overens.cycle.agreements.models import Commitment, CommitmentTerms, Evidence, Party, Version
from overens.cycle.agreements.queries import by_agreement
from overens.cycle.agreements.standings import bound_until
from overens.cycle.agreements.states import EvidenceKind
from overens.cycle.groups.models import Membership, WorkingGroup
from overens.cycle.groups.rules.complete import (
    Noted,
    Sits,
    Span,
    complete_spans,
    held,
    to_report,
    within,
)

logger = logging.getLogger(__name__)
_seen: set[tuple[object, ...]] = set()
"""How things stood when this process found that nothing is to be reported: the newest line of each
chain, and the date in each country."""


def report_complete(*, now: datetime) -> int:
    """Put on file since when each group is complete, and until when it was; say how much that was.

    One query where no line was written and no day began since nothing was to be done. What was
    corrected is added, and never taken back: see `rules.complete.to_report`.
    """
    stood = (tuple(sorted(heads().items())), *(c.today(now) for c in countries().values()))
    if stood in _seen:
        return 0
    done = sum(_report(one, now) for one in list(_to_report(now)))
    if not done:
        _seen.clear()
        _seen.add(stood)
    return done


@dataclass(frozen=True, slots=True)
class _Report:
    group: WorkingGroup
    commitment: Commitment
    party: Party
    span: Span
    source: str


def _report(one: _Report, now: datetime) -> int:
    try:
        report_evidence(
            by=None,
            commitment=one.commitment,
            kind=EvidenceKind.GROUP_COMPLETE,
            party=one.party,
            since=one.span.first,
            until=one.span.last,
            source=one.source,
            at=now,
        )
    except Refused as refused:
        # Another worker, or a text that came to count at this moment: it is looked at again.
        logger.warning("%s: %s", one.source, refused)
        return 0
    return 1


def _to_report(now: datetime) -> Iterator[_Report]:
    """As many queries for one group as for many."""
    groups = list(
        WorkingGroup.objects.filter(founded_at__isnull=False)
        .select_related("agreement")
        .prefetch_related("commitments__agreement", "mandates")
    )
    if not groups:
        return
    parties = _parties(groups)
    sits = _sits(groups)
    noted = _noted()
    versions = _versions(groups)
    terms = _terms(versions)
    for group in groups:
        counted = versions.get(group.agreement_id, ())
        of_agreement = parties[group.agreement_id] if counted else []
        bound = {
            party.authority.slug: Span(party.joined or date.min, bound_until(party, counted))
            for party in of_agreement
        }
        for party in of_agreement:
            today = party.authority.country.today(now)
            limits = bound[party.authority.slug]
            spans = complete_spans(sits[group.pk], bound, _stands(group, party), today)
            own = within(spans, limits, today)
            yield from _of_party(group, party, own, noted, terms, today)


def _of_party(
    group: WorkingGroup,
    party: Party,
    spans: list[Span],
    noted: dict[tuple[UUID, UUID, UUID], list[Evidence]],
    terms: dict[UUID, CommitmentTerms],
    today: date,
) -> Iterator[_Report]:
    served = {one.pk: one for one in group.commitments.all()}
    known = {
        commitment: rows[0].commitment
        for (of_group, commitment, of_party), rows in noted.items()
        if (of_group, of_party) == (group.pk, party.pk)
    }
    for pk, commitment in {**known, **served}.items():
        rows = noted.get((group.pk, pk, party.pk), [])
        on_file = [Noted(Span(row.since, row.until), row.withdrawn_at is not None) for row in rows]
        shows = pk in served and _shows(terms.get(pk), party)
        # What a newer mandate serves no more ends with the old one.
        mine = spans if shows else within(spans, Span(date.min, _changed(group, party)), today)
        lasting = {one.span.first for one in on_file if one.span.last is None}
        for span in to_report(mine, on_file):
            if shows or span.first in lasting:
                source = f"group:{group.pk}:{span.first.isoformat()}"
                yield _Report(group, commitment, party, span, source)


def _shows(terms: CommitmentTerms | None, party: Party) -> bool:
    """Whether the newest text takes a complete group for evidence, of this party."""
    return (
        terms is not None
        and (terms.evidence is None or EvidenceKind.GROUP_COMPLETE in terms.evidence)
        and (terms.authorities is None or party.authority.slug in terms.authorities)
    )


def _stands(group: WorkingGroup, party: Party) -> Span:
    """From when to when there is a group, by the party's own calendar."""
    today = party.authority.country.today
    assert group.founded_at
    return Span(today(group.founded_at), today(group.closed_at) if group.closed_at else None)


def _changed(group: WorkingGroup, party: Party) -> date:
    """When the newest mandate came to count."""
    assert group.founded_at
    counted = [one.counted_at for one in group.mandates.all() if one.counted_at]
    return party.authority.country.today(max([group.founded_at, *counted]))


def _parties(groups: Sequence[WorkingGroup]) -> dict[UUID, list[Party]]:
    found = defaultdict(list)
    rows = Party.objects.filter(agreement__in={one.agreement_id for one in groups})
    for party in rows.select_related("authority__municipality").order_by("position"):
        found[party.agreement_id].append(party)
    return found


def _sits(groups: Sequence[WorkingGroup]) -> dict[UUID, list[Sits]]:
    members = list(Membership.objects.filter(group__in=groups).select_related("post__authority"))
    spells: dict[UUID, list[Span]] = defaultdict(list)
    for seat in Seat.objects.filter(post__in={one.post_id for one in members}):
        spells[seat.post_id] += held(
            seat.since,
            seat.until,
            seat.seen_on,
            ended_within_the_day=seat.ended_at is not None,
        )
    found = defaultdict(list)
    for one in members:
        span = Span(one.since, one.until)
        found[one.group_id].append(Sits(one.post.authority.slug, span, tuple(spells[one.post_id])))
    return found


def _noted() -> dict[tuple[UUID, UUID, UUID], list[Evidence]]:
    """What this chore has put on file, by group, commitment and party."""
    found = defaultdict(list)
    rows = Evidence.objects.filter(
        kind=EvidenceKind.GROUP_COMPLETE, source__startswith="group:", noted_by__isnull=True
    ).select_related("commitment__agreement")
    for row in rows.order_by("since", "pk"):
        group = UUID(row.source.split(":")[1])
        found[group, row.commitment_id, row.party_id].append(row)
    return found


def _versions(groups: Sequence[WorkingGroup]) -> dict[UUID, tuple[Version, ...]]:
    counted = Version.objects.filter(
        agreement__in={one.agreement_id for one in groups}, edition__isnull=False
    )
    return by_agreement(list(counted.order_by("number").values_list("pk", flat=True)))


def _terms(versions: dict[UUID, tuple[Version, ...]]) -> dict[UUID, CommitmentTerms]:
    """What the newest text of each agreement promises, by commitment."""
    newest = [counted[-1].pk for counted in versions.values()]
    rows = CommitmentTerms.objects.filter(version__in=newest)
    return {one.commitment_id: one for one in rows}

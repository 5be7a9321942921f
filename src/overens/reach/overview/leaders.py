"""Whoever is new in a leader's post says of each agreement what shall become of it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from overens.base.consents.queries import Question
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Holding
from overens.cycle.agreements.life_queries import StepRow
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.agreements.queries import by_agreement, counted_of, parties_beside
from overens.cycle.agreements.standings import bound_until
from overens.cycle.agreements.states import PROPOSAL, StepKind
from overens.reach.overview.agreed import Agreed
from overens.reach.overview.rules.waiting import Waiting
from overens.reach.overview.states import Kind

SAYS = frozenset({StepKind.KEPT, StepKind.NOTICE})


def binding(authority: UUID, today: date) -> list[tuple[Agreement, list[Party]]]:
    """The agreements that bind an authority today, each with its parties in their stored order: of these
    a new leader is asked. Two queries, one more where a text is not in memory yet."""
    counted = by_agreement(counted_of(authority))
    of_agreement: dict[UUID, list[Party]] = {}
    for party in parties_beside(authority):
        of_agreement.setdefault(party.agreement_id, []).append(party)
    found = []
    for pk, versions in counted.items():
        own = next(p for p in of_agreement[pk] if p.authority_id == authority)
        last = bound_until(own, versions)
        if last is None or last >= today:
            found.append((versions[0].agreement, of_agreement[pk]))
    return sorted(found, key=lambda pair: pair[0].slug)


def asks_new_leader(
    seat: Seat,
    agreed: Agreed,
    questions: Sequence[Question],
    steps: Callable[[], Sequence[StepRow]],
) -> list[Waiting]:
    """Each agreement that counted before they came, until their party keeps it, proposes a change or
    gives notice: one query, and one more for whoever has taken the post over from somebody."""
    began = _began(seat)
    own = seat.post.authority_id.hex
    older = [
        (party, versions[0].agreement)
        for party in agreed.own
        if began
        and (versions := agreed.versions[party.agreement_id])
        and versions[-1].valid_from
        and versions[-1].valid_from < began.date()
        and not agreed.has_ended(party)
    ]
    if not older or began is None or not _took_over(seat):
        return []
    done = {row.agreement for row in steps() if _says(row, own) and row.at >= began}
    done |= {
        question.about.replace("-", "")
        for question in questions
        if question.kind == PROPOSAL and question.owner == own and question.asked_at >= began
    }
    return [
        Waiting(Kind.NEW_LEADER, began.date(), False, False, agreement.slug, agreement)
        for _party, agreement in older
        if agreement.pk.hex not in done
    ]


def _says(row: StepRow, own: str) -> bool:
    return row.authority == own and row.kind in SAYS


def _began(seat: Seat) -> datetime | None:
    """From when on they hold the post as its own holder; None where that is not on file."""
    if seat.holding != Holding.OWN or seat.since is None:
        return None
    zone = seat.post.authority.country.zone
    return (seat.began_at or datetime.combine(seat.since, time(), zone)).astimezone(zone)


def _took_over(seat: Seat) -> bool:
    """Whether somebody else held the post last before: whoever is the first on file in it is not new, nor
    is whoever goes on in it, as after an election."""
    before = Q(until__lte=seat.since) | Q(seen_on__lt=seat.since) | Q(since__lt=seat.since)
    others = Seat.objects.filter(before, post=seat.post_id, holding=Holding.OWN)
    last = others.exclude(pk=seat.pk).order_by(_STARTED.desc(nulls_last=True), "-pk").first()
    return last is not None and last.person_id != seat.person_id


_STARTED = Coalesce("since", "seen_on")
"""When somebody is first known to have held a post."""

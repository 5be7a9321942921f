"""What a post carries: one reading over every agreement in which it is a party's contact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Handover, Post, Seat
from overens.cycle.agreements.models import Agreement, Party, Version
from overens.cycle.agreements.queries import contacts_today, parties_of, today_at
from overens.cycle.agreements.standings import Promise, bound_until, on_file_of, promises
from overens.cycle.agreements.states import SETTLED, CommitmentKind, State
from overens.reach.overview.work import Work, work_of

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Open:
    """A commitment that somebody must still care for, and where the post's party stands with it.

    `due` is the date of the next period, or the one that has passed with nothing on file.
    """

    agreement: Agreement
    party: Party
    number: int
    title: Wordings
    state: State
    due: date | None


@dataclass(frozen=True, slots=True)
class Involved:
    """Another party of an agreement: its contact post, and who is on file in it today."""

    party: Party
    contact: Post | None
    holder: Seat | None


@dataclass(frozen=True, slots=True)
class InAgreement:
    """An agreement in which the post is the contact of its party."""

    agreement: Agreement
    party: Party
    title: Wordings
    parties: Sequence[Party]
    involved: Sequence[Involved]
    open: Sequence[Open]


@dataclass(frozen=True, slots=True)
class Carried:
    """What one post carries, in all agreements, and in their groups."""

    agreements: Sequence[InAgreement] = ()
    work: Sequence[Work] = ()

    @property
    def open(self) -> list[Open]:
        """The soonest date first, what has none last."""
        rows = [row for agreement in self.agreements for row in agreement.open]
        return sorted(rows, key=lambda row: (row.due or date.max, row.agreement.slug, row.number))

    def next_dates(self, today: date) -> list[Open]:
        """What falls due from today on, soonest first."""
        return [row for row in self.open if row.due and row.due >= today]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The rows of many agreements, in a fixed number of queries."""

    parties: list[Party]
    versions: dict[UUID, list[Version]]
    today: dict[UUID, date]
    contacts: Mapping[UUID, Seat]


def carried_by(posts: Iterable[Post], now: datetime) -> dict[UUID, Carried]:
    """Per post what it carries; a post that carries nothing is there too.

    Eight queries, however many posts, agreements and commitments there are; more where a text, or
    what stands on file, is not in memory yet.
    """
    posts = list(posts)
    wanted, work = [post.pk for post in posts], work_of(posts, now)
    mine = list(Party.objects.filter(contact__in=wanted).values_list("pk", "agreement_id"))
    found: dict[UUID, list[InAgreement]] = {post: [] for post in wanted}
    if mine:
        reading = _read({agreement for _party, agreement in mine}, now)
        own = [
            (party, tuple(_begun(reading.versions[party.agreement_id], reading.today[party.pk])))
            for party in reading.parties
            if party.contact_id in found and party.agreement_id in reading.versions
        ]
        of_agreement = {
            agreement: list(rows)
            for agreement, rows in groupby(reading.parties, key=lambda party: party.agreement_id)
        }
        noted = {
            key: said
            for authority in {party.authority_id for party, _versions in own}
            for key, said in on_file_of(authority).noted.items()
        }
        for (party, versions), (_party, promised) in zip(
            own, promises(own, reading.today, noted), strict=True
        ):
            assert party.contact_id
            beside = of_agreement[party.agreement_id]
            found[party.contact_id].append(
                _in_agreement(party, versions[-1], beside, reading, promised.promises)
            )
    return {post: Carried(tuple(rows), tuple(work[post])) for post, rows in found.items()}


def _read(agreements: set[UUID], now: datetime) -> _Reading:
    parties = list(
        parties_of()
        .filter(agreement__in=agreements)
        .select_related("agreement", "authority__municipality", "contact")
        .order_by("agreement__slug", "position")
    )
    rows = Version.objects.filter(agreement__in=agreements, edition__isnull=False)
    versions: dict[UUID, list[Version]] = {}
    for version in rows.order_by("number"):
        versions.setdefault(version.agreement_id, []).append(version)
    today = today_at(parties, now)
    return _Reading(parties, versions, today, contacts_today(parties, today))


def _begun(versions: Sequence[Version], day: date) -> Sequence[Version]:
    """The versions that have come into force; the first where all of them lie ahead."""
    return [v for v in versions if v.valid_from and v.valid_from <= day] or versions[:1]


def _in_agreement(
    party: Party,
    version: Version,
    parties: Sequence[Party],
    reading: _Reading,
    found: Iterable[Promise],
) -> InAgreement:
    today = reading.today[party.pk]
    last = bound_until(party, reading.versions[party.agreement_id])
    has_ended = last is not None and last < today
    rows = (None if has_ended else _open(party, promise, today) for promise in found)
    return InAgreement(
        agreement=party.agreement,
        party=party,
        title=version.title,
        parties=parties,
        involved=tuple(
            Involved(other, other.contact, reading.contacts.get(other.contact_id or NOBODY))
            for other in parties
            if other.pk != party.pk
        ),
        open=tuple(row for row in rows if row),
    )


def _open(party: Party, promise: Promise, today: date) -> Open | None:
    """None where nothing is left to do: kept once and for all, or waived."""
    current, coming = promise.current, promise.coming
    lasts = promise.terms.kind == CommitmentKind.STANDING
    if coming is None and current.state in SETTLED and not lasts:
        return None
    return Open(
        agreement=party.agreement,
        party=party,
        number=promise.terms.commitment.number,
        title=promise.terms.title,
        state=State(current.state),
        due=coming.due if coming else current.due,
    )


def open_handovers(authority: UUID) -> list[Handover]:
    """The handovers of an authority that nobody has taken over yet, the soonest last day first."""
    rows = Handover.objects.filter(post__authority=authority, closed_at__isnull=True)
    found = rows.select_related("post", "leaving__person").order_by("opened_at", "pk")
    return sorted(found, key=lambda handover: handover.last_day or date.min)

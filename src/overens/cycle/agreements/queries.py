"""Readers: agreements, their parties, versions, signing, and who has confirmed what."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from overens.base.consents.queries import standing_answers
from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.signatures.models import Signatory
from overens.cycle.agreements.models import (
    Agreement,
    Commitment,
    Evidence,
    FocusAreaWording,
    Party,
    Version,
)
from overens.cycle.agreements.states import TRANSCRIPTION


def public_agreements() -> QuerySet[Agreement]:
    """The agreements that everyone may read: those with a version that counts."""
    return (
        Agreement.objects.filter(versions__edition__isnull=False)
        .distinct()
        .order_by("slug")
        .prefetch_related(
            Prefetch("parties", parties_of()),
            Prefetch(
                "versions",
                Version.objects.filter(edition__isnull=False).order_by("number"),
                to_attr="frozen_versions",
            ),
        )
    )


def agreements_of(authority: Authority) -> QuerySet[Agreement]:
    """The agreements that an authority is party to, as its own people know of them: those that
    count, and its own drafts. `own_versions` are the versions that it may read, oldest first."""
    versions = Version.objects.filter(
        Q(edition__isnull=False) | Q(edition__isnull=True, owner=authority)
    )
    return (
        Agreement.objects.filter(
            Exists(Party.objects.filter(agreement=OuterRef("pk"), authority=authority)),
            Exists(versions.filter(agreement=OuterRef("pk"))),
        )
        .order_by("slug")
        .prefetch_related(
            Prefetch("parties", parties_of()),
            Prefetch("versions", versions.order_by("number"), to_attr="own_versions"),
        )
    )


def agreement_for(authority: Authority, slug: str) -> Agreement | None:
    """One of an authority's own agreements; None for what it may not know of."""
    return agreements_of(authority).filter(slug=slug).first()


def files_of_evidence() -> Iterator[str]:
    """The kept files that evidence names: fixity is checked for these, withdrawn or not."""
    yield from Evidence.objects.exclude(file="").order_by().values_list("file", flat=True)


def evidence_in(agreement: Agreement, pk: UUID) -> Evidence | None:
    """One note of an agreement, withdrawn or not, with its commitment and its party."""
    return (
        Evidence.objects.filter(pk=pk, commitment__agreement=agreement)
        .select_related("commitment", "party__authority__municipality")
        .first()
    )


def commitments_by_number(agreement: Agreement) -> dict[int, Commitment]:
    """Every commitment of an agreement: one query."""
    rows = Commitment.objects.filter(agreement=agreement).select_related("agreement")
    return {row.number: row for row in rows}


def parties_of() -> QuerySet[Party]:
    """Parties in their stored order, each with its authority, municipality and contact post."""
    return Party.objects.select_related("authority__municipality", "contact").order_by("position")


def parties(agreement: Agreement) -> list[Party]:
    """The parties of one agreement, in their stored order."""
    found = list(parties_of().filter(agreement=agreement))
    for party in found:
        party.agreement = agreement
    return found


def versions_that_count(slug: str) -> list[Version]:
    """An agreement's frozen versions, oldest first; none where none counts."""
    found = Version.objects.filter(agreement__slug=slug, edition__isnull=False).order_by("number")
    return [_frozen(pk) for pk in found.values_list("pk", flat=True)]


@lru_cache(maxsize=500)
def _frozen(version: UUID) -> Version:
    """A version that counts never changes, so it stays in memory."""
    return Version.objects.select_related("agreement").get(pk=version)


def in_force(versions: Sequence[Version], day: date) -> Version:
    """The version in force on a day; the first one where all of them lie ahead."""
    begun = [v for v in versions if v.valid_from and v.valid_from <= day]
    return begun[-1] if begun else versions[0]


def latest_version(agreement: Agreement) -> Version | None:
    """The newest version that counts, or a draft where none does."""
    return (
        Version.objects.filter(agreement=agreement)
        .select_related("edition", "agreement")
        .order_by("-number")
        .exclude(edition__isnull=True, agreement__versions__edition__isnull=False)
        .first()
    )


def today_at(parties: Sequence[Party], now: datetime) -> dict[UUID, date]:
    """The date at each party: at one instant it may differ."""
    return {party.pk: party.authority.country.today(now) for party in parties}


class Signed(NamedTuple):
    """Somebody in a post who signed or was present, and the signing itself."""

    part: str
    person: str
    post: str
    post_names: Wordings
    authority: str
    on: date
    place: str
    scan_name: str
    scan: str


def signatories_of(version: Version) -> list[Signed]:
    """Who signed and who was present, in the order of the paper; none where nothing is on file."""
    rows = Signatory.objects.filter(signing__edition=version.edition_id).order_by("position")
    return [
        Signed(*row)
        for row in rows.values_list(
            "part",
            "seat__person__name",
            "seat__post__slug",
            "seat__post__names",
            "seat__post__authority__slug",
            "signing__on",
            "signing__place",
            "signing__scan_name",
            "signing__scan",
        )
    ]


@lru_cache(maxsize=200)
def focus_areas_of(version: Version) -> tuple[FocusAreaWording, ...]:
    """The focus areas with their names, of a version that counts: frozen, so they stay in memory."""
    return tuple(version.focus_areas.select_related("area").prefetch_related("names"))


def confirmations(version: Version) -> dict[UUID, str]:
    """Per authority its standing answer to the transcription of a version that counts."""
    assert version.edition_id
    return standing_answers(TRANSCRIPTION, version.edition_id)


def contacts_today(parties: Sequence[Party], today: dict[UUID, date]) -> dict[UUID, Seat]:
    """Per post that is a contact the seat that is on file for today: one query."""
    day_of = {party.contact_id: today[party.pk] for party in parties if party.contact_id}
    seats = (
        Seat.objects.filter(post__in=list(day_of))
        .select_related("person")
        .order_by("holding", "since", "pk")
    )
    held = (seat for seat in seats if seat.is_held_to_the_end_of(day_of[seat.post_id]))
    return {seat.post_id: seat for seat in held}


def named_posts(party: Party) -> QuerySet[Post]:
    """The posts that the agreement's paper names for a party, with who is on file in them."""
    seats = Seat.objects.select_related("person").order_by("pk")
    return party.posts.prefetch_related(Prefetch("seats", seats)).order_by("pk")


def party_authorities(slug: str) -> list[str]:
    """The authorities of an agreement's parties, by their ids: one query."""
    rows = Party.objects.filter(agreement__slug=slug).order_by()
    return [str(authority) for authority in rows.values_list("authority_id", flat=True)]

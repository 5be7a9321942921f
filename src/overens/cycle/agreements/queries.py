"""Readers: agreements, their parties, versions, signing, and who has confirmed what."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from overens.base.consents.models import Answer
from overens.base.municipalities.models import Post, Seat
from overens.base.signatures.models import Signatory, Signing
from overens.cycle.agreements.models import Agreement, Party, Version
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
                to_attr="that_count",
            ),
        )
    )


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
    """An agreement's frozen versions with their editions, oldest first; none where none counts."""
    return list(
        Version.objects.filter(agreement__slug=slug, edition__isnull=False)
        .select_related("agreement", "edition", "owner__municipality")
        .order_by("number")
    )


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


def signing_of(version: Version) -> Signing | None:
    """The signing with its signatories, in the order of the paper: two queries."""
    seats = Signatory.objects.select_related("seat__person", "seat__post__authority").order_by(
        "position"
    )
    return (
        Signing.objects.filter(edition=version.edition_id)
        .prefetch_related(Prefetch("signatories", seats))
        .first()
    )


def confirmations(version: Version) -> dict[UUID, Answer]:
    """Per authority its standing answer to the transcription of a version: one query."""
    answers = (
        Answer.objects.filter(
            asked__consent__edition=version.edition_id,
            asked__consent__kind=TRANSCRIPTION,
        )
        .select_related("asked", "seat__post")
        .order_by("number")
    )
    return {answer.asked.authority_id: answer for answer in answers}


def contacts_today(parties: Sequence[Party], today: dict[UUID, date]) -> dict[UUID, Seat]:
    """Per post that is a contact the seat that is on file for today: one query."""
    day_of = {party.contact_id: today[party.pk] for party in parties if party.contact_id}
    seats = (
        Seat.objects.filter(post__in=list(day_of))
        .select_related("person")
        .order_by("holding", "since", "pk")
    )
    return {seat.post_id: seat for seat in seats if seat.is_held_on(day_of[seat.post_id])}


def named_posts(party: Party) -> QuerySet[Post]:
    """The posts that the agreement's paper names for a party, with who is on file in them."""
    seats = Seat.objects.select_related("person").order_by("pk")
    return party.posts.prefetch_related(Prefetch("seats", seats)).order_by("pk")


def party_authorities(slug: str) -> list[tuple[str, str]]:
    """The authorities of an agreement's parties, each with its country: one query."""
    rows = Party.objects.filter(agreement__slug=slug).values_list(
        "authority_id", "authority__municipality__country"
    )
    return [(str(authority), country) for authority, country in rows]

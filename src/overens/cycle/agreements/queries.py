"""Readers: agreements, their parties, versions, signing, and who has confirmed what."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from overens.base.consents.models import Consent
from overens.base.consents.queries import reached, standing_answers
from overens.base.consents.states import REFUSALS
from overens.base.languages.rules import Wordings
from overens.base.municipalities import rows
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.queries import AUTHORITY, authority_of
from overens.cycle.agreements.letters import Unreadable, Waived
from overens.cycle.agreements.models import (
    Agreement,
    Article,
    Comment,
    Commitment,
    Evidence,
    FocusArea,
    FocusAreaWording,
    Party,
    Transcribing,
    Version,
    Waiver,
)
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION, WAIVER, Progress


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
    count, its own drafts, and those of which a proposal, or a transcription of their paper, has
    reached it. `own_versions` are the versions that it may read, oldest first: none where there is
    only what was put to it."""
    versions = Version.objects.filter(
        Q(edition__isnull=False) | Q(edition__isnull=True, owner=authority)
    )
    proposed = reached(authority, PROPOSAL, TRANSCRIPTION).values_list("about_id", flat=True)
    return (
        Agreement.objects.filter(
            Exists(Party.objects.filter(agreement=OuterRef("pk"), authority=authority)),
            Exists(versions.filter(agreement=OuterRef("pk")))
            | Q(pk__in=[UUID(about) for about in proposed]),
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


def scans_being_typed_in() -> Iterator[str]:
    """The kept scans of papers whose transcription does not count yet."""
    yield from Transcribing.objects.order_by().values_list("scan", flat=True)


def transcribing_of(agreement: Agreement, authority: Authority) -> Transcribing | None:
    """What an authority types in of the agreement's paper, where it does."""
    found = Transcribing.objects.filter(agreement=agreement, owner=authority)
    return found.select_related("owner__municipality").first()


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


def next_number(agreement: Agreement) -> int:
    """A number that no commitment of the agreement ever had here."""
    return max(commitments_by_number(agreement), default=0) + 1


def slugs_of_articles(agreement: Agreement) -> set[str]:
    """The names of all articles that the agreement ever had here."""
    return set(Article.objects.filter(agreement=agreement).values_list("slug", flat=True))


def slugs_of_areas(agreement: Agreement) -> set[str]:
    """The names of all focus areas that the agreement ever had here."""
    return set(FocusArea.objects.filter(agreement=agreement).values_list("slug", flat=True))


class Counted(NamedTuple):
    """A version by its number and its edition; a draft has neither."""

    number: int | None
    edition: UUID | None


def counted_by_seal(agreement: Agreement, authority: Authority) -> dict[str, Counted]:
    """The versions that count, by the seals of their texts; with "" where the authority has a draft
    of its own. One query."""
    readable = Q(edition__isnull=False) | Q(owner=authority)
    found = Version.objects.filter(readable, agreement=agreement)
    rows_ = found.values_list("edition__sha256", "number", "edition")
    return {seal or "": Counted(number, edition) for seal, number, edition in rows_}


def own_notes(agreement: Agreement, authority: Authority, about: str) -> list[Comment]:
    """What an authority's own people noted about a text, by its seal, oldest first: one query."""
    noted = Comment.objects.filter(agreement=agreement, authority=authority, about=about)
    return list(noted.select_related("seat__person", "seat__post"))


def parties_of() -> QuerySet[Party]:
    """Parties in their stored order, each with its authority, municipality and contact post."""
    return Party.objects.select_related("authority__municipality", "contact").order_by("position")


def parties_with_contacts(authority: Authority) -> list[Party]:
    """Every party of every agreement of an authority, agreement by agreement: one query."""
    found = parties_of().filter(agreement__in=agreements_of(authority).values("pk"))
    return list(found.select_related("agreement").order_by("agreement__slug", "position"))


class Parties(tuple[Party, ...]):
    """Parties that are known by what they are, not by what they say: made of other rows, they are
    others, though their ids are the same."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


def parties_beside(authority: UUID) -> Parties:
    """Every party of every agreement of an authority, itself too, in their stored order: of those that
    it knows of, as `agreements_of` has them. Another's unsent text names nobody.

    One query. Rows that read as before are not made anew, so nobody changes what comes out.
    """
    return _parties(
        tuple(
            rows.asked(
                f"SELECT {PARTY} WHERE party.agreement_id IN ({KNOWN}) "
                "ORDER BY party.position, party.id",
                authority.hex,
                authority.hex,
                PROPOSAL,
                TRANSCRIPTION,
                authority.hex,
            )
        )
    )


KNOWN = (
    "SELECT own.agreement_id FROM agreements_party own WHERE own.authority_id = %s AND "
    "(EXISTS (SELECT 1 FROM agreements_version version WHERE "
    "version.agreement_id = own.agreement_id AND "
    "(version.edition_id IS NOT NULL OR version.owner_id = %s)) "
    "OR EXISTS (SELECT 1 FROM consents_asked asked JOIN consents_consent consent ON "
    "consent.id = asked.consent_id WHERE consent.kind IN (%s, %s) AND asked.authority_id = %s "
    "AND asked.reached_at IS NOT NULL AND REPLACE(consent.about_id, '-', '') = "
    "REPLACE(CAST(own.agreement_id AS TEXT), '-', '')))"
)
"""The agreements that an authority knows of, as `agreements_of` says it. Ids are written with hyphens
by one database and in `about_id`, and without by the other."""
PARTY = (
    f"{AUTHORITY}, party.id, party.agreement_id, party.position, "
    'party.languages, CAST(party.joined AS TEXT), CAST(party."left" AS TEXT), '
    "CAST(party.uses_since AS TEXT), party.contact_id, "
    "contact.authority_id, contact.slug, contact.names, contact.role, contact.example "
    "FROM agreements_party party "
    "JOIN municipalities_authority authority ON authority.id = party.authority_id "
    "JOIN municipalities_municipality municipality ON municipality.id = authority.municipality_id "
    "LEFT JOIN municipalities_post contact ON contact.id = party.contact_id"
)
"""The columns of a party with its authority and contact post, as `_party` reads them."""


@lru_cache(maxsize=100)
def _parties(found: tuple[tuple[Any, ...], ...]) -> Parties:
    return Parties(_party(row) for row in found)


def _party(row: tuple[Any, ...]) -> Party:
    pk, agreement, position, spoken, joined, left, uses_since, contact, *post = row[7:]
    return rows.made(
        Party,
        pk=rows.identity(pk),
        agreement_id=rows.identity(agreement),
        position=position,
        languages=json.loads(spoken),
        joined=rows.day(joined),
        left=rows.day(left),
        uses_since=rows.day(uses_since),
        contact=_post(contact, *post) if contact else None,
        authority=authority_of(row[:7]),
    )


def _post(
    pk: UUID | str, authority: UUID | str, slug: str, names: str, role: str, example: bool
) -> Post:
    return rows.made(
        Post,
        pk=rows.identity(pk),
        authority_id=rows.identity(authority),
        slug=slug,
        names=Wordings.from_row(json.loads(names)),
        role=role,
        example=bool(example),
    )


def parties(agreement: Agreement) -> list[Party]:
    """The parties of one agreement, in their stored order."""
    found = rows.asked(
        f"SELECT {PARTY} WHERE party.agreement_id = %s ORDER BY party.position", agreement.pk.hex
    )
    made = [_party(row) for row in found]
    for party in made:
        party.agreement = agreement
    return made


def versions_that_count(slug: str) -> list[Version]:
    """An agreement's frozen versions, oldest first; none where none counts."""
    found = rows.asked(
        "SELECT version.id FROM agreements_version version "
        "JOIN agreements_agreement agreement ON agreement.id = version.agreement_id "
        "WHERE agreement.slug = %s AND version.edition_id IS NOT NULL "
        "ORDER BY version.number",
        slug,
    )
    return _frozen([UUID(str(version)) for (version,) in found])


def counted_of(authority: UUID) -> tuple[str | UUID, ...]:
    """The ids of the frozen versions of all agreements of an authority, oldest first: one query."""
    return tuple(
        version
        for (version,) in rows.asked(
            "SELECT version.id FROM agreements_version version "
            "JOIN agreements_party party ON party.agreement_id = version.agreement_id "
            "WHERE party.authority_id = %s AND version.edition_id IS NOT NULL "
            "ORDER BY version.number",
            authority.hex,
        )
    )


def by_agreement(counted: Sequence[str | UUID]) -> dict[UUID, tuple[Version, ...]]:
    """Frozen versions per agreement, oldest first: one query where some are not in memory yet."""
    found: dict[UUID, list[Version]] = {}
    for version in _frozen([UUID(str(version)) for version in counted]):
        found.setdefault(version.agreement_id, []).append(version)
    return {agreement: tuple(versions) for agreement, versions in found.items()}


_FROZEN: dict[UUID, Version] = {}
MOST_FROZEN = 5_000


def _frozen(versions: Sequence[UUID]) -> list[Version]:
    """A version that counts never changes, so it stays in memory."""
    held = {version: _FROZEN.get(version) for version in versions}
    missing = [version for version, row in held.items() if row is None]
    if missing:
        fetched = Version.objects.select_related("agreement").in_bulk(missing)
        if len(_FROZEN) > MOST_FROZEN:
            _FROZEN.clear()
        _FROZEN.update(fetched)
        held.update(fetched)
    return [row for version in versions if (row := held[version])]


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
    authority: str
    on: date
    place: str
    scan_name: str
    scan: str
    post_names: Wordings


def signatories_of(version: Version) -> list[Signed]:
    """Who signed and who was present, in the order of the paper; none where nothing is on file."""
    assert version.edition_id
    return [
        Signed._make((*said, Wordings.from_row(json.loads(names))))
        for names, *said in rows.asked(
            "SELECT post.names, signatory.part, person.name, post.slug, authority.slug, "
            'signing."on", signing.place, signing.scan_name, signing.scan '
            "FROM signatures_signatory signatory "
            "JOIN signatures_signing signing ON signing.id = signatory.signing_id "
            "JOIN municipalities_seat seat ON seat.id = signatory.seat_id "
            "JOIN municipalities_person person ON person.id = seat.person_id "
            "JOIN municipalities_post post ON post.id = seat.post_id "
            "JOIN municipalities_authority authority ON authority.id = post.authority_id "
            "WHERE signing.edition_id = %s ORDER BY signatory.position",
            version.edition_id.hex,
        )
    ]


class Proof(NamedTuple):
    """What shows that a version is what it was: the hashes of its text and of its PDF; the day on
    which it was signed on paper, where that is on file."""

    sha256: str
    pdf: str
    signed: date | None


def proofs_of(agreement: Agreement) -> dict[UUID, Proof]:
    """Of each version that counts: one query, whatever the length of the texts."""
    counted = Version.objects.filter(agreement=agreement, edition__isnull=False)
    found = counted.values_list("pk", "edition__sha256", "edition__pdf", "edition__signing__on")
    return {pk: Proof(sha256, pdf, on) for pk, sha256, pdf, on in found}


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
    return [
        str(UUID(str(authority)))
        for (authority,) in rows.asked(
            "SELECT party.authority_id FROM agreements_party party "
            "JOIN agreements_agreement agreement ON agreement.id = party.agreement_id "
            "WHERE agreement.slug = %s",
            slug,
        )
    ]


def waivers_asked(
    agreement: Agreement, reader: Authority
) -> list[tuple[Consent, Waived, Progress]]:
    """Each waiver that has reached an authority, newest first, with how far it has come. What each
    party has answered comes in the same few queries, however many there are."""
    consents = (
        Consent.objects.filter(kind=WAIVER, about_kind="agreement", about_id=str(agreement.pk))
        .filter(asked__authority=reader, asked__reached_at__isnull=False)
        .select_related("edition__owner__municipality")
        .prefetch_related("asked__answers")
        .order_by("-asked_at", "edition__sha256")
    )
    done = set(
        Waiver.objects.filter(edition__consents__in=consents).values_list("edition", flat=True)
    )
    counted = Version.objects.filter(agreement=agreement, edition__isnull=False)
    base = counted.order_by("number").values_list("edition__sha256", flat=True).last()
    found = []
    for consent in consents:
        try:
            waived = Waived.read(consent.edition.paper)
        except Unreadable:
            continue
        standing = [
            max(asked.answers.all(), key=lambda answer: answer.number).answer
            for asked in consent.asked.all()
            if asked.answers.all()
        ]
        progress = Progress.COUNTS if consent.edition_id in done else Progress.OPEN
        if progress == Progress.OPEN and any(answer in REFUSALS for answer in standing):
            progress = Progress.REFUSED
        if progress == Progress.OPEN and base != waived.base:
            progress = Progress.OVERTAKEN
        found.append((consent, waived, progress))
    return found

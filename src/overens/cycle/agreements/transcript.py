"""A version's rows as an agreement file again: what export writes, and what a new file is held against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Holding
from overens.base.signatures.states import Part
from overens.cycle.agreements import models, queries
from overens.cycle.agreements.agreement_file import shape


def as_file(version: models.Version) -> shape.AgreementFile:
    """Everything that a file says of a version, its parties and its signing."""
    agreement = version.agreement
    # A draft amendment has no signing of its own yet: its file names the one that counts.
    counts = version if version.edition_id else queries.latest_version(agreement)
    signed = queries.signatories_of(counts) if counts and counts.edition_id else []
    parties = queries.parties(agreement)
    return replace(
        text_as_file(version, parties),
        parties=tuple(replace(_party(party), posts=_posts(party)) for party in parties),
        signing=_signing(signed) if signed else None,
    )


def text_as_file(version: models.Version, parties: Iterable[models.Party]) -> shape.AgreementFile:
    """What a version says, with nothing of its people: to be held against another text. As many
    queries for any length of the text and any number of parties."""
    agreement = version.agreement
    return shape.AgreementFile(
        slug=agreement.slug,
        example=agreement.example,
        signed_wording=version.signed_wording,
        legal_basis=version.legal_basis or None,
        authentic_languages=_tuple(version.authentic_languages),
        title=version.title.texts(),
        preamble=version.preamble.texts(),
        purpose=version.purpose.texts(),
        source=agreement.source or None,
        term=_term(version),
        parties=tuple(map(_party, parties)),
        focus_areas=_focus_areas(version),
        articles=_articles(version),
        commitments=_commitments(version),
    )


def _tuple(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def _term(version: models.Version) -> shape.Term:
    return shape.Term(
        in_force=version.in_force,
        ends=version.ends,
        notice_months=version.notice_months,
        renewal=version.renewal.texts(),
    )


def _party(party: models.Party) -> shape.Party:
    authority = party.authority
    return shape.Party(
        authority=authority.slug,
        municipality=authority.municipality.slug,
        country=authority.municipality.country,
        name=authority.names.texts(),
        short=authority.short,
        languages=tuple(party.languages),
        contact=party.contact.slug if party.contact else None,
        joined=party.joined,
        left=party.left,
        uses_since=party.uses_since,
    )


def _posts(party: models.Party) -> tuple[shape.PostInFile, ...]:
    return tuple(
        shape.PostInFile(
            post=post.slug,
            name=post.names.texts(),
            role=post.role or None,
            example=post.example,
            seats=tuple(_seat(seat) for seat in post.seats.all()),
        )
        for post in queries.named_posts(party)
    )


def _seat(seat: Seat) -> shape.SeatInFile:
    return shape.SeatInFile(
        person=seat.person.name,
        seen_on=seat.seen_on,
        since=seat.since,
        until=seat.until,
        deputy=seat.holding == Holding.DEPUTY,
    )


def _focus_areas(version: models.Version) -> tuple[shape.FocusArea, ...]:
    rows = version.focus_areas.select_related("area").prefetch_related("names")
    return tuple(
        shape.FocusArea(
            slug=row.area.slug,
            difference=row.difference.texts(),
            names=tuple(
                shape.FocusAreaName(
                    language=name.language,
                    text=name.text,
                    standing=name.standing,
                    since=name.since,
                    source=name.source or None,
                )
                for name in row.names.all()
            ),
        )
        for row in rows
    )


def _articles(version: models.Version) -> tuple[shape.Article, ...]:
    return tuple(
        shape.Article(
            article=row.article.slug,
            number=row.number or None,
            heading=row.heading.texts(),
            body=row.body.texts(),
        )
        for row in version.articles.select_related("article")
    )


def _commitments(version: models.Version) -> tuple[shape.Commitment, ...]:
    rows = version.commitments.select_related("commitment", "article", "focus_area")
    return tuple(
        shape.Commitment(
            commitment=row.commitment.number,
            title=row.title.texts(),
            article=row.article.slug if row.article else None,
            focus_area=row.focus_area.slug if row.focus_area else None,
            kind=row.kind,
            due=row.due,
            within=row.within or None,
            rule=row.rule or None,
            starts=row.starts,
            lead_days=row.lead_days,
            evidence=_tuple(row.evidence),
            parties=_tuple(row.authorities),
        )
        for row in rows
    )


def _signing(people: Sequence[queries.Signed]) -> shape.Signing:
    signing = people[0]
    return shape.Signing(
        on=signing.on,
        place=signing.place or None,
        scan=signing.scan_name or None,
        signatures=tuple(_signatory(s) for s in people if s.part == Part.SIGNED),
        present=tuple(_signatory(s) for s in people if s.part == Part.PRESENT),
    )


def _signatory(signed: queries.Signed) -> shape.Signatory:
    return shape.Signatory(authority=signed.authority, post=signed.post, person=signed.person)


def differs(new: shape.AgreementFile, old: shape.AgreementFile) -> Mapping[str, Any]:
    """The fields of the text in which two files differ; who holds which post is no text."""
    fields = [
        "signed_wording",
        "legal_basis",
        "authentic_languages",
        "title",
        "preamble",
        "purpose",
        "term",
        "focus_areas",
        "articles",
        "commitments",
    ]
    return {
        name: (getattr(old, name), getattr(new, name))
        for name in fields
        if getattr(old, name) != getattr(new, name)
    }

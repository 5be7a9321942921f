"""The rows of a file: agreement, parties, and everything that stands in one version.

Steps of a larger action, in whose transaction and trail line they stand.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.models import Authority, Post
from overens.base.papers.models import Edition
from overens.cycle.agreements.agreement_file import shape
from overens.cycle.agreements.models import (
    Agreement,
    Article,
    ArticleWording,
    Commitment,
    CommitmentTerms,
    FocusArea,
    FocusAreaName,
    FocusAreaWording,
    Party,
    Version,
)


def locked_agreement(file: shape.AgreementFile) -> Agreement:
    """The agreement, made by the file that names it for the first time; locked, so that two who
    type it in at once do it in turn."""
    Agreement.objects.get_or_create(
        slug=file.slug, defaults={"example": file.example, "source": file.source or ""}
    )
    return Agreement.objects.select_for_update(no_key=True).get(slug=file.slug)


def write_parties(agreement: Agreement, file: shape.AgreementFile) -> list[Party]:
    """The parties in the file's order, which is the order in which they are shown.

    Called until an agreement counts: nothing hangs on a party yet, so they are written anew.
    """
    agreement.source, agreement.example = file.source or "", file.example
    agreement.save(update_fields=["source", "example"])
    agreement.parties.all().delete()
    return [_party(agreement, named, place) for place, named in enumerate(file.parties)]


def _party(agreement: Agreement, named: shape.Party, place: int) -> Party:
    authority = Authority.objects.select_related("municipality").get(slug=named.authority)
    party = Party(agreement=agreement, authority=authority, position=place)
    _fill(party, named)
    return party


def _fill(party: Party, named: shape.Party) -> None:
    posts = {post.slug: post for post in Post.objects.filter(authority=party.authority)}
    party.languages = list(named.languages)
    party.joined, party.left = named.joined, named.left
    party.uses_since = named.uses_since
    party.contact = posts[named.contact] if named.contact else None
    party.save()
    party.posts.set([posts[post.post] for post in named.posts])


def write_own_party(agreement: Agreement, file: shape.AgreementFile, authority: Authority) -> bool:
    """What a party says of itself alone: contact, languages, posts, since when it uses Overens."""
    named = next(p for p in file.parties if p.authority == authority.slug)
    party = Party.objects.select_related("contact").get(agreement=agreement, authority=authority)
    standing = (
        party.contact.slug if party.contact else None,
        tuple(party.languages),
        party.uses_since,
        {post.slug for post in party.posts.all()},
    )
    said = (named.contact, named.languages, named.uses_since, {post.post for post in named.posts})
    if said == standing:
        return False
    # Joining and leaving are no party's own to say.
    _fill(party, replace(named, joined=party.joined, left=party.left))
    return True


def write_version(
    agreement: Agreement,
    file: shape.AgreementFile,
    *,
    owner: Authority,
    edition: Edition | None = None,
    valid_from: date | None = None,
) -> Version:
    """A version with all that stands in it: frozen where there is an edition, else a draft. It is
    valid from the day that its term or its signing says, where no other is given.

    The same number of statements however long the text is.
    """
    signed_on = file.signing.on if file.signing else None
    term = file.term
    version = Version.objects.create(
        agreement=agreement,
        number=agreement.versions.filter(edition__isnull=False).count() + 1 if edition else None,
        owner=owner,
        edition=edition,
        valid_from=(valid_from or term.in_force or signed_on) if edition else None,
        title=_wordings(file.title, file),
        preamble=_wordings(file.preamble, file),
        purpose=_wordings(file.purpose, file),
        signed_wording=file.signed_wording,
        legal_basis=file.legal_basis or "",
        authentic_languages=_list(file.authentic_languages),
        in_force=term.in_force,
        ends=term.ends,
        notice_months=term.notice_months,
        renewal=_wordings(term.renewal, file),
    )
    areas = _write_areas(version, file)
    articles = _write_articles(version, file)
    _write_commitments(version, file, areas, articles)
    return version


def _wordings(texts: Mapping[str, str] | None, file: shape.AgreementFile) -> Wordings:
    """Signed words are official in the authentic languages, a translation beside them elsewhere.

    Where no authentic language is on file, each signed wording is official.
    """
    authentic = file.authentic_languages
    found = Wordings()
    for language, text in (texts or {}).items():
        standing = Standing.OWN
        if file.signed_wording:
            known = authentic is None or language in authentic
            standing = Standing.OFFICIAL if known else Standing.REVIEWED
        found.update(Wordings.of({language: text}, standing))
    return found


def _list(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else list(values)


def _write_areas(version: Version, file: shape.AgreementFile) -> dict[str, FocusArea]:
    slugs = [named.slug for named in file.focus_areas]
    FocusArea.objects.bulk_create(
        [FocusArea(agreement=version.agreement, slug=slug) for slug in slugs], ignore_conflicts=True
    )
    areas = {a.slug: a for a in FocusArea.objects.filter(agreement=version.agreement_id)}
    wordings = FocusAreaWording.objects.bulk_create(
        FocusAreaWording(
            area=areas[named.slug],
            version=version,
            position=place,
            difference=Wordings.of(named.difference or {}),
        )
        for place, named in enumerate(file.focus_areas)
    )
    FocusAreaName.objects.bulk_create(
        FocusAreaName(
            wording=wording,
            position=position,
            language=name.language,
            text=name.text,
            standing=name.standing,
            since=name.since,
            source=name.source or "",
        )
        for wording, named in zip(wordings, file.focus_areas, strict=True)
        for position, name in enumerate(named.names)
    )
    return areas


def _write_articles(version: Version, file: shape.AgreementFile) -> dict[str, Article]:
    slugs = [named.article for named in file.articles]
    Article.objects.bulk_create(
        [Article(agreement=version.agreement, slug=slug) for slug in slugs], ignore_conflicts=True
    )
    articles = {a.slug: a for a in Article.objects.filter(agreement=version.agreement_id)}
    ArticleWording.objects.bulk_create(
        ArticleWording(
            article=articles[named.article],
            version=version,
            position=place,
            number=named.number or "",
            heading=_wordings(named.heading, file),
            body=_wordings(named.body, file),
        )
        for place, named in enumerate(file.articles)
    )
    return articles


def _write_commitments(
    version: Version,
    file: shape.AgreementFile,
    areas: Mapping[str, FocusArea],
    articles: Mapping[str, Article],
) -> None:
    numbers = [named.commitment for named in file.commitments]
    Commitment.objects.bulk_create(
        [Commitment(agreement=version.agreement, number=number) for number in numbers],
        ignore_conflicts=True,
    )
    known = {c.number: c for c in Commitment.objects.filter(agreement=version.agreement_id)}
    CommitmentTerms.objects.bulk_create(
        CommitmentTerms(
            commitment=known[named.commitment],
            version=version,
            position=place,
            title=_wordings(named.title, file),
            article=articles[named.article] if named.article else None,
            focus_area=areas[named.focus_area] if named.focus_area else None,
            kind=named.kind,
            due=named.due,
            within=named.within or "",
            rule=named.rule or "",
            starts=named.starts,
            lead_days=named.lead_days,
            evidence=_list(named.evidence),
            authorities=_list(named.parties),
        )
        for place, named in enumerate(file.commitments)
    )

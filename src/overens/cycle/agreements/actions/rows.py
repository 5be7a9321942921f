"""The rows of a file: agreement, parties, and everything that stands in one version.

Steps of a larger action, in whose transaction and trail line they stand.
"""

from collections.abc import Mapping
from dataclasses import replace

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
) -> Version:
    """A version with all that stands in it: frozen where there is an edition, else a draft."""
    signed_on = file.signing.on if file.signing else None
    term = file.term
    version = Version.objects.create(
        agreement=agreement,
        number=agreement.versions.filter(edition__isnull=False).count() + 1 if edition else None,
        owner=owner,
        edition=edition,
        valid_from=(term.in_force or signed_on) if edition else None,
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
    areas = {}
    for place, named in enumerate(file.focus_areas):
        area, _new = FocusArea.objects.get_or_create(agreement=version.agreement, slug=named.slug)
        wording = FocusAreaWording.objects.create(
            area=area,
            version=version,
            position=place,
            difference=Wordings.of(named.difference or {}),
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
            for position, name in enumerate(named.names)
        )
        areas[named.slug] = area
    return areas


def _write_articles(version: Version, file: shape.AgreementFile) -> dict[str, Article]:
    articles = {}
    for place, named in enumerate(file.articles):
        article, _new = Article.objects.get_or_create(
            agreement=version.agreement, slug=named.article
        )
        ArticleWording.objects.create(
            article=article,
            version=version,
            position=place,
            number=named.number or "",
            heading=_wordings(named.heading, file),
            body=_wordings(named.body, file),
        )
        articles[named.article] = article
    return articles


def _write_commitments(
    version: Version,
    file: shape.AgreementFile,
    areas: Mapping[str, FocusArea],
    articles: Mapping[str, Article],
) -> None:
    for place, named in enumerate(file.commitments):
        commitment, _new = Commitment.objects.get_or_create(
            agreement=version.agreement, number=named.commitment
        )
        CommitmentTerms.objects.create(
            commitment=commitment,
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

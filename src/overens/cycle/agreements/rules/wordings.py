"""The wordings of a text, part by part: what is missing, and what has to be read again. Pure.

Authentic languages are equal. Where a part is changed in one of them, each of its other wordings is
changed as well, or somebody has confirmed that it still says the same; one seal covers all of them,
so that a later change asks for that again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import rfc8785

from overens.cycle.agreements.agreement_file.shape import AgreementFile, Texts
from overens.cycle.agreements.wording import names_now

Confirmed = Mapping[str, Mapping[str, str]]
"""By part and language: the seal of the wordings that were confirmed to say the same."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What keeps a text from being proposed: a wording that is missing, or one to be confirmed."""

    part: str
    language: str
    is_missing: bool


def parts(file: AgreementFile) -> dict[str, Texts]:
    """The texts of an agreement that have a wording in each language, in their order.

    Names: 'title', 'preamble', 'purpose', 'renewal'; 'focus-<slug>' (an area's name),
    'focus-<slug>.difference'; 'art-<slug>.heading', 'art-<slug>'; 'c-<number>'.
    """
    found = {"title": file.title, "preamble": file.preamble, "purpose": file.purpose}
    for area in file.focus_areas:
        names = names_now(area)
        found[f"focus-{area.slug}"] = {code: name.text for code, name in names.items()}
        found[f"focus-{area.slug}.difference"] = area.difference
    for article in file.articles:
        found[f"art-{article.article}.heading"] = article.heading
        found[f"art-{article.article}"] = article.body
    for commitment in file.commitments:
        found[f"c-{commitment.commitment}"] = commitment.title
    found["renewal"] = file.term.renewal
    return {part: dict(texts) for part, texts in found.items() if any(texts.values())}


def together(file: AgreementFile, part: str) -> object:
    """What is written at one time under one name: the wordings of a part; 'focus-<slug>', a focus
    area with the commitments that are in it; 'art-<slug>', an article with its heading;
    'c-<number>', a commitment with its terms; 'term', 'languages'; 'areas', 'articles',
    'commitments': which there are, in their order. None for what is not there."""
    areas = {
        f"focus-{area.slug}": (area, commitments_in(file, area.slug)) for area in file.focus_areas
    }
    articles = {f"art-{article.article}": article for article in file.articles}
    commitments = {f"c-{one.commitment}": one for one in file.commitments}
    others: dict[str, object] = {
        "term": file.term,
        "languages": file.authentic_languages,
        "areas": tuple(areas),
        "articles": tuple(articles),
        "commitments": tuple(commitments),
    }
    return {**parts(file), **areas, **articles, **commitments, **others}.get(part)


def commitments_in(file: AgreementFile, area: str) -> tuple[int, ...]:
    """The numbers of the commitments that are about a focus area."""
    return tuple(one.commitment for one in file.commitments if one.focus_area == area)


def languages_of(file: AgreementFile) -> tuple[str, ...]:
    """In which languages each part must be worded: the authentic ones, else the parties' own."""
    if file.authentic_languages:
        return file.authentic_languages
    return tuple(dict.fromkeys(code for party in file.parties for code in party.languages[:1]))


def seal_of(texts: Texts) -> str:
    """One hash over all wordings of a part."""
    return sha256(rfc8785.dumps(dict(texts))).hexdigest()


def lacking(
    now: AgreementFile, before: AgreementFile | None, confirmed: Confirmed
) -> Iterator[Lacking]:
    """What is missing or unconfirmed, in the order of the text. `before` is the text that it began
    from; what is new altogether is written in each language, and needs no confirming."""
    wanted, was = languages_of(now), parts(before) if before else {}
    for part, texts in parts(now).items():
        old = was.get(part, {})
        changed = [code for code in wanted if texts.get(code, "") != old.get(code, "")]
        for code in wanted:
            if not texts.get(code, "").strip():
                yield Lacking(part, code, True)
                continue
            is_confirmed = confirmed.get(part, {}).get(code) == seal_of(texts)
            if old and changed and code not in changed and not is_confirmed:
                yield Lacking(part, code, False)

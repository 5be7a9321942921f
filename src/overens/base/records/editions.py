"""Editions that one authority sends another: what the other side reads of them.

An Edition travels as two documents, its canonical bytes and its PDF, each under its own hash; what
else is sent with it lies beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import is_printable
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.base.papers.paper import SUBJECT, Text, from_canonical, sha256
from overens.base.papers.storage import fetch
from overens.base.records.arrivals import Understood
from overens.base.records.messages import language_of
from overens.base.records.models import Arrival, Document
from overens.base.records.parcels import Enclosure, Parcel
from overens.base.records.queries import carried_parcel
from overens.base.records.rules import MOST_IN_NAME, Said, in_brief
from overens.base.records.states import DocumentKind

MOST_IN_KIND = 40
"""Characters."""
CANONICAL, TYPESET = "application/json", "application/pdf"


class NoEdition(ValueError):
    """What arrived holds no edition that can be read. It is a record all the same."""


def as_documents(edition: Edition, title: str, size: int) -> list[Document]:
    """An edition as the documents of an entry. `size` is that of its PDF, in bytes."""
    return [
        Document(
            kind=DocumentKind.PAPER,
            name=in_brief(title.replace("/", "-").replace("\\", "-"), 100) + ".pdf",
            media_type=TYPESET,
            size=size,
            sha256=edition.pdf,
            edition=edition,
        ),
        Document(
            kind=DocumentKind.PAPER,
            name="edition.json",
            media_type=CANONICAL,
            size=len(edition.canonical.encode()),
            sha256=edition.sha256,
        ),
    ]


def title_in(edition: Edition, language: str) -> str:
    """What an edition is called in a register, in a language if it was written in it."""
    paper = edition.paper
    try:
        said = Text(paper.data.get(SUBJECT, ()))
    except (TypeError, ValueError, AttributeError):  # it came from another instance
        said = Text({})
    return (said or paper.title).shown(language)[1]


def subject_for_everyone(language: str) -> str:
    """What public pages say of an edition in a register. What it is called tells what its party has
    proposed or answered, and each party lets everyone read that itself, or not."""
    with override(language):
        return _("Letter between authorities")


def understand_edition(arrival: Arrival, data: bytes, authority: Authority) -> Understood:
    """What stands in the register of an edition that another authority sent, in the receiver's own
    language as far as it can be said."""
    parcel, sender, language = Parcel.read(data), arrival.carried.sender, language_of(authority)
    documents = [Document(**asdict(each)) for each in parcel.documents]
    subject = parcel.subject
    try:
        edition = edition_in(arrival)
    except NoEdition:
        pass
    else:
        subject = title_in(edition, language) or subject
        for document in documents:
            document.edition = edition if document.sha256 == edition.pdf else None
    with override(language):
        subject = subject or _("Document")
    said = Said(
        subject=in_brief(subject),
        counterpart=in_brief(sender.name.text, MOST_IN_NAME),
        is_private=False,
        public_counterpart=in_brief(sender.name.text, MOST_IN_NAME),
        public_subject=subject_for_everyone(language),
    )
    return Understood(said, documents)


def edition_in(arrival: Arrival) -> Edition:
    """The edition that arrived, in the name of who sent it: the row where it is here already.

    Called inside the receiver's transaction. Raises NoEdition and CannotFetch.
    """
    parcel = carried_parcel(arrival)
    papers = [one for one in parcel.documents if one.kind == DocumentKind.PAPER]
    canonical, typeset = _one(papers, CANONICAL), _one(papers, TYPESET)
    # One after the other, where several authorities of one instance receive the same at once.
    sender = Authority.objects.select_for_update(of=("self",), no_key=True).get(
        pk=arrival.carried.sender_id
    )
    written = fetch(settings.FILES, canonical.sha256)
    try:
        paper = from_canonical(written)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoEdition from error
    if len(paper.kind) > MOST_IN_KIND or not _is_legible([paper.kind, paper.data]):
        raise NoEdition(canonical.sha256)
    held = Edition.objects.filter(owner=sender, sha256=canonical.sha256).order_by("pk").first()
    if held:
        return held
    edition = Edition(
        kind=paper.kind,
        owner=sender,
        schema_version=paper.schema,
        canonical=written.decode(),
        sha256=sha256(written),
        pdf=typeset.sha256,
        frozen_at=datetime.fromisoformat(parcel.sent_at),
    )
    edition.save(force_insert=True)
    return edition


def _is_legible(said: Any) -> bool:
    """Whether all texts of some JSON can be shown: no database keeps every sign."""
    if isinstance(said, Mapping):
        return _is_legible([*said.keys(), *said.values()])
    if isinstance(said, list):
        return all(map(_is_legible, said))
    return not isinstance(said, str) or is_printable(said)


def _one(papers: Sequence[Enclosure], media_type: str) -> Enclosure:
    found = [one for one in papers if one.media_type == media_type]
    if len(found) != 1:
        raise NoEdition(media_type)
    return found[0]

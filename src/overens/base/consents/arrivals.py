"""What another authority asks and answers, when it arrives: 'question' and 'answer'.

They come in any order and more than once, and what stands here afterwards is the same.
"""

from datetime import datetime

from overens.base.consents.kinds import KINDS
from overens.base.consents.models import Answer, Asked, Consent, Early
from overens.base.consents.papers import Given, Put, Unreadable
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.base.records.editions import NoEdition, edition_in
from overens.base.records.models import Arrival, Entry

QUESTION, ANSWER = "question", "answer"


def question_entered(entry: Entry, arrival: Arrival, _data: bytes) -> None:
    """The matter has reached this authority; its answers that came before it count from now on.

    What cannot be read is a record, and no question.
    """
    receiver = entry.register.authority
    try:
        edition = edition_in(arrival)
        put = Put.read(edition.paper)
    except (NoEdition, Unreadable):
        return
    if put.kind not in KINDS:
        return
    consent = _consent(edition, put, arrival)
    consent.asked.filter(authority=receiver, reached_at=None).update(reached_at=arrival.at)
    KINDS[put.kind].reached(consent, receiver, arrival.at)
    came_before = Early.objects.filter(to=edition.sha256).select_related("edition__owner")
    for early in came_before.order_by("at", "pk"):
        note_answer(consent, early.edition, receiver, early.at)
        early.delete()


def _consent(edition: Edition, put: Put, arrival: Arrival) -> Consent:
    consent, new = Consent.objects.get_or_create(
        kind=put.kind,
        edition=edition,
        defaults={
            "about_kind": put.about.kind,
            "about_id": put.about.id,
            "thread": arrival.thread,
            "asked_at": edition.frozen_at,
            "answer_by": put.answer_by,
        },
    )
    if new:
        asked = Authority.objects.filter(slug__in=put.authorities)
        Asked.objects.bulk_create(
            Asked(
                consent=consent,
                authority=authority,
                reached_at=edition.frozen_at if authority.pk == edition.owner_id else None,
            )
            for authority in asked
        )
    return consent


def answer_entered(entry: Entry, arrival: Arrival, _data: bytes) -> None:
    """An answer counts for the authority that sent it, and for no other."""
    try:
        edition = edition_in(arrival)
        given = Given.read(edition.paper)
    except (NoEdition, Unreadable):
        return
    consent = Consent.objects.filter(edition__sha256=given.to).order_by("pk").first()
    if consent:
        note_answer(consent, edition, entry.register.authority, arrival.at)
    else:
        Early.objects.get_or_create(edition=edition, defaults={"to": given.to, "at": arrival.at})


def note_answer(consent: Consent, edition: Edition, receiver: Authority, at: datetime) -> None:
    """Put an answer that another instance gave beside the question. A second one under a number is a
    record, and nothing follows on it; the kind is told (`kinds`)."""
    given = Given.read(edition.paper)
    asked = consent.asked.filter(authority=edition.owner_id).first()
    if asked is None:
        return
    answer, new = Answer.objects.get_or_create(
        asked=asked,
        number=given.number,
        defaults={
            "answer": given.answer,
            "because": given.because,
            "until": given.until,
            "body": given.body,
            "paragraph": given.paragraph,
            "on": given.on,
            "lawful_on": given.lawful_on,
            "edition": edition,
            "at": at,
        },
    )
    kind = KINDS[consent.kind]
    if new:
        kind.answered(answer, receiver)
    elif answer.edition_id != edition.pk:
        kind.otherwise(answer, edition, receiver, at)

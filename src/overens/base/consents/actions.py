"""Verbs: put an Edition to the parties, and answer it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.kinds import KINDS
from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.rules import refusal
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.papers.models import Edition
from overens.base.trail.actions import Ref, write


def ask(
    *,
    by: Seat,
    kind: str,
    edition: Edition,
    about: Ref,
    authorities: Iterable[Authority],
    at: datetime,
    answer_by: date | None = None,
) -> Consent:
    """Put an edition to each of some authorities. A step of a larger action, with no line of its own."""
    consent = Consent.objects.create(
        kind=KINDS[kind].name,
        edition=edition,
        about_kind=about.kind,
        about_id=about.id,
        asked_by=by,
        asked_at=at,
        answer_by=answer_by,
    )
    Asked.objects.bulk_create([Asked(consent=consent, authority=a) for a in authorities])
    return consent


def answer_edition(
    *,
    by: Seat,
    consent: Consent,
    answer: str,
    at: datetime,
    because: str = "",
    until: date | None = None,
    body: str = "",
    paragraph: str = "",
    on: date | None = None,
    lawful_on: date | None = None,
) -> Answer:
    """Answer for the authority of one's seat. Raises Refused with the reason in a sentence."""
    own = by.post.authority
    today = own.country.today(at)
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may answer in its name."))
    refuse_unless_may(by.post, KINDS[consent.kind].act)
    with transaction.atomic():
        # The row of the party's own question is the lock: two people of one party answer in turn.
        asked = consent.asked.select_for_update().filter(authority=own).first()
        if asked is None:
            raise Refused(_("This was not put to %(name)s.") % {"name": own.name.text})
        last = asked.answers.order_by("-number").first()
        why_not = refusal(
            standing=last.answer if last else "",
            answer=answer,
            because=because,
            until=until,
            today=today,
        )
        if why_not:
            raise Refused(why_not)
        given = Answer.objects.create(
            asked=asked,
            number=last.number + 1 if last else 1,
            answer=answer,
            because=because.strip(),
            until=until,
            body=body,
            paragraph=paragraph,
            on=on or today,
            lawful_on=lawful_on,
            seat=by,
            at=at,
        )
        kind = KINDS[consent.kind]
        kind.answered(given)
        write(
            chain=own.ref,
            by=by.ref,
            what=f"{consent.kind}.answered",
            about=consent.about,
            audience=kind.audience,
            details={
                "answer": answer,
                "because": given.because,
                "authority": own.slug,
                "edition": consent.edition.sha256,
            },
            at=at,
        )
    return given

"""A party lets everyone read its own part of a matter: what it put to the parties, or what it
answered. It does so alone, since it says nothing for anybody else; and it can take it back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.consents.models import Consent
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.papers.models import Edition
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.drafting import acting, refuse_strangers
from overens.cycle.agreements.actions.numbers import refuse_numbers
from overens.cycle.agreements.models import Agreement, Published
from overens.cycle.agreements.own_parts import own_editions


def publish_own(*, by: Seat, consent: Consent, edition: Edition, at: datetime) -> Published:
    """Let everyone read what one's own party has put or answered. Raises Refused."""
    acting(by, Act.PUBLISH_OWN, at)
    agreement = _agreement(by, consent)
    own = {one.edition.pk for one in own_editions(consent, by.post.authority)}
    if edition.pk not in own:
        raise Refused(_("Each party publishes its own part, and no other party’s."))
    refuse_numbers(edition.paper)
    try:
        with transaction.atomic():
            published = Published.objects.create(
                agreement=agreement, consent=consent, edition=edition, seat=by, at=at
            )
            _write(by, agreement, "agreement.own-published", published, at)
    except IntegrityError as error:
        raise Refused(_("Your municipality has published this already.")) from error
    return published


def withdraw_own(*, by: Seat, published: Published, at: datetime) -> Published:
    """Take back what one's own party published: its words are gone from the open site, and that they
    stood there is said. Raises Refused."""
    acting(by, Act.PUBLISH_OWN, at)
    if published.edition.owner_id != by.post.authority_id:
        raise Refused(_("Each party publishes its own part, and no other party’s."))
    with transaction.atomic():
        row = Published.objects.select_for_update(no_key=True).get(pk=published.pk)
        if row.withdrawn_at:
            raise Refused(_("Your municipality has withdrawn this already."))
        row.withdrawn_by, row.withdrawn_at = by, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _write(by, row.agreement, "agreement.own-withdrawn", row, at)
    return row


def _agreement(by: Seat, consent: Consent) -> Agreement:
    agreement = Agreement.objects.filter(pk=consent.about_id).first()
    if agreement is None:
        raise Refused(_("There is no such proposal here."))
    refuse_strangers(by, agreement)
    return agreement


def _write(by: Seat, agreement: Agreement, what: str, row: Published, at: datetime) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=agreement.ref,
        audience=Audience.PUBLIC,
        details={
            "agreement": agreement.slug,
            "consent": str(row.consent_id),
            "edition": row.edition.sha256,
            "answered": row.edition_id != row.consent.edition_id,
        },
        at=at,
    )

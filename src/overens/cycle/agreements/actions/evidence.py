"""Evidence, pushed down: reported by later rooms and by hand, and withdrawn again.

Also for the years before a party used Overens: what is noted bears its own date, and the trail
bears the date on which it was noted.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Commitment, Evidence, NotDone, Party
from overens.cycle.agreements.states import LASTING, EvidenceKind

MOST_SIGNS = 200
"""Of a source."""


def report_evidence(
    *,
    by: Seat,
    commitment: Commitment,
    kind: str,
    party: Party,
    since: date,
    until: date | None,
    source: str,
    at: datetime,
    note: Wordings | None = None,
) -> Evidence:
    """Put on file what shows that a party kept a commitment.

    `until` is None only for a kind that lasts. `source` names where it comes from, once per party
    and commitment ('meeting:…', 'hand:…'), so that a repeat changes nothing. Raises Refused.
    """
    _own_party(by, commitment, party, at)
    today = party.authority.country.today(at)
    if since > today or (until and until > today and kind not in LASTING):
        raise Refused(_("What lies ahead cannot be noted as done."))
    if until is None and kind not in LASTING:
        raise Refused(_("Write the day on which it was done."))
    if until and until < since:
        raise Refused(_("The last day cannot lie before the first."))
    if len(source) > MOST_SIGNS:
        raise Refused(
            _("The source is too long: at most %(most)s characters have room.")
            % {"most": MOST_SIGNS}
        )
    standing = commitment.evidence.filter(
        party=party, source=source, withdrawn_at__isnull=True
    ).first()
    if standing:
        return standing
    try:
        with transaction.atomic():
            row = Evidence.objects.create(
                commitment=commitment,
                party=party,
                kind=EvidenceKind(kind),
                since=since,
                until=until,
                source=source,
                note=note or Wordings(),
                noted_by=by,
                noted_at=at,
            )
            _write(by, commitment, "evidence.noted", at, kind=kind, since=since.isoformat())
    except IntegrityError as error:
        raise Refused(_("This has been noted for the commitment already.")) from error
    return row


def withdraw_evidence(
    *, by: Seat, commitment: Commitment, party: Party, source: str, at: datetime
) -> Evidence:
    """Take back what was noted. It stays on file, with who withdrew it and when."""
    _own_party(by, commitment, party, at)
    with transaction.atomic():
        row = (
            commitment.evidence.select_for_update()
            .filter(party=party, source=source, withdrawn_at__isnull=True)
            .first()
        )
        if row is None:
            raise Refused(_("Nothing with that source is noted for the commitment."))
        row.withdrawn_by, row.withdrawn_at = by, at
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _write(by, commitment, "evidence.withdrawn", at, source=source)
    return row


def say_not_done(
    *,
    by: Seat,
    commitment: Commitment,
    party: Party,
    due: date | None,
    because: Wordings,
    at: datetime,
) -> NotDone:
    """A party's own word that it did not do what was due on a day, and why. Nobody else says it."""
    _own_party(by, commitment, party, at)
    if not any(wording.text.strip() for wording in because.values()):
        raise Refused(_("Write the reason in a sentence."))
    with transaction.atomic():
        row = NotDone.objects.create(
            commitment=commitment, party=party, due=due, because=because, said_by=by, said_at=at
        )
        _write(by, commitment, "evidence.not-done", at, due=due.isoformat() if due else "")
    return row


def _own_party(by: Seat, commitment: Commitment, party: Party, at: datetime) -> None:
    authority = by.post.authority
    if party.authority_id != authority.pk or party.agreement_id != commitment.agreement_id:
        raise Refused(_("Only a party’s own people note what it has done."))
    if not by.is_held_on(authority.country.today(at)):
        raise Refused(_("Only who holds the post today may act in its name."))


def _write(by: Seat, commitment: Commitment, what: str, at: datetime, **details: str) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=commitment.agreement.ref,
        audience=Audience.PUBLIC,
        details={"commitment": commitment.number, **details},
        at=at,
    )

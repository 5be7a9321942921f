"""Another last day for an agreement, by consent: it goes on longer, or ends sooner, for each party."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.models import Consent
from overens.base.municipalities.models import Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.drafting import acting, refuse_strangers
from overens.cycle.agreements.actions.proposing import put_text
from overens.cycle.agreements.actions.telling import send_comment
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.queries import latest_version
from overens.cycle.agreements.transcript import as_file


def propose_last_day(
    *,
    by: Seat,
    agreement: Agreement,
    ends: date | None,
    because: str,
    at: datetime,
    answer_by: date | None = None,
    signing: bool = True,
) -> Consent:
    """Put the text that counts to each party with another last day (None: until further notice), and
    tell them why, beside the text. What is promised for a day after it leaves the text. One's own draft
    stays as it is. Raises Refused."""
    acting(by, Act.PROPOSE, at)
    refuse_strangers(by, agreement)
    version = latest_version(agreement)
    if version is None or version.edition is None:
        raise Refused(_("The agreement does not count yet: it has no last day to change."))
    if ends == version.ends:
        raise Refused(_("That is what the agreement says already: there is nothing to propose."))
    if ends and ends <= by.post.authority.country.today(at):
        raise Refused(_("Write a last day that lies ahead: each party has to answer before it."))
    if not because.strip():
        raise Refused(_("Write why, in a sentence or two."))
    written = _ending(as_file(version), ends)
    with transaction.atomic():
        consent = put_text(
            by=by,
            agreement=agreement,
            written=written,
            answer_by=answer_by,
            signing=signing,
            at=at,
        )
        seal = consent.edition.sha256
        send_comment(by=by, agreement=agreement, seal=seal, part="", text=because, at=at)
    return consent


def _ending(file: AgreementFile, ends: date | None) -> AgreementFile:
    kept = (one for one in file.commitments if not (ends and one.due and one.due > ends))
    return replace(file, term=replace(file.term, ends=ends), commitments=tuple(kept))

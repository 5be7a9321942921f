"""Putting something to each party: a text, or that something promised need not be done.

The answers follow by `consents.actions.answer_edition`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from overens.base.consents.actions import put
from overens.base.consents.models import Asked, Consent
from overens.base.consents.states import AnswerKind
from overens.base.countries.rules import countries
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.drafting import acting
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.writing import write as write_file
from overens.cycle.agreements.dossier import Dossier, base_of, dossier_of, proposed_in
from overens.cycle.agreements.letters import MOST_IN_TEXT, Proposed, Waived, as_proposed
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.rules.wordings import lacking
from overens.cycle.agreements.states import PROPOSAL, WAIVER, Progress
from overens.cycle.agreements.transcript import as_file


def thread_of(agreement: Agreement) -> str:
    """The case in which each authority keeps what is sent of an agreement: the same words
    everywhere, and never the address of somebody's status page, which has 43 signs."""
    return f"agreement-{agreement.pk.hex}"


def propose(
    *,
    by: Seat,
    draft: Version,
    at: datetime,
    answer_by: date | None = None,
    signing: bool = True,
) -> Consent:
    """Put one's own draft to each party, and send it to the others.

    With `signing` it counts once each party has signed it, else once each has said yes. Where the
    draft began from a proposal that can still count, it takes the place of that one. Raises Refused:
    also while an authentic wording is missing or not confirmed.
    """
    acting(by, Act.PROPOSE, at)
    agreement, own = draft.agreement, by.post.authority
    today = own.country.today(at)
    if draft.owner_id != own.pk or draft.edition_id:
        raise Refused(_("Only its own municipality can propose a draft."))
    if answer_by and answer_by <= today:
        raise Refused(_("Write a day by which to answer that lies ahead."))
    dossier = dossier_of(agreement)
    changes = _taken_place_of(draft, dossier)
    file = as_proposed(as_file(draft))
    _refuse_unfinished(file, draft)
    _refuse_unreadable(file, today)
    if draft.based_on and draft.based_on.sha256 in _texts(dossier):
        if as_proposed(_texts(dossier)[draft.based_on.sha256]) == file:
            raise Refused(_("The draft says what the text says already: there is nothing to propose."))
    said = Proposed(agreement.pk, file, today, dossier.base, changes, signing)
    parties = _authorities(agreement)

    def beside(consent: Consent) -> None:
        # Under the register's lock, since everything may be otherwise by now.
        now = dossier_of(Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk))
        if now.base != said.base:
            raise Refused(_("The agreement has changed meanwhile. Nothing was proposed."))
        if changes:
            _refuse_bound(now, own, changes)

    return put(
        by=by,
        kind=PROPOSAL,
        paper=said.paper(),
        about=agreement.ref,
        thread=thread_of(agreement),
        authorities=parties,
        at=at,
        answer_by=answer_by,
        beside=beside,
    )


def _texts(dossier: Dossier) -> dict[str, object]:
    return {seal: proposed_in(c.edition).file for seal, c in dossier.consents.items()}


def _taken_place_of(draft: Version, dossier: Dossier) -> str:
    """The seal of the proposal from which the draft began, as long as it can still count."""
    seal = draft.based_on.sha256 if draft.based_on else ""
    if seal in dossier.consents and dossier.progress(seal) in (Progress.OPEN, Progress.AGREED):
        return seal
    return ""


def _refuse_bound(dossier: Dossier, own: Authority, seal: str) -> None:
    if own.slug in dossier.life.bound(dossier.life.proposals[seal]):
        raise Refused(
            _(
                "Your municipality has bound itself to the proposal that this would change. It holds "
                "until another party refuses it."
            )
        )


def _refuse_unfinished(file: object, draft: Version) -> None:
    before = _before(draft)
    missing = list(lacking(as_file(draft), before, draft.confirmed))
    if missing:
        raise Refused(
            _(
                "Before it can be proposed, each wording in an authentic language is written, and "
                "confirmed where it stays as it was: %(n)s are not yet."
            )
            % {"n": len(missing)}
        )


def _before(draft: Version) -> "object | None":
    """The text from which a draft began."""
    return text_before(draft)


def text_before(draft: Version):  # type: ignore[no-untyped-def]
    raise NotImplementedError

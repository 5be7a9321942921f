"""What follows on a transcription that is put to the parties: it counts once each has confirmed it.

Handed to `consents.kinds`. What keeps every instance equal, whatever arrives where and when: a yes is
the last word of its party, so is a refusal, and no party says yes to two transcriptions of one
agreement unless the first has been refused. So one alone can ever have each party's yes.

An agreement that was typed in from a file counts already when its parties are asked: nothing follows.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.states import REFUSALS, AnswerKind
from overens.base.municipalities.models import Authority
from overens.base.signatures.actions import note_signing
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.actions.receiving import agreement_of, names_its_parties
from overens.cycle.agreements.actions.settling import seat_of, settle
from overens.cycle.agreements.letters import Unreadable
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.signed_papers import SignedPaper
from overens.cycle.agreements.states import TRANSCRIPTION


def put_before(agreement: Agreement) -> list[Consent]:
    """The transcriptions of an agreement that one of its parties sent, and that name its parties,
    oldest first."""
    found = Consent.objects.filter(
        kind=TRANSCRIPTION, about_kind="agreement", about_id=str(agreement.pk)
    ).exclude(thread="")
    found = found.select_related("edition__owner").order_by("asked_at", "edition__sha256")
    return [one for one in found if _said_of(one, agreement)]


def refused_by(consent: Consent) -> list[Authority]:
    """The parties that said that it is not what the paper says."""
    said = Answer.objects.filter(asked__consent=consent, answer__in=REFUSALS)
    found = said.select_related("asked__authority__municipality").order_by("number", "pk")
    return list({answer.asked.authority_id: answer.asked.authority for answer in found}.values())


def waiting(agreement: Agreement) -> Consent | None:
    """The transcription that can still come to count."""
    if counts(agreement):
        return None
    return next((one for one in reversed(put_before(agreement)) if not refused_by(one)), None)


def counts(agreement: Agreement) -> bool:
    """Whether a text of the agreement counts."""
    return Version.objects.filter(agreement=agreement, edition__isnull=False).exists()


def refusal(asked: Asked, answer: str) -> str:
    """Why a party may not answer so; empty where it may."""
    consent = asked.consent
    if not consent.thread:
        return ""
    if asked.reached_at is None:
        return _("This has not reached your municipality yet.")
    if answer not in (AnswerKind.YES, AnswerKind.SENT_BACK):
        return _("Confirm it, or send it back and say what is wrong.")
    agreement = Agreement.objects.filter(pk=consent.about_id).first()
    if agreement is None:
        return _("There is no such agreement here.")
    if refused_by(consent):
        return _("This transcription was sent back: a corrected one takes its place.")
    if answer == AnswerKind.YES and not _said_of(consent, agreement):
        return _(
            "This is no text of the agreement as it is known here: send it back, and say what is wrong."
        )
    if answer == AnswerKind.YES and _confirmed_another(asked, agreement):
        return _(
            "Your municipality has confirmed another transcription of this agreement, which waits for "
            "the other parties."
        )
    return ""


def _said_of(consent: Consent, agreement: Agreement) -> SignedPaper | None:
    """What was typed in, where it is about this agreement and from and for its parties."""
    try:
        said = SignedPaper.read(consent.edition.paper)
    except Unreadable:
        return None
    owner = consent.edition.owner.slug
    is_own = said.agreement == agreement.pk and owner in {
        one.authority for one in said.file.parties
    }
    return said if is_own and names_its_parties(said.file, agreement) else None


def _confirmed_another(asked: Asked, agreement: Agreement) -> bool:
    others = [one for one in put_before(agreement) if one != asked.consent and not refused_by(one)]
    return Answer.objects.filter(
        asked__authority=asked.authority, asked__consent__in=others, answer=AnswerKind.YES
    ).exists()


def reached(consent: Consent, authority: Authority, at: datetime) -> None:
    """It has come into an authority's register: from here on its agreement is known here."""
    try:
        said = SignedPaper.read(consent.edition.paper)
    except Unreadable:
        return
    agreement = agreement_of(consent, pk=said.agreement, file=said.file, receiver=authority, at=at)
    if agreement:
        _settle(consent, agreement, authority, at)


def answered(answer: Answer, authority: Authority) -> None:
    """A party has confirmed it, or sent it back."""
    consent = answer.asked.consent
    agreement = Agreement.objects.filter(pk=consent.about_id).first()
    if consent.thread and agreement:
        _settle(consent, agreement, authority, answer.at)


def _settle(consent: Consent, agreement: Agreement, authority: Authority, at: datetime) -> None:
    """Write down that it counts, once each party has said so; in `authority`'s own chain."""
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    if counts(agreement):
        return
    said = _said_of(consent, agreement)
    parties = {party.authority_id: party for party in agreement.parties.all()}
    confirmed = dict(_days_of_yes(consent))
    if said is None or not parties.keys() <= confirmed.keys():
        return
    # What they did before they could note it here may well have been done.
    for pk, party in parties.items():
        party.uses_since = confirmed[pk]
        party.save(update_fields=["uses_since"])
    version = rows.write_version(
        agreement,
        said.file,
        owner=consent.edition.owner,
        edition=consent.edition,
        valid_from=said.file.term.in_force or said.on,
    )
    _note_signing(agreement, consent, said)
    agreement.transcribing.all().delete()
    agreement.versions.filter(edition__isnull=True).delete()
    write(
        chain=authority.ref,
        by=agreement.ref,
        what="agreement.transcription-counts",
        about=agreement.ref,
        audience=Audience.PUBLIC,
        details={
            "agreement": agreement.slug,
            "version": version.number,
            "edition": consent.edition.sha256,
        },
        at=at,
    )
    settle(agreement, authority, at)


def _days_of_yes(consent: Consent) -> Iterator[tuple[object, date]]:
    said = Answer.objects.filter(asked__consent=consent, answer=AnswerKind.YES)
    yield from said.values_list("asked__authority_id", "on")


def _note_signing(agreement: Agreement, consent: Consent, said: SignedPaper) -> None:
    """Who signed, as on the paper; noted for that day where they are not on file here."""
    of = {party.authority.slug: party.authority for party in agreement.parties.all()}
    seats = [(seat_of(of[one.authority], one.who, said.on), one.part.value) for one in said.signed]
    note_signing(
        by=consent.asked_by or seats[0][0],
        edition=consent.edition,
        on=said.on,
        place=said.place,
        signatories=list(dict.fromkeys(seats)),
        scan=said.scan,
        scan_name=said.scan_name,
    )

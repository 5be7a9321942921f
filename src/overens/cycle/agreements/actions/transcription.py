"""Typing in an agreement from a file, in the name of a seat; and confirming that it is right.

The same file again changes nothing. A changed file for an agreement that counts becomes a draft
amendment, owned by the authority that typed it in.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.actions import answer_edition, ask
from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.rules import Refused
from overens.base.papers.actions import freeze
from overens.base.papers.models import Edition
from overens.base.papers.typesetting import CannotTypeset
from overens.base.signatures.actions import keep_scan, note_signing
from overens.base.signatures.states import Part
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.actions.people import Noted, note_people
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Signatory
from overens.cycle.agreements.models import Agreement
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.states import TRANSCRIPTION
from overens.cycle.agreements.transcript import as_file, differs


class SeatName(NamedTuple):
    """A seat by the slugs of its authority and its post: 'koge/coordinator'."""

    authority: str
    post: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: 'transcribed', 'drafted', 'draft-changed', 'people-noted', 'unchanged'."""

    what: str
    agreement: Agreement
    notes: tuple[str, ...] = ()


def transcribe(
    *, by: SeatName, file: AgreementFile, at: datetime, scan: bytes | None = None
) -> Outcome:
    """Type in an agreement. All of it or nothing; raises Refused with the reason in a sentence.

    The seat may stand in the file itself: that is how the first agreement of an instance begins.
    """
    _refuse_strangers(by, file)
    agreement = Agreement.objects.filter(slug=file.slug).first()
    if agreement and _counts(agreement):
        return _change(by, agreement, file, at)
    if file.signing is None and file.term.in_force is None:
        return _draft(by, file, at)
    _refuse_missing_scan(file, scan)
    # Typeset and keep before the transaction opens: a file that no row names harms nobody.
    try:
        edition = freeze(paper=text_paper(file), at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error
    return _record(by, file, edition, keep_scan(scan) if scan else "", at)


def confirm(*, by: Seat, agreement: Agreement, at: datetime) -> Answer:
    """Confirm for one's own party that the newest version was typed in rightly."""
    version = agreement.versions.filter(edition__isnull=False).order_by("-number").first()
    consent = (
        version and Consent.objects.filter(kind=TRANSCRIPTION, edition=version.edition_id).first()
    )
    if not consent:
        raise Refused(_("There is nothing to confirm: the agreement is still a draft."))
    return answer_edition(by=by, consent=consent, answer=AnswerKind.YES, at=at)


def _refuse_other_drafts(agreement: Agreement, seat: Seat) -> None:
    other = agreement.versions.exclude(owner=seat.post.authority).first()
    if other:
        raise Refused(
            _("%(authority)s has begun this agreement; until it counts, only its people write it.")
            % {"authority": other.owner.name.text}
        )


def _counts(agreement: Agreement) -> bool:
    return agreement.versions.filter(edition__isnull=False).exists()


def _record(
    by: SeatName, file: AgreementFile, edition: Edition, scan: str, at: datetime
) -> Outcome:
    """An agreement that was signed: its version counts from here on, and waits for confirmation."""
    with transaction.atomic():
        noted = note_people(acting=by.authority, file=file)
        seat = _acting(by, at)
        edition.owner = seat.post.authority
        edition.save()
        agreement = rows.agreement_row(file)
        agreement.versions.filter(owner=edition.owner, edition__isnull=True).delete()
        parties = rows.write_parties(agreement, file)
        version = rows.write_version(agreement, file, owner=edition.owner, edition=edition)
        if file.signing:
            note_signing(
                by=seat,
                edition=edition,
                on=file.signing.on,
                place=file.signing.place or "",
                signatories=_signatories(file),
                scan=scan,
                scan_name=file.signing.scan or "",
            )
        ask(
            by=seat,
            kind=TRANSCRIPTION,
            edition=edition,
            about=agreement.ref,
            authorities=[party.authority for party in parties],
            at=at,
        )
        _write(
            seat, agreement, "agreement.transcribed", Audience.PUBLIC, at, version=version.number
        )
    return Outcome("transcribed", agreement, noted.notes)


def _draft(by: SeatName, file: AgreementFile, at: datetime) -> Outcome:
    """An agreement that nobody has signed: a draft of the authority that writes it."""
    with transaction.atomic():
        noted = note_people(acting=by.authority, file=file)
        seat = _acting(by, at)
        agreement = rows.agreement_row(file)
        _refuse_other_drafts(agreement, seat)
        rows.write_parties(agreement, file)
        return _own_draft(seat, agreement, file, noted, at)


def _change(by: SeatName, agreement: Agreement, file: AgreementFile, at: datetime) -> Outcome:
    """A file for an agreement that counts: one's own people, and a draft where the text differs."""
    version = agreement.versions.filter(edition__isnull=False).order_by("-number").first()
    assert version
    standing = as_file(version)
    _refuse_other_parties_or_signing(file, standing)
    with transaction.atomic():
        noted = note_people(acting=by.authority, file=file)
        seat = _acting(by, at)
        own = rows.write_own_party(agreement, file, seat.post.authority)
        if differs(file, standing):
            return _own_draft(seat, agreement, file, noted, at)
        if noted.changed or own:
            _write(seat, agreement, "people.noted", Audience.PUBLIC, at)
            return Outcome("people-noted", agreement, noted.notes)
    return Outcome("unchanged", agreement, noted.notes)


def _own_draft(
    seat: Seat, agreement: Agreement, file: AgreementFile, noted: Noted, at: datetime
) -> Outcome:
    """Write or rewrite the draft of one's own authority; no other's is ever touched."""
    owner = seat.post.authority
    draft = agreement.versions.filter(owner=owner, edition__isnull=True).first()
    if draft and not differs(file, as_file(draft)):
        return Outcome("unchanged", agreement, noted.notes)
    if draft:
        draft.delete()
    rows.write_version(agreement, file, owner=owner)
    what = "agreement.draft-changed" if draft else "agreement.drafted"
    _write(seat, agreement, what, Audience.OWN, at)
    return Outcome("draft-changed" if draft else "drafted", agreement, noted.notes)


def _refuse_strangers(by: SeatName, file: AgreementFile) -> None:
    if by.authority not in {party.authority for party in file.parties}:
        raise Refused(
            _("%(authority)s is not a party to this agreement, and cannot type it in.")
            % {"authority": by.authority}
        )


def _refuse_missing_scan(file: AgreementFile, scan: bytes | None) -> None:
    if file.signing and file.signing.scan and not scan:
        raise Refused(
            _("The file names the scan %(scan)s, which is not there.") % {"scan": file.signing.scan}
        )


def _refuse_other_parties_or_signing(file: AgreementFile, standing: AgreementFile) -> None:
    if [p.authority for p in file.parties] != [p.authority for p in standing.parties]:
        raise Refused(
            _("A file cannot change who the parties are, or their order, once an agreement counts.")
        )
    if file.signing != standing.signing:
        raise Refused(
            _("A file cannot change the signing of an agreement that counts: it is on record.")
        )


def _acting(by: SeatName, at: datetime) -> Seat:
    """The seat that acts, as it is held today."""
    own = Authority.objects.select_related("municipality").get(slug=by.authority)
    seat = seat_named(by.authority, by.post, own.country.today(at))
    if seat is None:
        raise Refused(
            _("Nobody holds the post %(post)s of %(authority)s today.")
            % {"post": by.post, "authority": by.authority}
        )
    return seat


def _signatories(file: AgreementFile) -> list[tuple[Seat, str]]:
    signing = file.signing
    assert signing
    signed = [(_seat_on(s, signing.on), Part.SIGNED.value) for s in signing.signatures]
    return signed + [(_seat_on(s, signing.on), Part.PRESENT.value) for s in signing.present]


def _seat_on(named: Signatory, day: date) -> Seat:
    seat = (
        Seat.objects.on(day)
        .filter(
            post__slug=named.post,
            post__authority__slug=named.authority,
            person__name=named.person,
        )
        .first()
    )
    if seat is None:
        raise Refused(
            _("%(person)s is not on file as %(post)s of %(authority)s on the day of the signing.")
            % {"person": named.person, "post": named.post, "authority": named.authority}
        )
    return seat


def _write(
    seat: Seat, agreement: Agreement, what: str, audience: Audience, at: datetime, **details: object
) -> None:
    write(
        chain=seat.post.authority.ref,
        by=seat.ref,
        what=what,
        about=agreement.ref,
        audience=audience,
        details={"agreement": agreement.slug, **details},
        at=at,
    )

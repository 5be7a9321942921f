"""Typing in an agreement from a file, in the name of a seat; and confirming that it is right.

The same file again changes nothing. A changed file for an agreement that counts becomes a draft
amendment, owned by the authority that typed it in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.actions import answer_edition, ask
from overens.base.consents.models import Answer, Consent
from overens.base.consents.states import AnswerKind
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.queries import seat_named
from overens.base.municipalities.roles import Act, refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.papers.actions import freeze
from overens.base.papers.models import Edition
from overens.base.papers.typesetting import CannotTypeset
from overens.base.signatures.actions import keep_scan, note_signing
from overens.base.signatures.states import Part
from overens.base.trail.actions import Ref, write
from overens.base.trail.queries import has_written
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.actions.people import Noted, note_people
from overens.cycle.agreements.agreement_file.shape import AgreementFile, Signatory
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.paper import text_paper
from overens.cycle.agreements.states import PROPOSAL, TRANSCRIPTION
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
    *, by: SeatName | Seat, file: AgreementFile, at: datetime, scan: bytes | None = None
) -> Outcome:
    """Type in an agreement. All of it or nothing; raises Refused with the reason in a sentence.

    Where a post is named, whoever holds it acts: that is for the command line. The seat may stand
    in the file itself where its authority has never acted here: that is how the first agreement of
    an instance begins.
    """
    authority = by.post.authority.slug if isinstance(by, Seat) else by.authority
    _refuse_strangers(authority, file)
    edition, kept = None, ""
    if _counts_at_once(file, at) and not _counted(file.slug):
        _refuse_missing_scan(file, scan)
        # Typeset and keep before the transaction opens: a file that no row names harms nobody.
        edition, kept = _frozen(file, at), keep_scan(scan) if scan else ""
    with transaction.atomic():
        agreement = rows.locked_agreement(file)
        seat = _held_before(by, at)
        noted = note_people(acting=authority, file=file)
        seat = seat or _acting(by, at)
        if _counted(file.slug):
            return _change(seat, agreement, file, noted, at)
        _refuse_other_drafts(agreement, seat)
        if edition:
            return _record(seat, agreement, file, edition, kept, noted, at)
        return _draft(seat, agreement, file, noted, at)


def confirm(*, by: Seat, agreement: Agreement, at: datetime, edition: UUID | None = None) -> Answer:
    """Confirm for one's own party that the newest version was typed in rightly.

    `edition` is the one that was read: where a newer version exists, nothing is confirmed.
    """
    version = agreement.versions.filter(edition__isnull=False).order_by("-number").first()
    consent = (
        version and Consent.objects.filter(kind=TRANSCRIPTION, edition=version.edition_id).first()
    )
    if not consent:
        raise Refused(_("There is nothing to confirm: the agreement is still a draft."))
    if edition and version and edition != version.edition_id:
        raise Refused(_("A newer version exists. Nothing was confirmed; read the newer one."))
    return answer_edition(by=by, consent=consent, answer=AnswerKind.YES, at=at)


def _refuse_other_drafts(agreement: Agreement, seat: Seat) -> None:
    other = agreement.versions.exclude(owner=seat.post.authority).first()
    if other:
        raise Refused(
            _("%(authority)s has begun this agreement; until it counts, only its people write it.")
            % {"authority": other.owner.name.text}
        )


def _counts_at_once(file: AgreementFile, at: datetime) -> bool:
    """Whether a file tells of something that counts: it was signed, or has come into force."""
    return bool(file.signing or (file.term.in_force and file.term.in_force <= at.date()))


def _counted(slug: str) -> bool:
    return Agreement.objects.filter(slug=slug, versions__edition__isnull=False).exists()


def _frozen(file: AgreementFile, at: datetime) -> Edition:
    try:
        return freeze(paper=text_paper(file), at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error


def _record(
    seat: Seat,
    agreement: Agreement,
    file: AgreementFile,
    edition: Edition,
    scan: str,
    noted: Noted,
    at: datetime,
) -> Outcome:
    """From here on the version counts, and waits for each party to confirm it."""
    edition.owner = seat.post.authority
    edition.save()
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
        seat,
        agreement.ref,
        "agreement.transcribed",
        Audience.PUBLIC,
        at,
        agreement=agreement.slug,
        version=version.number,
        edition=edition.sha256,
        scan=scan,
        people=list(noted.changes),
    )
    return Outcome("transcribed", agreement, noted.notes)


def _draft(
    seat: Seat, agreement: Agreement, file: AgreementFile, noted: Noted, at: datetime
) -> Outcome:
    """An agreement that does not count yet: a draft of the authority that writes it."""
    if noted.changes:
        # Its names stand on public pages of other agreements.
        authority = seat.post.authority
        _write(seat, authority.ref, "people.noted", Audience.PUBLIC, at, people=list(noted.changes))
    draft = agreement.versions.filter(owner=seat.post.authority).first()
    if draft and as_file(draft) == file:
        return Outcome("people-noted" if noted.changes else "unchanged", agreement, noted.notes)
    _refuse_other_parties(agreement, file)
    rows.write_parties(agreement, file)
    return _own_draft(seat, agreement, file, draft, noted, at)


def _refuse_other_parties(agreement: Agreement, file: AgreementFile) -> None:
    """Who was sent a text is a party for good: another set of parties would never have answered."""
    proposed = Consent.objects.filter(
        kind=PROPOSAL, about_kind="agreement", about_id=str(agreement.pk)
    )
    standing = set(agreement.parties.values_list("authority__slug", flat=True))
    if {one.authority for one in file.parties} != standing and proposed.exists():
        raise Refused(
            _(
                "A text of this agreement has been proposed: from then on its parties stay the same. "
                "To agree with others, write a new agreement."
            )
        )


def _change(
    seat: Seat, agreement: Agreement, file: AgreementFile, noted: Noted, at: datetime
) -> Outcome:
    """A file for an agreement that counts: one's own people, and a draft where the text differs."""
    version = agreement.versions.filter(edition__isnull=False).order_by("-number").first()
    assert version
    standing = as_file(version)
    _refuse_what_no_file_changes(file, standing)
    owner = seat.post.authority
    changed = rows.write_own_party(agreement, file, owner) or bool(noted.changes)
    noted = replace(noted, notes=(*noted.notes, *_left_to_others(file, standing, owner.slug)))
    if changed:
        people = list(noted.changes)
        _write(seat, agreement.ref, "people.noted", Audience.PUBLIC, at, people=people)
    draft = agreement.versions.filter(owner=owner, edition__isnull=True).first()
    if differs(file, as_file(draft) if draft else standing):
        return _own_draft(seat, agreement, file, draft, noted, at)
    return Outcome("people-noted" if changed else "unchanged", agreement, noted.notes)


def _own_draft(
    seat: Seat,
    agreement: Agreement,
    file: AgreementFile,
    draft: Version | None,
    noted: Noted,
    at: datetime,
) -> Outcome:
    """Write or rewrite the draft of one's own authority; no other's is ever touched."""
    if draft:
        draft.delete()
    rows.write_version(agreement, file, owner=seat.post.authority)
    what = "agreement.draft-changed" if draft else "agreement.drafted"
    _write(seat, agreement.ref, what, Audience.OWN, at, agreement=agreement.slug)
    return Outcome("draft-changed" if draft else "drafted", agreement, noted.notes)


def _refuse_strangers(authority: str, file: AgreementFile) -> None:
    if authority not in {party.authority for party in file.parties}:
        raise Refused(
            _("%(authority)s is not a party to this agreement, and cannot type it in.")
            % {"authority": authority}
        )


def _refuse_missing_scan(file: AgreementFile, scan: bytes | None) -> None:
    if file.signing and file.signing.scan and not scan:
        raise Refused(
            _("The file names the scan %(scan)s, which is not there.") % {"scan": file.signing.scan}
        )


def _refuse_what_no_file_changes(file: AgreementFile, standing: AgreementFile) -> None:
    def parties(said: AgreementFile) -> list[tuple[object, ...]]:
        return [(p.authority, p.municipality, p.country, p.joined, p.left) for p in said.parties]

    if parties(file) != parties(standing):
        raise Refused(
            _("A file cannot change who the parties are, or their order, once an agreement counts.")
        )
    if file.signing != standing.signing:
        raise Refused(
            _("A file cannot change the signing of an agreement that counts: it is on record.")
        )
    for key in ("source", "example"):
        if getattr(file, key) != getattr(standing, key):
            raise Refused(
                _("A file cannot change ‘%(key)s’ once an agreement counts.") % {"key": key}
            )


def _left_to_others(file: AgreementFile, standing: AgreementFile, own: str) -> Iterator[str]:
    """A sentence for each other party of which the file says something else than it says itself."""
    for said, stands in zip(file.parties, standing.parties, strict=True):
        keys = ("contact", "languages", "uses_since")
        if said.authority != own and any(getattr(said, k) != getattr(stands, k) for k in keys):
            yield _("%(what)s stays as %(authority)s has it: only its own people change it.") % {
                "what": ", ".join(k for k in keys if getattr(said, k) != getattr(stands, k)),
                "authority": said.short,
            }


def _held_before(by: SeatName | Seat, at: datetime) -> Seat | None:
    """The seat as it is on file already, where its authority has acted here before: nobody is
    let in by a file of their own."""
    if isinstance(by, Seat):
        return _acting(by, at)
    own = Authority.objects.filter(slug=by.authority).first()
    return _acting(by, at) if own and has_written(str(own.pk)) else None


def _acting(by: SeatName | Seat, at: datetime) -> Seat:
    """The seat that acts, as it is held today."""
    if isinstance(by, Seat):
        seat: Seat | None = by
        by = SeatName(by.post.authority.slug, by.post.slug)
    else:
        own = Authority.objects.select_related("municipality").get(slug=by.authority)
        seat = seat_named(by.authority, by.post, own.country.today(at))
    if seat is None or not seat.is_held_at(at):
        raise Refused(
            _("Nobody holds the post %(post)s of %(authority)s today.")
            % {"post": by.post, "authority": by.authority}
        )
    refuse_unless_may(seat.post, Act.TYPE_IN)
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
    seat: Seat, about: Ref, what: str, audience: Audience, at: datetime, **details: object
) -> None:
    write(
        chain=seat.post.authority.ref,
        by=seat.ref,
        what=what,
        about=about,
        audience=audience,
        details=details,
        at=at,
    )

"""What follows, by itself, from what each party did: a text comes to count, somebody is released, a
party leaves. Nobody does it alone, and every instance that has the same on file does the same.

A step of a larger action, in whose transaction and trail line it stands.
"""

from datetime import date, datetime

from overens.base.consents.models import Answer, Consent
from overens.base.consents.rules import standing
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wordings
from overens.base.languages.states import Standing
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.states import Holding
from overens.base.signatures.actions import note_signing
from overens.base.signatures.models import Signing
from overens.base.signatures.states import Part
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.actions.proposing import text_before
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.dossier import Dossier, dossier_of, proposed_in, told_in
from overens.cycle.agreements.letters import Signatory, Told, Unreadable, Waived, as_proposed
from overens.cycle.agreements.models import Agreement, Commitment, Party, Step, Version, Waiver
from overens.cycle.agreements.rules.life import Proposal, has_begun
from overens.cycle.agreements.states import WAIVER, StepKind
from overens.cycle.agreements.transcript import as_file


def settle(agreement: Agreement, authority: Authority, at: datetime) -> None:
    """Write down what has come to count by what is on file now; in `authority`'s own chain.

    The agreement is locked, so that what two parties do at once is settled in turn.
    """
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    dossier = dossier_of(agreement)
    for proposal in dossier.life.chain(dossier.base):
        _count(dossier, proposal, authority, at)
    dossier = dossier_of(agreement)
    _let_leave(dossier, authority, at)
    _release(dossier, authority, at)


def _count(dossier: Dossier, proposal: Proposal, authority: Authority, at: datetime) -> None:
    """From now on the text counts: it is a version, and its signing stands beside it."""
    edition = dossier.consents[proposal.seal].edition
    file = proposed_in(edition).file
    valid_from = dossier.life.valid_from(proposal)
    signed = [
        (step, told_in(step))
        for step in dossier.steps
        if step.kind == StepKind.SIGNED and step.about == proposal.seal
    ]
    version = rows.write_version(
        dossier.agreement, file, owner=edition.owner, edition=edition, valid_from=valid_from
    )
    if signed:
        _note_signing(dossier.agreement, version, signed)
    _forget_drafts(dossier.agreement, file)
    write(
        chain=authority.ref,
        by=dossier.agreement.ref,
        what="agreement.counts",
        about=dossier.agreement.ref,
        audience=Audience.PUBLIC,
        details={
            "agreement": dossier.agreement.slug,
            "version": version.number,
            "edition": edition.sha256,
            "valid_from": valid_from.isoformat(),
        },
        at=at,
    )


def _forget_drafts(agreement: Agreement, file: AgreementFile) -> None:
    """A draft has done its work that says what now counts, or what stands on file anyhow since it
    began from there; what else somebody writes stays theirs."""
    drafts = agreement.versions.filter(edition__isnull=True)
    for draft in drafts.select_related("agreement", "based_on"):
        before = text_before(draft)
        if as_proposed(as_file(draft)) in (file, before and as_proposed(before)):
            draft.delete()


def _note_signing(agreement: Agreement, version: Version, signed: list[tuple[Step, Told]]) -> None:
    """One signing, whoever signed where: in the parties' stored order, dated by the last of them."""
    edition = version.edition
    assert edition
    if Signing.objects.filter(edition=edition).exists():
        return
    parties = {p.authority.slug: p for p in agreement.parties.select_related("authority")}
    signed.sort(key=lambda pair: (parties[pair[0].authority.slug].position, pair[1].on))
    signatories = dict.fromkeys(
        (seat_of(step.authority, who, told.on), Part.SIGNED.value)
        for step, told in signed
        for who in told.signatories
    )
    if signatories:
        places = dict.fromkeys(told.place for _step, told in signed if told.place)
        scan = next((told for _step, told in signed if told.scan), None)
        note_signing(
            by=next(iter(signatories))[0],
            edition=edition,
            on=max(told.on for _step, told in signed),
            place=", ".join(places)[:200],
            signatories=list(signatories),
            scan=scan.scan if scan else "",
            scan_name=scan.scan_name if scan else "",
        )


def seat_of(authority: Authority, who: Signatory, on: date) -> Seat:
    """Who signed, as that party names them; noted for that day where they are not on file here."""
    seats = Seat.objects.on(on).filter(post__authority=authority, post__slug=who.post)
    seat = seats.filter(person__name=who.person).order_by("pk").first()
    if seat:
        return seat
    names = Wordings.of(who.names, Standing.OFFICIAL)
    post, _new = note_post(authority=authority, slug=who.post, names=names, role="", example=False)
    return note_seat(post=post, person=who.person, holding=Holding.OWN, seen_on=on)[0]


def _let_leave(dossier: Dossier, authority: Authority, at: datetime) -> None:
    """The last day of each party that gave notice, and of all where fewer than two stay.

    A last day that a notice gave is taken away again with the notice; one that the text gives stays.
    """
    life = dossier.life
    if not life.notices or not dossier.base:
        return
    last = life.last_days(life.in_effect(dossier.base))
    ever = {day for notice in life.notices for day in notice.every_end}
    for party in Party.objects.filter(agreement=dossier.agreement).select_related("authority"):
        day = last.get(party.authority.slug)
        by_text = None if party.left in ever else party.left
        left = min((d for d in (day, by_text) if d), default=None)
        if party.left == left:
            continue
        party.left = left
        party.save(update_fields=["left"])
        write(
            chain=authority.ref,
            by=dossier.agreement.ref,
            what="agreement.left",
            about=dossier.agreement.ref,
            audience=Audience.PUBLIC,
            details={
                "agreement": dossier.agreement.slug,
                "party": party.authority.slug,
                "left": left.isoformat() if left else "",
            },
            at=at,
        )


def _release(dossier: Dossier, authority: Authority, at: datetime) -> None:
    """Somebody is released once each party that is bound has said yes."""
    consents = Consent.objects.filter(
        kind=WAIVER, about_kind="agreement", about_id=str(dossier.agreement.pk)
    )
    for consent in consents.exclude(edition__waivers__isnull=False).select_related("edition"):
        try:
            waived = Waived.read(consent.edition.paper)
        except Unreadable:
            continue
        # Dated ahead it would leave out whoever is about to leave.
        if has_begun(waived.on, at) and dossier.needed_to_waive(waived) <= _agreeing(consent):
            _waive(dossier.agreement, consent, waived, authority, at)


def _agreeing(consent: Consent) -> set[str]:
    said: dict[str, list[tuple[int, str]]] = {}
    answers = Answer.objects.filter(asked__consent=consent)
    for party, number, answer in answers.values_list("asked__authority__slug", "number", "answer"):
        said.setdefault(party, []).append((number, answer))
    return {party for party, each in said.items() if standing(each) == AnswerKind.YES}


def _waive(
    agreement: Agreement, consent: Consent, waived: Waived, authority: Authority, at: datetime
) -> None:
    commitment = Commitment.objects.filter(agreement=agreement, number=waived.commitment).first()
    about = Version.objects.filter(agreement=agreement, edition__sha256=waived.base).first()
    if commitment is None or about is None:
        return
    parties = Party.objects.filter(agreement=agreement)
    if waived.parties:
        parties = parties.filter(authority__slug__in=waived.parties)
    Waiver.objects.bulk_create(
        Waiver(
            commitment=commitment,
            party=party,
            due=waived.due,
            since=None if waived.due else waived.on,
            version=about,
            edition=consent.edition,
        )
        for party in parties
    )
    write(
        chain=authority.ref,
        by=agreement.ref,
        what="agreement.waived",
        about=agreement.ref,
        audience=Audience.PUBLIC,
        details={
            "agreement": agreement.slug,
            "commitment": waived.commitment,
            "due": waived.due.isoformat() if waived.due else "",
            "edition": consent.edition.sha256,
        },
        at=at,
    )

"""Putting something to each party: a text, or that something promised need not be done.

The answers follow by `consents.actions.answer_edition`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overens.base.consents.actions import put
from overens.base.consents.models import Consent
from overens.base.countries.rules import countries
from overens.base.languages.rules import legible
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.cycle.agreements.actions.drafting import acting, refuse_strangers
from overens.cycle.agreements.agreement_file.reading import FileFaults, read
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.agreement_file.writing import write as write_file
from overens.cycle.agreements.dossier import PROPOSED, Dossier, dossier_of, proposed_in
from overens.cycle.agreements.letters import MOST_IN_TEXT, Proposed, Waived, as_proposed
from overens.cycle.agreements.models import Agreement, Version
from overens.cycle.agreements.queries import latest_version, waivers_asked
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
    if draft.owner_id != own.pk or draft.edition_id:
        raise Refused(_("Only its own municipality can propose a draft."))
    written, standing = as_file(draft), overtaken_by(draft)
    before = as_file(standing) if standing else text_before(draft)
    _refuse_unfinished(list(lacking(written, before, draft.confirmed)))
    if before and as_proposed(before) == as_proposed(written):
        raise Refused(_("The draft says what the text says already: there is nothing to propose."))
    changes = _taken_place_of(draft, dossier_of(agreement))
    return put_text(
        by=by,
        agreement=agreement,
        written=written,
        draft=draft,
        changes=changes,
        answer_by=answer_by,
        signing=signing,
        at=at,
    )


def put_text(
    *,
    by: Seat,
    agreement: Agreement,
    written: AgreementFile,
    at: datetime,
    draft: Version | None = None,
    changes: str = "",
    answer_by: date | None = None,
    signing: bool = True,
) -> Consent:
    """Freeze a whole text and put it to each party: a step of a larger action, which has asked whether
    the seat may. `draft` is the one that it was written in, where it was; `changes` is the seal of the
    proposal whose place it takes. Raises Refused."""
    own = by.post.authority
    today = own.country.today(at)
    if answer_by and answer_by <= today:
        raise Refused(_("Write a day by which to answer that lies ahead."))
    dossier = dossier_of(agreement)
    _refuse_ended(dossier, own, today)
    file = as_proposed(written)
    _refuse_unreadable(file, today)
    said = Proposed(agreement.pk, file, today, dossier.base, changes, signing)
    parties = _authorities(agreement)

    def beside(consent: Consent) -> None:
        # Under the register's lock, since everything may be otherwise by now.
        now = dossier_of(Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk))
        if now.base != said.base:
            raise Refused(_("The agreement has changed meanwhile. Nothing was proposed."))
        if changes:
            _refuse_bound(now, own, changes)
        if draft and not _goes_on_from(draft, consent):
            raise Refused(_("The draft has changed since you opened this page. Read it again."))
        waits = (one for one in dossier_of(agreement, own).open() if one != consent)
        if any(_puts_the_same(proposed_in(one.edition), said) for one in waits):
            raise Refused(_("This very text is proposed already, and waits for answers."))

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


def _puts_the_same(one: Proposed, other: Proposed) -> bool:
    return (one.file, one.signing) == (other.file, other.signing)


def _goes_on_from(draft: Version, proposed: Consent) -> bool:
    """Whoever goes on writing goes on from what was proposed: the next takes the place of this one.
    False where a colleague has proposed the draft meanwhile, or has changed it or put it away."""
    read = Version.objects.filter(
        pk=draft.pk, based_on=draft.based_on, revision=draft.revision, edition__isnull=True
    )
    return bool(read.update(based_on=proposed.edition, confirmed={}))


def _refuse_ended(dossier: Dossier, own: Authority, today: date) -> None:
    gone = dossier.life.has_left(dossier.base, today)
    if own.slug in gone:
        raise Refused(_("Your municipality has left this agreement."))
    if len(dossier.life.parties - gone) < 2:
        raise Refused(_("The agreement has ended. Write a new one."))


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


def text_before(draft: Version) -> AgreementFile | None:
    """The text from which a draft began; None for one that began empty."""
    if draft.based_on is None:
        return None
    counted = Version.objects.filter(edition=draft.based_on).select_related("agreement").first()
    # A text that was typed in from paper is no proposal, and its edition has no data.
    return as_file(counted) if counted else proposed_in(draft.based_on).file


def overtaken_by(draft: Version) -> Version | None:
    """The version that has come to count since a draft was begun: what it changed is not in the draft,
    and a proposal of the draft would change it. None where the draft began from what counts, or from a
    proposal that changes it."""
    newest = latest_version(draft.agreement)
    if newest is None or newest.edition is None or draft.based_on_id == newest.edition_id:
        return None
    said = PROPOSED.of([draft.based_on_id])[draft.based_on_id] if draft.based_on_id else None
    return newest if said is None or said.base != newest.edition.sha256 else None


def _refuse_unfinished(lacks: Sequence[object]) -> None:
    if missing := len(lacks):
        raise Refused(
            ngettext(
                "It cannot be proposed yet: one wording is missing, or waits to be confirmed.",
                "It cannot be proposed yet: %(n)s wordings are missing, or wait to be confirmed.",
                missing,
            )
            % {"n": missing}
        )


def _refuse_unreadable(file: AgreementFile, today: date) -> None:
    """What a page let through and a file may not say."""
    try:
        read(write_file(file), countries=countries(), today=today)
    except FileFaults as error:
        raise Refused(" ".join(fault.message for fault in error.faults[:5])) from error


def _authorities(agreement: Agreement) -> list[Authority]:
    """Each party's authority, in the parties' stored order."""
    parties = agreement.parties.select_related("authority__municipality").order_by("position")
    return [party.authority for party in parties]


def waive(
    *,
    by: Seat,
    agreement: Agreement,
    commitment: int,
    because: str,
    at: datetime,
    due: date | None = None,
    parties: Sequence[str] = (),
    answer_by: date | None = None,
) -> Consent:
    """Ask each party to release some of them (all, where none is named) from a commitment: from one
    date of it, or altogether. Raises Refused."""
    acting(by, Act.PROPOSE, at)
    refuse_strangers(by, agreement)
    version = latest_version(agreement)
    if version is None or version.edition is None:
        raise Refused(_("The agreement does not count yet: there is nothing to waive."))
    terms = version.commitments.filter(commitment__number=commitment).first()
    if terms is None:
        raise Refused(_("There is no such commitment in the text that counts."))
    if not because.strip():
        raise Refused(_("Write why it is waived."))
    all_of_them = _authorities(agreement)
    bound = [
        one for one in all_of_them if terms.authorities is None or one.slug in terms.authorities
    ]
    released = [one for one in bound if not parties or one.slug in parties]
    if len(released) < len(set(parties)) or not released:
        raise Refused(_("The commitment does not bind each of those whom you chose."))
    today = by.post.authority.country.today(at)
    if answer_by and answer_by <= today:
        raise Refused(_("Write a day by which to answer that lies ahead."))
    _refuse_ended(dossier_of(agreement), by.post.authority, today)
    said = Waived(
        agreement.pk,
        version.edition.sha256,
        commitment,
        terms.title.texts(),
        legible(because).strip()[:MOST_IN_TEXT],
        today,
        due,
        tuple(one.slug for one in released) if parties else (),
    )

    def beside(consent: Consent) -> None:
        Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
        for asked, earlier, progress in waivers_asked(agreement, by.post.authority):
            if asked != consent and progress == Progress.OPEN and _waives_the_same(earlier, said):
                raise Refused(_("This is asked already, and waits for answers."))

    return put(
        by=by,
        kind=WAIVER,
        paper=said.paper([one.name.text for one in released]),
        about=agreement.ref,
        thread=thread_of(agreement),
        authorities=all_of_them,
        at=at,
        answer_by=answer_by,
        beside=beside,
    )


def _waives_the_same(one: Waived, other: Waived) -> bool:
    said = [(each.commitment, each.due, set(each.parties)) for each in (one, other)]
    return said[0] == said[1]

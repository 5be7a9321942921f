"""What a party does by itself, and tells each of the others: it signs, comments, gives notice, or
says that it keeps the agreement. Each is an Edition, sent and registered on every side."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overens.base.languages.rules import legible, write_date
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.papers.typesetting import CannotTypeset
from overens.base.records.actions.sending import ready, send
from overens.base.records.rules import Attached, in_brief
from overens.base.trail.actions import write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions.drafting import acting
from overens.cycle.agreements.actions.proposing import thread_of
from overens.cycle.agreements.actions.settling import settle
from overens.cycle.agreements.answering import bound_to_another
from overens.cycle.agreements.dossier import Dossier, dossier_of
from overens.cycle.agreements.letters import MOST_IN_TEXT, Signatory, Told
from overens.cycle.agreements.models import Agreement, Step, Version
from overens.cycle.agreements.queries import latest_version
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.standings import bound_until
from overens.cycle.agreements.states import STEP, Progress, StepKind

LINES = {
    StepKind.SIGNED: ("agreement.signed", Audience.PARTNERS),
    StepKind.COMMENTED: ("agreement.commented", Audience.PARTNERS),
    StepKind.NOTICE: ("agreement.notice", Audience.PUBLIC),
    StepKind.KEPT: ("agreement.kept", Audience.PARTNERS),
}
"""What the trail says of each, and who reads it."""


def sign(
    *,
    by: Seat,
    agreement: Agreement,
    seal: str,
    on: date,
    place: str,
    signatories: Sequence[Seat],
    at: datetime,
    scan: Attached | None = None,
) -> Step:
    """Record that one's own party has signed a proposal, to which each party has said yes: on which
    day, where, and who. The paper's scan is kept already. Raises Refused."""
    acting(by, Act.RECORD_SIGNING, at)
    own = by.post.authority
    if on > own.country.today(at):
        raise Refused(_("A signing that lies ahead cannot be noted."))
    if not signatories:
        raise Refused(_("Say who signed."))
    if any(seat.post.authority_id != own.pk for seat in signatories):
        raise Refused(_("Each party records its own signatures."))
    if strangers := [seat for seat in signatories if not seat.is_held_on(on)]:
        raise Refused(
            _("%(person)s did not hold the post on the day of the signing.")
            % {"person": strangers[0].person.name}
        )

    def allowed(dossier: Dossier) -> None:
        proposal = dossier.life.proposals.get(seal)
        if proposal is None:
            raise Refused(_("There is no such proposal here."))
        if not proposal.signing:
            raise Refused(_("This counts once each party has said yes; it is not signed."))
        if own.slug in dossier.life.bound(proposal):
            raise Refused(_("The signature of your municipality is recorded already."))
        if dossier.progress(seal) != Progress.AGREED:
            raise Refused(_("It can be signed once each party has said yes to this very text."))
        if not dossier.life.may_bind(own.slug, proposal, dossier.base):
            raise Refused(bound_to_another())

    told = Told(
        kind=StepKind.SIGNED,
        agreement=agreement.pk,
        about=seal,
        on=on,
        place=legible(place).strip()[:200],
        signatories=tuple(
            Signatory(seat.post.slug, seat.post.names.texts(), seat.person.name)
            for seat in signatories
        ),
        scan=scan.sha256 if scan else "",
        scan_name=scan.name if scan else "",
    )
    return _tell(by, agreement, told, at, allowed, [scan] if scan else [])


def send_comment(
    *, by: Seat, agreement: Agreement, seal: str, part: str, text: str, at: datetime
) -> Step:
    """Tell each other party what one thinks of a part of a proposal."""
    acting(by, Act.COMMENT_AGREEMENT, at)
    if not text.strip():
        raise Refused(_("Write your comment."))

    def allowed(dossier: Dossier) -> None:
        if seal not in dossier.life.proposals:
            raise Refused(_("There is no such proposal here."))

    on = by.post.authority.country.today(at)
    told = Told(
        StepKind.COMMENTED,
        agreement.pk,
        seal,
        on,
        text=legible(text).strip()[:MOST_IN_TEXT],
        part=part[:60],
    )
    return _tell(by, agreement, told, at, allowed)


def give_notice(
    *,
    by: Seat,
    agreement: Agreement,
    because: str,
    body: str,
    paragraph: str,
    at: datetime,
) -> Step:
    """Give notice for one's own party, as the agreement allows: the one thing that a party does
    alone. It names the decision of a body, since nobody gives notice by themselves."""
    acting(by, Act.GIVE_NOTICE, at)
    own, version = by.post.authority, latest_version(agreement)
    if version is None or version.edition is None:
        raise Refused(_("The agreement does not count yet: there is nothing to give notice of."))
    if version.notice_months is None:
        raise Refused(
            _(
                "The agreement does not say how notice is given. Propose to the other parties when it "
                "shall end."
            )
        )
    if not body.strip():
        raise Refused(_("Write which body has decided it."))
    seal, months, today = version.edition.sha256, version.notice_months, own.country.today(at)
    _refuse_after_the_end(own, agreement, version, today)
    dossier = dossier_of(agreement)
    bound = (s for s, one in dossier.life.proposals.items() if own.slug in dossier.life.bound(one))

    def allowed(now: Dossier) -> None:
        if now.base != seal:
            raise Refused(_("The agreement has changed meanwhile. No notice was given."))
        if any(one.party == own.slug for one in now.life.in_effect(now.base)):
            raise Refused(_("Your municipality has given notice already."))

    told = Told(
        kind=StepKind.NOTICE,
        agreement=agreement.pk,
        about=seal,
        on=today,
        text=legible(because).strip()[:MOST_IN_TEXT],
        months=months,
        ends=months_after(today, months),
        body=in_brief(body, 200),
        paragraph=in_brief(paragraph, 40),
        bound=tuple(sorted(bound)),
    )
    return _tell(by, agreement, told, at, allowed)


def keep_agreement(*, by: Seat, agreement: Agreement, text: str, at: datetime) -> Step:
    """A new leader's word that the agreement goes on as it is."""
    acting(by, Act.KEEP_AGREEMENT, at)
    version = latest_version(agreement)
    if version is None or version.edition is None:
        raise Refused(_("The agreement does not count yet: there is nothing to keep."))
    on = by.post.authority.country.today(at)
    _refuse_after_the_end(by.post.authority, agreement, version, on)
    seal = version.edition.sha256
    told = Told(StepKind.KEPT, agreement.pk, seal, on, text=legible(text).strip()[:MOST_IN_TEXT])
    return _tell(by, agreement, told, at, lambda dossier: None)


def _refuse_after_the_end(
    own: Authority, agreement: Agreement, version: Version, today: date
) -> None:
    party = agreement.parties.filter(authority=own).first()
    last = bound_until(party, [version]) if party else None
    if last and last < today:
        raise Refused(
            _("Your municipality is bound by this agreement no more: its last day was %(day)s.")
            % {"day": write_date(last, get_language() or "en")}
        )


def _tell(
    by: Seat,
    agreement: Agreement,
    told: Told,
    at: datetime,
    allowed: Callable[[Dossier], None],
    attached: Sequence[Attached] = (),
) -> Step:
    """Freeze it, send it, and settle what follows. `allowed` raises Refused, under the locks."""
    own = by.post.authority
    allowed(dossier_of(agreement))
    parties = agreement.parties.select_related("authority__municipality").order_by("position")
    authorities = [party.authority for party in parties]
    if own not in authorities:
        raise Refused(_("Only a party to the agreement can do this."))
    newest = latest_version(agreement)
    title = newest.title.texts() if newest else {}
    try:
        prepared = ready(paper=told.paper(of=own.name.text, title=title), owner=own, at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error
    what, audience = LINES[told.kind]
    made: list[Step] = []

    def beside(_entry: object) -> None:
        locked = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
        allowed(dossier_of(locked))
        made.append(
            Step.objects.create(
                edition=prepared.edition,
                agreement=agreement.pk,
                authority=own,
                kind=told.kind,
                about=told.about,
                on=told.on,
                seat=by,
                at=at,
            )
        )
        write(
            chain=own.ref,
            by=by.ref,
            what=what,
            about=agreement.ref,
            audience=audience,
            details={"agreement": agreement.slug, "edition": prepared.edition.sha256},
            at=at,
        )
        settle(locked, own, at)

    with transaction.atomic():
        send(
            by=by,
            ready=prepared,
            kind=STEP,
            to=[one for one in authorities if one != own],
            thread=thread_of(agreement),
            at=at,
            attached=attached,
            beside=beside,
        )
    return made[0]

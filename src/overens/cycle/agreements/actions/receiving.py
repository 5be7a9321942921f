"""What a party's register does by itself with a letter that has come: which agreement it is about, begun
here where it is the first to name it; that a notice came later than it is dated, told to each other
party; that nothing follows on a letter, noted in one's own log.

Steps of a larger action, in whose transaction they stand.
"""

from datetime import datetime
from uuid import UUID

from overens.base.consents.models import Consent
from overens.base.municipalities.models import Authority
from overens.base.papers.models import Edition
from overens.base.records.actions.sending import ready, send
from overens.base.records.models import Entry
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience
from overens.cycle.agreements.actions import rows
from overens.cycle.agreements.actions.proposing import thread_of
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.letters import Told, as_proposed
from overens.cycle.agreements.models import Agreement, Step
from overens.cycle.agreements.queries import latest_version
from overens.cycle.agreements.states import STEP, StepKind, Unfollowed


def agreement_of(
    consent: Consent, *, pk: UUID, file: AgreementFile, receiver: Authority, at: datetime
) -> Agreement | None:
    """The agreement that a text is about, as the text says it (`pk`); None where nothing follows on it.

    Who sends a text alone says what stands in it. So a stranger begins nothing in the name of others,
    nor do others without its receiver, or with somebody whom nobody knows here; and a text for other
    parties than the agreement has is a record, which the log says.
    """
    if consent.about_id != str(pk):
        return None
    named = {one.authority for one in file.parties}
    agreement = Agreement.objects.filter(pk=pk).first()
    if agreement is None:
        known = set(Authority.objects.filter(slug__in=named).values_list("slug", flat=True))
        if named != known or not {consent.edition.owner.slug, receiver.slug} <= named:
            return None
        if Agreement.objects.filter(slug=file.slug).exists():
            return None  # another agreement has this name here; the record stands in the register
        agreement = Agreement.objects.create(pk=pk, slug=file.slug)
        # Its posts and contact are each party's own to say, also where a letter says them.
        rows.write_parties(agreement, as_proposed(file))
    elif not names_its_parties(file, agreement):
        note_unfollowed(
            agreement=agreement,
            edition=consent.edition,
            because=Unfollowed.OTHER_PARTIES,
            receiver=receiver,
            at=at,
        )
        return None
    return agreement


def names_its_parties(file: AgreementFile, agreement: Agreement) -> bool:
    """Whether a text is for the parties that the agreement has, and for no other."""
    parties = agreement.parties.values_list("authority__slug", flat=True)
    return {one.authority for one in file.parties} == set(parties)


def say_when_it_came(
    *, agreement: Agreement, notice: Step, receiver: Authority, at: datetime
) -> Step | None:
    """Where a notice has come to a party on a later day than it bears, tell each party the day, from
    which it counts (`rules.life.Notice`); None where there is nothing to tell.

    Nobody does this: it goes out in the name of the register, in the transaction in which the notice is
    entered, so that no day lies between. It is typeset there; it is seldom that a letter comes late.
    Raises CannotTypeset and CannotKeep.
    """
    on = receiver.country.today(at)
    parties = agreement.parties.select_related("authority__municipality").order_by("position")
    authorities = [party.authority for party in parties]
    said_before = Step.objects.filter(
        kind=StepKind.RECEIVED, authority=receiver, about=notice.edition.sha256
    )
    is_theirs = receiver in authorities and receiver.pk != notice.authority_id
    if on <= notice.on or not is_theirs or said_before.exists():
        return None
    newest = latest_version(agreement)
    told = Told(StepKind.RECEIVED, agreement.pk, notice.edition.sha256, on)
    paper = told.paper(of=receiver.name.text, title=newest.title.texts() if newest else {})
    prepared = ready(paper=paper, owner=receiver, at=at)
    made: list[Step] = []

    def beside(_entry: Entry) -> None:
        made.append(
            Step.objects.create(
                edition=prepared.edition,
                agreement=agreement.pk,
                authority=receiver,
                kind=told.kind,
                about=told.about,
                on=on,
                at=at,
            )
        )
        _write(agreement, receiver, "agreement.notice-received", prepared.edition, at)

    others = [one for one in authorities if one != receiver]
    thread = thread_of(agreement)
    send(by=None, ready=prepared, kind=STEP, to=others, thread=thread, at=at, beside=beside)
    return made[0]


def note_unfollowed(
    *,
    agreement: Agreement,
    edition: Edition,
    because: Unfollowed,
    receiver: Authority,
    at: datetime,
) -> None:
    """Note that a letter was entered and that nothing follows on it, so that somebody asks."""
    what = "agreement.unfollowed"
    _write(agreement, receiver, what, edition, at, because=because.value)


def _write(
    agreement: Agreement,
    receiver: Authority,
    what: str,
    edition: Edition,
    at: datetime,
    **details: str,
) -> None:
    write(
        chain=receiver.ref,
        by=Ref("register", str(receiver.pk)),
        what=what,
        about=agreement.ref,
        audience=Audience.PARTNERS,
        details={"agreement": agreement.slug, "edition": edition.sha256, **details},
        at=at,
    )

"""Verbs: a party proposes a group, another mandate for it, or its end; each party answers, and what
each has agreed to counts.

The group and what becomes of it are computed from the letters alone: whatever comes where and when,
the mandate of a group is the one to which the last yes was sent latest.
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from overens.base.consents.actions import put
from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import Act
from overens.base.municipalities.rules import Refused
from overens.base.trail.actions import write
from overens.base.trail.identifiers import new_id
from overens.base.trail.states import Audience
from overens.cycle.agreements.letters import Unreadable
from overens.cycle.agreements.models import Agreement, Commitment, FocusArea
from overens.cycle.agreements.rules.life import has_begun
from overens.cycle.groups import queries
from overens.cycle.groups.actions.guards import acting_in
from overens.cycle.groups.letters import ProposedMandate
from overens.cycle.groups.models import Mandate, WorkingGroup
from overens.cycle.groups.rules.mandate import (
    MandateWords,
    agreed_at,
    cleaned,
    free_slug,
    refused_by,
)
from overens.cycle.groups.states import MANDATE


def propose_group(
    *,
    by: Seat,
    agreement: Agreement,
    said: MandateWords,
    at: datetime,
    group: WorkingGroup | None = None,
    answer_by: date | None = None,
) -> Consent:
    """Put a mandate to each party, one's own too, and send it to the others: of a new group, or
    another one for `group`, or its end. Nothing is otherwise until each has said yes. Raises Refused."""
    acting_in(by, agreement, group, Act.FOUND_GROUP, at)
    if said.closes and group is None:
        raise Refused(_("Only a group that exists can be closed."))
    today = by.post.authority.country.today(at)
    if answer_by and answer_by <= today:
        raise Refused(_("Write a day by which to answer that lies ahead."))
    said = cleaned(said)
    areas, titles = queries.areas_of(agreement, today), queries.titles_of(agreement, today)
    if said.focus_area and said.focus_area not in areas:
        raise Refused(_("There is no such focus area in the text that counts."))
    if unknown := [number for number in said.commitments if number not in titles]:
        raise Refused(
            _("There is no commitment %(number)s in the text that counts.") % {"number": unknown[0]}
        )
    letter = ProposedMandate(agreement.pk, group.pk if group else new_id(), said, today)
    area = queries.area_names(areas[said.focus_area]) if said.focus_area else {}

    def beside(consent: Consent) -> None:
        _keep(consent, letter, agreement)

    return put(
        by=by,
        kind=MANDATE,
        paper=letter.paper(
            area=area, served={number: titles[number][1] for number in said.commitments}
        ),
        about=letter.about,
        thread=letter.thread,
        authorities=[one.authority for one in queries.bound_on(agreement, today)],
        at=at,
        answer_by=answer_by,
        beside=beside,
    )


def mandate_reached(consent: Consent, authority: Authority, at: datetime) -> None:
    """It has come into an authority's register: the group is known here from now on."""
    _settle(consent, authority, at)


def mandate_answered(answer: Answer, authority: Authority) -> None:
    """A party has answered."""
    _settle(answer.asked.consent, authority, answer.at)


def refusal_of_mandate(asked: Asked, answer: str) -> str:
    """Why a party may not answer a mandate so; empty where it may."""
    mandate = Mandate.objects.filter(consent=asked.consent).select_related("group__agreement")
    found = mandate.first()
    if found is None or asked.reached_at is None:
        return _("This has not reached your municipality yet.")
    said = queries.answers_of([asked.consent])[asked.consent_id]
    if refused := [slug for slug in refused_by(said) if slug != asked.authority.slug]:
        names = Authority.objects.filter(slug__in=refused).values_list("short", flat=True)
        return _("%(party)s has refused it: it cannot come to count any more.") % {
            "party": ", ".join(names)
        }
    if answer == AnswerKind.YES and found.group.closed_at:
        return _("The group is closed.")
    return ""


def agreement_of_mandate(consent: Consent) -> UUID | None:
    found = Mandate.objects.filter(consent=consent).values_list("group__agreement", flat=True)
    return found.first()


def mandate_waits(asked: Asked) -> bool:
    """Whether it can still come to count, and takes this party's answer."""
    return not refusal_of_mandate(asked, AnswerKind.YES)


def _settle(consent: Consent, authority: Authority, at: datetime) -> None:
    """Write down what has come to count, in `authority`'s own chain. What cannot be read, or is not
    put to each party that the agreement binds, is a record, and nothing follows on it."""
    mandate = _mandate_of(consent, at)
    if mandate is None:
        return
    group = WorkingGroup.objects.select_for_update(of=("self",)).get(pk=mandate.group_id)
    mandate.refresh_from_db()
    asked = [one.authority.slug for one in consent.asked.select_related("authority")]
    since = agreed_at(asked, queries.answers_of([consent])[consent.pk])
    if mandate.counted_at or since is None or len(asked) < 2:
        return
    mandate.counted_at = since
    mandate.save(update_fields=["counted_at"])
    _follow(group)
    _write(group, mandate, authority, at)


def _follow(group: WorkingGroup) -> None:
    """The group is what the mandate says to which the last yes was sent latest."""
    counted = list(
        group.mandates.filter(counted_at__isnull=False)
        .select_related("focus_area", "consent__edition")
        .order_by("counted_at", "consent__edition__frozen_at", "consent__edition__sha256")
    )
    last = counted[-1]
    group.founded_at = counted[0].counted_at
    group.closed_at = last.counted_at if last.closes else None
    # What closes it says no other name: so it is called the same wherever letters come otherwise.
    said = next((one for one in reversed(counted) if not one.closes), None)
    if said:
        group.kind, group.names, group.mandate = said.kind, said.names, said.text
        group.focus_area = said.focus_area
        group.commitments.set(said.commitments.all())
    group.save()


def _write(group: WorkingGroup, mandate: Mandate, authority: Authority, at: datetime) -> None:
    is_first = group.mandates.filter(counted_at__isnull=False).count() == 1
    what = "group.closed" if mandate.closes else "group.mandate-changed"
    write(
        chain=authority.ref,
        by=group.ref,
        what="group.founded" if is_first and not mandate.closes else what,
        about=group.agreement.ref,
        audience=Audience.PUBLIC,
        details={
            "agreement": group.agreement.slug,
            "group": group.slug,
            "names": mandate.names.texts(),
            "edition": mandate.consent.edition.sha256,
        },
        at=at,
    )


def _mandate_of(consent: Consent, at: datetime) -> Mandate | None:
    """The row of what was put; made from the letter where it came from another instance."""
    held = Mandate.objects.filter(consent=consent).select_related("consent__edition").first()
    if held:
        return held
    try:
        letter = ProposedMandate.read(consent.edition.paper)
    except Unreadable:
        return None
    agreement = Agreement.objects.filter(pk=letter.agreement).first()
    if agreement is None or not _is_honest(consent, letter, agreement, at):
        return None
    return _keep(consent, letter, agreement)


def _is_honest(
    consent: Consent, letter: ProposedMandate, agreement: Agreement, at: datetime
) -> bool:
    """Whether a letter is about what it says it is about, from a party, and put to each party that
    was bound on its day and to nobody else: so no group is founded without one of them."""
    asked = {one.authority_id for one in consent.asked.all()}
    parties = set(agreement.parties.values_list("authority", flat=True))
    bound = {one.authority_id for one in queries.bound_on(agreement, letter.on)}
    known = WorkingGroup.objects.filter(pk=letter.group).first()
    return (
        consent.about == letter.about
        and consent.thread == letter.thread
        and has_begun(letter.on, at)
        and consent.edition.owner_id in parties
        and bool(bound)
        and bound <= asked <= parties
        and (known.agreement_id == agreement.pk if known else not letter.words.closes)
    )


def _keep(consent: Consent, letter: ProposedMandate, agreement: Agreement) -> Mandate:
    """The row of a mandate, and its group where nobody knew it before. Under a lock, since two new
    groups want a name."""
    agreement = Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    said = letter.words
    names, text = Wordings.of(said.names), Wordings.of(said.text)
    area = FocusArea.objects.filter(agreement=agreement, slug=said.focus_area).first()
    served = Commitment.objects.filter(agreement=agreement, number__in=said.commitments)
    group = WorkingGroup.objects.filter(pk=letter.group).first()
    if group is None:
        taken = WorkingGroup.objects.filter(agreement=agreement).values_list("slug", flat=True)
        group = WorkingGroup.objects.create(
            pk=letter.group,
            agreement=agreement,
            slug=free_slug(said.names, frozenset(taken)),
            kind=said.kind,
            names=names,
            mandate=text,
            focus_area=area,
            thread=letter.thread,
        )
        group.commitments.set(served)
    mandate = Mandate.objects.create(
        consent=consent,
        group=group,
        kind=said.kind,
        names=names,
        text=text,
        focus_area=area,
        closes=said.closes,
    )
    mandate.commitments.set(served)
    return mandate

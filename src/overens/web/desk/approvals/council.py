"""The council's paper of what was put to one's authority: filled from the record, at each step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from overens.base.consents.states import AnswerKind
from overens.base.municipalities.roles import Act
from overens.cycle.agreements import queries
from overens.cycle.agreements.agreement_file.shape import AgreementFile
from overens.cycle.agreements.council_paper import council_paper
from overens.cycle.agreements.dossier import text_of
from overens.cycle.agreements.letters import Unreadable, Waived
from overens.cycle.agreements.matters import Answered, Matter, Occasion
from overens.cycle.agreements.transcript import differs
from overens.web.desk.agreements.council import (
    Asked,
    as_document,
    as_page,
    as_pdf,
    kept,
    of_authority,
    wanted,
)
from overens.web.desk.approvals.loading import Put
from overens.web.desk.entering import in_post


def occasions(page: Put) -> Sequence[Occasion]:
    """What one's own council can be asked now, the nearest first; nothing once there is nothing to
    decide."""
    if not page.is_open or page.own_bound or page.acting.authority.country.council_paper is None:
        return []
    if not page.is_proposal:
        return [Occasion.WAIVE] if _waived(page) else []
    found = [_of_a_text(page)]
    if any(one.kind == AnswerKind.YES_IF for one in _answers(page)):
        found.insert(1 if page.standing(page.own) is None else 0, Occasion.CONDITION)
    if page.may_be_signed:
        found.insert(0, Occasion.SIGN)
    return found


def _waived(page: Put) -> Waived | None:
    """What is to be waived, as long as the text that counts promises it."""
    try:
        said = Waived.read(page.paper)
    except Unreadable:
        return None
    file = _in_force(page)
    promised = [one.commitment for one in file.commitments] if file else []
    return said if said.commitment in promised else None


def _in_force(page: Put) -> AgreementFile | None:
    counted = queries.versions_that_count(page.agreement.slug)
    if not counted:
        return None
    return text_of(queries.in_force(counted, page.acting.today).edition_id)


def _of_a_text(page: Put) -> Occasion:
    """By what the proposal does to the text that counts."""
    now, then = _standing(page), page.said.file if page.said else None
    if now is None or then is None:
        return Occasion.ANSWER
    was, ends = now.term.ends, then.term.ends
    if differs(_without_end(then), _without_end(now)) or not ends or was == ends:
        return Occasion.AMEND
    return Occasion.RENEW if was and was < ends else Occasion.END


def _standing(page: Put) -> AgreementFile | None:
    """The text that counts today, as it would be put to the parties."""
    return text_of(page.before.edition) if page.before and page.before.edition else None


def _without_end(file: AgreementFile) -> AgreementFile:
    return replace(file, term=replace(file.term, ends=None))


def _answers(page: Put) -> list[Answered]:
    """What each other party has answered."""
    found = []
    for one in page.asked:
        answer = page.standing(one)
        if answer and one.authority_id != page.acting.authority.pk:
            found.append(
                Answered(
                    party=one.authority.short,
                    kind=answer.answer,
                    on=answer.on,
                    because=answer.because,
                    until=answer.until,
                    body=answer.body,
                    paragraph=answer.paragraph,
                )
            )
    return found


def _asked(request: HttpRequest, consent: UUID) -> Asked:
    """Raises Http404 where one's own council has nothing to decide."""
    page = Put.fetch(request, consent)
    offered = occasions(page)
    matter = _matter(page, wanted(request, offered))
    return Asked(
        page.agreement,
        page.address,
        offered,
        matter,
        council_paper(matter),
        page.parties,
        is_proposal=True,
    )


def _matter(page: Put, occasion: Occasion) -> Matter:
    """As it is on file today."""
    authority = page.acting.authority
    counted = queries.versions_that_count(page.agreement.slug)
    waived = None if page.is_proposal else _waived(page)
    file = page.said.file if page.said else _in_force(page)
    assert file
    return Matter(
        occasion=occasion,
        **of_authority(authority, file),
        file=file,
        today=page.acting.today,
        standing=_standing(page),
        seal=page.seal,
        proposed_by=page.consent.edition.owner.short,
        proposed_on=authority.country.today(page.consent.asked_at),
        answer_by=page.consent.answer_by,
        answers=tuple(_answers(page)),
        kept=kept(page.parties, counted) if counted else (),
        **(_released(page, waived) if waived else {}),
    )


def _released(page: Put, said: Waived) -> dict[str, Any]:
    """Whom a waiver releases from what, and why."""
    released = [p.authority for p in page.parties if p.authority.slug in said.parties]
    every = [p.authority for p in page.parties]
    return {
        "commitment": said.commitment,
        "released": tuple(one.short for one in (released or every)),
        "due": said.due,
        "reason": said.because,
    }


@require_safe
@in_post(Act.TYPE_IN)
def paper(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    return as_page(request, _asked(request, consent))


@require_safe
@in_post(Act.TYPE_IN)
def paper_pdf(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    return as_pdf(_asked(request, consent))


@require_safe
@in_post(Act.TYPE_IN)
def paper_docx(request: HttpRequest, language: str, consent: UUID) -> HttpResponse:
    return as_document(_asked(request, consent))

"""Verbs: put an Edition to the parties, and answer it."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from overens.base.consents.arrivals import ANSWER, QUESTION
from overens.base.consents.kinds import KINDS, ConsentKind
from overens.base.consents.models import Answer, Asked, Consent
from overens.base.consents.papers import MOST_IN_REASON, Given, Put, answer_paper, as_question
from overens.base.consents.rules import refusal
from overens.base.consents.states import AnswerKind
from overens.base.languages.rules import legible
from overens.base.municipalities.models import Authority, Seat
from overens.base.municipalities.roles import refuse_unless_may
from overens.base.municipalities.rules import Refused
from overens.base.papers.models import Edition
from overens.base.papers.paper import Paper
from overens.base.papers.typesetting import CannotTypeset
from overens.base.records.actions.sending import Ready, ready, send
from overens.base.records.models import Entry
from overens.base.records.rules import Attached, in_brief
from overens.base.trail.actions import Ref, write
from overens.base.trail.states import Audience


def ask(
    *,
    by: Seat,
    kind: str,
    edition: Edition,
    about: Ref,
    authorities: Iterable[Authority],
    at: datetime,
    answer_by: date | None = None,
    thread: str = "",
) -> Consent:
    """Put an edition to each of some authorities. A step of a larger action, with no line of its own."""
    consent = Consent.objects.create(
        kind=KINDS[kind].name,
        edition=edition,
        about_kind=about.kind,
        about_id=about.id,
        asked_by=by,
        asked_at=at,
        answer_by=answer_by,
        thread=thread,
    )
    Asked.objects.bulk_create([Asked(consent=consent, authority=a) for a in authorities])
    return consent


def put(
    *,
    by: Seat,
    kind: str,
    paper: Paper,
    about: Ref,
    thread: str,
    authorities: Sequence[Authority],
    at: datetime,
    answer_by: date | None = None,
    attached: Sequence[Attached] = (),
    beside: Callable[[Consent], None] = lambda consent: None,
) -> Consent:
    """Freeze a paper, put it to each of some authorities, and send it to those that are not one's own.

    `thread` names the case at each of them, and `attached` goes along; `beside` writes and checks
    what the kind's room has to, under the register's lock. Whoever calls has asked whether the seat
    may. Raises Refused.
    """
    own = by.post.authority
    nonce = secrets.token_hex(8)
    said = Put(kind, about, tuple(one.slug for one in authorities), answer_by, nonce)
    prepared = _ready(as_question(paper, said, KINDS[kind].words), own, at)
    made: list[Consent] = []

    def write_rows(_entry: Entry) -> None:
        consent = ask(
            by=by,
            kind=kind,
            edition=prepared.edition,
            about=about,
            authorities=authorities,
            at=at,
            answer_by=answer_by,
            thread=thread,
        )
        consent.asked.filter(authority=own).update(reached_at=at)
        beside(consent)
        _write(by, f"{kind}.put", consent, KINDS[kind], at, edition=prepared.edition.sha256)
        made.append(consent)

    others = [one for one in authorities if one != own]
    with transaction.atomic():
        send(
            by=by,
            ready=prepared,
            kind=QUESTION,
            to=others,
            thread=thread,
            at=at,
            attached=attached,
            beside=write_rows,
        )
    return made[0]


def answer_edition(
    *,
    by: Seat,
    consent: Consent,
    answer: str,
    at: datetime,
    because: str = "",
    until: date | None = None,
    body: str = "",
    paragraph: str = "",
    on: date | None = None,
    lawful_on: date | None = None,
) -> Answer:
    """Answer for the authority of one's seat; where the question was sent, the answer is too.

    Raises Refused with the reason in a sentence.
    """
    own, kind = by.post.authority, KINDS[consent.kind]
    if not by.is_held_at(at):
        raise Refused(_("Only who holds the post today may answer in its name."))
    refuse_unless_may(by.post, kind.act)
    asked = consent.asked.filter(authority=own).first()
    if asked is None:
        raise Refused(_("This was not put to %(name)s.") % {"name": own.name.text})
    if answer not in AnswerKind.values:
        raise Refused(_("Choose one of the answers."))
    last = asked.answers.order_by("-number").first()
    given = Given(
        to=consent.edition.sha256,
        number=last.number + 1 if last else 1,
        answer=AnswerKind(answer),
        on=on or own.country.today(at),
        because=legible(because).strip()[:MOST_IN_REASON],
        until=until,
        body=in_brief(body, 200),
        paragraph=in_brief(paragraph, 40),
        lawful_on=lawful_on,
        post=by.post.names.shown().text,
    )
    _refuse(asked, given, last, at)
    if not consent.thread:
        with transaction.atomic():
            return _answered(by, asked, given, None, at)
    made: list[Answer] = []
    paper = answer_paper(given, of=own.name.text, to=consent.edition.paper)
    prepared = _ready(paper, own, at)
    others = [one.authority for one in consent.asked.select_related("authority__municipality")]
    with transaction.atomic():
        send(
            by=by,
            ready=prepared,
            kind=ANSWER,
            to=[one for one in others if one != own],
            thread=consent.thread,
            at=at,
            beside=lambda entry: made.append(_answered(by, asked, given, prepared.edition, at)),
        )
    return made[0]


def _answered(
    by: Seat, asked: Asked, given: Given, edition: Edition | None, at: datetime
) -> Answer:
    """Write the answer, with the party's question under its lock: two people of it answer in turn."""
    asked = Asked.objects.select_for_update().select_related("consent__edition").get(pk=asked.pk)
    last = asked.answers.order_by("-number").first()
    if given.number != (last.number + 1 if last else 1):
        raise Refused(_("Somebody else has answered for the same party meanwhile."))
    _refuse(asked, given, last, at)
    consent, kind = asked.consent, KINDS[asked.consent.kind]
    answer = Answer.objects.create(
        asked=asked,
        number=given.number,
        answer=given.answer,
        because=given.because,
        until=given.until,
        body=given.body,
        paragraph=given.paragraph,
        on=given.on,
        lawful_on=given.lawful_on,
        seat=by,
        edition=edition,
        at=at,
    )
    kind.answered(answer, asked.authority)
    # Who was told beforehand that the parties read a reason does not find it with everyone.
    is_for_all = kind.audience == Audience.PUBLIC
    _write(
        by,
        f"{consent.kind}.answered",
        consent,
        kind,
        at,
        answer=given.answer.value,
        because="" if consent.thread and is_for_all else given.because,
        authority=by.post.authority.slug,
        edition=consent.edition.sha256,
    )
    return answer


def _refuse(asked: Asked, given: Given, last: Answer | None, at: datetime) -> None:
    kind = KINDS[asked.consent.kind]
    why_not = refusal(
        standing=last.answer if last else "",
        answer=given.answer,
        because=given.because,
        until=given.until,
        today=asked.authority.country.today(at),
        can_be_taken_back=kind.can_be_taken_back,
    )
    if why_not := why_not or kind.refusal(asked, given.answer):
        raise Refused(why_not)


def _ready(paper: Paper, own: Authority, at: datetime) -> Ready:
    try:
        return ready(paper=paper, owner=own, at=at)
    except CannotTypeset as error:
        raise Refused(str(error)) from error


def _write(
    by: Seat, what: str, consent: Consent, kind: ConsentKind, at: datetime, **details: object
) -> None:
    write(
        chain=by.post.authority.ref,
        by=by.ref,
        what=what,
        about=consent.about,
        audience=kind.audience,
        details=details,
        at=at,
    )

"""Cases: answered, sent on to whom they belong, given to somebody, closed and opened again."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from overens.base.languages.rules import languages
from overens.base.municipalities.models import Authority, Post, Seat
from overens.base.municipalities.roles import Act, may
from overens.base.municipalities.rules import Refused
from overens.base.papers import rich
from overens.base.papers.actions import freeze
from overens.base.papers.paper import Paper, Section, Text
from overens.base.papers.storage import fetch
from overens.base.records.actions import letters
from overens.base.records.actions.entering import entered
from overens.base.records.actions.guards import acting_in, locked
from overens.base.records.messages import SENT_ON, attachment, language_of
from overens.base.records.models import Case, Dispatch, Document, Entry
from overens.base.records.own_queries import marking_of, may_read_marked
from overens.base.records.parcels import MOST_IN_NOTE
from overens.base.records.queries import case_number, first_said
from overens.base.records.rules import MOST_IN_REASON, Attached, Said, in_brief
from overens.base.records.states import Direction, DocumentKind
from overens.base.trail.actions import write
from overens.base.trail.states import Audience

FORWARDED = "sent on"


def answer_case(
    *,
    by: Seat,
    case: Case,
    text: str,
    language: str,
    at: datetime,
    attached: Sequence[Attached] = (),
    closes: bool = False,
    read: int | None = None,
) -> Entry:
    """Answer: frozen as an Edition, entered as sent, shown on the sender's own page.

    `text` is HTML, cleaned here. `read` is how many entries of the case whoever answers has read:
    with it an answer to something that has changed meanwhile is refused. Raises Refused, Changed
    and CannotTypeset (before anything is written).
    """
    acting_in(by, case.register, Act.ANSWER_CASE, at)
    cleaned = rich.clean(text)
    if not cleaned:
        raise Refused(_("Write an answer."))
    if language not in languages():
        raise Refused(_("Choose the language in which the text is written."))
    edition = freeze(paper=_answer_paper(case, cleaned, language), at=at)
    edition.owner, size = case.register.authority, len(fetch(settings.FILES, edition.pdf))
    with transaction.atomic():
        case = _taken(by, case)
        _refuse_unread(case, read)
        edition.save(force_insert=True)
        first = first_said(case)
        document = Document(
            kind=DocumentKind.ANSWER,
            name=f"{_('Answer')}.pdf",
            media_type="application/pdf",
            size=size,
            sha256=edition.pdf,
            edition=edition,
        )
        if closes:
            _close(case, "", at)
        return entered(
            case=case,
            direction=Direction.SENT,
            on=by.post.authority.country.today(at),
            at=at,
            said=_reply_to(case, first, _own_word(case, "answer")),
            documents=[document, *map(attachment, attached)],
            by=by,
            now=at,
            beside=lambda entry: letters.queue_news(case, entry, at),
        )


def forward_case(
    *,
    by: Seat,
    case: Case,
    to: Authority,
    note: str = "",
    at: datetime,
    keeps: bool = False,
    read: int | None = None,
) -> Dispatch:
    """Send a case on to the authority to which it belongs (FL §6; FVL §7), or to it as well.

    It leaves this register as a dispatch, and the sender is told. `keeps` leaves the case open
    here. Raises Refused and Changed.
    """
    acting_in(by, case.register, Act.ANSWER_CASE, at)
    if to.pk == case.register_id:
        raise Refused(_("This authority has the case already."))
    with transaction.atomic():
        case = _taken(by, case)
        _refuse_unread(case, read)
        if Dispatch.objects.filter(entry__case=case, to=to).exists():
            raise Refused(_("It was sent to %(name)s already.") % {"name": to.name.text})
        if not keeps:
            _close(case, FORWARDED, at)
        secrecy, secrecy_on = marking_of(case)
        said = Said(
            subject=_own_word(case, "sent-on", subject=first_said(case).subject),
            counterpart=to.name.text,
            is_private=False,
            public_counterpart=to.name.text,
            public_subject=_own_word(case, "sent-on", subject=first_said(case).public_subject),
            secrecy=secrecy,
            secrecy_on=secrecy_on,
        )
        made: list[Dispatch] = []

        def beside(entry: Entry) -> None:
            made.append(
                Dispatch.objects.create(
                    entry=entry, to=to, kind=SENT_ON, note=in_brief(note, MOST_IN_NOTE), next_at=at
                )
            )
            letters.queue_news(case, entry, at)

        entered(
            case=case,
            direction=Direction.SENT,
            on=by.post.authority.country.today(at),
            at=at,
            said=said,
            documents=_copies(case),
            by=by,
            now=at,
            beside=beside,
        )
    return made[0]


def assign_case(*, by: Seat, case: Case, post: Post | None, at: datetime) -> Case:
    """Say whose work it is: a post of the authority, or nobody's yet."""
    acting_in(by, case.register, Act.ANSWER_CASE, at)
    if post and post.authority_id != case.register_id:
        raise Refused(_("Only an authority’s own people handle its cases."))
    if post and not may(post, Act.ANSWER_CASE):
        raise Refused(_("Only a post that may answer can handle a case."))
    with transaction.atomic():
        case = _taken(by, case)
        if case.handler != post:
            case.handler = post
            case.save(update_fields=["handler"])
            _tell(by, case, "case.assigned", at, post=post.slug if post else "")
    return case


def close_case(*, by: Seat, case: Case, because: str, at: datetime) -> Case:
    """Close it without an answer, with a reason."""
    acting_in(by, case.register, Act.ANSWER_CASE, at)
    if not because.strip():
        raise Refused(_("Write why the case is closed."))
    with transaction.atomic():
        case = _taken(by, case)
        if case.closed_at:
            raise Refused(_("The case is closed already."))
        _close(case, because, at)
        _tell(by, case, "case.closed", at)
    return case


def reopen_case(*, by: Seat, case: Case, at: datetime) -> Case:
    """Go on with a case that was closed."""
    acting_in(by, case.register, Act.ANSWER_CASE, at)
    with transaction.atomic():
        case = _taken(by, case)
        if case.closed_at:
            case.closed_at, case.closed_because = None, ""
            case.save(update_fields=["closed_at", "closed_because"])
            _tell(by, case, "case.reopened", at)
    return case


def _taken(by: Seat, case: Case) -> Case:
    """A case as it stands, under its lock, for somebody who may read all of it."""
    found = locked(case)
    if marking_of(found)[0] and not may_read_marked(by.post, found.handler_id):
        raise Refused(
            _(
                "Something in it is marked as confidential: a registrar, or whoever handles it, "
                "goes on with it."
            )
        )
    return found


def _close(case: Case, because: str, at: datetime) -> None:
    case.closed_at, case.closed_because = at, in_brief(because, MOST_IN_REASON)
    case.save(update_fields=["closed_at", "closed_because"])


def _refuse_unread(case: Case, read: int | None) -> None:
    if read is not None and case.entries.count() != read:
        raise Refused(
            _("Something was added to the case since you opened it. Read it, and send again.")
        )


def _copies(case: Case) -> list[Document]:
    """What the sender handed in, as documents of another entry: the same files."""
    received = Document.objects.filter(
        entry__case=case, entry__direction=Direction.RECEIVED
    ).order_by("entry__entered_at", "entry__number", "position")
    return [
        Document(
            kind=old.kind,
            name=old.name,
            media_type=old.media_type,
            size=old.size,
            sha256=old.sha256,
            edition=old.edition,
        )
        for old in received
    ]


def _reply_to(case: Case, first: Said, subject: str) -> Said:
    """What is marked in the case marks the answer to it as well, until somebody says otherwise."""
    secrecy, secrecy_on = marking_of(case)
    return Said(
        subject=in_brief(f"{subject}: {first.subject}"),
        counterpart=first.counterpart,
        is_private=first.is_private,
        public_counterpart=first.public_counterpart,
        public_subject=in_brief(f"{subject}: {first.public_subject}")
        if first.public_subject
        else subject,
        secrecy=secrecy,
        secrecy_on=secrecy_on,
    )


def _own_word(case: Case, word: str, subject: str = "") -> str:
    """In the language of the register, whoever acts."""
    with override(language_of(case.register.authority)):
        if word == "answer":
            return _("Answer")
        return in_brief(_("Sent on: %(subject)s") % {"subject": subject})


def _answer_paper(case: Case, html: str, language: str) -> Paper:
    with override(language):
        title = _("Answer to your message, %(number)s") % {"number": case_number(case)}
        heading = _("Answer")
    return Paper(
        kind="answer",
        title=Text({language: title}),
        languages=(language,),
        sections=(Section("answer", Text({language: heading}), rich.as_blocks(html, language)),),
        parties=(Text({language: case.register.authority.name.text}),),
    )


def _tell(by: Seat, case: Case, what: str, at: datetime, **details: object) -> None:
    write(
        chain=case.register.authority.ref,
        by=by.ref,
        what=what,
        about=case.ref,
        audience=Audience.OWN,
        details={**details, "case_seal": case.seal()},
        at=at,
    )

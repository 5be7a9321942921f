"""Cases, entries and versions as the pages show them, to whoever may read how much."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.papers.html import as_html
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.records.models import Case, Document, Entry
from overens.base.records.own_queries import CaseRow, Line
from overens.base.records.queries import said_in
from overens.base.records.rules import Message, differs
from overens.base.records.states import Direction, DocumentKind
from overens.web.design.words import dated
from overens.web.desk.register.loading import Own
from overens.web.desk.tasks import distance


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a row of the inbox."""

    address: str
    number: str
    subject: str
    counterpart: str
    came: SafeString
    due: SafeString | None
    distance: str
    is_late: bool
    is_certain: bool
    handler: SafeString | str
    is_closed: bool


def case_shown(page: Own, row: CaseRow) -> CaseShown:
    opener, due = row.opener, row.due
    readable = page.may_read(opener, row.case)
    return CaseShown(
        address=f"{page.home}inbox/{row.case.pk}/",
        number=opener.written,
        subject=page.subject(opener, readable=readable),
        counterpart=page.counterpart(opener, readable=readable),
        came=dated(opener.entry.on, page.language),
        due=dated(due, page.language) if due else None,
        distance=distance(due, page.today) if due else "",
        is_late=bool(due and due < page.today),
        is_certain=not due or page.acting.authority.country.is_certain(due.year),
        handler=page.post_name(row.case.handler),
        is_closed=row.case.closed_at is not None,
    )


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the register."""

    address: str
    number: str
    day: SafeString
    direction: str
    subject: str
    counterpart: str
    is_cancelled: bool
    is_marked: bool


def address_of(page: Own, entry: Entry) -> str:
    return f"{page.home}register/{entry.year}/{entry.number}/"


def line_shown(page: Own, line: Line, case: Case) -> LineShown:
    readable = page.may_read(line, case)
    return LineShown(
        address=address_of(page, line.entry),
        number=line.written,
        day=dated(line.entry.on, page.language),
        direction=str(Direction(line.entry.direction).label),
        subject=page.subject(line, readable=readable),
        counterpart=page.counterpart(line, readable=readable),
        is_cancelled=line.said.is_cancelled,
        is_marked=bool(line.said.secrecy),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a case, as the story of the case tells it. `message` is what somebody wrote,
    `text` what was answered, `documents` name and address of its files."""

    shown: LineShown
    sentence: str
    is_sent: bool
    readable: bool
    message: Message | None = None
    text: SafeString | None = None
    documents: tuple[tuple[str, str], ...] = ()


def step(page: Own, line: Line, case: Case) -> Step:
    """What one entry says to whoever may read it: that somebody opened it is put on file."""
    shown, readable = line_shown(page, line, case), page.may_read(line, case)
    sentence = {
        Direction.RECEIVED: _("Received from %(name)s"),
        Direction.SENT: _("Sent to %(name)s"),
        Direction.DRAWN_UP: _("Drawn up here"),
    }[Direction(line.entry.direction)] % {"name": shown.counterpart}
    is_sent = line.entry.direction == Direction.SENT
    if not readable:
        return Step(shown, sentence, is_sent, readable)
    page.opened(line)
    documents = list(line.entry.documents.all())
    return Step(
        shown,
        sentence,
        is_sent,
        readable,
        next((message_in(d.sha256) for d in documents if d.kind == DocumentKind.MESSAGE), None),
        next((_text(d) for d in documents if d.kind == DocumentKind.ANSWER and d.edition), None),
        tuple(
            (d.name, f"{shown.address}documents/{d.position}")
            for d in documents
            if d.kind != DocumentKind.MESSAGE
        ),
    )


def message_in(sha256: str) -> Message | None:
    """What somebody sent by the form; None where its bytes are not one, or cannot be fetched."""
    try:
        return Message.read(fetch(settings.FILES, sha256))
    except (CannotFetch, ValueError, TypeError, KeyError):
        return None


def _text(document: Document) -> SafeString:
    paper = document.edition.paper
    return as_html(paper, list(paper.languages))


@dataclass(frozen=True, slots=True)
class VersionShown:
    """One version: when, who, why; what it changed, and how each of that stood before."""

    number: int
    day: SafeString
    time: str
    who: str
    because: str
    changed: tuple[tuple[str, str], ...]


def versions_of(page: Own, entry: Entry) -> Iterator[VersionShown]:
    """Oldest first."""
    words = {
        "subject": _("what it concerns"),
        "counterpart": _("from or to whom"),
        "is_private": _("whether it is a private person"),
        "public_subject": _("what everyone reads of it"),
        "public_counterpart": _("the name that everyone reads"),
        "secrecy": _("the marking as confidential"),
        "is_cancelled": _("whether it is cancelled"),
    }
    before = None
    for row in entry.versions.select_related("by__person").order_by("number"):
        said = said_in(row)
        names = differs(before, said) if before else ()
        yield VersionShown(
            row.number,
            page.day(row.at),
            page.clock(row.at),
            row.by.person.name if row.by else _("Overens itself"),
            row.because,
            tuple((words[name], _stood(page, before, name)) for name in names if name in words),
        )
        before = said


def _stood(page: Own, said: object, name: str) -> str:
    value = getattr(said, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "secrecy" and value:
        return page.ground(value)
    return value or _("nothing")

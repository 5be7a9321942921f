"""The inbox, and one case: what came, what was answered, and what can be done with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.municipalities.models import Post
from overens.base.municipalities.roles import Act
from overens.base.papers.attachments import MOST_BYTES
from overens.base.papers.html import as_html
from overens.base.records.actions import cases as verbs
from overens.base.records.actions.attaching import attached
from overens.base.records.models import Document
from overens.base.records.queries import CaseRow, Line, case_rows, cases_of
from overens.base.records.rules import Attached, Message
from overens.base.records.states import Direction, DocumentKind
from overens.web.design.reads import Reads
from overens.web.design.words import dated
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.posts.forms import Doing
from overens.web.desk.register import forms
from overens.web.desk.register.loading import Own, message_of
from overens.web.desk.tasks import distance

A_PAGE = 25


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
    is_answered: bool


def case_shown(page: Own, row: CaseRow) -> CaseShown:
    opener = row.opener
    readable = page.may_read(opener, row.case.handler_id)
    return CaseShown(
        address=f"{page.home}inbox/{row.case.pk}/",
        number=opener.written,
        subject=page.subject(opener, readable=readable),
        counterpart=page.counterpart(opener, readable=readable),
        came=dated(opener.entry.on, page.language),
        due=dated(row.due, page.language) if row.due else None,
        distance=distance(row.due, page.today) if row.due else "",
        is_late=bool(row.due and row.due < page.today),
        is_certain=bool(row.due and page.acting.authority.country.is_certain(row.due.year)),
        handler=page.post_name(row.case.handler),
        is_closed=row.case.closed_at is not None,
        is_answered=row.is_answered,
    )


@in_post(Act.READ_REGISTER)
def inbox(request: HttpRequest, language: str) -> HttpResponse:
    """Cases that are open; with ?all=1 those that are closed too."""
    if request.method == "POST":
        raise Http404
    page, every = Own.fetch(request), request.GET.get("all") == "1"
    rows = cases_of(page.register)
    pages = Paginator(rows if every else rows.filter(closed_at__isnull=True), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    found = [case_shown(page, row) for row in case_rows(page.register, shown.object_list)]
    return render(
        request,
        "desk/register/inbox.html",
        {
            "cases": found,
            "page": shown,
            "every": every,
            "query": "all=1&amp;" if every else "",
            "waiting": page.counts,
        },
    )


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A file of an entry."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a case, as the story of the case tells it. `message` is what somebody wrote."""

    line: Line
    address: str
    day: SafeString
    sentence: str
    readable: bool
    message: Message | None
    text: SafeString | None
    documents: list[DocumentShown]


def documents_of(page: Own, line: Line) -> list[DocumentShown]:
    entry = line.entry
    at = f"{page.home}register/{entry.year}/{entry.number}/documents/"
    return [
        DocumentShown(document.name, f"{at}{document.position}")
        for document in entry.documents.all()
        if document.media_type != "application/json"
    ]


def step(page: Own, line: Line, handler: UUID | None) -> Step:
    """What one entry says to whoever may read it."""
    readable, entry = page.may_read(line, handler), line.entry
    sentences = {
        Direction.RECEIVED: _("Received from %(name)s"),
        Direction.SENT: _("Sent to %(name)s"),
        Direction.DRAWN_UP: _("Drawn up"),
    }
    name = page.counterpart(line, readable=readable)
    answer = next((d for d in entry.documents.all() if d.kind == DocumentKind.ANSWER), None)
    return Step(
        line=line,
        address=f"{page.home}register/{entry.year}/{entry.number}/",
        day=dated(entry.on, page.language),
        sentence=sentences[Direction(entry.direction)] % {"name": name},
        readable=readable,
        message=message_of(line) if readable else None,
        text=_answer(answer) if readable and answer and answer.edition else None,
        documents=documents_of(page, line) if readable else [],
    )


def _answer(document: Document) -> SafeString:
    paper = document.edition.paper
    return as_html(paper, list(paper.languages))


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done with a case: its form, and what is said when it is done."""

    form: Doing
    title: str
    button: str
    reads: Reads
    action: Callable[[dict[str, Any]], object]
    sentence: str
    before: str = ""


@in_post(Act.READ_REGISTER)
def case(request: HttpRequest, language: str, case: UUID) -> HttpResponse:
    page = Own.fetch(request)
    row = page.case(case)
    offers = list(_offers(page, row, request)) if page.acting.may(Act.ANSWER_CASE) else []
    sent = None
    if request.method == "POST":
        offer = next((o for o in offers if o.form.what == request.POST.get("do")), None)
        if offer is None:
            raise Http404
        sent = offer.form
        if send(request, offer.form, offer.action):
            sentence = sent_before() if offer.form.sent_before else offer.sentence
            return told(request, sentence, f"{page.home}inbox/{case}/")
    else:
        for offer in offers:
            show(request, offer.form)
    steps = [step(page, line, row.case.handler_id) for line in row.lines]
    for one in steps:
        if one.readable:
            page.opened(one.line)
    return render(
        request,
        "desk/register/case.html",
        {
            "case": case_shown(page, row),
            "row": row,
            "steps": steps,
            "offers": offers,
            "form": sent,
            "closed": page.day(row.case.closed_at) if row.case.closed_at else None,
            "because": _("sent on")
            if row.case.closed_because == verbs.FORWARDED
            else row.case.closed_because,
            "within": page.register.answer_within,
            "own_people": page.own_people,
        },
    )


def _offers(page: Own, row: CaseRow, request: HttpRequest) -> Iterator[Offer]:
    found, by, at = row.case, page.acting.seat, page.acting.now
    read = len(row.lines)

    def filled(form: type[Doing], reads: Reads, **named: Any) -> Any:
        sent = request.method == "POST" and request.POST.get("do") == form.what
        data = (request.POST, request.FILES) if sent else (None, None)
        made = form(*data, place=f"{form.what}:{found.pk}", **named)
        made.reads(**{name: reads for name in made.fields if not made[name].is_hidden})
        return made

    message = next((m for m in map(message_of, row.lines) if m), None)
    written_in = message.language if message else page.language
    form = filled(
        forms.Answer,
        page.sender,
        language=page.language,
        initial={"read": read, "language": written_in},
    )
    yield Offer(
        form,
        _("Answer"),
        _("Send the answer"),
        page.sender,
        lambda data: verbs.answer_case(
            by=by,
            case=found,
            text=data["text"],
            language=data["language"],
            attached=files_of(data),
            closes=data["closes"],
            read=data["read"],
            at=at,
        ),
        _("The answer is entered and sent. Whoever wrote finds it on their own page."),
        _("It is entered in the register as sent. Nobody can change it afterwards."),
    )
    if page.others:
        form = filled(forms.SendOn, page.partners, others=page.others, initial={"read": read})
        yield Offer(
            form,
            _("Send it on"),
            _("Send it on"),
            page.partners,
            lambda data: verbs.forward_case(
                by=by,
                case=found,
                to=next(other for other in page.others if other.slug == data["to"]),
                note=data["note"],
                keeps=data["keeps"],
                read=data["read"],
                at=at,
            ),
            _("It is on its way. Their number stands here when it has come back."),
            _("It leaves this register and enters theirs. Whoever wrote is told."),
        )
    posts = list(Post.objects.filter(authority=found.register_id).exclude(role="").order_by("slug"))
    form = filled(
        forms.Assign,
        page.own_people,
        posts=posts,
        language=page.language,
        initial={"post": found.handler.slug if found.handler else ""},
    )
    yield Offer(
        form,
        _("Say who handles it"),
        _("Write it down"),
        page.own_people,
        lambda data: verbs.assign_case(
            by=by,
            case=found,
            post=next((post for post in posts if post.slug == data["post"]), None),
            at=at,
        ),
        _("It is written down who handles the case."),
    )
    yield _ending(page, row, filled)


def _ending(page: Own, row: CaseRow, filled: Callable[..., Any]) -> Offer:
    found, by, at = row.case, page.acting.seat, page.acting.now
    if found.closed_at:
        return Offer(
            filled(forms.Reopen, page.own_people),
            _("Open it again"),
            _("Open the case again"),
            page.own_people,
            lambda data: verbs.reopen_case(by=by, case=found, at=at),
            _("The case is open again."),
        )
    return Offer(
        filled(forms.Close, page.own_people),
        _("Close it without an answer"),
        _("Close the case"),
        page.own_people,
        lambda data: verbs.close_case(by=by, case=found, because=data["because"], at=at),
        _("The case is closed."),
    )


def files_of(data: dict[str, Any]) -> list[Attached]:
    """The file that was chosen, kept under its hash before any row names it."""
    upload = data.get("file")
    # One byte more than has room: the action says so, and no more is read.
    return [attached(upload.read(MOST_BYTES + 1), upload.name)] if upload else []

"""The sender's own page: a receipt, what has happened since, what was answered, and more to add.

Whoever knows its address reads it. So it is kept by nobody, found by no search, and named to no
other site.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from overens.base.papers.storage import fetch
from overens.base.records.models import Document
from overens.base.records.rules import Message
from overens.base.records.states import Direction, DocumentKind
from overens.web.design.reads import Reads
from overens.web.public import sheets
from overens.web.public.contact.forms import QUESTION, MoreForm, read_by
from overens.web.public.contact.receipts import receipt
from overens.web.public.contact.sending import (
    NotReceived,
    can_be_read,
    not_received,
    put_files_by,
    see_other,
    send,
)
from overens.web.public.contact.status import THREAD, Status, status_of
from overens.web.public.contact.views import form_page
from overens.web.public.files import as_attachment
from overens.web.public.shown import joined

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """Of an address that is a secret: no search finds it, nobody keeps it, no link tells it."""

    @wraps(view)
    def serve(request: HttpRequest, **named: object) -> HttpResponse:
        response = view(request, **named)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return serve


@require_safe
@private
def case(request: HttpRequest, language: str, thread: str) -> HttpResponse:
    status = status_of(thread, request.reader)
    if status is None:
        return _no_such_case(request)
    words = _(
        "<b>Only you</b> have the address of this page. Save it, and you see here what happens"
    )
    reads = Reads(SafeString(words), alone=True)
    return render(request, "public/contact/case.html", {"status": status, "reads": reads})


def _no_such_case(request: HttpRequest) -> HttpResponse:
    return render(request, "public/contact/no_case.html", status=HTTPStatus.NOT_FOUND)


@csrf_exempt
@form_page
@private
def add(request: HttpRequest, language: str, thread: str) -> HttpResponse:
    """Something in addition: it joins each case of the thread."""
    is_sent = request.method == "POST" and can_be_read(request)
    form = MoreForm(*([request.POST, request.FILES] if is_sent else []), language=language)
    failed, status = False, None
    try:
        status = status_of(thread, request.reader)
        if status is None:
            return _no_such_case(request)
        if is_sent and _added(request, form, status):
            return see_other(f"/{language}/case/{thread}/?received=1")
    except NotReceived:
        failed = True
    except DatabaseError as error:
        if not is_sent:
            raise
        not_received(error)
        failed = True
    return _form(request, form, thread, status, failed)


def _added(request: HttpRequest, form: MoreForm, status: Status) -> bool:
    is_whole = form.is_valid()
    put_files_by(form, form.cleaned_data.get("files") or [])
    if not is_whole or form.errors:
        return False
    said = form.cleaned_data
    arrival = send(
        request,
        form,
        lambda key: Message(
            about=QUESTION,
            text=said["text"],
            language=request.reader.language,
            key=key,
            to="case",
            attached=tuple(form.unsent.values()),
        ),
        status.takers,
        thread=status.thread,
    )
    return arrival is not None


def _form(
    request: HttpRequest, form: MoreForm, thread: str, status: Status | None, failed: bool
) -> HttpResponse:
    too_much = request.method == "POST" and not form.is_bound
    reads = _readers(status) if status else None
    read_by(reads, form, "text", "files")
    return render(
        request,
        "public/contact/add.html",
        {
            "form": form,
            "thread": thread,
            "reads": reads,
            "not_received": failed,
            "too_much": too_much,
        },
        status=HTTPStatus.SERVICE_UNAVAILABLE
        if failed
        else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if too_much
        else HTTPStatus.OK,
    )


def _readers(status: Status) -> Reads:
    """Those who have the case."""
    takers = [shown for shown in status.cases if shown.authority in status.takers]
    names = joined([shown.short for shown in takers], get_language() or "en")
    words = _("<b>{names}</b> reads it, and others may then ask for it")
    return Reads(format_html(words, names=names), [shown.letter for shown in takers])


@require_safe
@private
def document(request: HttpRequest, language: str, thread: str, document: UUID) -> HttpResponse:
    """A file of an answer: to save, never to show."""
    found = (
        Document.objects.filter(
            pk=document,
            entry__case__thread=thread,
            entry__direction=Direction.SENT,
            entry__documents__kind=DocumentKind.ANSWER,
        )
        if THREAD.fullmatch(thread)
        else Document.objects.none()
    ).first()
    if found is None:
        raise Http404
    return as_attachment(fetch(settings.FILES, found.sha256), found.name)


@require_safe
@private
def receipt_pdf(request: HttpRequest, language: str, thread: str) -> HttpResponse:
    """The page to save or to print."""
    status = status_of(thread, request.reader)
    if status is None:
        raise Http404
    data = sheets.typeset(receipt(status, language), language)
    return as_attachment(data, "overens.pdf")

"""The form: ask, or report an error on a page. It is kept by nobody, and needs no cookie."""

from http import HTTPStatus
from urllib.parse import quote

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from overens.base.records.rules import Message
from overens.web.design.frame import languages_of
from overens.web.design.reads import Reads
from overens.web.public.contact.forms import ERROR, QUESTION, YES, ContactForm, read_by
from overens.web.public.contact.owners import Asked, Receiver, asked_about
from overens.web.public.contact.sending import (
    NotReceived,
    can_be_read,
    not_received,
    put_files_by,
    see_other,
    send,
)
from overens.web.public.contact.shown import before_sending

form_page = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt
@form_page
def ask(request: HttpRequest, language: str) -> HttpResponse:
    return _contact(request, language, QUESTION)


@csrf_exempt
@form_page
def report_error(request: HttpRequest, language: str) -> HttpResponse:
    return _contact(request, language, ERROR)


def _contact(request: HttpRequest, language: str, about: str) -> HttpResponse:
    is_sent = request.method == "POST" and can_be_read(request)
    try:
        asked, failed = asked_about(request.GET.get("page", ""), request.reader), False
        receivers = asked.receivers
    except DatabaseError as error:
        if not is_sent:
            raise
        not_received(error)
        asked, receivers, failed = Asked("", "", (), (), language), [], True
    form = ContactForm(
        *([request.POST, request.FILES] if is_sent else []),
        about=about,
        receivers=receivers,
        owners=asked.owners,
        language=language,
    )
    arrival = None
    if is_sent and not failed:
        try:
            arrival = _sent(request, form, asked, about)
        except NotReceived:
            failed = True
    if arrival:
        return see_other(f"/{language}/case/{arrival.thread}/?received=1")
    return _page(request, form, asked, about, failed=failed)


def _sent(request: HttpRequest, form: ContactForm, asked: Asked, about: str):
    is_whole = form.is_valid()
    put_files_by(form, form.cleaned_data.get("files") or [])
    if not is_whole or form.errors or not form.chosen():
        return None
    said = form.cleaned_data
    return send(
        request,
        form,
        lambda key: Message(
            about=about,
            text=said["text"],
            language=request.reader.language,
            key=key,
            page=asked.path,
            page_title=asked.title,
            to=said.get("to", ""),
            wants_reply=said["reply"] == YES,
            email=said["email"],
            phone=said["phone"],
            attached=tuple(form.unsent.values()),
        ),
        form.chosen(),
    )


def _page(
    request: HttpRequest, form: ContactForm, asked: Asked, about: str, *, failed: bool
) -> HttpResponse:
    language, receivers = request.reader.language, asked.receivers
    reads = _readers(receivers)
    read_by(reads, form, "text", "files", "email", "phone")
    too_much = request.method == "POST" and not form.is_bound
    response = render(
        request,
        "public/contact/form.html",
        {
            "form": form,
            "is_error": about == ERROR,
            "asked": asked,
            "receivers": receivers,
            "grouped": len({receiver.group for receiver in receivers}) > 1,
            "before": before_sending(receivers, language),
            "reads": reads,
            "not_received": failed,
            "too_much": too_much,
            "here": asked.path,
            "languages": languages_of(request, f"page={quote(asked.path)}" if asked.path else ""),
        },
        status=HTTPStatus.SERVICE_UNAVAILABLE
        if failed
        else HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if too_much
        else HTTPStatus.OK,
    )
    response["Cache-Control"] = "no-store"
    return response


def _readers(receivers: list[Receiver]) -> Reads:
    letters = [receiver.letter for receiver in receivers]
    if len(receivers) == 1:
        name = receivers[0].authority.short
        words = _("<b>{names}</b> reads it, and others may then ask for it")
        return Reads(format_html(words, names=name), letters)
    words = _("<b>Whom you choose</b> reads it, and others may then ask for it")
    return Reads(SafeString(words), letters)

"""Entries that somebody writes: by hand, corrected, cancelled."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.records.actions import registering
from overens.base.records.own_queries import CaseRow, Line
from overens.web.design.reads import everyone
from overens.web.desk.entering import in_post
from overens.web.desk.forms import DeskForm, send, sent_before, told
from overens.web.desk.register import forms
from overens.web.desk.register.loading import Own
from overens.web.desk.register.shown import address_of


@in_post(Act.KEEP_REGISTER)
def new(request: HttpRequest, language: str) -> HttpResponse:
    """A line by hand; with ?case= in a case that is there."""
    page = Own.fetch(request)
    case = _case_of(page, request.GET.get("case", ""))
    form = forms.Enter(
        request.POST or None,
        request.FILES or None,
        place=f"enter:{case.case.pk if case else 'new'}",
        initial={"on": page.today.isoformat()},
    )
    _say_readers(page, form)

    def action(data: dict[str, Any]) -> object:
        return registering.enter_by_hand(
            by=page.acting.seat,
            direction=data["direction"],
            on=data["on"],
            said=form.as_said(data),
            case=case.case if case else None,
            attached=forms.files_of(data),
            at=page.acting.now,
        )

    if send(request, form, action):
        if form.sent_before:
            return told(request, sent_before(), f"{page.home}register/")
        sentence = _("It is entered, and has its number.")
        return told(request, sentence, address_of(page, form.result))
    context = {"form": form, "reads": page.own_people, "case": case}
    return render(request, "desk/register/new.html", context)


def _case_of(page: Own, text: str) -> CaseRow | None:
    """Raises Http404 where it names none."""
    if not text:
        return None
    try:
        return page.case(UUID(text))
    except ValueError as error:
        raise Http404 from error


def _say_readers(page: Own, form: DeskForm) -> None:
    """What is worded for everyone is read by everyone, the rest by one's own people."""
    form.all_read(page.own_people)
    form.reads(public_subject=everyone(), public_counterpart=everyone())


@in_post(Act.KEEP_REGISTER)
def correct(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    """A new version; the older ones stay."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    said = line.said
    form = forms.Correct(
        request.POST or None,
        place=f"correct:{line.entry.pk}",
        base=line.version,
        country=page.acting.authority.country,
        language=language,
        initial={name: getattr(said, name) for name in forms.Correct.SAID},
    )
    _say_readers(page, form)

    def action(data: dict[str, Any]) -> object:
        return registering.correct_entry(
            by=page.acting.seat,
            entry=line.entry,
            said=form.as_said(data, said),
            because=data["because"],
            read=form.base,
            at=page.acting.now,
        )

    return _changed(request, page, line, form, action, "correct")


@in_post(Act.KEEP_REGISTER)
def cancel(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:
    """It stays, marked, and keeps its number."""
    page = Own.fetch(request)
    line = page.entry(year, number)
    if line.said.is_cancelled and request.method != "POST":  # what is sent twice is told so
        raise Http404
    form = forms.Because(
        request.POST or None,
        place=f"cancel:{line.entry.pk}",
        base=line.version,
        label=_("It is cancelled, because"),
    )
    form.all_read(page.own_people)

    def action(data: dict[str, Any]) -> object:
        return registering.cancel_entry(
            by=page.acting.seat,
            entry=line.entry,
            because=data["because"],
            read=form.base,
            at=page.acting.now,
        )

    return _changed(request, page, line, form, action, "cancel")


def _changed(
    request: HttpRequest,
    page: Own,
    line: Line,
    form: DeskForm,
    action: Callable[[dict[str, Any]], object],
    what: str,
) -> HttpResponse:
    address = address_of(page, line.entry)
    if send(request, form, action):
        sentence = _("A new version stands in the register. The older ones stay.")
        return told(request, sent_before() if form.sent_before else sentence, address)
    page.opened(line)
    return render(
        request,
        f"desk/register/{what}.html",
        {
            "form": form,
            "reads": page.own_people,
            "number": line.written,
            "address": address,
            "subject": line.said.subject,
        },
    )

"""What waits for a number or for somebody's decision."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.records import queries
from overens.base.records.actions import quarantine
from overens.base.records.actions.delivering import note_number
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Delivery, Receipt
from overens.base.records.rules import Message, in_brief
from overens.base.records.states import Reason, ReceiptState
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.register import forms
from overens.web.desk.register.loading import Own

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """Something that arrived and has no number, as it stands in a list."""

    day: SafeString
    time: str
    text: str
    reason: str
    is_set_aside: bool
    note: str
    decided_by: str
    offers: list[tuple[Any, str]]


def receipt_shown(page: Own, row: Receipt, offers: list[tuple[Any, str]]) -> ReceiptShown:
    return ReceiptShown(
        day=page.day(row.arrival.at),
        time=page.clock(row.arrival.at),
        text=_text(row),
        reason=str(Reason(row.because).label) if row.because else "",
        is_set_aside=row.state == ReceiptState.SET_ASIDE,
        note=row.note,
        decided_by=row.decided_by.person.name if row.decided_by else "",
        offers=offers,
    )


def _text(row: Receipt) -> str:
    """What somebody wrote, in brief; what cannot be read says so, and is not lost."""
    try:
        data = fetch(settings.FILES, row.arrival.sha256)
        if row.arrival.kind == MESSAGE:
            return in_brief(Message.read(data).text, 600)
    except (CannotFetch, ValueError):
        return _("It cannot be read.")
    return _("%(size)s bytes") % {"size": row.arrival.size}


@in_post(Act.KEEP_REGISTER)
def set_apart(request: HttpRequest, language: str) -> HttpResponse:
    """What arrived by form and looked unlike what people send: somebody decides."""
    page = Own.fetch(request)
    pages = Paginator(queries.set_apart(page.register), A_PAGE).get_page(request.GET.get("page"))
    rows = list(pages.object_list)
    if request.method == "POST":
        done = _decided(request, page)
        if not isinstance(done, forms.Decide):
            return done
        rows = [row for row in rows if str(row.pk) == str(done["receipt"].value())]
        offers = {rows[0].pk: [(done, "")]} if rows else {}
    else:
        offers = {row.pk: _offers(request, page, row) for row in rows}
    shown = [receipt_shown(page, row, offers.get(row.pk, [])) for row in rows]
    faulty = next((form for one in shown for form, _b in one.offers if form.errors), None)
    return render(
        request,
        "desk/register/set_apart.html",
        {"rows": shown, "page": pages, "form": faulty, "reads": page.own_people},
    )


def _form(form: type[forms.Decide], page: Own, row: Receipt, data: Any = None) -> forms.Decide:
    made = form(
        data,
        place=f"{form.what}:{row.pk}" if form is forms.SetAside else "",
        initial={"receipt": row.pk},
        auto_id=f"{form.what}-{row.pk}-%s",
    )
    made.reads(**{n: page.own_people for n in made.fields if not made[n].is_hidden})
    return made


def _offers(request: HttpRequest, page: Own, row: Receipt) -> list[tuple[Any, str]]:
    release = (_form(forms.Release, page, row), _("Enter it in the register"))
    if row.state == ReceiptState.SET_ASIDE:
        return [release]
    aside = _form(forms.SetAside, page, row)
    show(request, aside)
    return [release, (aside, _("Set it aside"))]


def _decided(request: HttpRequest, page: Own) -> Any:
    """What was sent, carried out; the form again where it could not be."""
    kinds = {form.what: form for form in (forms.Release, forms.SetAside)}
    form_of = kinds.get(request.POST.get("do", ""))
    try:
        row = queries.set_apart(page.register).filter(pk=request.POST.get("receipt", "")).first()
    except (ValueError, ValidationError):  # not an id at all
        row = None
    if form_of is None or row is None:
        raise Http404
    by, at = page.acting.seat, page.acting.now
    form = _form(form_of, page, row, request.POST)

    def action(data: dict[str, Any]) -> object:
        if form_of is forms.Release:
            return quarantine.release(by=by, receipt=row, at=at)
        return quarantine.set_aside(by=by, receipt=row, because=data["because"], at=at)

    if not send(request, form, action):
        return form
    sentence = (
        _("It is entered, with its own time of arrival.")
        if form_of is forms.Release
        else _("It is set aside, and stays on file.")
    )
    to = f"{page.home}register/set-apart/"
    return told(request, sent_before() if form.sent_before else sentence, to)


@in_post(Act.KEEP_REGISTER)
def without_number(request: HttpRequest, language: str) -> HttpResponse:
    """What is stored and has no number: of ours, of the case system, or of another authority."""
    page = Own.fetch(request)
    deliveries = list(queries.undelivered(page.register)[:100])
    if request.method == "POST":
        row = next((d for d in deliveries if str(d.pk) == request.POST.get("entry")), None)
        if request.POST.get("do") != forms.Number.what or row is None:
            raise Http404
        form = _number_form(page, row, request.POST)
        if send(
            request,
            form,
            lambda data: note_number(
                by=page.acting.seat, entry=row.entry, number=data["number"], at=page.acting.now
            ),
        ):
            sentence = _("The number of the case system stands beside the entry.")
            return told(request, sentence, f"{page.home}register/without-number/")
        deliveries = [row]
        number_forms = {row.pk: form}
    else:
        number_forms = {row.pk: _number_form(page, row) for row in deliveries}
        for form in number_forms.values():
            show(request, form)
    for row in deliveries:
        row.entry.register = page.register
    country = page.acting.authority.country
    return render(
        request,
        "desk/register/without_number.html",
        {
            "receipts": [
                receipt_shown(page, row, []) for row in queries.unnumbered(page.register)[:100]
            ],
            "dispatches": [
                (
                    queries.number_of(d.entry),
                    d.to.name.text,
                    page.day(d.entry.entered_at),
                    d.trouble,
                )
                for d in _with_register(page, queries.on_their_way(page.register)[:100])
            ],
            "deliveries": [
                (
                    queries.number_of(row.entry),
                    page.day(row.queued_at),
                    row.trouble,
                    country.after_working_days(country.today(row.queued_at), 1) < page.today,
                    number_forms[row.pk],
                )
                for row in deliveries
            ],
            "form": next((f for f in number_forms.values() if f.errors), None),
            "reads": page.own_people,
        },
    )


def _with_register(page: Own, rows: Any) -> list[Any]:
    found = list(rows)
    for row in found:
        row.entry.register = page.register
    return found


def _number_form(page: Own, row: Delivery, data: Any = None) -> forms.Number:
    form = forms.Number(
        data,
        place=f"number:{row.pk}",
        initial={"entry": row.pk},
        auto_id=f"number-{row.pk}-%s",
    )
    form.reads(number=page.own_people)
    return form

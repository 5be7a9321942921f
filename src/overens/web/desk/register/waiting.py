"""What waits for a number or for somebody's decision."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.municipalities.roles import Act
from overens.base.records import own_queries
from overens.base.records.actions import quarantine
from overens.base.records.actions.delivering import note_number
from overens.base.records.messages import MESSAGE
from overens.base.records.models import Delivery, Dispatch, Receipt
from overens.base.records.queries import listed_before, number_of
from overens.base.records.rules import in_brief
from overens.base.records.states import Reason, ReceiptState, Trouble
from overens.web.desk.entering import in_post
from overens.web.desk.forms import send, sent_before, show, told
from overens.web.desk.register import forms
from overens.web.desk.register.cases import A_PAGE
from overens.web.desk.register.loading import Own
from overens.web.desk.register.shown import address_of, message_in

MOST = 100
"""Of each list of what has no number."""
MOST_READ = 600
"""Characters of a message that was set apart."""


class Button(NamedTuple):
    """A form with one button."""

    form: forms.Decide
    label: str


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
    buttons: tuple[Button, ...]


def receipt_shown(page: Own, row: Receipt, *buttons: Button) -> ReceiptShown:
    return ReceiptShown(
        day=page.day(row.arrival.at),
        time=page.clock(row.arrival.at),
        text=_text(row),
        reason=str(Reason(row.because).label) if row.because else "",
        is_set_aside=row.state == ReceiptState.SET_ASIDE,
        note=row.note,
        decided_by=row.decided_by.person.name if row.decided_by else "",
        buttons=buttons,
    )


def _text(row: Receipt) -> str:
    """What somebody wrote, in brief; what cannot be read says so, and is not lost."""
    message = message_in(row.arrival.sha256) if row.arrival.kind == MESSAGE else None
    if message:
        return in_brief(message.text, MOST_READ)
    return _("It cannot be shown here. It is stored: %(size)s bytes.") % {"size": row.arrival.size}


@in_post(Act.KEEP_REGISTER)
def set_apart(request: HttpRequest, language: str) -> HttpResponse:
    """What arrived by form and looked unlike what people send: somebody decides."""
    page = Own.fetch(request)
    pages = Paginator(own_queries.set_apart(page.register), A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    faulty = None
    if request.method == "POST":
        row = _named(request, Receipt.objects.filter(authority=page.register.pk), "receipt")
        decision = _sent(request, page, row)
        if _decided(request, page, row, decision.form):
            sentence = (
                _("It is entered, with its own time of arrival.")
                if decision.form.what == forms.Release.what
                else _("It is set aside, and stays on file.")
            )
            to = f"{page.home}register/set-apart/"
            return told(request, sent_before() if decision.form.sent_before else sentence, to)
        faulty = decision.form
        rows = [receipt_shown(page, row, decision)]
    else:
        rows = [receipt_shown(page, row, *_buttons(page, row)) for row in shown.object_list]
        for one in rows:
            for button in one.buttons:
                show(request, button.form)
    context = {"rows": rows, "page": shown, "form": faulty, "reads": page.own_people}
    return render(request, "desk/register/set_apart.html", context)


def _named(request: HttpRequest, rows: QuerySet[Any], field: str) -> Any:
    """The row that a form names. Raises Http404 where there is none such."""
    try:
        found = rows.filter(pk=request.POST.get(field, "")).first()
    except (ValueError, ValidationError):  # not an id at all
        found = None
    if found is None:
        raise Http404
    return found


def _buttons(page: Own, row: Receipt, data: Any = None) -> list[Button]:
    """Enter it; or set it aside, where nobody has."""
    release = Button(_form(forms.Release, page, row, data), _("Enter it in the register"))
    aside = Button(_form(forms.SetAside, page, row, data), _("Set it aside"))
    return [release] if row.state == ReceiptState.SET_ASIDE and data is None else [release, aside]


def _form(form: type[forms.Decide], page: Own, row: Receipt, data: Any) -> forms.Decide:
    made = form(
        data,
        place=f"{form.what}:{row.pk}" if form is forms.SetAside else "",
        initial={"receipt": row.pk},
        auto_id=f"{form.what}-{row.pk}-%s",
    )
    made.reads(**{name: page.own_people for name in made.fields if not made[name].is_hidden})
    return made


def _sent(request: HttpRequest, page: Own, row: Receipt) -> Button:
    """Raises Http404 where none of them was sent."""
    do = request.POST.get("do")
    found = next((b for b in _buttons(page, row, request.POST) if b.form.what == do), None)
    if found is None:
        raise Http404
    return found


def _decided(request: HttpRequest, page: Own, row: Receipt, form: forms.Decide) -> bool:
    by, at = page.acting.seat, page.acting.now

    def action(data: dict[str, Any]) -> object:
        if form.what == forms.Release.what:
            return quarantine.release(by=by, receipt=row, at=at)
        return quarantine.set_aside(by=by, receipt=row, because=data["because"], at=at)

    return send(request, form, action)


class DeliveryShown(NamedTuple):
    """An entry that has no number in the case system yet."""

    number: str
    address: str
    day: SafeString
    trouble: str
    is_late: bool
    form: forms.Number


class DispatchShown(NamedTuple):
    """Something that was sent to another authority, which has not said its number yet."""

    number: str
    address: str
    to: str
    day: SafeString
    trouble: str


@in_post(Act.KEEP_REGISTER)
def without_number(request: HttpRequest, language: str) -> HttpResponse:
    """What is stored and has no number: of ours, of the case system, or of another authority."""
    page = Own.fetch(request)
    rows = list(own_queries.undelivered(page.register)[:MOST])
    faulty = None
    if request.method == "POST":
        own = Delivery.objects.filter(entry__register=page.register).select_related("entry")
        row = _named(request, own, "entry")
        faulty = _number_form(page, row, request.POST)
        if request.POST.get("do") != faulty.what:
            raise Http404
        if send(request, faulty, lambda data: _noted(page, row, data["number"])):
            sentence = _("The number of the case system stands beside the entry.")
            to = f"{page.home}register/without-number/"
            return told(request, sent_before() if faulty.sent_before else sentence, to)
        rows = [row]
    deliveries = [_delivery_shown(page, row, faulty or _number_form(page, row)) for row in rows]
    if faulty is None:
        for one in deliveries:
            show(request, one.form)
    receipts = own_queries.unnumbered(page.register)[:MOST]
    dispatches = own_queries.on_their_way(page.register)[:MOST]
    return render(
        request,
        "desk/register/without_number.html",
        {
            "receipts": [receipt_shown(page, row) for row in receipts],
            "dispatches": [_dispatch_shown(page, row) for row in dispatches],
            "deliveries": deliveries,
            "form": faulty,
            "reads": page.own_people,
        },
    )


def _noted(page: Own, row: Delivery, number: str) -> Delivery:
    row.entry.register = page.register
    return note_number(by=page.acting.seat, entry=row.entry, number=number, at=page.acting.now)


def _delivery_shown(page: Own, row: Delivery, form: forms.Number) -> DeliveryShown:
    row.entry.register = page.register
    return DeliveryShown(
        number_of(row.entry),
        address_of(page, row.entry),
        page.day(row.queued_at),
        _trouble(row.trouble),
        row.queued_at < listed_before(page.acting.authority, page.acting.now),
        form,
    )


def _dispatch_shown(page: Own, row: Dispatch) -> DispatchShown:
    row.entry.register = page.register
    return DispatchShown(
        number_of(row.entry),
        address_of(page, row.entry),
        row.to.name.text,
        page.day(row.entry.entered_at),
        _trouble(row.trouble),
    )


def _trouble(code: str) -> str:
    return str(Trouble(code).label) if code else ""


def _number_form(page: Own, row: Delivery, data: Any = None) -> forms.Number:
    form = forms.Number(
        data,
        place=f"number:{row.pk}",
        initial={"entry": row.pk},
        auto_id=f"number-{row.pk}-%s",
    )
    form.reads(number=page.own_people)
    return form

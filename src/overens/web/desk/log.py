"""The log: an authority's own chain, for its administrators; the instance's, for its operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.roles import Act
from overens.base.trail.models import Line
from overens.base.trail.states import INSTANCE_ID, Holder
from overens.cycle.agreements.agreement_file.consistency import EARLIEST, LATEST
from overens.web.design.words import dated, marked
from overens.web.desk.entering import in_post, operator_only
from overens.web.desk.forms import DeskForm
from overens.web.desk.log_sentences.sentences import sentence

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line: its number, when, who did it, and what."""

    number: int
    day: SafeString
    time: str
    who: SafeString | str
    what: str


class DayForm(DeskForm):
    day = forms.DateField(
        label=gettext_lazy("Only this day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_day(self) -> date | None:
        day: date | None = self.cleaned_data["day"]
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(
                _("%(value)s lies outside of what is possible: %(least)s to %(most)s.")
                % {"value": day, "least": EARLIEST, "most": LATEST}
            )
        return day


@in_post(Act.READ_LOG)
def log(request: HttpRequest, language: str) -> HttpResponse:
    authority = request.acting.authority
    lines = Line.objects.filter(chain__holder=Holder.AUTHORITY, chain__holder_id=str(authority.pk))
    return _page(request, language, lines, authority.country.zone, "desk/log.html")


@operator_only
def instance_log(request: HttpRequest, language: str) -> HttpResponse:
    """Sign-ins and the system's own work; nothing of anybody's content."""
    lines = Line.objects.filter(chain__holder=Holder.INSTANCE, chain__holder_id=INSTANCE_ID)
    return _page(request, language, lines, UTC, "desk/instance/log.html")


def _page(
    request: HttpRequest, language: str, lines: QuerySet[Line], zone: tzinfo, template: str
) -> HttpResponse:
    form = DayForm(request.GET if "day" in request.GET else None)
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else None
    if day:
        lines = lines.filter(at__range=_bounds(day, zone))
    rows = lines.select_related("details").order_by("-number")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        template,
        {
            "form": form,
            "page": page,
            "lines": _shown(page, zone, language),
            "day": day.isoformat() if day else "",
        },
    )


def _bounds(day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """A day in the authority's own zone, to its last microsecond."""
    begins = datetime.combine(day, time(), zone)
    # By the wall clock: the day on which clocks are changed has 23 or 25 hours.
    return begins, datetime.combine(day, time.max, zone)


def _shown(page: Page, zone: tzinfo, language: str) -> list[LineShown]:
    """With the page's own, three queries however many lines there are."""
    lines: Sequence[Line] = list(page)
    named = _named(lines, language)
    found = []
    for line in lines:
        values = line.details.values if hasattr(line, "details") else {}
        at = line.at.astimezone(zone)
        found.append(
            LineShown(
                line.number,
                dated(at.date(), language),
                f"{at:%H:%M}",
                named.get((line.by_kind, line.by_id)) or _("Overens itself"),
                sentence(line.what, values, language),
            )
        )
    return found


def _named(lines: Sequence[Line], language: str) -> dict[tuple[str, str], SafeString | str]:
    """Who did what these lines tell: post and name of a seat, name or address of an account."""
    ids = {kind: [x.by_id for x in lines if x.by_kind == kind] for kind in ("seat", "account")}
    found: dict[tuple[str, str], SafeString | str] = {}
    for seat in Seat.objects.filter(pk__in=ids["seat"]).select_related("person", "post"):
        post = marked(seat.post.names.shown(language), language)
        found["seat", str(seat.pk)] = format_html("{}, {}", seat.person.name, post)
    for account in Account.objects.filter(pk__in=ids["account"]).select_related("person"):
        name = account.person.name if account.person else account.email
        found["account", str(account.pk)] = name
    return found

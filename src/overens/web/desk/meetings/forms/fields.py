"""Fields that several pages of meetings ask for."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from overens.base.countries.rules import countries
from overens.cycle.groups.clock_words import clock_of
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.rules.saying import (
    MOST_IN_TEXT,
)
from overens.cycle.groups.rules.times import When, on_the_wall
from overens.web.desk.groups.forms import choice
from overens.web.desk.posts.forms import Day
from overens.web.public.contact.forms import Typed

WHEN = (("day", "starts", "ends"), ("first", "last"), ("starts", "ends"), ("every", "by"),
        ("count", "until"), ("amount", "days"), ("post", "due"), ("minutes", "presenter"))  # fmt: skip
"""What stands beside each other."""


class Clock(forms.TimeField):
    """A time of the day, as the browser offers to choose it."""

    def __init__(self, **named: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, **named)


def labelled(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, capfirst(str(one.label))) for one in kinds]


def text_field(
    label: Any, most: int = MOST_IN_TEXT, *, required: bool = True, **named: Any
) -> Typed:
    return Typed(
        label=label,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"class": "low", "rows": 3}),
        **named,
    )


def zones(now: str = "") -> list[tuple[str, str]]:
    """The clocks by which a meeting can be held: of each country, and the one that it has."""
    known = sorted({one.zone.key for one in countries().values()} | ({now} if now else set()))
    from django.utils.translation import get_language

    language = get_language() or "en"
    return [(zone, clock_of(zone, language)) for zone in known]


class Number(forms.DecimalField):
    """A number as somebody in any of the countries writes it: 1.200,50 and 1,200.50 and 1 200,5."""

    def to_python(self, value: Any) -> Any:
        text = re.sub(r"[\s’']", "", str(value if value is not None else ""))
        whole, mark, rest = text.rpartition(max(",.", key=text.rfind))
        # Three digits after the last mark are thousands.
        decimals = f".{rest}" if mark and len(rest) != 3 else ""
        return super().to_python(re.sub("[.,]", "", whole if decimals else text) + decimals)


def id_in(text: str) -> UUID | None:
    return UUID(text) if text else None


def add_cost(form: forms.Form, currency: str) -> None:
    form.fields["amount"] = Number(
        label=_("Amount in %(currency)s") % {"currency": currency} if currency else _("Amount"),
        required=False,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    form.fields["days"] = Number(
        label=_("Days of work"),
        required=False,
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


def add_when(form: forms.Form, zone: str = "", meeting: Meeting | None = None) -> None:
    """Fields for a day, hours, and the clock by which they are meant."""
    form.fields["day"] = Day(label=_("Day"))
    form.fields["starts"] = Clock(label=_("Begins"))
    form.fields["ends"] = Clock(label=_("Ends at"))
    form.fields["last"] = Day(
        label=_("Last day"), required=False, help_text=_("Only where it lasts several days.")
    )
    form.fields["zone"] = choice(
        _("By the clock in"), zones(zone), empty=_("the host’s country, else one’s own")
    )
    if meeting:
        starts = on_the_wall(meeting.starts_at, meeting.zone)
        ends = on_the_wall(meeting.ends_at, meeting.zone)
        form.initial |= {
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "last": ends.date() if ends.date() != starts.date() else None,
            "zone": meeting.zone,
        }


def when_said(said: Mapping[str, Any]) -> When:
    return When(said["day"], said["starts"], said["ends"], said["last"], said["zone"])

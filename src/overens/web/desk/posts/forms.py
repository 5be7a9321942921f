"""What is asked about posts and handovers. Each form says in `do` what it is for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from overens.base.languages.rules import Wordings, languages
from overens.base.languages.states import Standing
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.web.desk.editor import RichTextField
from overens.web.desk.forms import DeskForm


class Day(forms.DateField):
    """A date, as the browser offers to choose it."""

    def __init__(self, **named: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **named)


class Doing(DeskForm):
    """One of several forms on a page."""

    what = ""
    do = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        self.what = named.pop("what", self.what)
        named.setdefault("initial", {})["do"] = self.what
        named.setdefault("auto_id", f"{self.what}-%s")
        super().__init__(*given, **named)


class TakeOver(Doing):
    """Who begins to hold a post."""

    what = "take-over"
    person = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Whoever is on file by this name already is taken to be the same person."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    since = Day(label=_("From which day"), required=False, help_text=_("Left empty: from now on."))


class NameDeputy(TakeOver):
    """Who holds a post's work beside its holder."""

    what = "deputy"
    until = Day(label=_("Until which day"), required=False)


class OfSeat(Doing):
    """About one of the people who hold the post."""

    seat = forms.ChoiceField(label=_("Who"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, seats: Sequence[Seat] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(seat.pk), f"{seat.person}, {seat.get_holding_display()}") for seat in seats
        ]
        if len(seats) == 1:
            field.widget, self.initial["seat"] = forms.HiddenInput(), str(seats[0].pk)


class SetLastDay(OfSeat):
    """A planned end."""

    what = "last-day"
    day = Day(label=_("Last day in the post"))


class EndNow(OfSeat):
    """An end in this minute."""

    what = "end"


class OpenHandover(Doing):
    """A handover without a last day."""

    what = "open"


class Named(Doing):
    """What a post is called, per language."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for code, language in languages().items():
            self.fields[f"name_{code}"] = forms.CharField(
                label=language.name,
                max_length=120,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )

    def clean(self) -> dict[str, Any]:
        texts = {code: self.cleaned_data.get(f"name_{code}", "").strip() for code in languages()}
        written = {code: text for code, text in texts.items() if text}
        self.cleaned_data["names"] = Wordings.of(written, Standing.OFFICIAL)
        return self.cleaned_data


class NamePost(Named):
    """A new post."""

    what = "name"
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        help_text=_("What the post may do here. Without a role it stands in papers alone."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _with_roles(self)
        self.order_fields(["do", *(f"name_{code}" for code in languages()), "role"])


class RenamePost(Named):
    """Other names."""

    what = "rename"


class GiveRole(Doing):
    """What a post may do."""

    what = "role"
    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _with_roles(self)


def _with_roles(form: forms.Form) -> None:
    field = form.fields["role"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("no role")), *Role.choices]


class Write(Doing):
    """What was agreed and never written down."""

    what = "write"
    language = forms.ChoiceField(label=_("Written in"))
    text = RichTextField(
        label=_("What was agreed and is written nowhere"),
        required=False,
        help_text=_(
            "Whom to call first, what was promised by word of mouth, what is delicate, where "
            "things lie. Nothing about anybody’s health."
        ),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, entry.name) for code, entry in languages().items()]


class Confirm(Doing):
    """A button alone: whoever leaves, or takes over, says so."""

"""What a party says of an agreement's life: alone, or as a proposal to each of the others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.cycle.agreements.letters import MOST_IN_TEXT
from overens.web.desk.drafts.forms import ProposeForm
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day
from overens.web.public.contact.forms import Typed

ALTOGETHER = "altogether"


class NoticeForm(DeskForm):
    """On which decision notice is given."""

    body = Typed(
        label=gettext_lazy("Which body has decided it"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write which body has decided it.")},
    )
    paragraph = Typed(
        label=gettext_lazy("Paragraph or item of its minutes"),
        max_length=40,
        required=False,
    )
    because = Typed(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"class": "low"}),
        max_length=MOST_IN_TEXT,
        required=False,
    )


class KeepForm(DeskForm):
    """A word beside it, where the new leader has one."""

    text = Typed(
        label=gettext_lazy("A word to the other parties"),
        widget=forms.Textarea(attrs={"class": "low"}),
        max_length=MOST_IN_TEXT,
        required=False,
    )


def _answer_by() -> Day:
    return Day(
        label=_("Answer by"),
        required=False,
        help_text=_(
            "When the day passes, the question goes on to the deputy, the director and the "
            "political leader. Nothing is decided by that."
        ),
    )


class WaiveForm(DeskForm):
    """From what, and whom, the parties release; why; and by which day they are to answer. `days` are
    the dates that can be chosen, `parties` those that the commitment binds: each with its words."""

    def __init__(
        self,
        *given: Any,
        days: Sequence[tuple[str, str]],
        parties: Sequence[tuple[str, str]],
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.fields["due"] = forms.ChoiceField(
            label=_("What is waived?"),
            choices=[*days, (ALTOGETHER, _("All of it, from today on"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what is waived.")},
        )
        self.fields["parties"] = forms.MultipleChoiceField(
            label=_("Who is released?"),
            choices=parties,
            initial=[slug for slug, _name in parties],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose who is released.")},
        )
        self.fields["because"] = Typed(
            label=_("Why?"),
            max_length=MOST_IN_TEXT,
            widget=forms.Textarea(attrs={"class": "low"}),
            error_messages={"required": _("Write why it is waived.")},
        )
        self.fields["answer_by"] = _answer_by()


class LastDayForm(DeskForm):
    """Until when the agreement holds from then on. It may be left open where it goes on (`is_open`)."""

    counts = ProposeForm.base_fields["counts"]

    def __init__(self, *given: Any, is_open: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["ends"] = Day(
            label=_("The new last day") if is_open else _("Last day"),
            required=not is_open,
            help_text=_("Left empty: until further notice.") if is_open else "",
            error_messages={"required": _("Write the last day.")},
        )
        self.fields["because"] = Typed(
            label=_("Why?"),
            max_length=MOST_IN_TEXT,
            widget=forms.Textarea(attrs={"class": "low"}),
            help_text=_("Each party reads it beside the text."),
            error_messages={"required": _("Write why, in a sentence or two.")},
        )
        self.fields["answer_by"] = _answer_by()
        self.order_fields(["ends", "because", "counts", "answer_by"])

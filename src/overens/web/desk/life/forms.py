"""What a party says alone: that it gives notice, that the agreement goes on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from overens.cycle.agreements.letters import MOST_IN_TEXT
from overens.web.desk.forms import DeskForm


class NoticeForm(DeskForm):
    """On which decision notice is given."""

    body = forms.CharField(
        label=_("Which body has decided it"),
        max_length=200,
        error_messages={"required": _("Write which body has decided it.")},
    )
    paragraph = forms.CharField(
        label=_("Paragraph or item of its minutes (optional)"), max_length=40, required=False
    )
    because = forms.CharField(
        label=_("Why (optional)"), widget=forms.Textarea, max_length=MOST_IN_TEXT, required=False
    )


class KeepForm(DeskForm):
    """A word beside it, where the new leader has one."""

    text = forms.CharField(
        label=_("A word to the other parties (optional)"),
        widget=forms.Textarea,
        max_length=MOST_IN_TEXT,
        required=False,
    )

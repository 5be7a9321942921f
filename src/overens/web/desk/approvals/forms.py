"""What is answered, signed and said about a proposal. Each form says in `do` what it is for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.consents.papers import MOST_IN_REASON
from overens.base.consents.states import NEEDS_REASON, AnswerKind
from overens.base.municipalities.models import Seat
from overens.base.papers.attachments import JPEG, MOST_BYTES, PDF, PNG, kind_of
from overens.base.records.actions.attaching import attached
from overens.base.records.rules import Attached
from overens.cycle.agreements.letters import MOST_IN_TEXT
from overens.web.desk.agreements.forms import language_field
from overens.web.desk.posts.forms import Day, Doing
from overens.web.public.contact.forms import Typed


class ApproveForm(Doing):
    """One's own authority's answer. `read` is the seal of the text that was read."""

    what = "approve"
    read = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        *given: Any,
        choices: Sequence[AnswerKind],
        today: date,
        gains_force: bool,
        seal: str,
        **named: Any,
    ) -> None:
        super().__init__(*given, initial={"read": seal}, **named)
        self.today = today
        self.fields["answer"] = forms.ChoiceField(
            label=_("What do you answer?"),
            choices=[(kind.value, capfirst(str(kind.label))) for kind in choices],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the answers.")},
        )
        self.fields["because"] = Typed(
            label=_("Reason or condition"),
            required=False,
            max_length=MOST_IN_REASON,
            help_text=_("Not needed for a yes."),
            widget=forms.Textarea(attrs={"class": "low"}),
        )
        self.fields["until"] = Day(
            label=_("Postponed until"),
            required=False,
            help_text=_("Only if you postpone the answer."),
        )
        self.fields["body"] = Typed(
            label=_("Which body decided it"),
            required=False,
            max_length=200,
            help_text=_("For instance the council."),
        )
        self.fields["paragraph"] = Typed(
            label=_("Item or paragraph"),
            required=False,
            max_length=40,
            help_text=_("As in the minutes."),
        )
        self.fields["on"] = Day(
            label=_("Date of the decision"),
            required=False,
            help_text=_("Left empty: today."),
        )
        if gains_force:
            self.fields["lawful_on"] = Day(
                label=_("Gains legal force on"),
                required=False,
                help_text=_("The text counts from that day at the earliest."),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("answer") in NEEDS_REASON and not said.get("because", "").strip():
            self.add_error("because", _("Write the reason, or the condition, in a sentence."))
        on = said.get("on") or self.today
        if on > self.today:
            self.add_error("on", _("A decision that lies ahead cannot be noted."))
        if said.get("lawful_on") and said["lawful_on"] < on:
            self.add_error(
                "lawful_on", _("It cannot gain legal force before the day of the decision.")
            )
        if said.get("answer") == AnswerKind.POSTPONED and not said.get("until"):
            self.add_error("until", _("Write the day until which the answer is postponed."))
        if said.get("answer") != AnswerKind.POSTPONED:
            said["until"] = None
        return said


class SignForm(Doing):
    """That one's own party has signed: when, where, who; with a scan of the paper.

    No field is called `place`: that is the form's own name.
    """

    what = "sign"
    on = Day(
        label=gettext_lazy("Day of the signing"),
        error_messages={"required": gettext_lazy("Write the day on which it was signed.")},
    )
    where = Typed(label=gettext_lazy("Place"), required=False, max_length=200)

    def __init__(self, *given: Any, seats: Mapping[str, Seat], language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["signatories"] = forms.MultipleChoiceField(
            label=_("Who signed?"),
            choices=[
                (pk, f"{seat.person.name}, {seat.post.names.shown(language).text}")
                for pk, seat in seats.items()
            ],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Say who signed.")},
        )
        self.fields["scan"] = forms.FileField(
            label=_("A scan of the signed paper"),
            required=False,
            help_text=_("PDF, JPEG or PNG, at most %(most)s MB.")
            % {"most": MOST_BYTES // 1_000_000},
        )

    def clean_scan(self) -> object:
        """The first bytes say what it is; the rest is judged when it is kept."""
        upload = self.cleaned_data["scan"]
        if upload and kind_of(upload.read(16)) not in (PDF, JPEG, PNG):
            raise forms.ValidationError(_("Only PDF, JPEG and PNG are taken here."))
        if upload:
            upload.seek(0)
        return upload


def scan_in(said: Mapping[str, Any]) -> Attached | None:
    """The scan, kept under its hash before any row names it. Raises Refused and CannotKeep."""
    upload = said["scan"]
    # One byte more than has room: the check says so, and no more is read.
    return attached(upload.read(MOST_BYTES + 1), upload.name) if upload else None


class _About(Doing):
    """Something said about a part of the text."""

    text = Typed(
        max_length=MOST_IN_TEXT,
        widget=forms.Textarea(attrs={"class": "low"}),
        error_messages={"required": gettext_lazy("Write your comment.")},
    )

    def __init__(self, *given: Any, parts: Mapping[str, str], label: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"].label = label
        self.fields["part"] = forms.ChoiceField(
            label=_("About which part?"), choices=list(parts.items()), required=False
        )
        self.order_fields(["part", "text"])


class CommentForm(_About):
    """What each other party reads."""

    what = "comment"


class OwnNoteForm(_About):
    """What one's own people read."""

    what = "own-note"

    def __init__(self, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["language"] = language_field(language)


class BeginForm(Doing):
    """A changed text is begun: there is nothing to fill in."""

    what = "begin"

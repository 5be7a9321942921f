"""What is asked about cases and entries. Each form says in `do` what it is for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.countries.rules import Country
from overens.base.languages.rules import Wordings, languages
from overens.base.municipalities.models import Authority, Post
from overens.base.papers.attachments import MOST_BYTES
from overens.base.records.actions.attaching import attached
from overens.base.records.actions.setting_up import SETTINGS, Settings
from overens.base.records.models import Register
from overens.base.records.rules import MOST_IN_REASON, MOST_IN_SUBJECT, Attached, Said
from overens.base.records.states import Direction, Keeping, Way
from overens.web.desk.editor import RichTextField
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day, Doing


def files_field() -> forms.FileField:
    return forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_(
            "PDF, Word, PowerPoint or Excel without macros, JPEG, PNG or plain text, "
            "at most %(most)s MB."
        )
        % {"most": MOST_BYTES // 1_000_000},
    )


def files_of(data: Mapping[str, Any]) -> list[Attached]:
    """The file that was chosen, kept under its hash before any row names it."""
    upload = data.get("file")
    # One byte more than has room: the action says so, and no more is read.
    return [attached(upload.read(MOST_BYTES + 1), upload.name)] if upload else []


def because_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST_IN_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the reason in a sentence.")},
    )


class Answer(Doing):
    """What the sender is told."""

    what = "answer"
    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"] = RichTextField(
            label=_("Your answer"), error_messages={"required": _("Write an answer.")}
        )
        self.fields["language"] = forms.ChoiceField(
            label=_("Written in"),
            choices=[(c, capfirst(entry.called_in(language))) for c, entry in languages().items()],
        )
        self.fields["file"] = files_field()
        self.fields["closes"] = forms.BooleanField(
            label=_("This answer closes the case"), required=False
        )


class SendOn(Doing):
    """To whom a case belongs."""

    what = "send-on"
    read = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, others: Sequence[Authority], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["to"] = forms.ChoiceField(
            label=_("To whom does it belong?"),
            choices=[(other.slug, other.name.text) for other in others],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose to whom it belongs.")},
        )
        self.fields["note"] = forms.CharField(
            label=_("A few words to them"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"class": "low"}),
        )
        self.fields["keeps"] = forms.BooleanField(
            label=_("It is ours too: the case stays open here"), required=False
        )


class Assign(Doing):
    """Whose work it is."""

    what = "assign"

    def __init__(self, *given: Any, posts: Sequence[Post], language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["post"] = forms.ChoiceField(
            label=_("Handled by"),
            required=False,
            choices=[
                ("", _("nobody yet")),
                *((post.slug, post.names.shown(language).text) for post in posts),
            ],
        )


class Close(Doing):
    """Why a case ends without an answer."""

    what = "close"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["because"] = because_field(_("It is closed, because"))


class Reopen(Doing):
    """To go on with it."""

    what = "reopen"


class Subject(DeskForm):
    """What an entry says, in full and in public."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["counterpart"] = forms.CharField(
            label=_("From whom it came, or to whom it went"),
            required=False,
            max_length=200,
            help_text=_("Left empty only for what was drawn up here."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields["is_private"] = forms.BooleanField(
            label=_("This is a private person"), required=False
        )
        self.fields["subject"] = forms.CharField(
            label=_("What it concerns, in brief"),
            max_length=MOST_IN_SUBJECT,
            error_messages={"required": _("Write in brief what it concerns.")},
        )
        self.fields["public_subject"] = forms.CharField(
            label=_("The same, as everyone may read it"),
            required=False,
            max_length=MOST_IN_SUBJECT,
            help_text=_("Without names of private persons, and without personal numbers."),
        )
        self.fields["public_counterpart"] = forms.CharField(
            label=_("From or to whom, as everyone may read it"),
            required=False,
            max_length=200,
            help_text=_("Left empty: a private person is not named, an organisation is."),
        )

    def as_said(self, data: Mapping[str, Any], before: Said | None = None) -> Said:
        """As a value; what this form does not ask for stays as it was."""
        return Said(
            subject=data["subject"].strip(),
            counterpart=data["counterpart"].strip(),
            is_private=data["is_private"],
            public_subject=data["public_subject"].strip(),
            public_counterpart=data["public_counterpart"].strip(),
            secrecy=data.get("secrecy", ""),
            is_cancelled=bool(before and before.is_cancelled),
        )


class Enter(Subject):
    """A line that somebody writes by hand."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["direction"] = forms.ChoiceField(
            label=_("What is it?"),
            choices=[(d.value, capfirst(str(d.label))) for d in Direction],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what it is.")},
        )
        self.fields["on"] = Day(
            label=_("On which day it came, went or was finished"),
            error_messages={"required": _("Write the day as year, month and day.")},
        )
        self.fields["file"] = files_field()
        self.order_fields(["direction", "on"])
        self.initial.setdefault("is_private", True)


class Correct(Subject):
    """A new version of what an entry says."""

    SAID = (
        "counterpart", "is_private", "subject", "public_subject", "public_counterpart", "secrecy",
    )  # fmt: skip
    """What it asks for, by its name in `Said`."""

    def __init__(self, *given: Any, country: Country, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["secrecy"] = forms.ChoiceField(
            label=_("Marked as confidential"),
            required=False,
            choices=[
                ("", _("no")),
                *(
                    (code, f"{ground.provision}, {ground.called_in(language)}")
                    for code, ground in country.secrecy_grounds.items()
                ),
            ],
            help_text=_("A marking is a warning. Whether it is given out is judged each time."),
        )
        self.fields["because"] = because_field(_("It is corrected, because"))


class Because(DeskForm):
    """A reason alone."""

    def __init__(self, *given: Any, label: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["because"] = because_field(label)


class Decide(Doing):
    """About something that was set apart: hidden, which one."""

    receipt = forms.UUIDField(widget=forms.HiddenInput)


class Release(Decide):
    what = "release"


class SetAside(Decide):
    what = "set-aside"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["because"] = because_field(_("It is of no significance, because"))


class Number(Doing):
    """What the case system calls an entry."""

    what = "number"
    entry = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["number"] = forms.CharField(
            label=_("Number in the case system"),
            max_length=80,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


PLAIN = frozenset(SETTINGS) - {"received_by", "key", "left_out", "keeping"}
"""Settings that the form holds as they are."""


class SettingsForm(DeskForm):
    """How the register is kept."""

    prefix = forms.CharField(
        label=gettext_lazy("Letters before the number"), required=False, max_length=20
    )
    number_format = forms.CharField(
        label=gettext_lazy("How a number is written"),
        max_length=60,
        help_text=gettext_lazy(
            "For instance {prefix} {year}/{number}, which gives KS 2018/14. "
            "{number:4} fills up with zeros."
        ),
    )
    published = forms.BooleanField(
        label=gettext_lazy("The register has open pages on the web"),
        required=False,
        help_text=gettext_lazy(
            "Names of private persons never stand there, nor what is marked as confidential."
        ),
    )
    names_for = forms.IntegerField(
        label=gettext_lazy("For how many months a name can be searched there"),
        min_value=0,
        max_value=120,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address of the authority"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), required=False, max_length=40)
    protection = forms.CharField(
        label=gettext_lazy("How the data protection officer is reached"),
        required=False,
        max_length=200,
    )
    answer_within = forms.IntegerField(
        label=gettext_lazy("Within how many working days a question is answered as a rule"),
        min_value=1,
        max_value=60,
    )
    kept = forms.ChoiceField(
        label=gettext_lazy("Where the register is kept"),
        choices=Keeping.choices,
        widget=forms.RadioSelect,
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How entries come to the case system"),
        required=False,
        choices=[("", "–"), *Way.choices],
    )
    deliver_to = forms.CharField(
        label=gettext_lazy("To which address"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("An e-mail address, or the address of the programming interface."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key of the programming interface"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Left empty, the one that is on file stays."),
    )

    def __init__(
        self,
        *given: Any,
        register: Register,
        siblings: Sequence[Authority],
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.register, self.siblings = register, {one.slug: one for one in siblings}
        if siblings:
            self.fields["received_by"] = forms.ChoiceField(
                label=_("Who receives what arrives by form"),
                required=False,
                choices=[
                    ("", _("this authority itself")),
                    *((one.slug, one.name.text) for one in siblings),
                ],
            )
        for name, label in (
            ("left_out", _("What does not stand on the open pages, and why (%(language)s)")),
            ("keeping", _("How long what arrives is kept (%(language)s)")),
        ):
            texts = getattr(register, name).texts()
            for code, entry in languages().items():
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label % {"language": entry.name},
                    required=False,
                    max_length=1000,
                    initial=texts.get(code, ""),
                    widget=forms.Textarea(attrs={"class": "low", "lang": code}),
                )
        for name in set(self.fields) & PLAIN:
            self.initial.setdefault(name, getattr(register, name))
        if register.received_by:
            self.initial.setdefault("received_by", register.received_by.slug)

    def settings(self, data: Mapping[str, Any]) -> Settings:
        return Settings(
            **{name: data[name] for name in PLAIN},
            received_by=self.siblings.get(data.get("received_by", "")),
            key=data["key"] or self.register.key,
            left_out=_wordings(data, "left_out"),
            keeping=_wordings(data, "keeping"),
        )


def _wordings(data: Mapping[str, Any], name: str) -> Wordings:
    texts = {code: data.get(f"{name}_{code}", "").strip() for code in languages()}
    return Wordings.of({code: text for code, text in texts.items() if text})

"""What somebody sends: cleaned, and never lost where something is missing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages, legible
from overens.base.municipalities.models import Authority
from overens.base.papers.attachments import MOST_BYTES
from overens.base.records.rules import MOST_ATTACHMENTS, MOST_IN_MESSAGE, Attached
from overens.web.design.reads import Reads
from overens.web.public.contact.keys import Key, key_of, new_key, reference, referred
from overens.web.public.contact.owners import Receiver

ALL, UNKNOWN = "all", "unknown"
YES, NO = "yes", "no"
ERROR, QUESTION = "error", "question"
MOST_IN_EMAIL, MOST_IN_PHONE = 254, 40
"""Characters."""


class Typed(forms.CharField):
    """A text without what nobody sees in it (`legible`)."""

    def to_python(self, value: Any) -> str:
        return super().to_python(legible(str(value or "")))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: a browser cuts with it what is pasted, and says nothing."""
        return {}


class NeededForReply(Typed):
    """Needed only where a reply is wanted: the form says it, since it depends on another field."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())

    def validate(self, value: str) -> None:
        pass


class Files(forms.FileInput):
    """Several files in one field."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """The files as they were chosen; what is in them is judged by the action."""

    widget = Files


class WritingForm(forms.Form):
    """The message and its files: what a first message and a further one have in common.

    `unsent` are the files that were put by when the form came back before, each with its
    reference. `came_before` is the address of what arrived with the form's key already.
    """

    use_required_attribute = False

    def __init__(self, *given: Any, text_label: str, language: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.language = language
        self.came_before = ""
        self.signed = self.data.get("key", "") if self.is_bound else new_key()
        self.fields["text"] = Typed(
            label=text_label,
            max_length=MOST_IN_MESSAGE,
            widget=forms.Textarea,
            help_text=_("You can write in %(languages)s. Send nothing secret or sensitive.")
            % {"languages": _spoken(language)},
            error_messages={
                "required": _("Write your message."),
                "max_length": _(
                    "The message has %(show_value)s characters, and %(limit_value)s have room. "
                    "Shorten it, or send the rest as a file."
                ),
            },
        )
        self.fields["files"] = FilesField(
            label=_("Files"),
            required=False,
            widget=Files(attrs={"multiple": True}),
            help_text=_(
                "At most %(files)s, each at most %(most)s MB: PDF, Word, PowerPoint or Excel "
                "without macros, JPEG, PNG or plain text."
            )
            % {"files": MOST_ATTACHMENTS, "most": MOST_BYTES // 1_000_000},
        )

    @cached_property
    def key(self) -> Key | None:
        return key_of(self.signed)

    @cached_property
    def unsent(self) -> dict[str, Attached]:
        """By reference: what was put by and is to go along."""
        kept = self.data.getlist("kept") if self.is_bound else []
        found = {signed: referred(signed) for signed in kept[:MOST_ATTACHMENTS]}
        return {signed: file for signed, file in found.items() if file}

    @property
    def is_trapped(self) -> bool:
        """Whether the field is filled in that no person sees."""
        return bool(self.data.get("subject"))

    def renew(self) -> None:
        """A key of its own for what is sent from now on."""
        self.signed = new_key(again=True)

    def put_by(self, file: Attached) -> None:
        self.unsent[reference(file)] = file

    def lose_files(self) -> None:
        """Say that a file was not kept: its day was over."""
        self.unsent.clear()
        self.add_error("files", _("The files were not kept. Choose them once more."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.key is None:
            self.renew()
            self.add_error(
                None,
                _("The page had been open for too long. Nothing of it is lost: send it once more."),
            )
        if len(self.data.getlist("kept")) > len(self.unsent):
            self.lose_files()
        if len(self.unsent) + len(cleaned.get("files") or []) > MOST_ATTACHMENTS:
            self.add_error(
                "files",
                _("At most %(files)s files have room. Choose again.") % {"files": MOST_ATTACHMENTS},
            )
        return cleaned


class ContactForm(WritingForm):
    """A first message: to whom, and whether a reply is wanted.

    Without `receivers` (the database does not answer) the choice is carried along as it was made.
    """

    def __init__(
        self,
        *given: Any,
        about: str,
        receivers: Sequence[Receiver],
        owners: Sequence[Authority],
        language: str,
        **named: Any,
    ) -> None:
        label = _("What is wrong, and where on the page?") if about == ERROR else _("Your question")
        super().__init__(*given, text_label=label, language=language, **named)
        self.receivers, self.owners = receivers, owners
        self.fields["to"] = self._to(about)
        self.fields["reply"] = forms.ChoiceField(
            label=_("Do you want a reply?"),
            choices=[(YES, _("Yes")), (NO, _("No"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose whether you want a reply.")},
        )
        self.fields["email"] = NeededForReply(
            label=_("E-mail"),
            max_length=MOST_IN_EMAIL,
            help_text=_("Needed only if you want a reply."),
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )
        self.fields["phone"] = NeededForReply(
            label=_("Phone"),
            max_length=MOST_IN_PHONE,
            help_text=_("If you would rather be called."),
            widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        )

    def _to(self, about: str) -> forms.Field:
        slugs = [receiver.authority.slug for receiver in self.receivers]
        if len(slugs) < 2:
            return forms.CharField(required=False, initial="".join(slugs), widget=forms.HiddenInput)
        label = _("Who shall be told?") if about == ERROR else _("Whom do you want to ask?")
        return forms.ChoiceField(
            label=label,
            choices=[(slug, slug) for slug in slugs] + self.beside,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose who shall receive it."),
                "invalid_choice": _("Choose who shall receive it."),
            },
        )

    @property
    def beside(self) -> list[tuple[str, str]]:
        """What can be chosen besides one of them."""
        return [(ALL, _("Each of them, one by one")), (UNKNOWN, self._unknown())]

    def _unknown(self) -> str:
        if len(self.owners) == len(self.receivers):
            return _("I do not know. Then each of them gets it")
        names = languages()[self.language].join([owner.short for owner in self.owners])
        return _("I do not know. Then %(names)s gets it, whose page it is") % {"names": names}

    def chosen(self) -> list[Authority]:
        """Whom the message is for."""
        to = self.cleaned_data.get("to")
        if to == UNKNOWN:
            return list(self.owners)
        everybody = [receiver.authority for receiver in self.receivers]
        if to == ALL or len(everybody) == 1:
            return everybody
        return [authority for authority in everybody if authority.slug == to]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("reply") != YES:
            # Nobody keeps how somebody is reached who wants no reply (GDPR 5(1)(c)).
            for name in ("email", "phone"):
                cleaned[name] = ""
                self.errors.pop(name, None)
        elif not cleaned.get("email") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error(
                "email",
                _(
                    "Write an e-mail address or a phone number, or choose that you do not want a "
                    "reply."
                ),
            )
        return cleaned

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email and self.data.get("reply") == YES:
            try:
                validate_email(email)
            except forms.ValidationError as error:
                sentence = _("Write the e-mail address as in name@example.org.")
                raise forms.ValidationError(sentence) from error
        return email

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and self.data.get("reply") == YES and not any(c.isdigit() for c in phone):
            raise forms.ValidationError(_("Write the phone number with digits."))
        return phone


class MoreForm(WritingForm):
    """Something in addition to what was sent."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, text_label=_("What do you want to add?"), **named)


def read_by(reads: Reads, form: WritingForm, *names: str) -> None:
    """Say beside these fields who reads them."""
    for name in names:
        if name in form.fields:
            form.fields[name].reads = reads


def _spoken(language: str) -> str:
    """'Swedish, Danish and English', in a language."""
    known = languages()
    return known[language].join([each.called_in(language) for each in known.values()])

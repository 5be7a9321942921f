"""What is asked of whoever writes, sends and objects to notes, and puts files."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.papers.attachments import MOST_BYTES
from overens.base.trail.states import Audience
from overens.cycle.groups.actions.notes import MOST_IN_OBJECTION
from overens.web.design.reads import Reads
from overens.web.desk.agreements.forms import as_chosen, language_field
from overens.web.desk.editor import RichTextField
from overens.web.desk.folding import Folding
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day
from overens.web.public.contact.forms import FilesField, Typed


class NotesForm(Folding):
    """The text beside the outcomes. Empty, it is left to whoever writes first."""

    def __init__(self, *given: Any, language: str, reads: Reads, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["text"] = RichTextField(
            label=_("Text"),
            required=False,
            help_text=_("What stands at the items of the agenda is sent along by itself."),
        )
        self.fields["language"] = language_field(language)
        self.fields["readers"] = forms.ChoiceField(
            label=_("Who reads them, once they are sent?"),
            choices=[
                (Audience.PARTNERS.value, _("The parties")),
                (Audience.PUBLIC.value, _("The parties, and everyone once they stand")),
            ],
            widget=forms.RadioSelect,
        )
        self.order_fields(["text", "readers"])
        self.folded = {_("Write in another language"): ("language",)}
        self.all_read(reads)


class SendForm(DeskForm):
    """`read` is the seal of what was read."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *given: Any, seal: str, is_minutes: bool, reads: Reads, **named: Any
    ) -> None:
        super().__init__(*given, initial={"read": seal}, **named)
        if is_minutes:
            self.fields["answer_by"] = Day(
                label=_("Each party is asked to answer by"), required=False
            )
            self.reads(answer_by=reads)

    def read_anew(self, seal: str) -> None:
        """The page shows what stands there now: whoever sends again has read that."""
        if self.is_bound:
            self.data = self.data.copy()
            self.data["read"] = seal


class ObjectForm(Folding):
    """`number` is that of the text that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = Typed(
        label=gettext_lazy("What do you remember otherwise?"),
        max_length=MOST_IN_OBJECTION,
        widget=forms.Textarea(attrs={"class": "low"}),
        error_messages={"required": gettext_lazy("Write what you would have otherwise.")},
    )

    def __init__(self, *given: Any, newest: int, language: str, reads: Reads, **named: Any) -> None:
        super().__init__(*given, initial={"number": newest}, **named)
        self.fields["language"] = language_field(language)
        self.folded = {_("Write in another language"): ("language",)}
        self.all_read(reads)


class FilesForm(DeskForm):
    """Several files at once, for the same readers."""

    def __init__(self, *given: Any, readers: Mapping[Audience, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["files"] = FilesField(
            label=_("Files"),
            help_text=_(
                "Choose several, or drop them here: Word, PowerPoint, Excel, PDF, pictures and plain "
                "text, at most %(most)s MB each. Files with macros are not taken."
            )
            % {"most": MOST_BYTES // 1_000_000},
            error_messages={"required": _("Choose a file.")},
        )
        self.fields["file_readers"] = readers_field(readers)
        self.reads(files=as_chosen())


class ShareForm(DeskForm):
    """Let more people read a file."""

    def __init__(self, *given: Any, readers: Mapping[Audience, str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["file_readers"] = readers_field(readers)


def as_chosen_above() -> Reads:
    """Of the button: the field before it says who reads it."""
    return Reads(SafeString(_("<b>Whoever you choose</b> above reads it")))


def readers_field(readers: Mapping[Audience, str]) -> forms.ChoiceField:
    """Nothing is chosen beforehand: sharing is an act."""
    return forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[(one.value, words) for one, words in readers.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who reads the file.")},
    )


def readers_in_words(own: str, others: str, among: Iterable[Audience]) -> dict[Audience, str]:
    """`own` and `others` are the short names of the parties."""
    words = {
        Audience.OWN: _("Only %(name)s") % {"name": own},
        Audience.PARTNERS: _(
            "Also %(names)s: it is sent to them, and anyone may then ask for it there"
        )
        % {"names": others},
        Audience.PUBLIC: _("Everyone, on the open site; it is sent to %(names)s too")
        % {"names": others},
    }
    return {one: words[one] for one in among}

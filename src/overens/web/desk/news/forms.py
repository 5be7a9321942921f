"""What is asked of whoever writes for everyone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overens.base.languages.rules import languages
from overens.base.papers.attachments import MOST_BYTES
from overens.cycle.news.rules import (
    MOST_IN_ADDRESS,
    MOST_IN_LINE,
    MOST_IN_SUMMARY,
    MOST_IN_TITLE,
    Words,
)
from overens.cycle.news.states import Kind
from overens.web.design.reads import Reads
from overens.web.desk.editor import RichTextField
from overens.web.desk.forms import DeskForm
from overens.web.desk.posts.forms import Day, Doing


class WordsForm(DeskForm):
    """One text in each language of the interface, of which the authority's own is enough."""

    template_name = "desk/news/words_form.html"

    def __init__(
        self,
        *given: Any,
        kind: str,
        first: str,
        agreements: Sequence[tuple[str, str]],
        reads: Reads,
        words: Words | None = None,
        **named: Any,
    ) -> None:
        super().__init__(*given, initial=_initial(words) if words else None, **named)
        self.kind = kind
        self.codes = sorted(languages(), key=lambda code: code != first)
        for code in self.codes:
            self._in_language(code)
        title = self.fields[f"title_{first}"]
        title.required = True
        title.error_messages["required"] = _("Write a title.")
        if kind == Kind.LINK:
            self.fields["address"] = forms.CharField(
                label=_("Address of the page on your own site"),
                max_length=MOST_IN_ADDRESS,
                required=False,
                widget=forms.URLInput(attrs={"autocomplete": "off"}),
            )
            self.fields["dated"] = Day(label=_("Published there on"), required=False)
        if agreements:
            self.fields["agreement"] = forms.ChoiceField(
                label=_("About which agreement"),
                required=False,
                choices=[("", _("none in particular")), *agreements],
            )
        self.all_read(reads)

    def _in_language(self, code: str) -> None:
        lang = {"lang": code}
        self.fields[f"title_{code}"] = forms.CharField(
            label=_("Title"),
            max_length=MOST_IN_TITLE,
            required=False,
            widget=forms.TextInput(attrs=lang),
        )
        self.fields[f"summary_{code}"] = forms.CharField(
            label=_("In a sentence or two"),
            max_length=MOST_IN_SUMMARY,
            required=False,
            widget=forms.Textarea(attrs={"class": "low", "rows": 3, **lang}),
        )
        if self.kind != Kind.LINK:
            self.fields[f"body_{code}"] = RichTextField(label=_("Text"), required=False)
            self.fields[f"body_{code}"].widget.attrs.update(lang)

    @property
    def groups(self) -> list[tuple[str, str, list[BoundField], bool]]:
        """Per language its code, its name, its fields, and whether they are open: the first, and
        each in which something stands."""
        return [
            (code, languages()[code].name, fields, place == 0 or any(map(_is_filled, fields)))
            for place, code in enumerate(self.codes)
            for fields in [[self[name] for name in self._names(code)]]
        ]

    def _names(self, code: str) -> Iterable[str]:
        every = (f"title_{code}", f"summary_{code}", f"body_{code}")
        return (name for name in every if name in self.fields)

    @property
    def others(self) -> list[BoundField]:
        """What is the same in each language."""
        return [self[name] for name in ("address", "dated", "agreement") if name in self.fields]

    def words(self, said: Mapping[str, Any]) -> Words:
        """What was written, to be handed to the action."""
        texts = {
            what: {code: said.get(f"{what}_{code}", "") for code in self.codes}
            for what in ("title", "summary", "body")
        }
        return Words(
            titles=texts["title"],
            summaries=texts["summary"],
            bodies=texts["body"],
            agreement=said.get("agreement", ""),
            address=said.get("address", ""),
            dated=said.get("dated"),
        )


def _is_filled(field: BoundField) -> bool:
    return bool(field.value() or field.errors)


def _initial(words: Words) -> dict[str, Any]:
    found = {"agreement": words.agreement, "address": words.address, "dated": words.dated}
    for what, texts in (
        ("title", words.titles),
        ("summary", words.summaries),
        ("body", words.bodies),
    ):
        found |= {f"{what}_{code}": text for code, text in texts.items()}
    return found


class PictureForm(DeskForm):
    """A picture with what must be said of it, in each language of the text."""

    def __init__(
        self,
        *given: Any,
        written_in: Iterable[str],
        reads: Reads,
        is_new: bool = True,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.codes = list(written_in)
        if is_new:
            self.fields["file"] = forms.FileField(
                label=_("Picture"),
                help_text=_(
                    "JPEG, PNG or WebP, at most %(most)s MB. It is made smaller, and where and "
                    "with what it was taken is left out."
                )
                % {"most": MOST_BYTES // 1_000_000},
                widget=forms.ClearableFileInput(
                    attrs={"accept": "image/jpeg,image/png,image/webp"}
                ),
            )
        for code in self.codes:
            self._line(f"alt_{code}", _("What the picture shows (%(language)s)"), code)
        for code in self.codes:
            self._line(f"caption_{code}", _("Caption (%(language)s)"), code, required=False)
        self._line("rights", _("Who took it, and that it may be shown"), "")
        self.fields[f"alt_{self.codes[0]}"].help_text = _(
            "For whoever does not see it: what is in the picture, in one sentence."
        )
        self.all_read(reads)

    def _line(self, name: str, label: str, code: str, *, required: bool = True) -> None:
        self.fields[name] = forms.CharField(
            label=label % {"language": languages()[code].name} if code else label,
            max_length=MOST_IN_LINE,
            required=required,
            widget=forms.TextInput(attrs={"lang": code} if code else {}),
        )

    def texts(self, what: str, said: Mapping[str, Any]) -> dict[str, str]:
        return {code: said[f"{what}_{code}"] for code in self.codes}


class Publish(Doing):
    """Everyone reads it from now on; a later version says what it changes."""

    what = "publish"
    because = forms.CharField(
        label=gettext_lazy("What is changed, in a sentence"), max_length=MOST_IN_LINE
    )

    def __init__(self, *given: Any, is_first: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        if is_first:
            del self.fields["because"]


class Schedule(Publish):
    """The same at a time, by the clock at the authority."""

    what = "schedule"
    day = Day(label=gettext_lazy("Day"))
    time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class Say(Doing):
    """A button alone."""

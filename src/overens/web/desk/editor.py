"""The one rich-text field: an editor where scripts run, a plain text area where they do not."""

import json
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.utils.translation import gettext as _

from overens.base.papers.rich import MOST_IN_RICH, is_plain, is_rich, paragraphs, plain


class RichText(forms.Textarea):
    """`rich.js` puts the editor in its place, and keeps the text area up to date.

    The editor's address stands in the field: no import map, so no script in the page.
    """

    class Media:
        css = {"all": ["desk/rich.css"]}
        js = [Script("desk/rich.js", type="module")]

    def format_value(self, value: Any) -> str | None:
        """Without marks where there are none, for whoever reads it in a plain text area."""
        text = super().format_value(value)
        return plain(text) if text and is_rich(text) and is_plain(text) else text

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["data-rich"] = static("django_prose_editor/editor.js")
        context["widget"]["attrs"]["data-words"] = json.dumps(_words(), ensure_ascii=False)
        return context


def _words() -> dict[str, str]:
    """What stands on the editor's buttons."""
    return {
        "tools": _("How the text is set"),
        "heading": _("Heading"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "bullets": _("List"),
        "numbers": _("Numbered list"),
        "link": _("Link"),
        "table": _("Table"),
        "row": _("Add a row"),
        "column": _("Add a column"),
        "remove": _("Remove the table"),
        "address": _("Address of the link"),
        "set": _("Set the link"),
        "unset": _("Remove the link"),
    }


class RichTextField(forms.CharField):
    """HTML of `papers.rich`'s short list. What arrives is cleaned by the action that keeps it."""

    widget = RichText

    def __init__(self, **named: Any) -> None:
        named.setdefault("max_length", MOST_IN_RICH)
        super().__init__(**named)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if is_rich(text):
            if self.required and not plain(text):
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return text
        return paragraphs(text)

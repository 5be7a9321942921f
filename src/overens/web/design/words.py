"""Texts on a page, each marked with its language where that differs from the page's."""

from datetime import date
from functools import lru_cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from overens.base.languages.rules import Wording, write_date


def marked(wording: Wording, language: str) -> SafeString:
    """The text; in an element with `lang` where the page is in another language."""
    if wording.language in (language, ""):
        return conditional_escape(wording.text)
    return format_html('<span lang="{}">{}</span>', wording.language, wording.text)


@lru_cache(maxsize=5000)
def dated(day: date, language: str, *, short: bool = False) -> SafeString:
    """A date as the language writes it, with its machine-readable form."""
    return format_html(
        '<time datetime="{}">{}</time>',
        day.isoformat(),
        write_date(day, language, "short_date" if short else "date"),
    )

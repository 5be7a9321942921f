"""Parts of a page that are drawn once and remembered."""

from collections.abc import Hashable, Iterable
from functools import lru_cache

from django.template.loader import get_template
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=5000, typed=True)
def part(template: str, language: str, /, **values: Hashable) -> SafeString:
    """A part drawn from these values in this language, and from nothing else.

    So what is remembered cannot go out of date: what says something else is another part. Safe
    text and the same bare text are two values (`typed`), but not inside of a value: a field that
    holds safe text holds nothing else.
    """
    with translation.override(language):
        return get_template(template).render(values)


def drawn(parts: Iterable[SafeString]) -> SafeString:
    """Parts one after another."""
    return mark_safe("".join(parts))

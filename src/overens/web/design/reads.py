"""Who reads something, in words, with the marks of those who read it: for every field and button."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from overens.base.languages.rules import languages
from overens.base.trail.states import Audience


@dataclass(frozen=True, slots=True)
class Reads:
    """What stands beside a field or a button. `letters` are the parties' marks."""

    words: SafeString
    letters: Sequence[str] = ()
    everyone: bool = False
    alone: bool = False


def only_you() -> Reads:
    """For one person's eyes."""
    return Reads(SafeString(_("<b>Only you</b> read it")), alone=True)


def everyone() -> Reads:
    """For all the world."""
    return Reads(SafeString(_("<b>Everyone</b> can read it")), everyone=True)


def reads(
    audience: Audience,
    own: tuple[str, str],
    partners: Sequence[tuple[str, str]] = (),
    *,
    language: str,
) -> Reads:
    """`own` and each of `partners` are a party's mark and short name."""
    letter, name = own
    if audience == Audience.PUBLIC:
        return everyone()
    if audience == Audience.PARTNERS and partners:
        others = languages()[language].join([short for _mark, short in partners])
        words = _("<b>Also {names}</b>, where anyone may then ask for it")
        letters = [letter, *(mark for mark, _short in partners)]
        return Reads(format_html(words, names=others), letters)
    return Reads(format_html(_("<b>Only {name}</b> reads it"), name=name), [letter])

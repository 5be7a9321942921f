"""The year's ring and the quiet months as SVG: geometry in attributes alone. Pure."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import cos, radians, sin

from django.utils import dateformat, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from overens.reach.overview.rules.year import Year, spread

MIDDLE, OUTER, INNER, MARKS, LETTERS = 160, 124, 98, 111, 139
GAP = 1.2
"""Degrees on each side of a month."""

SHAPES = {
    "a": '<circle cx="{x}" cy="9" r="6.5" fill="currentColor"/>',
    "b": '<path d="M{x} 1.5l7.5 7.5-7.5 7.5-7.5-7.5z" fill="currentColor"/>',
    "c": '<path d="M{x} 2l7 13.5h-14z" fill="currentColor"/>',
    "d": '<path d="M{x} 2.5h-6.5v13h13v-13z" fill="currentColor"/>',
    "e": '<path d="M{x} 2h-2.5v4.5h-4.5v5h4.5v4.5h5v-4.5h4.5v-5h-4.5v-4.5z" fill="currentColor"/>',
}
OTHER_SHAPE = '<circle cx="{x}" cy="9" r="5" fill="none" stroke="currentColor" stroke-width="3"/>'
NONE = '<circle cx="{x}" cy="9" r="1.8" class="none"/>'


@lru_cache(maxsize=1000)
def ring(year: Year, days: tuple[date, ...], today: date, words: str, language: str) -> SafeString:
    """The twelve months of a year with its numbered days; decoration, as a list stands beside it."""
    now = year.month_of(today)
    months = []
    for place in range(12):
        state = "past" if place < now else "now" if place == now else "rest"
        months.append((_segment(place), state))
    with translation.override(language):
        names = [
            (*_at(30 * place + 15, LETTERS), dateformat.format(begins, "b"))
            for place, begins in enumerate(year.months())
        ]
    angles = spread([year.degrees(day) for day in days])
    coming = next((n for n, day in enumerate(days) if day >= today), len(days))
    marks = [
        (*_at(angle, MARKS), "past" if n < coming else "now" if n == coming else "", n + 1)
        for n, angle in enumerate(angles)
    ]
    span = f"{year.first.year}–{year.last.year}"
    return format_html(
        '<svg viewBox="0 0 320 320" aria-hidden="true" focusable="false">{}{}{}'
        '<text x="160" y="156" class="year">{}</text><text x="160" y="182">{}</text></svg>',
        format_html_join("", '<path d="{}" class="{}"/>', months),
        format_html_join(
            "", '<text x="{}" y="{}">{}</text>', ((x, _down(y), name) for x, y, name in names)
        ),
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="14" class="{}"/><text x="{}" y="{}" class="no {}">{}</text>',
            ((x, y, state, x, _down(y), state, n) for x, y, state, n in marks),
        ),
        words,
        str(year.first.year) if year.first.year == year.last.year else span,
    )


def _segment(place: int) -> str:
    first, last = 30 * place + GAP, 30 * (place + 1) - GAP
    (a, b), (c, d) = _at(first, OUTER), _at(last, OUTER)
    (e, f), (g, h) = _at(last, INNER), _at(first, INNER)
    return f"M{a} {b}A{OUTER} {OUTER} 0 0 1 {c} {d}L{e} {f}A{INNER} {INNER} 0 0 0 {g} {h}z"


def _at(degrees: float, radius: float) -> tuple[float, float]:
    """From the top, with the clock."""
    turn = radians(degrees)
    return round(MIDDLE + radius * sin(turn), 1), round(MIDDLE - radius * cos(turn), 1)


def _down(y: float) -> float:
    """A text stands on its line."""
    return round(y + 5, 1)


@lru_cache(maxsize=5000)
def months(letter: str, shown: Sequence[bool], words: str) -> SafeString:
    """One mark for each month with something on file, a dot for one without; newest right."""
    shape = SHAPES.get(letter, OTHER_SHAPE)
    drawn = "".join(
        (shape if mark else NONE).format(x=9 + 18 * place) for place, mark in enumerate(shown)
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 {} 18" role="img" aria-label="{}">{}</svg>',
        letter,
        18 * len(shown),
        words,
        mark_safe(drawn),  # numbers and shapes of ours
    )

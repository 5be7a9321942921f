"""Answers, line by line, in how many seconds two texts of an agreement were compared."""

import sys
import time
from collections.abc import Callable
from difflib import SequenceMatcher

import django

PARTS, WORDS = 60, 25_000
"""In each language; a page of an agreement holds some four hundred words."""


def comparisons() -> dict[str, Callable[[], object]]:
    """The redline of two texts, and difflib on their words, language by language."""
    from tests.versions import LANGUAGES, edited, long_agreement

    from overens.cycle.agreements.rules.redline import redline

    old = long_agreement(PARTS, WORDS)
    new = edited(old)
    words = [
        [[w for a in file.articles for w in a.body[code].split()] for file in (old, new)]
        for code in LANGUAGES
    ]
    return {
        "redline": lambda: redline(old, new),
        "difflib": lambda: [SequenceMatcher(None, *texts).get_opcodes() for texts in words],
    }


if __name__ == "__main__":
    django.setup()
    compare = comparisons()
    for line in sys.stdin:
        start = time.perf_counter()
        compare[line.strip()]()
        print(time.perf_counter() - start, flush=True)

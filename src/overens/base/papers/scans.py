"""The pages of a PDF that somebody handed in, as pictures.

A browser's own viewer takes the focus from whoever goes by the keyboard, and runs what is in the file.
"""

from functools import lru_cache
from pathlib import Path

import typst

from overens.base.papers.storage import kept_at
from overens.base.papers.typesetting import source

WIDTH, HEIGHT = 600, 850
"""Points of a picture, the shape of A4 standing; a page of another shape has white beside it."""
SHARP, COARSE = 144, 2
"""Pixels to the inch."""
MOST_PAGES = 200


class NoPage(ValueError):
    """There is no such page, or it cannot be drawn."""


def picture_of(root: Path, name: str, page: int) -> bytes:
    """A page as PNG, counted from 1. Raises NoPage."""
    return _drawn(root, name, page, SHARP)


@lru_cache(maxsize=500)
def pages_of(root: Path, name: str) -> int:
    """How many pages there are to draw, MOST_PAGES at most; 0 where it cannot be drawn at all."""
    least, most = 0, MOST_PAGES + 1  # the last that is there, the first that is not
    trial = 1
    while most - least > 1:
        if _is_there(root, name, trial):
            least, trial = trial, min(trial * 2, (trial + most + 1) // 2)
        else:
            most, trial = trial, (least + trial) // 2
    return least


def _is_there(root: Path, name: str, page: int) -> bool:
    try:
        _drawn(root, name, page, COARSE)
    except NoPage:
        return False
    return True


def _drawn(root: Path, name: str, page: int, sharpness: int) -> bytes:
    try:
        drawn = typst.compile(
            source("page.typ"),
            root="/",
            format="png",
            ppi=sharpness,
            ignore_system_fonts=True,
            sys_inputs={"file": str(kept_at(root, name)), "page": str(page)},
        )
    except (KeyboardInterrupt, SystemExit):
        raise
    except (
        BaseException
    ) as error:  # what is broken can make the drawing panic, which is no Exception
        raise NoPage(f"{name}, page {page}") from error
    return bytes(drawn)

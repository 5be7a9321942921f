"""The order of the house, as data: a room may import from itself and from what stands before it.

`tests/house/test_floors.py` reads this file, and fails on an import that runs up and on a room
that is not listed.
"""

FLOORS: dict[str, tuple[str, ...]] = {
    "base": (
        "trail",
        "languages",
        "countries",
        "municipalities",
        "mail",
        "access",
        "drafts",
        "papers",
        "handovers",
        "records",
        "consents",
        "signatures",
    ),
    "cycle": ("agreements", "groups", "news"),
    "reach": ("overview", "notices"),
    "web": ("design", "public", "desk"),
}
"""Floors from the ground up, and in each its rooms, lowest first."""

WIRING = ("settings", "urls", "wsgi", "cli", "demo", "running")
"""What connects the rooms: imports everything, imported by nobody."""

ANSWERS_HTTP = "web"
"""The only floor that may know `django.http`, `django.forms` and `django.shortcuts`."""

POINTING_UP = (
    "overens.base.consents.kinds",
    "overens.base.papers.storage",
    "overens.base.records.arrivals",
    "overens.base.trail.checks",
    "overens.base.trail.guards",
)
"""Registries of a lower room that higher rooms fill in their `apps.ready()`."""

SHORT_FILE = 400
"""Lines. Longer files are named by `make check` as advice: which noun wants a file of its own?"""

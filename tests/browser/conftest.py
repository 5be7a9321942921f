"""A real instance, and a real browser that looks at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import FLAGS, chromium
from tests.instance import Instance, carried_out, instance, made_once

DEMO = "agreements/koge-kristianstad/"
NEWS = "news/koge-og-kristianstad-har-underskrevet-en-samarbejdsaftale/"
PAGES = (
    "",
    "agreements/",
    DEMO,
    f"{DEMO}text/",
    f"{DEMO}text/?text=da",
    f"{DEMO}commitments/1/",
    f"{DEMO}focus/areas-of-exclusion/",
    f"{DEMO}history/",
    f"{DEMO}news/",
    "news/",
    NEWS,
    f"{NEWS}history/",
    f"{NEWS}history/1/",
    "news/archive/?q=kyst",
    "register/",
    "register/koge/",
    "privacy/",
    "accessibility/se/",
    "words/",
    "reading/",
    "nowhere/",
)


@pytest.fixture(scope="session")
def met(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with met, late and not done things to show, which no test changes."""
    name, by = "koge-kristianstad", ("--as", "koge/coordinator")
    said = (
        ("agreement", "confirm", name, *by),
        (
            "evidence",
            "note",
            name,
            "1",
            *by,
            "--on",
            "2026-09-15",
            "--note",
            "da=Mødet blev holdt.",
        ),
        ("evidence", "note", name, "1", *by, "--on", "2025-11-15"),
        (
            "evidence",
            "not-done",
            name,
            "1",
            *by,
            "--due",
            "2024-10-01",
            "--because",
            "da=Valget kom imellem.",
        ),
    )

    def make(data: Path) -> None:
        carried_out(Path(shutil.copytree(prepared, data)), *said)

    return made_once(tmp_path_factory, "met", make)


@pytest.fixture(scope="module")
def running(met: Path) -> Iterator[Instance]:
    """One instance for all the tests of a file."""
    supervised = {"OVERENS_ACCESSIBILITY": "se Exempelmyndigheten https://example.org/"}
    with instance(like=met, **supervised) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The browser's own language says in which order the parts of a date are typed.
        environment = os.environ | {"LANGUAGE": "en_US", "LC_ALL": "C.UTF-8"}
        yield playwright.chromium.launch(
            executable_path=chromium(), args=list(FLAGS), env=dict(environment)
        )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()

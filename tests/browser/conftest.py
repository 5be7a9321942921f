"""A real instance, and a real browser that looks at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import FLAGS, chromium
from tests.instance import Instance, instance

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
    "words/",
    "reading/",
    "nowhere/",
)


@pytest.fixture(scope="module")
def running() -> Iterator[Instance]:
    """One instance for all; it has met, late and not done things to show."""
    with instance() as found:
        koge = ("koge-kristianstad", "1", "--as", "koge/coordinator")
        done = [
            found.overens("agreement", "confirm", "koge-kristianstad", "--as", "koge/coordinator"),
            found.overens(
                "evidence", "note", *koge, "--on", "2026-09-15", "--note", "da=Mødet blev holdt."
            ),
            found.overens("evidence", "note", *koge, "--on", "2025-11-15"),
            found.overens(
                "evidence",
                "not-done",
                *koge,
                "--due",
                "2024-10-01",
                "--because",
                "da=Valget kom imellem.",
            ),
        ]
        assert [command.returncode for command in done] == [0] * len(done), done
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()

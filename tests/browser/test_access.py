"""For everyone: rules of accessibility, small screens, large zoom, keyboard, no script, no colours."""

from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from overens.base.languages.rules import languages
from tests.browser.conftest import DEMO, PAGES
from tests.browser.looking import (
    PHONE,
    RULES,
    WIDE,
    ZOOMED,
    looked_at,
    stops_by_keyboard,
)
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser

TEXT_SPACING = """document.querySelectorAll('*').forEach(e => {
  e.style.lineHeight = '1.5'; e.style.letterSpacing = '.12em'; e.style.wordSpacing = '.16em'
})"""
"""WCAG 2.2, 1.4.12."""


@pytest.mark.parametrize(
    ("language", "width"), list(zip(languages(), (WIDE, PHONE, ZOOMED), strict=True))
)
def test_the_rules_find_nothing_and_the_keyboard_leads_through(
    page: Page, running: Instance, language: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(f"{running.address}/{language}/{path}")
        assert stops_by_keyboard(page) == [], path
        looked_at(page, PHONE, ZOOMED)


def test_the_rules_find_nothing_where_the_language_is_chosen(page: Page, running: Instance) -> None:
    page.goto(running.address)
    result = Axe().run(page, options=RULES)
    assert result.violations_count == 0, result.generate_report()


def test_wider_text_spacing_breaks_nothing(page: Page, running: Instance) -> None:
    page.set_viewport_size({"width": PHONE, "height": 800})
    for path in PAGES:
        page.goto(f"{running.address}/sv/{path}")
        page.evaluate(TEXT_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, path


@pytest.fixture(scope="module")
def meeting(prepared: Path) -> Iterator[Instance]:
    """With groups and meetings that everybody may read about."""
    with instance(like=prepared) as found:
        found.module("tests.browser.busy")
        yield found


def test_the_same_holds_where_everybody_reads_of_groups_and_meetings(
    page: Page, meeting: Instance
) -> None:
    """Each page to which their lists lead, each in another language and on another screen."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    room = f"{meeting.address}/da/agreements/busy"
    lists = [f"{room}/groups/", f"{room}/meetings/"]
    leads: list[str] = []
    for address in lists:
        page.goto(address)
        own = page.locator(f"main a[href*='/agreements/busy/{address.rsplit('/', 2)[1]}/']")
        found = own.evaluate_all("all => all.map(a => a.href)")
        leads += [link for link in found if link.endswith("/") and link not in lists]
    assert {link.split("/")[-3] for link in leads} == {"groups", "meetings"}
    ways = cycle(zip(languages(), (WIDE, PHONE, ZOOMED), strict=True))
    for address, (language, width) in zip(dict.fromkeys([*lists, *leads]), ways, strict=False):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address.replace("/da/", f"/{language}/"))
        assert stops_by_keyboard(page) == [], address
        looked_at(page, PHONE, ZOOMED)
        page.set_viewport_size({"width": PHONE, "height": 800})
        page.evaluate(TEXT_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, address
    assert said == []


@pytest.mark.parametrize("language", languages())
def test_the_keyboard_alone_leads_through_the_page_in_reading_order(
    page: Page, running: Instance, language: str
) -> None:
    page.goto(f"{running.address}/{language}/{DEMO}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    box = page.locator(".skip").bounding_box()
    assert box
    assert box["y"] >= 0
    places = []
    for _ in range(60):
        place = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
              return [e.tagName, r.top + scrollY, getComputedStyle(e).outlineStyle] }"""
        )
        if place[0] == "BODY":
            break
        assert place[2] == "solid", place
        places.append(place)
        page.keyboard.press("Tab")
    links = page.locator("a[href], summary, button, input").count()
    assert len(places) == links
    tops = [top for _tag, top, _outline in places[1:]]
    assert all(after >= before - 60 for before, after in pairwise(tops))


def test_a_hint_opens_and_the_language_is_saved_by_keyboard(page: Page, running: Instance) -> None:
    page.goto(f"{running.address}/sv/{DEMO}")
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open] p").is_visible()
    page.goto(f"{running.address}/sv/reading/")
    page.locator("#understands-da").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("Ditt val är sparat i den här webbläsaren.").wait_for()
    assert page.locator("#understands-da").is_checked()


def test_the_page_is_whole_without_script_and_asks_nobody_else(
    browser: Browser, running: Instance
) -> None:
    seen: list[str] = []

    def note(request: Request) -> None:
        seen.append(request.url)

    said = {}
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.on("request", note)
        page.goto(f"{running.address}/da/{DEMO}")
        said[scripts] = page.locator("body").inner_text()
        context.close()
    assert said[True] == said[False]
    assert "Køge Kommune" in said[False]
    assert all(url.startswith(running.address) for url in seen)


def test_nothing_breaks_the_pages_own_security_policy(page: Page, running: Instance) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES[:-1]:
        page.goto(f"{running.address}/en/{path}")
    assert said == []


def test_states_are_told_without_colours(browser: Browser, running: Instance) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{running.address}/en/{DEMO}commitments/1/")
    words = page.locator(".st").all_inner_texts()
    assert {"Met", "Met late", "Not recorded here", "Upcoming"} <= {w.strip() for w in words}
    assert any(word.startswith("Not done, because") for word in words)
    assert page.locator(".st svg").first.is_visible()
    context.close()


def test_on_paper_the_menus_are_gone(page: Page, running: Instance) -> None:
    page.goto(f"{running.address}/da/{DEMO}")
    page.emulate_media(media="print")
    assert not page.locator("header nav").first.is_visible()
    assert page.locator("h1").is_visible()

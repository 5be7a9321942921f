"""The versions of an agreement and what changed between two: read by everyone, in every language."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from overens.base.languages.rules import languages
from tests.browser.looking import PHONE, WIDE, ZOOMED, looked_at, stops_by_keyboard
from tests.instance import Instance, instance
from tests.versions import SLUG

pytestmark = pytest.mark.browser
PAGES = ("text/", "text/1/", "text/1..2/", "text/2..3/", "text/3..1/?text=sv", "text/1..1/")
HOME = f"agreements/{SLUG}/"


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Instance]:
    """An instance with an agreement of three versions."""
    with instance(like=prepared) as found:
        found.module("tests.versions")
        yield found


@pytest.mark.parametrize("language", languages())
def test_the_rules_find_nothing_and_the_keyboard_leads_through(
    page: Page, running: Instance, language: str
) -> None:
    for path in PAGES:
        page.goto(f"{running.address}/{language}/{HOME}{path}")
        assert stops_by_keyboard(page) == [], path
        looked_at(page, WIDE, PHONE, ZOOMED)
        if shots := os.environ.get("SHOTS"):
            for width in (WIDE, PHONE):
                page.set_viewport_size({"width": width, "height": 900})
                name = path.replace("/", "_").replace("?", "_")
                page.screenshot(path=f"{shots}/{language}-{name}{width}.png", full_page=True)


@pytest.mark.parametrize(("width", "beside"), [(WIDE, True), (959, False), (PHONE, False)])
def test_the_languages_stand_side_by_side_where_there_is_room(
    page: Page, running: Instance, width: int, beside: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{running.address}/en/{HOME}text/1..2/")
    columns = page.locator("#art-meetings .columns > div")
    danish, swedish = (columns.nth(place).bounding_box() for place in (0, 1))
    assert danish
    assert swedish
    assert (danish["y"] == swedish["y"]) == beside


def test_a_change_is_seen_without_colours_and_heard_without_sight(
    page: Page, running: Instance
) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{running.address}/sv/{HOME}text/1..2/")
    added = page.locator("#art-meetings [lang=da] ins").first
    removed = page.locator("#art-meetings [lang=da] del").first
    line = "e => getComputedStyle(e).textDecorationLine"
    assert (added.evaluate(line), removed.evaluate(line)) == ("underline", "line-through")
    assert added.text_content() == "tillagt: to gange slut på tillagt"
    assert removed.locator("span").first.get_attribute("lang") == "sv"


def test_one_comes_from_the_text_to_what_changed_and_back_without_scripts(
    page: Page, running: Instance
) -> None:
    page.goto(f"{running.address}/en/{HOME}text/")
    page.locator("#old").select_option("1")
    page.locator("#new").select_option("3")
    page.locator("form[action$='/text/compare/'] button").click()
    page.wait_for_url("**/text/1..3/")
    assert page.locator("h1").inner_text() == "What changed from version 1 to version 3"
    folded = page.locator("details#focus-water")
    assert not folded.locator(".columns").is_visible()
    folded.locator("summary").click()
    assert "vand" in folded.locator(".columns").inner_text()
    page.get_by_role("link", name="Read version 1").click()
    page.wait_for_url("**/text/1/")
    assert "as signed" in page.locator(".kicker").first.inner_text()

"""What is under way between the parties, on the desk of each: read in its language, on any screen."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import PHONE, WIDE, ZOOMED, looked_at, stops_by_keyboard
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser
SIDES = {"koge": "da", "kristianstad": "sv"}


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Instance]:
    with instance(like=prepared) as found:
        yield found


@pytest.fixture(scope="module")
def addresses(running: Instance) -> dict[str, str]:
    return json.loads(running.module("tests.browser.proposed"))


@pytest.mark.parametrize("side", SIDES)
def test_the_rules_find_nothing_and_the_keyboard_leads_through(
    browser: Browser, running: Instance, addresses: dict[str, str], side: str
) -> None:
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.add_cookies([running.session(f"{side}/coordinator")])
    page = context.new_page()
    for name, path in addresses.items():
        page.goto(f"{running.address}/{SIDES[side]}/{path}")
        expect(page.locator("h1")).to_have_count(1)
        assert stops_by_keyboard(page) == [], name
        looked_at(page, WIDE, PHONE, ZOOMED)
        if shots := os.environ.get("SHOTS"):
            for width in (WIDE, PHONE):
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(
                    path=f"{shots}/{side}-{name.replace(' ', '-')}-{width}.png", full_page=True
                )
            page.set_viewport_size({"width": WIDE, "height": 900})
    context.close()


def test_one_comes_from_the_changes_to_another_language_and_to_the_councils_paper(
    browser: Browser, running: Instance, addresses: dict[str, str]
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([running.session("koge/coordinator")])
    page = context.new_page()
    page.goto(f"{running.address}/da/{addresses['proposal']}")
    changed = page.locator("#changes-art-areas")
    expect(changed.locator("ins")).to_contain_text("fire")
    expect(changed.locator("[lang=sv]")).to_have_count(0)
    page.locator("#changes nav").get_by_role("link", name="Svensk").click()
    expect(changed.locator("[lang=sv] ins")).to_contain_text("fyra")
    page.get_by_role("link", name="Sagsfremstilling: betingelse fra en anden part").click()
    page.wait_for_url("**/council-paper/?step=condition")
    expect(page.locator("main")).to_contain_text("De fyra områdena räknas upp i avtalet.")
    with page.expect_download() as found:
        page.get_by_role("link", name="DOCX").click()
    assert found.value.suggested_filename == "koge-kristianstad-condition.docx"
    context.close()

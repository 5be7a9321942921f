"""From the news to two answers on one private page: in Danish and Swedish, by keyboard alone,
on a phone, with and without scripts."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from overens.base.languages.rules import languages
from overens.base.records.rules import TYPED_WITHIN
from tests.browser.conftest import DEMO
from tests.browser.looking import looked_at
from tests.browser.test_access import PHONE, WIDE, ZOOMED
from tests.instance import Instance

pytestmark = pytest.mark.browser
WIDTHS = (WIDE, ZOOMED, PHONE)
MOST_STEPS = 60
SAID = {
    "da": {
        "ask": "Stil et spørgsmål",
        "question": "Hvordan går det med studiebesøget?",
        "error": "Fejl: ",
        "missing": "Skriv en e-mailadresse eller et telefonnummer",
        "received": "Vi har modtaget din henvendelse",
    },
    "sv": {
        "ask": "Ställ en fråga",
        "question": "Hur går det med studiebesöket?",
        "error": "Fel: ",
        "missing": "Skriv en e-postadress eller ett telefonnummer",
        "received": "Vi har tagit emot ditt meddelande",
    },
}
ANSWERS = (
    ("koge", "da", "Det går godt. Vi ses i maj."),
    ("kristianstad", "sv", "Det går bra. Vi ses i maj."),
)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    size = {"width": PHONE, "height": 844}
    context = browser.new_context(viewport=size, java_script_enabled=request.param)
    yield context
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """By the Tab key, until the focus is there: also with scripts off it is told by the page."""
    target = page.locator(selector).first
    focused = page.locator(f"{selector}:focus")
    for _step in range(MOST_STEPS):
        if focused.count():
            assert target.is_visible()
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


@pytest.mark.parametrize("language", SAID)
def test_a_question_to_each_has_two_answers_on_one_private_page(
    context: BrowserContext, browser: Browser, running: Instance, language: str
) -> None:
    said, page = SAID[language], context.new_page()
    page.goto(f"{running.address}/{language}/news/")
    tab_to(page, "main h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/news/*/")
    tab_to(page, "footer a[href*='/contact/ask/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contact/ask/**")
    assert page.locator("h1").inner_text() == said["ask"]

    time.sleep(TYPED_WITHIN.total_seconds())  # nobody opens a page, writes and sends faster
    tab_to(page, "#id_text")
    page.keyboard.type(said["question"])
    tab_to(page, "#to-koge")
    for _arrow in range(2):
        page.keyboard.press("ArrowDown")
    assert page.locator("#to-all-of-them").is_checked()
    tab_to(page, "#reply-yes")
    page.keyboard.press("ArrowDown")
    assert page.locator("#reply-no").is_checked()
    assert not page.locator("#id_email").is_visible()
    page.keyboard.press("ArrowUp")
    assert page.locator("#id_email").is_visible()
    tab_to(page, "button[type=submit]")
    page.keyboard.press("Enter")

    page.locator(".errors").wait_for()
    assert page.title().startswith(said["error"])
    assert page.locator(".errors:focus").count() == 1
    assert said["missing"] in page.locator(".errors").inner_text()
    assert page.locator("#id_text").input_value() == said["question"]
    tab_to(page, ".errors a")
    page.keyboard.press("Enter")
    tab_to(page, "#id_email")
    page.keyboard.type("somebody@example.org")
    page.keyboard.press("Enter")

    page.wait_for_url("**/case/**")
    assert page.locator("h1").inner_text() == said["received"]
    assert page.locator(".cases > li").count() == 2
    assert page.locator(".cases .num strong").count() == 2
    own = page.url.split("?")[0]
    for slug, code, text in ANSWERS:
        running.module("tests.browser.registrars", "answer", slug, code, text)

    other = browser.new_context().new_page()  # a bookmark, in a browser that knows nothing of it
    other.goto(own)
    for place, (_slug, code, text) in enumerate(ANSWERS):
        answer = other.locator(".cases > li").nth(place).locator(".answer")
        assert (answer.get_attribute("lang"), answer.inner_text()) == (code, text)
    with other.expect_download() as download:
        other.locator(".timeline a[type='application/pdf']").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    looked_at(other, *WIDTHS)
    other.context.close()


@pytest.mark.parametrize("language", languages())
def test_the_rules_find_nothing(page: Page, running: Instance, language: str) -> None:
    start = f"{running.address}/{language}"
    page.goto(f"{start}/contact/report-error/?page=/{language}/{DEMO}")
    looked_at(page, *WIDTHS)
    page.locator("button[type=submit]").click()
    page.locator(".errors").wait_for()
    looked_at(page, *WIDTHS)
    page.locator("#id_text").fill("x")
    page.locator("#to-kristianstad").check()
    page.locator("#id_files").set_input_files(
        [{"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"}]
    )
    page.locator("button[type=submit]").click()
    page.locator("#kept-1").wait_for()
    looked_at(page, *WIDTHS)
    page.locator("#reply-no").check()
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/case/**")
    assert re.search("[0-9a-f]{64}", page.locator("main").inner_text())
    looked_at(page, *WIDTHS)
    page.goto(page.url.split("?")[0] + "add/")
    looked_at(page, *WIDTHS)
    page.goto(f"{start}/case/nothing/")
    looked_at(page, *WIDTHS)

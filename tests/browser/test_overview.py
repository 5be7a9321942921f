"""The desk's first page and the one page, looked at with a browser: rules, keyboard, small screens."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from overens.base.languages.rules import languages
from tests.browser.looking import PHONE, WIDE, ZOOMED, looked_at
from tests.instance import Instance

pytestmark = pytest.mark.browser
PATHS = ("desk/", "desk/tasks/", "desk/waiting/", "desk/briefing/")


@pytest.fixture(scope="module")
def busy(running: Instance) -> Instance:
    """The same instance, with one more agreement in which something is late, due and done, with
    five parties, and a leader who began today."""
    running.module("tests.browser.busy")
    return running


def signed_in(browser: Browser, running: Instance, post: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_cookies([running.session(post)])
    return context.new_page()


@pytest.fixture(scope="module", params=["koge/coordinator", "mittby/chair"])
def post(request: pytest.FixtureRequest) -> str:
    """Of an agreement of two parties, and of one of five."""
    return str(request.param)


@pytest.fixture
def coordinator(browser: Browser, busy: Instance, post: str) -> Iterator[Page]:
    page = signed_in(browser, busy, post, WIDE)
    yield page
    page.context.close()


def test_the_rules_find_nothing_and_nothing_is_wider_than_the_screen(
    coordinator: Page, busy: Instance
) -> None:
    for language in languages():
        for path in PATHS:
            answer = coordinator.goto(f"{busy.address}/{language}/{path}")
            assert answer
            assert answer.status == 200
            looked_at(coordinator, WIDE, PHONE, ZOOMED)


def test_the_keyboard_comes_to_the_first_task_before_all_others(
    browser: Browser, busy: Instance
) -> None:
    page = signed_in(browser, busy, "koge/coordinator", PHONE)
    page.goto(f"{busy.address}/da/desk/")
    places, hrefs = [], []
    page.keyboard.press("Tab")
    for _ in range(80):
        place = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
              return [e.tagName, r.top + scrollY, getComputedStyle(e).outlineStyle,
                      e.getAttribute('href') || '', !!e.closest('main')] }"""
        )
        if place[0] == "BODY":
            break
        assert place[2] == "solid", place
        if place[4]:
            places.append(place[1])
            hrefs.append(place[3])
        page.keyboard.press("Tab")
    assert all(after >= before - 60 for before, after in pairwise(places))
    tasks = [href for href in hrefs if "/desk/agreements/" in href]
    first = page.locator(".task.first .btn")
    assert first.get_attribute("href") == tasks[0]
    box = first.bounding_box()
    assert box
    assert box["height"] >= 44
    page.context.close()


def test_a_new_leader_reads_the_one_page_on_a_phone(browser: Browser, busy: Instance) -> None:
    """She began today, reads Danish, and opens the address of the desk on her phone: what waits
    for her answer, what was promised, how each party stands, and what comes."""
    page = signed_in(browser, busy, "koge/leader", PHONE)
    page.goto(f"{busy.address}/da/desk/")
    assert page.locator("h1").inner_text() == "Hele året på én side"
    brief = page.locator("article.brief")
    button = brief.locator("a.btn")
    box = button.bounding_box()
    assert box
    assert box["y"] + box["height"] < 844, "the answer is asked for on the first screen"
    headings = brief.locator("h2, h3").all_inner_texts()
    assert headings[-2:] == ["Hvad vi lovede", "Hvad der kommer"]
    promised = brief.locator("ul > li")
    assert promised.count() == 6
    assert "Køge: " in (promised.first.text_content() or "")
    assert "Kristianstad: " in (promised.first.text_content() or "")
    assert brief.locator("ol.dates li").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    answer = page.request.get(f"{busy.address}{brief.get_by_text('PDF').get_attribute('href')}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    page.context.close()


def test_nothing_moves_without_script_and_nothing_is_said_to_the_console(
    browser: Browser, busy: Instance
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([busy.session("koge/coordinator")])
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in PATHS:
        page.goto(f"{busy.address}/sv/{path}")
    page.goto(f"{busy.address}/sv/desk/")
    assert page.locator(".wheel > svg").is_visible()
    assert page.locator("table.hush tbody tr").count() == 4
    assert said == []
    context.close()


def test_the_parties_are_told_apart_without_colours(browser: Browser, busy: Instance) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": WIDE, "height": 900})
    context.add_cookies([busy.session("mittby/chair")])
    page = context.new_page()
    page.goto(f"{busy.address}/en/desk/")
    shapes = page.locator("table.hush thead .mark use")
    assert [shapes.nth(n).get_attribute("href") for n in range(shapes.count())] == [
        f"#p{letter}" for letter in "abcde"
    ]
    words = page.locator("table.hush td .small").all_inner_texts()
    assert all(word.strip() for word in words)
    context.close()

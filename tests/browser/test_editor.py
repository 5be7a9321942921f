"""The editor of rich text, under the pages' own security policy."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route, expect

from overens.base.papers.rich import clean
from overens.web.desk.editor import RichTextField
from overens.web.desk.forms import DeskForm
from tests.browser.looking import RULES
from tests.instance import Instance

pytestmark = pytest.mark.browser


class LongForm(DeskForm):
    title = RichTextField(label="Before", help_text="A hint.", required=False)
    text = RichTextField(label="What must not be lost")


def page_of(form: DeskForm) -> str:
    with override("en"):
        return f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Editor</title>
<link rel="stylesheet" href="/static/design/tokens.css">{form.media}</head><body><main class="wrap">
<h1>Editor</h1><form method="post" novalidate>{form}<p class="acts"><button class="btn">Send</button></p>
</form></main></body></html>"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def editing(browser: Browser, running: Instance, said: list[str]) -> Iterator[Page]:
    """A page of the instance's own address and policy, with two fields of rich text."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    policy = page.request.get(f"{running.address}/en/").headers["content-security-policy"]
    form = LongForm(initial={"text": "One & two\n\nThree"})

    def answer(route: Route) -> None:
        route.fulfill(
            body=page_of(form),
            headers={"Content-Type": "text/html", "Content-Security-Policy": policy},
        )

    page.route("**/en/editor/", answer)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{running.address}/en/editor/")
    page.locator("[data-ready]").nth(1).wait_for()
    yield page
    context.close()


def text_of(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def test_plain_text_stands_in_it_as_paragraphs(editing: Page, said: list[str]) -> None:
    assert editing.locator("#id_text p").all_inner_texts() == ["One & two", "Three"]
    assert not editing.locator("textarea[name=text]").is_visible()
    assert said == []


def test_it_is_found_by_its_label_and_says_its_hint(editing: Page) -> None:
    box = editing.get_by_role("textbox", name="What must not be lost")
    expect(box).to_have_attribute("aria-multiline", "true")
    expect(editing.get_by_role("textbox", name="Before")).to_have_accessible_description("A hint.")
    editing.get_by_text("What must not be lost").click()
    assert editing.evaluate("document.activeElement.id") == "id_text"


def test_everything_on_the_list_is_made_by_keyboard_and_survives_cleaning(
    editing: Page, said: list[str]
) -> None:
    box = editing.locator("#id_text")
    box.click()
    editing.keyboard.press("Control+a")
    editing.keyboard.press("Delete")
    keys = editing.keyboard
    keys.press("Control+Alt+3")
    keys.type("Heading")
    keys.press("Enter")
    keys.press("Control+b")
    keys.type("bold")
    keys.press("Control+b")
    keys.press("Control+i")
    keys.type(" leaning")
    keys.press("Control+i")
    keys.press("Enter")
    tools = editing.locator(".rich").nth(1)
    for name in ("List", "Link", "Table"):
        button = tools.get_by_role("button", name=name, exact=True)
        button.focus()
        keys.press("Enter")
        if name == "List":
            keys.type("one")
            keys.press("Enter")
            keys.type("two")
            keys.press("Enter")
            keys.press("Enter")
        elif name == "Link":
            keys.type("koge.dk")
            keys.press("Enter")
    keys.type("cell")
    html = text_of(editing)
    for part in (
        "<h3>Heading</h3>",
        "<strong>bold</strong>",
        "<em> leaning</em>",
        "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
        '<a href="https://koge.dk" rel="noopener noreferrer nofollow">koge.dk</a>',
        "<p>cell</p></th>",
    ):
        assert part in html, html
    assert clean(html) == html
    assert said == []


def test_tab_leads_out_of_the_text_also_from_a_list_and_a_table(editing: Page) -> None:
    for name in ("List", "Table"):
        tools = editing.locator(".rich").nth(1)
        editing.locator("#id_text").click()
        tools.get_by_role("button", name=name, exact=True).click()
        editing.locator("#id_text").focus()
        editing.keyboard.press("Tab")
        assert editing.evaluate("document.activeElement.textContent") == "Send"
        editing.keyboard.press("Shift+Tab")
        editing.keyboard.press("Shift+Tab")
        assert editing.evaluate("document.activeElement.closest('.rich-tools') !== null")


def test_what_is_pasted_keeps_the_list_alone(editing: Page, said: list[str]) -> None:
    editing.locator("#id_text").click()
    editing.keyboard.press("Control+a")
    editing.evaluate(
        """() => { const data = new DataTransfer();
        data.setData('text/html', '<h1 style="color:red">Big</h1><p onclick="x()">Said <b>so</b></p>'
          + '<a href="javascript:alert(1)">x</a><img src="https://elsewhere.example/x.png">');
        document.querySelector('#id_text').dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })) }"""
    )
    html = text_of(editing)
    assert "<strong>so</strong>" in html
    assert "style" not in html
    assert "img" not in html
    assert "javascript" not in clean(html)


def test_it_asks_nobody_else_and_needs_no_font(browser: Browser, editing: Page) -> None:
    asked: list[str] = []
    editing.on("request", lambda request: asked.append(request.url))
    editing.reload()
    editing.locator("[data-ready]").nth(1).wait_for()
    own = editing.url.split("/en/")[0]
    assert asked
    assert all(url.startswith(own) for url in asked)
    assert not [url for url in asked if "woff" in url or "icons" in url]


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_rules_of_accessibility_find_nothing(editing: Page, width: int) -> None:
    editing.set_viewport_size({"width": width, "height": 900})
    editing.locator("#id_text").click()
    tools = editing.locator(".rich").nth(1)
    tools.get_by_role("button", name="Table", exact=True).click()
    for n in range(2):
        editing.locator("#id_text th").nth(n).click()
        editing.keyboard.type(f"Head {n}")
    tools.get_by_role("button", name="Link", exact=True).click()
    result = Axe().run(editing, options=RULES)
    assert result.violations_count == 0, result.generate_report()
    assert editing.evaluate("document.documentElement.scrollWidth") <= width

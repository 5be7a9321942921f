"""A registrar's morning, by the keyboard alone: answered, corrected, marked, set aside, entered."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import PHONE, WIDE, looked_at
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running() -> Iterator[Instance]:
    with instance() as found:
        yield found


@pytest.fixture
def registrar(browser: Browser, running: Instance) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.add_cookies([running.session("koge/example-registrar")])
    yield context.new_page()
    context.close()


def press(page: Page, name: str, role: str = "link") -> None:
    """Go there and press Enter, without a mouse."""
    page.locator("main").get_by_role(role, name=name, exact=True).first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, label: str, text: str, within: str = "main") -> None:
    field = page.locator(within).get_by_label(label).first
    field.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_registrar_answers_corrects_marks_sets_aside_and_enters(
    running: Instance, registrar: Page, width: int
) -> None:
    page, case = registrar, running.module("tests.browser.registrars", "fill", "koge")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{running.address}/da/desk/")
    looked_at(page, width)
    page.goto(f"{running.address}/da/desk/inbox/{case}/")
    looked_at(page, width)
    page.locator("form[data-place^='answer:'] [contenteditable=true]").focus()
    page.keyboard.type("Det næste møde er i juni.")
    press(page, "Send svaret", "button")
    page.locator(".panel", has_text="Det næste møde er i juni.").wait_for()
    looked_at(page, width)
    press(page, page.locator("main li a.num").first.inner_text())
    press(page, "Ret den")
    looked_at(page, width)
    write(page, "Hvad det drejer sig om, i korthed", "Spørgsmål om næste møde")
    page.get_by_label("Markeret som fortrolig").focus()
    page.keyboard.press("ArrowDown")
    write(page, "Den rettes, fordi", "Helbredsoplysninger")
    press(page, "Skriv den nye version", "button")
    page.get_by_role("heading", name="Hvem der har læst den").wait_for()
    looked_at(page, width)
    page.goto(f"{running.address}/da/desk/register/set-apart/")
    looked_at(page, width)
    before = page.locator("main li:has(form)").count()
    page.get_by_label("Det er uden betydning, fordi").first.focus()
    page.keyboard.type("Reklame")
    page.keyboard.press("Enter")
    page.get_by_text("Det er lagt til side og bliver gemt.").wait_for()
    press(page, "Indfør det i journalen", "button")
    page.get_by_text("med sit eget ankomsttidspunkt").wait_for()
    assert page.locator("main li:has(form)").count() == before - 1
    for path in ("inbox/", "register/", "register/new/", "register/without-number/",
                 "register/read-by/", "register/settings/"):  # fmt: skip
        page.goto(f"{running.address}/da/desk/{path}")
        looked_at(page, width)

"""A registrar's morning, by the keyboard alone: answered, corrected, marked, set aside, entered.

On each side: in its own language, with its own numbers and its own grounds.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import PHONE, WIDE, looked_at
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser

SIDES = {
    "koge": {
        "language": "da",
        "number": r"\d{4}-\d{5}",
        "answer": "Det næste møde er i juni.",
        "send": "Send svaret",
        "correct": "Ret den",
        "subject": "Hvad det drejer sig om, i korthed",
        "new subject": "Spørgsmål om næste møde",
        "marked": "Markeret som fortrolig",
        "corrected because": "Den rettes, fordi",
        "reason": "Helbredsoplysninger",
        "write": "Skriv den nye version",
        "who read it": "Hvem der har læst den",
        "without significance": "Det er uden betydning, fordi",
        "advertisement": "Reklame",
        "set aside": "Det er lagt til side og bliver gemt.",
        "enter": "Indfør det i journalen",
        "entered": "Det er indført med sit eget ankomsttidspunkt.",
    },
    "kristianstad": {
        "language": "sv",
        "number": r"KRISTIANSTAD \d{4}/\d+",
        "answer": "Nästa möte är i juni.",
        "send": "Skicka svaret",
        "correct": "Rätta den",
        "subject": "Vad det rör, i korthet",
        "new subject": "Fråga om nästa möte",
        "marked": "Sekretessmarkerad",
        "corrected because": "Den rättas, eftersom",
        "reason": "Uppgifter om hälsa",
        "write": "Skriv den nya versionen",
        "who read it": "Vem som har läst den",
        "without significance": "Det är av ringa betydelse, eftersom",
        "advertisement": "Reklam",
        "set aside": "Det är lagt åt sidan och finns kvar.",
        "enter": "För in det i diariet",
        "entered": "Det är infört, med sin egen ankomsttid.",
    },
}


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Instance]:
    with instance(like=prepared) as found:
        yield found


@pytest.fixture
def registrar(browser: Browser, running: Instance, slug: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.add_cookies([running.session(f"{slug}/example-registrar")])
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


@pytest.mark.parametrize("slug", SIDES)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_registrar_answers_corrects_marks_sets_aside_and_enters(
    running: Instance, registrar: Page, slug: str, width: int
) -> None:
    page, case = registrar, running.module("tests.browser.registrars", "fill", slug)
    said = SIDES[slug]
    desk = f"{running.address}/{said['language']}/desk/"
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(desk)
    looked_at(page, width)
    page.goto(f"{desk}inbox/{case}/")
    looked_at(page, width)
    page.locator("form[data-place^='answer:'] [contenteditable=true]").focus()
    page.keyboard.type(said["answer"])
    press(page, said["send"], "button")
    page.locator(".panel", has_text=said["answer"]).wait_for()
    looked_at(page, width)
    number = page.locator("main li a.num").first.inner_text()
    assert re.fullmatch(said["number"], number), number
    press(page, number)
    press(page, said["correct"])
    looked_at(page, width)
    write(page, said["subject"], said["new subject"])
    page.get_by_label(said["marked"]).focus()
    page.keyboard.press("ArrowDown")
    write(page, said["corrected because"], said["reason"])
    press(page, said["write"], "button")
    page.get_by_role("heading", name=said["who read it"]).wait_for()
    looked_at(page, width)
    page.goto(f"{desk}register/set-apart/")
    looked_at(page, width)
    before = page.locator("main li:has(form)").count()
    page.get_by_label(said["without significance"]).first.focus()
    page.keyboard.type(said["advertisement"])
    page.keyboard.press("Enter")
    page.get_by_text(said["set aside"]).wait_for()
    press(page, said["enter"], "button")
    page.get_by_text(said["entered"]).wait_for()
    assert page.locator("main li:has(form)").count() == before - 1
    for path in ("inbox/", "register/", "register/new/", "register/without-number/",
                 "register/read-by/", "register/settings/"):  # fmt: skip
        page.goto(desk + path)
        looked_at(page, width)

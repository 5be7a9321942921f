"""What is typed at the desk, interrupted: nothing is lost, and nothing is done twice.

Every text field of the forms that are kept while somebody types (`tests.web.desk.typed`; of several
that have one shape, one) is typed into and interrupted in five ways: the connection goes, the
session ends, somebody goes back, two tabs type, and the button is pressed twice.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from overens.base.languages.rules import languages
from tests.browser.test_access import RULES
from tests.browser.test_succession import carry_out
from tests.instance import Instance, instance
from tests.web.desk.typed import ANEW, COMMITMENT, FIRST, FORMS, Form

pytestmark = pytest.mark.browser

DEMO = "desk/agreements/koge-kristianstad/"
WAIT = 15_000  # milliseconds
INTERRUPTED = tuple(form for form in FORMS if form.interrupted)
PAGES = tuple(dict.fromkeys(form.page for form in INTERRUPTED))
NOTE, HANDOVER, POST = f"{COMMITMENT}note/", "handovers/<uuid:handover>/", "posts/<slug:post>/"
STORED = "Object.keys(localStorage).filter(k => k.startsWith('overens:')).length"
SAVING = "**/desk/drafts/"
TYPED = "æøå ä ö, <b>&amp;"


@dataclass(frozen=True)
class Desk:
    """A running instance with all that the forms are about, and who opens their pages."""

    running: Instance
    opened: dict[str, tuple[str, str]]
    somebody_else: dict[str, str]

    def address(self, page: str) -> str:
        return self.running.address + self.opened[page][0]

    def cookie(self, page: str) -> dict[str, str]:
        return {
            "name": "overens-session",
            "value": self.opened[page][1],
            "url": self.running.address,
        }

    def lines(self) -> int:
        """Of the trail: how much has been done here by somebody, and not by itself."""
        data = Path(self.running.environment["OVERENS_DATA"])
        with sqlite3.connect(f"file:{data}/overens.sqlite3?mode=ro", uri=True) as database:
            return database.execute(
                "SELECT count(*) FROM trail_line WHERE by_kind IN ('seat', 'account')"
            ).fetchone()[0]


@pytest.fixture(scope="module")
def desk(prepared_empty: Path) -> Iterator[Desk]:
    with instance(demo=False, like=prepared_empty) as found:
        opened = json.loads(found.module("tests.at_desk"))
        yield Desk(found, opened, found.session("kristianstad/coordinator"))


@pytest.fixture
def at_desk(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def open_page(context: BrowserContext, desk: Desk, name: str, *, fresh: bool = True) -> Page:
    """As it is, with nothing in it of what an earlier test typed."""
    if not context.cookies():
        context.add_cookies([desk.cookie(name)])
    page = context.new_page()
    page.goto(desk.address(name))
    if fresh:
        drop_all(page)
    unfold(page)
    return page


def drop_all(page: Page) -> None:
    """What was typed and never sent, in each of the page's forms."""
    drop = page.locator("form[data-drops] button")
    while drop.count():
        with page.expect_navigation():
            drop.first.click()


def unfold(page: Page) -> None:
    """Everything is in sight, and the editor is in its place."""
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_function(
        "() => document.querySelectorAll('[data-rich]').length"
        " === document.querySelectorAll('[data-ready]').length"
    )


TEXTS = (
    "form[data-place] :is(textarea:not([hidden]), input[name]:is([type=text], [type=email],"
    " [type=url]), .rich-text)"
)


def type_into(page: Page, way: str) -> int:
    """Into every text field, each with its own number; how many there are."""
    unfold(page)
    fields = page.locator(TEXTS)
    count = fields.count()
    assert count > 0
    wanted = whole(count, way)
    # All at once, as by dictation; the end of the last one key by key.
    for n in range(count - 1):
        fields.nth(n).fill(wanted[n])
    fields.last.fill(wanted[-1][:-2])
    page.keyboard.press("Control+End")
    page.keyboard.type(wanted[-1][-2:])
    return count


def texts(page: Page) -> list[str]:
    unfold(page)
    return page.locator(TEXTS).evaluate_all("all => all.map(e => e.value ?? e.innerText.trim())")


def whole(count: int, way: str) -> list[str]:
    return [f"{way}: {TYPED} {n}" for n in range(count)]


def has_texts(page: Page, wanted: list[str]) -> None:
    """Sooner or later, each form in its own time; and then they stay."""
    page.wait_for_function(
        # What is folded away has no text; a page that comes anew is folded again.
        "([css, wanted]) => { document.querySelectorAll('details').forEach(d => d.open = true);"
        " return JSON.stringify([...document.querySelectorAll(css)]"
        ".map(e => e.value ?? e.innerText.trim())) === JSON.stringify(wanted) }",
        arg=[TEXTS, wanted],
    )
    page.wait_for_function(f"() => {STORED} === 0")
    assert texts(page) == wanted


FORM_WITH_TEXT = "form[data-place]:has(textarea, input:is([type=text], [type=email], [type=url]))"


def is_saved(page: Page) -> None:
    """Each form with a text in it says so."""
    for form in page.locator(FORM_WITH_TEXT).all():
        expect(form.locator("[data-kept]")).to_contain_text("Saved at", timeout=WAIT)


def at_once(page: Page) -> None:
    """What is saved a second after the last key is saved now, as when the network comes again."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def says(page: Page, sentence: str) -> None:
    for form in page.locator(FORM_WITH_TEXT).all():
        expect(form.locator("[data-kept]")).to_contain_text(sentence, timeout=WAIT)


@pytest.mark.parametrize("name", PAGES, ids=[page.strip("/") for page in PAGES])
def test_in_five_ways_nothing_is_lost_and_nothing_is_done_twice(
    at_desk: BrowserContext, desk: Desk, name: str
) -> None:
    page = the_connection_goes(at_desk, open_page(at_desk, desk, name))
    somebody_goes_back(page, desk)
    the_session_ends(at_desk, desk, page, name)
    two_tabs_type(at_desk, page)
    for form in INTERRUPTED:
        if form.page == name:
            the_button_is_pressed_twice(page, desk, form)


def the_connection_goes(at_desk: BrowserContext, page: Page) -> Page:
    """And the page is closed before it is there again."""
    at_desk.set_offline(True)
    count = type_into(page, "Offline")
    at_once(page)
    says(page, "kept in this browser")
    page.close()
    at_desk.set_offline(False)
    again = at_desk.new_page()
    again.goto(page.url)
    # Put back by the browser or, where the last attempt of the closed page got through, from there.
    expect(again.locator("main")).to_contain_text("is here again")
    has_texts(again, whole(count, "Offline"))
    again.reload()
    assert texts(again) == whole(count, "Offline")
    return again


def somebody_goes_back(page: Page, desk: Desk) -> None:
    """To what was typed in this second."""
    count = type_into(page, "Back")
    page.goto(f"{desk.running.address}/en/desk/settings/")
    page.go_back()
    has_texts(page, whole(count, "Back"))


def the_session_ends(at_desk: BrowserContext, desk: Desk, page: Page, name: str) -> None:
    """And somebody else sits down at the same machine."""
    at_desk.clear_cookies(name="overens-session")
    count = type_into(page, "Signed out")
    at_once(page)
    says(page, "You are signed out")
    at_desk.add_cookies([desk.somebody_else])
    other = at_desk.new_page()
    other.goto(page.url)
    other.wait_for_timeout(500)
    assert "Signed out" not in other.locator("body").inner_text()
    assert not any("Signed out" in text for text in texts(other))
    other.close()
    at_desk.add_cookies([desk.cookie(name)])
    page.reload()
    has_texts(page, whole(count, "Signed out"))


def two_tabs_type(at_desk: BrowserContext, one: Page) -> None:
    """Both texts are shown, and somebody chooses."""
    other = at_desk.new_page()
    other.goto(one.url)
    one.reload()
    count = type_into(one, "One tab")
    at_once(one)
    is_saved(one)
    type_into(other, "Other tab")
    at_once(other)
    panels = other.locator("[data-elsewhere]")
    expect(panels).to_have_count(other.locator(FORM_WITH_TEXT).count())
    expect(panels.first).to_contain_text("You are typing in another tab as well")
    for tab in ("One tab", "Other tab"):
        expect(panels.first).to_contain_text(whole(1, tab)[0])
    assert texts(other) == whole(count, "Other tab")
    one.reload()
    assert texts(one) == whole(count, "One tab")  # nothing was written over
    while panels.count():
        panels.first.get_by_role("button", name="Take what was typed there").click()
    assert texts(other) == whole(count, "One tab")
    type_into(other, "Chosen")
    at_once(other)
    is_saved(other)
    other.close()
    one.reload()
    assert texts(one) == whole(count, "Chosen")


def the_button_is_pressed_twice(page: Page, desk: Desk, form: Form) -> None:
    """It is done once: also when the same arrives again by whatever way, and when somebody goes
    back and presses again. A link whose answer was lost is made anew each time (`ANEW`): with two
    clicks that are quick enough, once more."""
    page.goto(desk.address(form.page))
    drop_all(page)
    button = fill_in(page, form)
    before = desk.lines()
    with page.expect_request(lambda request: request.is_navigation_request()) as sent:
        go_on(page, button.dblclick)
    expect(page.locator(".errors, .error-text")).to_have_count(0)
    assert page.request.fetch(sent.value).ok
    after = desk.lines()
    assert after == before + form.lines or (form.lines == ANEW and after == before + ANEW + 1)
    page.go_back()
    unfold(page)
    if button.count():
        go_on(page, button.click)
        assert desk.lines() - after in ((0, 1) if form.lines == ANEW else (0,))
        page.goto(desk.address(form.page))
        page.wait_for_function(f"() => {STORED} === 0")


def fill_in(page: Page, form: Form) -> Locator:
    """What the form needs; and its button."""
    unfold(page)
    shown = page.locator(f"form[data-place='{form.place}'], form[data-place^='{form.place}:']")
    for name, value in form.whole.items():
        field = shown.locator(f"[name='{name}']").first
        kind = field.evaluate("e => e.type")
        if kind.startswith("select"):
            # The first is what says that nothing is chosen.
            field.select_option(**({"index": 1} if value == FIRST else {"value": value}))
        elif kind in ("radio", "checkbox"):
            one = field if value == FIRST else shown.locator(f"[name='{name}'][value='{value}']")
            one.check()
        else:
            # The editor stands in the place of its text area.
            (field if field.is_visible() else shown.locator(".rich-text")).fill(value)
    return shown.locator("button[type=submit]")


def go_on(page: Page, act: Callable[[], None]) -> None:
    """To the page that comes of it."""
    page.evaluate("window.isBefore = true")
    act()
    page.wait_for_function("() => !window.isBefore && document.readyState === 'complete'")


def test_a_connection_that_comes_back_saves_by_itself(at_desk: BrowserContext, desk: Desk) -> None:
    page = open_page(at_desk, desk, NOTE)
    type_into(page, "first")
    is_saved(page)
    at_desk.set_offline(True)
    type_into(page, "second")
    says(page, "Not saved since")
    assert stored(page) == 1
    at_desk.set_offline(False)
    is_saved(page)
    assert stored(page) == 0


def test_what_is_typed_while_an_earlier_text_comes_back_is_not_written_over(
    at_desk: BrowserContext, desk: Desk
) -> None:
    page = open_page(at_desk, desk, NOTE)
    at_desk.set_offline(True)
    type_into(page, "Earlier")
    says(page, "kept in this browser")
    page.close()
    at_desk.set_offline(False)
    at_desk.route(SAVING, lambda route: None)  # it waits
    again = at_desk.new_page()
    with again.expect_request(SAVING):
        again.goto(page.url)
    count = type_into(again, "Later")
    at_desk.unroute(SAVING)
    both = again.locator("[data-elsewhere]")
    for way in ("Earlier", "Later"):
        expect(both).to_contain_text(whole(1, way)[0])
    assert texts(again) == whole(count, "Later")


def test_who_leaves_while_it_is_being_saved_is_not_taken_for_two_tabs(
    at_desk: BrowserContext, desk: Desk
) -> None:
    page = open_page(at_desk, desk, NOTE)
    held: list[Route] = []
    at_desk.route(SAVING, lambda route: route.continue_() if held else held.append(route))
    type_into(page, "Half")
    while not held:
        page.wait_for_timeout(50)
    assert held[0].fetch().ok  # saved, and the answer is still on its way
    count = type_into(page, "Whole")
    page.goto(f"{desk.running.address}/en/desk/settings/")
    page.goto(desk.address(NOTE))
    has_texts(page, whole(count, "Whole"))
    expect(page.locator("[data-elsewhere]")).to_have_count(0)


NOTHING_ARRIVES = "() => { window.fetch = () => Promise.reject(new TypeError()) }"


def test_what_the_browser_puts_back_is_not_taken_for_what_was_typed_last(
    at_desk: BrowserContext, desk: Desk
) -> None:
    """It notes the fields from time to time: on a busy machine not what was typed just before."""
    page = open_page(at_desk, desk, NOTE)
    page.evaluate(NOTHING_ARRIVES)
    count = type_into(page, "Whole")
    page.goto(f"{desk.running.address}/en/desk/settings/")
    page.add_init_script(
        "addEventListener('pageshow', () =>"
        " document.querySelectorAll('form[data-place] textarea').forEach(e => e.value = 'Half'))"
    )
    page.go_back()
    has_texts(page, whole(count, "Whole"))
    again = open_page(at_desk, desk, NOTE, fresh=False)
    assert texts(again) == whole(count, "Whole")


def test_what_is_sent_within_a_second_and_answered_with_errors_is_kept(
    at_desk: BrowserContext, desk: Desk
) -> None:
    page = open_page(at_desk, desk, NOTE)
    page.evaluate(NOTHING_ARRIVES)
    count = type_into(page, "Incomplete")
    page.get_by_role("button", name="Note it").click()
    page.locator(".errors").wait_for()
    is_saved(page)
    page.close()
    again = open_page(at_desk, desk, NOTE, fresh=False)
    assert texts(again) == whole(count, "Incomplete")


def test_what_was_typed_and_taken_back_does_not_come_again(
    at_desk: BrowserContext, desk: Desk
) -> None:
    page = open_page(at_desk, desk, NOTE)
    count = type_into(page, "first")
    is_saved(page)
    page.keyboard.type("x")
    assert stored(page) == 1
    page.keyboard.press("Backspace")
    assert stored(page) == 0
    page.reload()
    page.wait_for_timeout(500)
    assert texts(page) == whole(count, "first")


def stored(page: Page) -> int:
    return page.evaluate(STORED)


def test_who_keeps_what_stands_here_has_it_saved(at_desk: BrowserContext, desk: Desk) -> None:
    one = open_page(at_desk, desk, NOTE)
    other = open_page(at_desk, desk, NOTE, fresh=False)
    type_into(one, "One tab")
    is_saved(one)
    count = type_into(other, "Other tab")
    other.locator("[data-elsewhere]").get_by_role("button", name="Keep what stands here").click()
    is_saved(other)
    one.reload()
    assert texts(one) == whole(count, "Other tab")


def test_the_later_of_two_people_in_one_text_is_shown_both_and_chooses(
    browser: Browser, at_desk: BrowserContext, desk: Desk
) -> None:
    theirs = browser.new_context()
    theirs.add_cookies([desk.running.session("koge/coordinator")])
    mine, other = open_page(at_desk, desk, HANDOVER), open_page(theirs, desk, HANDOVER)
    type_into(mine, "Mine")
    type_into(other, "Theirs")
    save = "Save the text"
    other.get_by_role("button", name=save).click()
    expect(other.locator(".said")).to_contain_text("The text is saved.")
    mine.get_by_role("button", name=save).click()
    both = mine.locator("section.panel", has_text="What stands there now")
    expect(both).to_contain_text(whole(1, "Theirs")[0])
    assert texts(mine) == whole(1, "Mine")
    other.reload()
    expect(other.locator("main")).to_contain_text(whole(1, "Theirs")[0])  # nothing was written over
    mine.get_by_role("button", name=save).click()
    expect(mine.locator(".said")).to_contain_text("The text is saved.")
    other.reload()
    expect(other.locator("main")).to_contain_text(whole(1, "Mine")[0])
    theirs.close()


def test_sent_after_the_session_ended_comes_back_without_any_script(
    browser: Browser, desk: Desk
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([desk.running.session("koge/coordinator")])
    page = context.new_page()
    page.goto(desk.address(NOTE))
    page.locator("[name=since]").fill("2026-08-03")
    page.locator("[name=kind]").first.check()
    page.locator("[name=note]").fill("Without a script.")
    context.clear_cookies(name="overens-session")
    page.get_by_role("button", name="Note it").click()
    kept = next(c for c in context.cookies() if c["name"] == "overens-session")
    signed_in_with(desk.running, kept["value"], "koge/coordinator")
    page.goto(desk.address(NOTE))
    expect(page.locator(".said").first).to_contain_text("Nothing was lost")
    assert page.locator("[name=note]").input_value() == "Without a script."
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".said")).to_contain_text("Noted. Everyone can read it.")
    context.close()


def signed_in_with(running: Instance, key: str, post: str) -> None:
    """The session that was begun with what was sent, with somebody signed in to it."""
    code = (
        "from django.contrib.sessions.models import Session\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "from tests.signing_in import main\n"
        "mine, kept = SessionStore(main(post)), SessionStore(key)\n"
        "kept.update(mine.load()); kept.save()\n"
    )
    carry_out(running, f"\nkey, post = {key!r}, {post!r}\n{code}")


READ = (
    "desk/agreements/",
    DEMO,
    f"{DEMO}commitments/1/",
    f"{DEMO}commitments/1/note/",
    f"{DEMO}commitments/1/not-done/",
    f"{DEMO}confirm/",
    f"{DEMO}since-signing/",
)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("width", [1280, 390])
def test_the_rules_of_accessibility_find_nothing(
    at_desk: BrowserContext, desk: Desk, language: str, width: int
) -> None:
    at_desk.add_cookies([desk.somebody_else])
    page = at_desk.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in READ:
        page.goto(f"{desk.running.address}/{language}/{path}")
        result = Axe().run(page, options=RULES)
        assert result.violations_count == 0, (path, result.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []


def test_a_note_is_written_and_sent_by_keyboard_alone(at_desk: BrowserContext, desk: Desk) -> None:
    page = open_page(at_desk, desk, NOTE)
    page.locator("[name=since]").focus()
    page.keyboard.type("08042026")
    for _ in range(12):
        if page.evaluate("document.activeElement.name") == "kind":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard alone.")
    for _ in range(12):
        if page.evaluate("document.activeElement.type") == "submit":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said")).to_contain_text("Noted. Everyone can read it.")
    expect(page.locator(".timeline li", has_text="By keyboard alone.")).to_have_count(1)

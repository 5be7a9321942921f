"""What is typed at the desk, interrupted: nothing is lost, and nothing is done twice.

Every text field of every form with a place is typed into and interrupted in five ways: the
connection goes, the session ends, somebody goes back, two tabs type, and the button is pressed
twice. A form that is added to the desk is added to `FORMS`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from overens.base.languages.rules import languages
from tests.browser.test_access import RULES
from tests.browser.test_succession import ADMINISTRATOR, carry_out
from tests.instance import Instance

pytestmark = pytest.mark.browser

DEMO = "desk/agreements/koge-kristianstad/"
WAIT = 15_000  # milliseconds


@dataclass(frozen=True)
class Form:
    """A page with a form that is kept while somebody types, and who opens it."""

    address: str
    post: str = "koge/coordinator"


HANDOVER = "a handover"
"""Of the coordinator of Køge: opened where none is open, since its address is made then."""

FORMS = (
    Form(f"{DEMO}commitments/1/note/"),
    Form(f"{DEMO}commitments/1/not-done/"),
    Form(f"{DEMO}since-signing/"),
    Form(HANDOVER),
    Form("desk/posts/coordinator/"),
    Form("desk/posts/", post="koge/administrator"),
    Form("desk/first/agreement/form/", post="koge/administrator"),
    Form("desk/people/sign-in-service/", post="koge/administrator"),
)
ids = [form.address.removeprefix("desk/").strip("/").replace("/", " ") for form in FORMS]
NOTE = FORMS[0]
STORED = "Object.keys(localStorage).filter(k => k.startsWith('overens:')).length"
TYPED = "Typed by hand: æøå ä ö, <b>&amp;"


@pytest.fixture
def at_desk(browser: Browser, running: Instance) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(WAIT)
    yield context
    context.close()


def open_form(
    context: BrowserContext, running: Instance, form: Form, *, fresh: bool = True
) -> Page:
    """The form as it is, with nothing in it of what an earlier test typed."""
    if not context.cookies():
        if form.post.endswith("/administrator"):
            carry_out(running, ADMINISTRATOR)
        context.add_cookies([running.session(form.post)])
    page = context.new_page()
    go_to(page, running, form.address)
    drop = page.locator("form[data-drops] button")
    while fresh and drop.count():
        drop.first.click()
        go_to(page, running, form.address)
    return page


def go_to(page: Page, running: Instance, address: str) -> None:
    page.goto(
        f"{running.address}/en/{'desk/posts/coordinator/' if address == HANDOVER else address}"
    )
    if address == HANDOVER:
        opened = page.locator("main a[href*='/handovers/']")
        if opened.count():
            opened.first.click()
        else:
            page.locator("summary", has_text="Open the handover").click()
            page.get_by_role("button", name="Open the handover").click()
        page.wait_for_url("**/handovers/*/")
    unfold(page)


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


def type_into(page: Page, text: str = TYPED) -> int:
    """Into every text field, each with its own number; how many there are."""
    unfold(page)
    fields = page.locator(TEXTS)
    count = fields.count()
    assert count > 0
    for n in range(count):
        # All at once, as by dictation; the last one also key by key.
        fields.nth(n).fill(f"{text} {n}")
    fields.last.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(f"{text} {count - 1}")
    return count


def texts(page: Page) -> list[str]:
    unfold(page)
    return page.locator(TEXTS).evaluate_all("all => all.map(e => e.value ?? e.innerText.trim())")


def whole(count: int, text: str = TYPED) -> list[str]:
    return [f"{text} {n}" for n in range(count)]


def has_texts(page: Page, wanted: list[str]) -> None:
    """Sooner or later, and then whole."""
    page.wait_for_function(
        "([css, last]) => { const all = [...document.querySelectorAll(css)];"
        " return (all.at(-1).value ?? all.at(-1).innerText.trim()) === last }",
        arg=[TEXTS, wanted[-1]],
    )
    assert texts(page) == wanted


FORM_WITH_TEXT = "form[data-place]:has(textarea, input:is([type=text], [type=email], [type=url]))"


def is_saved(page: Page) -> None:
    """Each form with a text in it says so."""
    for form in page.locator(FORM_WITH_TEXT).all():
        expect(form.locator("[data-kept]")).to_contain_text("Saved at", timeout=WAIT)


def says(page: Page, sentence: str) -> None:
    for form in page.locator(FORM_WITH_TEXT).all():
        expect(form.locator("[data-kept]")).to_contain_text(sentence, timeout=WAIT)


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_what_is_typed_is_there_after_the_page_is_opened_anew(
    at_desk: BrowserContext, running: Instance, form: Form
) -> None:
    page = open_form(at_desk, running, form)
    count = type_into(page)
    is_saved(page)
    page.reload()
    assert texts(page) == whole(count)
    expect(page.locator(".said").first).to_contain_text("is here again")


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_going_back_before_anything_was_saved_loses_nothing(
    at_desk: BrowserContext, running: Instance, form: Form
) -> None:
    page = open_form(at_desk, running, form)
    count = type_into(page)
    page.goto(f"{running.address}/en/desk/")
    page.go_back()
    has_texts(page, whole(count))


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_a_lost_connection_loses_nothing(
    at_desk: BrowserContext, running: Instance, form: Form
) -> None:
    page = open_form(at_desk, running, form)
    at_desk.set_offline(True)
    count = type_into(page)
    says(page, "kept in this browser")
    page.close()  # in the middle of it
    at_desk.set_offline(False)
    again = open_form(at_desk, running, form, fresh=False)
    # Put back by the browser or, where the last attempt of the closed page got through, from there.
    expect(again.locator("main")).to_contain_text("is here again")
    has_texts(again, whole(count))
    again.reload()
    assert texts(again) == whole(count)
    again.wait_for_function(f"() => {STORED} === 0")


def test_a_connection_that_comes_back_saves_by_itself(
    at_desk: BrowserContext, running: Instance
) -> None:
    page = open_form(at_desk, running, NOTE)
    type_into(page, "first")
    is_saved(page)
    at_desk.set_offline(True)
    type_into(page, "second")
    says(page, "Not saved since")
    assert stored(page) == 1
    at_desk.set_offline(False)
    is_saved(page)
    assert stored(page) == 0


def test_what_was_typed_and_taken_back_does_not_come_again(
    at_desk: BrowserContext, running: Instance
) -> None:
    page = open_form(at_desk, running, NOTE)
    count = type_into(page)
    is_saved(page)
    page.keyboard.type("x")
    assert stored(page) == 1
    page.keyboard.press("Backspace")
    assert stored(page) == 0
    page.reload()
    page.wait_for_timeout(500)
    assert texts(page) == whole(count)


def stored(page: Page) -> int:
    return page.evaluate(STORED)


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_a_session_that_ends_loses_nothing_and_nobody_else_sees_it(
    at_desk: BrowserContext, running: Instance, form: Form
) -> None:
    page = open_form(at_desk, running, form)
    at_desk.clear_cookies(name="overens-session")
    count = type_into(page)
    says(page, "You are signed out")
    # Somebody else at the same machine.
    at_desk.add_cookies([running.session("kristianstad/coordinator")])
    other = at_desk.new_page()
    other.goto(page.url)
    other.wait_for_timeout(500)
    assert TYPED not in other.locator("main").inner_text()
    assert not any(TYPED in text for text in texts(other))
    other.close()
    at_desk.add_cookies([running.session(form.post)])
    page.reload()
    has_texts(page, whole(count))


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_two_tabs_are_shown_both_and_choose(
    at_desk: BrowserContext, running: Instance, form: Form
) -> None:
    one = open_form(at_desk, running, form)
    other = open_form(at_desk, running, form, fresh=False)
    count = type_into(one, "One tab")
    is_saved(one)
    type_into(other, "Other tab")
    panels = other.locator("[data-elsewhere]")
    expect(panels).to_have_count(other.locator(FORM_WITH_TEXT).count())
    expect(panels.first).to_contain_text("You are typing in another tab as well")
    expect(panels.first).to_contain_text("One tab 0")
    expect(panels.first).to_contain_text("Other tab 0")
    assert texts(other) == whole(count, "Other tab")
    one.reload()
    assert texts(one) == whole(count, "One tab")  # nothing was written over
    while panels.count():
        panels.first.get_by_role("button", name="Take what was typed there").click()
    assert texts(other) == whole(count, "One tab")
    type_into(other, "Chosen")
    is_saved(other)
    one.reload()
    assert texts(one) == whole(count, "Chosen")


def test_who_keeps_what_stands_here_has_it_saved(
    at_desk: BrowserContext, running: Instance
) -> None:
    one = open_form(at_desk, running, NOTE)
    other = open_form(at_desk, running, NOTE, fresh=False)
    type_into(one, "One tab")
    is_saved(one)
    count = type_into(other, "Other tab")
    other.locator("[data-elsewhere]").get_by_role("button", name="Keep what stands here").click()
    is_saved(other)
    one.reload()
    assert texts(one) == whole(count, "Other tab")


def test_the_later_of_two_people_in_one_text_is_shown_both_and_chooses(
    browser: Browser, at_desk: BrowserContext, running: Instance
) -> None:
    carry_out(running, ADMINISTRATOR)
    theirs = browser.new_context()
    theirs.add_cookies([running.session("koge/administrator")])
    mine, other = (
        open_form(at_desk, running, Form(HANDOVER)),
        open_form(theirs, running, Form(HANDOVER)),
    )
    type_into(mine, "Mine")
    type_into(other, "Theirs")
    save = "Save the text"
    other.get_by_role("button", name=save).click()
    expect(other.locator(".said")).to_contain_text("The text is saved.")
    mine.get_by_role("button", name=save).click()
    both = mine.locator("section.panel", has_text="What stands there now")
    expect(both).to_contain_text("Theirs 0")
    assert texts(mine) == ["Mine 0"]
    other.reload()
    expect(other.locator("main")).to_contain_text("Theirs 0")  # nothing was written over
    mine.get_by_role("button", name=save).click()
    expect(mine.locator(".said")).to_contain_text("The text is saved.")
    other.reload()
    expect(other.locator("main")).to_contain_text("Mine 0")
    theirs.close()


def noted(page: Page, running: Instance, text: str) -> int:
    page.goto(f"{running.address}/en/{DEMO}commitments/1/")
    return page.locator(".timeline li", has_text=text).count()


def fill_note(page: Page, text: str, day: str) -> None:
    page.locator("[name=since]").fill(day)
    page.locator("[name=kind]").first.check()
    page.locator("[name=note]").fill(text)


def test_a_double_click_does_it_once_and_the_draft_is_gone(
    at_desk: BrowserContext, running: Instance
) -> None:
    page = open_form(at_desk, running, NOTE)
    fill_note(page, "Pressed twice.", "2026-08-01")
    is_saved(page)
    page.get_by_role("button", name="Note it").dblclick()
    expect(page.locator(".said")).to_contain_text("Noted. Everyone can read it.")
    assert noted(page, running, "Pressed twice.") == 1
    page.goto(f"{running.address}/en/{NOTE.address}")
    page.wait_for_timeout(1500)
    assert texts(page) == [""]
    assert stored(page) == 0


def test_back_and_sent_again_does_it_once(at_desk: BrowserContext, running: Instance) -> None:
    page = open_form(at_desk, running, NOTE)
    fill_note(page, "Sent and sent again.", "2026-08-02")
    page.get_by_role("button", name="Note it").click()
    page.locator(".said").wait_for()
    page.go_back()
    page.wait_for_timeout(1500)
    if page.locator("[name=note]").input_value() == "":
        fill_note(page, "Sent and sent again.", "2026-08-02")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator(".said")).to_contain_text("Noted. Everyone can read it.")
    assert noted(page, running, "Sent and sent again.") == 1


def test_sent_after_the_session_ended_comes_back_without_any_script(
    browser: Browser, running: Instance
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([running.session("koge/coordinator")])
    page = context.new_page()
    page.goto(f"{running.address}/en/{NOTE.address}")
    fill_note(page, "Without a script.", "2026-08-03")
    context.clear_cookies(name="overens-session")
    page.get_by_role("button", name="Note it").click()
    kept = next(c for c in context.cookies() if c["name"] == "overens-session")
    signed_in_with(running, kept["value"], "koge/coordinator")
    page.goto(f"{running.address}/en/{NOTE.address}")
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


PAGES = (
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
    at_desk: BrowserContext, running: Instance, language: str, width: int
) -> None:
    at_desk.add_cookies([running.session("kristianstad/coordinator")])
    page = at_desk.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(f"{running.address}/{language}/{path}")
        result = Axe().run(page, options=RULES)
        assert result.violations_count == 0, (path, result.generate_report())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert said == []


def test_a_note_is_written_and_sent_by_keyboard_alone(
    at_desk: BrowserContext, running: Instance
) -> None:
    page = open_form(at_desk, running, NOTE)
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
    assert noted(page, running, "By keyboard alone.") == 1

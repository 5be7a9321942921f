"""A side of an agreement at work in a browser, in its own language: by the keyboard alone, or by mouse.

What a story says in English is what stands in the code; each side reads, and looks for, its translation.
"""

from collections.abc import Callable
from datetime import date, time

from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import PHONE, WIDE, looked_at

MOST_STOPS = 200
"""More than any page has."""
IS_HERE = """e => {
  const here = document.activeElement;
  return e === here || e.type == 'radio' && here.name == e.name && here.form == e.form;
}"""


class Mouse:
    """Clicks, and fills in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, field: Locator) -> None:
        field.check()

    def set_day(self, field: Locator, day: date) -> None:
        field.fill(day.isoformat())

    def set_time(self, field: Locator, at: time) -> None:
        field.fill(f"{at:%H:%M}")

    def pick(self, field: Locator, value: str) -> None:
        field.select_option(value)


class Keyboard:
    """Tab leads there; nothing is clicked, and nothing is given the focus from outside."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(MOST_STOPS):
            if target.evaluate(IS_HERE):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {target}")

    def press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, field: Locator) -> None:
        self._reach(field)
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the keyboard does not choose {field}")

    def set_day(self, field: Locator, day: date) -> None:
        self._reach(field)
        self.page.keyboard.type(f"{day:%m%d%Y}")  # the order of a browser in English (`conftest`)
        expect(field).to_have_value(day.isoformat())

    def set_time(self, field: Locator, at: time) -> None:
        self._reach(field)
        self.page.keyboard.type(f"{at:%I%M%p}")
        expect(field).to_have_value(f"{at:%H:%M}")

    def pick(self, field: Locator, value: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Home")
        for _ in range(MOST_STOPS):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the keyboard does not pick {value} in {field}")


class Side:
    """One party's coordinator, in front of a page."""

    def __init__(self, page: Page, desk: str, language: str, hands: Mouse | Keyboard) -> None:
        self.page, self.desk, self.language, self.hands = page, desk, language, hands

    def word(self, message: str, **named: object) -> str:
        """A sentence of the interface as this side reads it."""
        with override(self.language):
            return gettext(message) % named if named else gettext(message)

    def open(self, path: str) -> None:
        """An address that somebody has in their bookmarks, or in a letter."""
        self.page.goto(f"{self.desk}{path}")

    def follow(self, message: str, **named: object) -> None:
        """A link, by what it says; of several, the first."""
        self._lead_on(self._named("link", message, **named))

    def enter(self, place: str) -> None:
        """A link by a part of its address, where several say the same; the first."""
        self._lead_on(self.page.locator(f"main a[href*='{place}']").first)

    def send(self, message: str, **named: object) -> None:
        """A button, by what it says."""
        self._lead_on(self._named("button", message, **named))

    def _named(self, role: str, message: str, **named: object) -> Locator:
        found = self.page.locator("main").get_by_role(role, name=self.word(message, **named))  # type: ignore[arg-type]  # a closed list there
        return found.first

    def _lead_on(self, target: Locator) -> None:
        """To another page. (That its address changes says nothing: a form notes that it was sent.)"""
        self.page.evaluate("window.isLeft = false")
        self.hands.press(target)
        self.page.wait_for_function(
            "() => window.isLeft === undefined && document.readyState == 'complete'"
        )
        main = self.page.locator("main")
        assert main.locator(".errors").count() == 0, main.inner_text()

    def unfold(self, message: str, **named: object) -> None:
        self.hands.press(self.page.locator("summary", has_text=self.word(message, **named)).first)

    def field(self, name: str, value: str = "") -> Locator:
        """By its name; one of several with their value."""
        chosen = f"[value='{value}']" if value else ""
        return self.page.locator(f"main [name='{name}']{chosen}:not([type=hidden])").first

    def fill(self, **fields: str | int | date | time) -> None:
        """What is typed into the fields of a form, by their names."""
        for name, said in fields.items():
            if isinstance(said, date):
                self.hands.set_day(self.field(name), said)
            elif isinstance(said, time):
                self.hands.set_time(self.field(name), said)
            else:
                self.hands.write(self.field(name), str(said))

    def choose(self, name: str, value: str = "") -> None:
        self.hands.choose(self.field(name, value))

    def pick(self, name: str, said: str) -> None:
        """Of a list, what says that."""
        option = self.field(name).locator("option", has_text=said).first
        self.hands.pick(self.field(name), option.get_attribute("value") or "")

    def put(self, name: str, data: bytes) -> None:
        """A file, from the machine at which somebody sits."""
        self.field("files").set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": data}
        )

    def write_rich(self, text: str) -> None:
        """Into the editor of the page."""
        self.hands.write(self.page.locator("main .rich-text").first, text)

    def set_today(self, name: str) -> None:
        today = self.page.evaluate("new Date().toLocaleDateString('sv')")
        self.hands.set_day(self.field(name), date.fromisoformat(today))

    def reads(self, message: str, **named: object) -> None:
        """What stands on the page."""
        expect(self.page.locator("main")).to_contain_text(
            self.word(message, **named), ignore_case=True
        )

    def is_told(self, message: str, **named: object) -> None:
        """What the page says of what was just done."""
        expect(self.page.locator(".said").first).to_contain_text(self.word(message, **named))

    def waits_for(self, path: str, is_there: Callable[[], Locator]) -> None:
        """A page shows something in a moment: what the other side sent is on its way."""
        for _ in range(60):
            self.open(path)
            if is_there().count():
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"it never came to {path}: {self.page.locator('main').inner_text()}")

    def comes(self, text: str) -> None:
        """The page in front of this side says it in a moment, when it is opened anew."""
        path = self.page.url.removeprefix(self.desk)
        self.waits_for(path, lambda: self.page.locator("main").get_by_text(text))

    def look(self) -> None:
        """The rules find nothing here, on a wide screen and on a phone."""
        looked_at(self.page, WIDE, PHONE)

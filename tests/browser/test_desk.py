"""Every page of the desk and of the way in, as different people, looked at with a browser."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.looking import (
    PHONE,
    WIDE,
    ZOOMED,
    breaks_rules,
    stops_by_keyboard,
    too_wide,
    unfold,
)
from tests.browser.people import PASSWORD
from tests.instance import Instance
from tests.web.desk.test_roles_of_addresses import addresses

pytestmark = pytest.mark.browser

WALKS = {
    "koge/coordinator": ("da", WIDE),
    "koge/example-administrator": ("da", ZOOMED),
    "koge/example-registrar": ("da", PHONE),
    "koge/example-communicator": ("da", PHONE),
    "kristianstad/example-leader": ("sv", PHONE),
    "mittby/chair": ("sv", ZOOMED),  # in an agreement of five parties
    "operator": ("sv", ZOOMED),
    "with a password": ("da", PHONE),
    "with an app and a passkey": ("sv", PHONE),
    "nobody yet": ("da", ZOOMED),
}
"""Who walks, in which language, and how wide the screen is."""

NO_PAGES = {
    "desk/drafts/": "a script sends there what is typed",
    "desk/drafts/drop/": "takes a form and leads back",
    "desk/people/invitations/<uuid:invitation>/withdraw/": "takes a form and leads back",
    "desk/settings/sign-in/passkeys/new/options/": "a script asks",
    "desk/settings/sign-in/sessions/": "takes a form and leads back",
    "desk/settings/sign-in/service/<slug:municipality>/": "leads to the service",
    "sign-in/passkey/": "takes a form and leads on",
    "sign-in/passkey/options/": "a script asks",
    "sign-in/service/<slug:municipality>/": "leads to the service",
    "sign-in/invitation/<str:token>/": "leads on without the secret",
    "sign-in/recovery/<str:token>/": "leads on without the secret",
    "sign-in/first/<str:token>/": "leads on without the secret",
    "sign-in/first/": "where there is nobody yet: `test_invitation` looks at it",
    "desk/first/posts/": "where posts are missing: `test_invitation` looks at it",
}
"""Addresses at which nobody here sees a page, and why. Files end in no stroke."""

WITHOUT_LINKS = {
    "koge/coordinator": ("desk/tasks/", "desk/waiting/", "desk/seats/"),
    "koge/example-administrator": tuple(
        f"desk/first/{step}"
        for step in ("", "agreement/", "agreement/file/", "agreement/form/", "done/")
    ),
    "with a password": ("sign-in/second-step/", "sign-in/again/", "desk/settings/sign-in/"),
    "with an app and a passkey": ("sign-in/again/", "desk/settings/sign-in/"),
    "nobody yet": ("sign-in/", "sign-in/out/"),
}
"""Pages to which a link leads only in a state that this instance is not in, or none at all."""

KIND = """() => [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
  .map(e => e.localName + (e.type || '')).filter((e, n, all) => e != all[n - 1]).join(' ')"""

PARTS = """() => {
  const said = /^(role|type|alt|for|lang|scope|headers|tabindex|title|label|aria-.*)$/;
  const part = e => [e.localName, ...[...e.classList].sort(),
    ...[...e.attributes].map(a => a.name).filter(n => said.test(n)).sort()].join('.');
  return [...new Set([...document.querySelectorAll('body *')]
    .map(e => part(e) + ' in ' + part(e.parentElement)))];
}"""
"""Of what a page is made: each element in the one around it, with its classes and what it says of
itself to who does not see it."""

FAULTS = """() => {
  const shown = e => e.checkVisibility({checkVisibilityCSS: true}) && e.getClientRects().length;
  const found = [];
  if (document.querySelectorAll('h1').length != 1) found.push('has not one h1');
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
    if (+heading.tagName[1] > level + 1) found.push('skips a level: ' + heading.innerText);
    level = +heading.tagName[1];
  }
  for (const heading of document.querySelectorAll('main h2, main h3')) {
    const before = heading.previousElementSibling;
    if (before && shown(heading) && shown(before)
        && heading.getBoundingClientRect().top - before.getBoundingClientRect().bottom < 8
        && heading.getBoundingClientRect().left < before.getBoundingClientRect().right)
      found.push('has no air above ' + heading.innerText);
  }
  for (const form of document.querySelectorAll('main form:not([method=get])')) {
    const said = e => (e?.getAttribute('aria-describedby') || '').split(' ')
      .some(id => document.getElementById(id)?.classList.contains('reads'));
    for (const field of form.querySelectorAll('input[name]:not([type=hidden]), select[name], textarea[name]'))
      if (!said(field) && !said(field.closest('fieldset')) && field.name != 'file_readers')
        found.push('does not say who reads the field ' + field.name);
    for (const button of form.querySelectorAll('button[type=submit]'))
      if (!said(button) && ![...form.querySelectorAll('.reads')].some(e => !e.closest('.field')))
        found.push('does not say who reads what the button does: ' + button.innerText);
  }
  return found;
}"""
"""`file_readers` is itself the choice of who reads."""


@pytest.fixture(scope="module")
def filled(running: Instance) -> Instance:
    """The demo, with everything on its desks that can stand there."""
    running.module("tests.browser.busy")
    return running


@dataclass
class Walk:
    """What somebody found: each kind of page with its address and title, and what is wrong."""

    page: Page
    language: str
    known: set[str]
    """What it need not look at again: kinds of pages by keyboard, parts of pages by the rules, and
    addresses of the open site."""
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)

    def open(self, path: str) -> bool:
        """Go to an address and look at its page; whether there is one."""
        answer = self.page.goto(origin(self.page) + path)
        is_there = self._answers(path, answer and answer.status)
        if is_there:
            self.look()
        return is_there

    def _answers(self, path: str, status: int | None) -> bool:
        if status != 200:
            self.wrong.append(f"{path}: answers {status}")
        return status == 200

    def look(self) -> None:
        """At the page that is open."""
        here = urlsplit(self.page.url).path
        self.pages.setdefault(shape(self.page.url), (here, self.page.title()))
        wrong = []
        kind = resolve(here).route + self.page.evaluate(KIND)
        if kind not in self.known:
            self.known.add(kind)
            wrong += stops_by_keyboard(self.page)
        unfold(self.page)
        wrong += self.page.evaluate(FAULTS)
        wrong += too_wide(self.page, WIDE, PHONE, ZOOMED)
        # A page that is made of what was looked at before breaks no other rules than it did there.
        parts = {resolve(here).route, *self.page.evaluate(PARTS)}
        if not parts <= self.known:
            self.known |= parts
            wrong += breaks_rules(self.page)
        self.wrong += [f"{here}: {fault}" for fault in wrong]

    def follow(self, *todo: str) -> None:
        """These addresses, and every link on their pages."""
        waiting = list(todo)
        while waiting:
            path = waiting.pop(0)
            # A link of the open site may name a page of the desk behind its question mark.
            bare = path.partition("?")[0]
            on_desk = re.search("/(desk|sign-in)/", bare)
            seen = self.done if on_desk else self.known
            if path in seen:
                continue
            seen.add(path)
            is_page = re.search(r"/(desk|sign-in)/([^.]*/)?$", bare)
            if not is_page or shape(path) in self.pages:
                self._answers(path, self.page.request.get(origin(self.page) + path).status)
            elif self.open(path):
                waiting += self.links()

    def links(self) -> list[str]:
        """The instance's own, in the same language: the others hold the same pages."""
        found = self.page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        own = [urlsplit(link) for link in found if link.startswith(origin(self.page))]
        paths = [link.path + (f"?{link.query}" if link.query else "") for link in own]
        return [path for path in paths if path.startswith(f"/{self.language}/")]


def origin(page: Page) -> str:
    return page.url[: page.url.index("/", len("http://"))]


def shape(address: str) -> str:
    """Addresses that differ in the thing alone show the same page."""
    there = urlsplit(address)
    alike = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/\d+(?=/)|(?<=/posts/)[^/]+", "/…", there.path)
    return alike + ("?" if there.query else "")


def walk(
    context: BrowserContext, filled: Instance, who: str, secrets: dict[str, str], known: set[str]
) -> Walk:
    """All that somebody comes to."""
    language, width = WALKS[who]
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    found = Walk(page, language, known)
    door = f"/{language}/sign-in/"
    starts = [f"/{language}/{path}" for path in ("desk/", *WITHOUT_LINKS.get(who, ()))]
    page.goto(filled.address + door)
    if who == "nobody yet":
        found.follow(*starts[1:])
        for way_in in ("invitation", "recovery"):
            found.open(f"{door}{way_in}/{secrets[way_in]}/")
        page.goto(filled.address + door)
        page.locator("#id_email").fill(secrets["email"])
        page.locator("#id_password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in/code/")
        found.look()
        return found
    if who == "operator":
        secret = (Path(filled.environment["OVERENS_DATA"]) / "demo-secret").read_text("ascii")
        found.open(f"{door}demo/{secret.strip()}/operator/")
        page.locator("main button").click()
        page.wait_for_url("**/desk/instance/")
    else:
        cookie = filled.session(who) if "/" in who else cookie_of(filled, who)
        context.add_cookies([cookie])
    found.follow(*starts)
    return found


def cookie_of(filled: Instance, who: str) -> dict[str, str]:
    kind = "weak" if who == "with a password" else "strong"
    key = filled.module("tests.browser.people", kind)
    return {"name": "overens-session", "value": key, "url": filled.address}


@pytest.fixture(scope="module")
def walks(browser: Browser, filled: Instance) -> dict[str, Walk]:
    """Everybody's; together they are one measure of what is left out."""
    secrets = json.loads(filled.module("tests.browser.waiting"))
    found: dict[str, Walk] = {}
    known: set[str] = set()
    for who in WALKS:
        context = browser.new_context()
        found[who] = walk(context, filled, who, secrets, known)
        context.close()
    return found


@pytest.mark.parametrize("who", WALKS)
def test_nothing_is_wrong_with_any_page(walks: dict[str, Walk], who: str) -> None:
    assert walks[who].wrong == [], "\n".join(walks[who].wrong)
    titles: dict[str, str] = {}
    for there, title in walks[who].pages.values():
        here = re.sub(r"(?<=/agreements/)[^/]+", "…", there)  # two of them may have one name
        assert titles.setdefault(title, here) == here, f"{title}: {here} and {titles[title]}"


def test_no_page_is_left_out(walks: dict[str, Walk]) -> None:
    routes = {
        address.removeprefix("/<language:language>/")
        for address, _view in addresses(get_resolver().url_patterns)
        if address.startswith("/<language:language>/") and address.endswith("/")
    }
    there = {route for route in routes if route.startswith(("desk/", "sign-in/"))}
    come_to = {
        resolve(path).route.removeprefix("<language:language>/")
        for walk in walks.values()
        for path, _title in walk.pages.values()
    }
    left_out = there - come_to
    assert (left_out - NO_PAGES.keys(), NO_PAGES.keys() - left_out) == (set(), set())


def test_a_form_that_cannot_be_sent_says_so_first(browser: Browser, filled: Instance) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 844})
    context.add_cookies([filled.session("koge/example-administrator")])
    page = context.new_page()
    for path in ("people/sign-in-service/", "settings/email/", "posts/"):
        page.goto(f"{filled.address}/sv/desk/{path}")
        page.locator("main form:not([method=get]) button.btn").last.click()
        page.locator(".errors").wait_for()
        assert page.title().startswith("Fel: "), path
        assert page.evaluate("document.activeElement.classList.contains('errors')"), path
    context.close()


def test_the_language_changes_and_the_page_stays(browser: Browser, filled: Instance) -> None:
    context = browser.new_context()
    context.add_cookies([filled.session("koge/coordinator")])
    page = context.new_page()
    page.goto(f"{filled.address}/da/desk/briefing/?agreement=busy")
    page.get_by_role("link", name="Svenska").click()
    assert page.url == f"{filled.address}/sv/desk/briefing/?agreement=busy"
    page.context.clear_cookies()
    page.goto(f"{filled.address}/da/desk/posts/")
    page.get_by_role("link", name="Svenska").click()
    assert page.url == f"{filled.address}/sv/sign-in/?next=%2Fda%2Fdesk%2Fposts%2F"
    context.close()

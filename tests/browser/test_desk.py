"""Every page of the desk that a link leads to, as different people, looked at with a browser."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_access import PHONE, RULES, WIDE, ZOOMED
from tests.instance import Instance

pytestmark = pytest.mark.browser

WALKS = {
    "coordinator": ("koge/coordinator", "da", WIDE, 20),
    "administrator": ("koge/example-administrator", "da", ZOOMED, 20),
    "communicator": ("koge/example-communicator", "da", PHONE, 15),
    "leader": ("kristianstad/example-leader", "sv", PHONE, 15),
    "chair of one of five parties": ("mittby/chair", "sv", ZOOMED, 12),
    "operator": ("operator", "sv", ZOOMED, 8),
}
"""Who holds which post, reads in which language, how wide, and finds at least how many pages."""

FAULTS = """() => {
  const shown = e => e.checkVisibility({checkVisibilityCSS: true}) && e.getClientRects().length;
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push('is wider than the screen');
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
      if (![...form.querySelectorAll('.reads')].some(e => !e.closest('.field')))
        found.push('does not say who reads what the button does: ' + button.innerText);
  }
  return found;
}"""
"""`file_readers` is itself the choice of who reads."""


@pytest.fixture(scope="module")
def filled(running: Instance) -> Instance:
    """The demo, with everything on its desks that can stand there."""
    for module in ("tests.browser.busy", "tests.browser.waiting"):
        running.module(module)
    return running


@pytest.fixture
def somebody(
    browser: Browser, filled: Instance, request: pytest.FixtureRequest
) -> Iterator[tuple[Page, str, int]]:
    post, language, width, least = WALKS[request.param]
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    if post == "operator":
        secret = (Path(filled.environment["OVERENS_DATA"]) / "demo-secret").read_text("ascii")
        page.goto(f"{filled.address}/{language}/sign-in/demo/{secret.strip()}/operator/")
        page.locator("main button").click()
        page.wait_for_url("**/desk/instance/")
    else:
        context.add_cookies([filled.session(post)])
    yield page, language, least
    context.close()


def shape(address: str) -> str:
    """Addresses that differ in the thing alone show the same page."""
    path, _mark, query = address.partition("?")
    alike = re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}|/\d+(?=/)|(?<=/posts/)[^/]+", "/…", path)
    return alike + ("?" if query else "")


@pytest.mark.parametrize("somebody", WALKS, indirect=True)
def test_every_page_of_the_desk(filled: Instance, somebody: tuple[Page, str, int]) -> None:
    page, language, least = somebody
    todo, seen, pages, wrong = [f"/{language}/desk/"], set(), {}, []
    while todo:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        is_page = re.search(r"/(desk|sign-in)/([^.]*/)?(\?.*)?$", path)
        if shape(path) in pages or not is_page:
            status = page.context.request.get(filled.address + path).status
            if status != 200:
                wrong.append((path, f"answers {status}"))
            continue
        answer = page.goto(filled.address + path)
        if answer is None or answer.status != 200:
            wrong.append((path, f"answers {answer and answer.status}"))
            continue
        pages[shape(path)] = (urlsplit(page.url).path, page.title())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        wrong += [(path, fault) for fault in page.evaluate(FAULTS)]
        result = Axe().run(page, options=RULES)
        if result.violations_count:
            wrong.append((path, result.generate_report()))
        links = page.locator("a[href]").evaluate_all("all => all.map(a => a.href)")
        own = [urlsplit(link) for link in links if link.startswith(filled.address)]
        todo += [link.path + (f"?{link.query}" if link.query else "") for link in own]
        # The other languages hold the same pages.
        todo = [link for link in todo if link.startswith(f"/{language}/")]
    assert wrong == [], "\n".join(f"{path}: {fault}" for path, fault in wrong)
    assert len(pages) >= least, sorted(pages)
    titles = {}
    for there, title in pages.values():
        here = re.sub(r"(?<=/agreements/)[^/]+", "…", there)  # two of them may have one name
        assert titles.setdefault(title, here) == here, f"{title}: {here} and {titles[title]}"


@pytest.mark.parametrize("path", ["sign-in/", "sign-in/out/", "sign-in/invitation/"])
def test_who_reads_it_stands_on_the_pages_before_the_sign_in(
    page: Page, filled: Instance, path: str
) -> None:
    page.set_viewport_size({"width": ZOOMED, "height": 800})
    page.goto(f"{filled.address}/da/{path}")
    assert page.evaluate(FAULTS) == []


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

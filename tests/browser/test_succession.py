"""A coordinator falls ill, the deputy finds everything: with the keyboard alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from overens.base.languages.rules import languages
from tests.browser.looking import WIDE, looked_at
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser

WRITING = "form[data-place^='handover:'] [contenteditable=true]"
"""The editor, which stands in the text area's place."""
ADMINISTRATOR = """
from django.utils import timezone
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Authority
post, _ = note_post(authority=Authority.objects.get(slug="koge"), slug="administrator",
                    names=Wordings.of({"da": "administrator, eksempel"}), role="administrator",
                    example=True)
note_seat(post=post, person="Eksempeladministrator", since=timezone.now().date())
"""
DEPUTY = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from overens.base.municipalities.models import Seat
from tests.cast import account_of, make_strong
account = account_of(Seat.objects.get(holding="deputy"), "deputy@koge.example")
session = SessionStore()
session[SESSION_KEY] = str(account.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = account.get_session_auth_hash()
make_strong(session, account)
print(json.dumps(session.session_key))
"""


def carry_out(running: Instance, code: str) -> str:
    """A few lines on the same database, as the instance itself would run them."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(){code}"],
        env=running.environment
        | {
            "PYTHONPATH": f"{root / 'src'}:{root}",
            "DJANGO_SETTINGS_MODULE": "overens.settings.site",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.fixture
def koge(prepared: Path) -> Iterator[Instance]:
    """An instance of this story's own: who holds what changes in it."""
    with instance(like=prepared) as found:
        carry_out(found, ADMINISTRATOR)
        yield found


def signed_in(browser: Browser, cookie: dict[str, str]) -> BrowserContext:
    context = browser.new_context(viewport={"width": WIDE, "height": 900})
    context.add_cookies([cookie])
    return context


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Go on with Tab until the element is reached, as somebody without a mouse does."""
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _ in range(120):
        if wanted.evaluate("e => e === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def has_no_faults(page: Page) -> None:
    """The rules of accessibility, on a wide screen and on a phone, in each language."""
    address, rest = page.url.split("/da/")
    for language in languages():
        page.goto(f"{address}/{language}/{rest}")
        looked_at(page)
    page.goto(f"{address}/da/{rest}")


def test_a_coordinator_falls_ill_and_the_deputy_finds_everything(
    browser: Browser, koge: Instance
) -> None:
    ill = signed_in(browser, koge.session("koge/coordinator"))
    desk = ill.new_page()
    desk.goto(f"{koge.address}/da/desk/posts/")
    assert desk.get_by_role("heading", level=1, name="Poster").is_visible()

    page = signed_in(browser, koge.session("koge/administrator")).new_page()
    page.goto(f"{koge.address}/da/desk/posts/")
    has_no_faults(page)
    press(page, "main a[href$='/posts/coordinator/']")
    page.wait_for_url("**/posts/coordinator/")
    has_no_faults(page)
    press(page, "summary:has-text('Udpeg en stedfortræder')")
    press(page, "#deputy-person", "Space")
    page.keyboard.insert_text("Eksempelstedfortræder")
    page.keyboard.press("Enter")
    page.get_by_text("Eksempelstedfortræder er stedfortræder.").wait_for()
    press(page, "summary:has-text('Åbn overdragelsen uden sidste dag')")
    press(page, "button:has-text('Åbn overdragelsen')")
    page.wait_for_url("**/handovers/*/")
    handover = page.url
    press(page, WRITING, "End")
    page.keyboard.insert_text("Ring først til rådhuset.")
    press(page, "button:has-text('Gem teksten')")
    page.get_by_text("Teksten er gemt.").wait_for()

    cookie = {
        "name": "overens-session",
        "value": json.loads(carry_out(koge, DEPUTY)),
        "url": koge.address,
    }
    helper = signed_in(browser, cookie)
    found = helper.new_page()
    found.goto(f"{koge.address}/da/desk/posts/")
    press(found, "main a:has-text('Overdragelsen')")
    found.wait_for_url(handover)
    said = found.locator("main").inner_text()
    for sentence in (
        "Ring først til rådhuset.",
        "De politiske ledelser mødes til en årlig dialog",
        "1. oktober 2027",
        "Exempelperson i Kristianstad",
        "er fraværende, og ingen sidste dag er kendt.",
    ):
        assert sentence in said, sentence
    has_no_faults(found)
    address = found.locator("a[href$='.pdf']").first.get_attribute("href")
    assert address
    assert address.startswith("/da/")
    pdf = helper.request.get(koge.address + address)
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
    press(found, "button:has-text('Jeg overtager postens arbejde')")
    found.get_by_text("Du har overtaget.").wait_for()

    page.goto(f"{koge.address}/da/desk/posts/coordinator/")
    press(page, "summary:has-text('Afslut nu')")
    seat = page.locator("input[name=seat][id^='end-seat']").first
    assert seat.is_visible(), "holder or deputy: it is asked whose"
    press(page, "input[id^='end-seat']", "Space")
    press(page, "button:has-text('Afslut fra nu af')")
    page.get_by_text("har ikke længere posten.").wait_for()
    answer = desk.reload()
    assert answer
    assert answer.status == 403
    assert "Eksempelstedfortræder" not in desk.content()
    page.goto(f"{koge.address}/da/desk/posts/")
    page.get_by_text("Ingen har denne post, og den bærer 6 aftalepunkter.").wait_for()
    has_no_faults(page)

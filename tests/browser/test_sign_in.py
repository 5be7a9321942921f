"""Signing in, in a real browser: by a municipality's service, by passkey, by the demo's link."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from overens.base.languages.rules import languages
from tests.browser.looking import PHONE, looked_at
from tests.browser.people import PASSWORD
from tests.instance import Instance, instance
from tests.oidc_provider import Provider, provider

pytestmark = pytest.mark.browser
SETTINGS = "desk/settings/sign-in/"


@pytest.fixture(scope="module")
def service() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def local(service: Provider, prepared: Path) -> Iterator[Instance]:
    """An instance under a name: passkeys are made for names, not for numbers."""
    from tests.instance import free_port

    port = str(free_port())
    address = f"http://localhost:{port}"
    with instance(like=prepared, OVERENS_PORT=port, OVERENS_ADDRESS=address) as found:
        yield replace(found, address=address)


def told(running: Instance, *arguments: str) -> str:
    """What a command of the tests does on the instance's own database."""
    return running.module("tests.browser.people", *arguments)


@pytest.fixture(scope="module")
def member(local: Instance, service: Provider) -> str:
    """The e-mail address of a registrar of Køge with a password, where Køge has a service."""
    told(local, "service", service.address)
    return told(local, "account", PASSWORD)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 1280, "height": 900})
    found.set_default_timeout(15_000)
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def with_passkeys(context: BrowserContext, page: Page) -> None:
    """The device holds passkeys, and its holder is always at hand."""
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def press_to(page: Page, name: str) -> None:
    """Go to something by the Tab key alone, and press it."""
    for _turn in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_a_municipalitys_own_service_signs_somebody_in(
    local: Instance, service: Provider, member: str, page: Page
) -> None:
    service.says("u-1", email="ny@koge.example", name="Ny Eksempelperson", groups=["spare"])
    page.goto(f"{local.address}/da/desk/")
    press_to(page, "Køge login")
    expect(page).to_have_url(f"{local.address}/da/desk/")
    expect(page.locator(".acting")).to_contain_text("Køge Kommune")
    service.says("u-2", email="frem@koge.example", name="En Fremmed", groups=["others"])
    page.context.clear_cookies()
    page.goto(f"{local.address}/da/sign-in/service/koge/")
    expect(page).to_have_url(f"{local.address}/da/sign-in/")
    expect(page.get_by_role("alert").first).to_contain_text("Køge login")


def test_a_passkey_is_made_and_signs_in_by_keyboard_alone(
    local: Instance, member: str, context: BrowserContext, page: Page
) -> None:
    with_passkeys(context, page)
    page.goto(f"{local.address}/da/desk/")
    page.get_by_label("E-mailadresse").focus()
    page.keyboard.type(member)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    # A registrar speaks for an authority: a password is not enough.
    expect(page).to_have_url(re.compile("/da/sign-in/second-step/"))
    press_to(page, "Opret en adgangsnøgle")
    expect(page).to_have_url(f"{local.address}/da/{SETTINGS}passkeys/new/")
    press_to(page, "Opret adgangsnøglen")
    # One comes to where one was going.
    expect(page).to_have_url(f"{local.address}/da/desk/")
    page.goto(f"{local.address}/da/{SETTINGS}")
    expect(page.get_by_role("heading", name="Adgangsnøgle 1")).to_be_visible()

    context.clear_cookies()
    page.goto(f"{local.address}/da/desk/seats/")
    press_to(page, "Log ind med adgangsnøgle")
    expect(page).to_have_url(f"{local.address}/da/desk/seats/")

    # As the second step after a password, too.
    context.clear_cookies()
    page.goto(f"{local.address}/da/sign-in/")
    page.get_by_label("E-mailadresse").fill(member)
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{local.address}/da/sign-in/code/")
    press_to(page, "Brug adgangsnøglen")
    expect(page).to_have_url(f"{local.address}/da/desk/")

    # And it is taken away again.
    page.goto(f"{local.address}/da/{SETTINGS}")
    page.get_by_role("link", name="Fjern Adgangsnøgle 1").click()
    page.get_by_role("button", name="Fjern").click()
    expect(page.get_by_role("status")).to_contain_text("fjernet")
    context.clear_cookies()
    page.goto(f"{local.address}/da/sign-in/")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page).to_have_url(re.compile("/da/sign-in/"))


def test_a_device_without_the_passkey_is_told_so(local: Instance, page: Page) -> None:
    page.goto(f"{local.address}/da/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('none')) }")
    page.get_by_role("button", name="Log ind med adgangsnøgle").click()
    expect(page.get_by_role("alert")).to_contain_text("kunne ikke bruges")
    expect(page.get_by_role("button", name="Log ind med adgangsnøgle")).to_be_focused()


def demo_link(local: Instance, name: str, language: str = "da") -> str:
    secret = Path(local.environment["OVERENS_DATA"], "demo-secret")
    assert secret.stat().st_mode & 0o077 == 0
    return f"{local.address}/{language}/sign-in/demo/{secret.read_text().strip()}/{name}/"


def test_the_demos_link_signs_in_to_an_example_post(local: Instance, page: Page) -> None:
    page.goto(demo_link(local, "koge-coordinator"))
    expect(page.get_by_role("main")).to_contain_text("Køge")
    press_to(page, page.locator("main button").inner_text())
    expect(page).to_have_url(f"{local.address}/da/desk/")
    expect(page.locator(".acting")).to_contain_text("eksempel")


def test_without_javascript_everything_but_the_passkey_is_there(
    local: Instance, member: str, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{local.address}/da/sign-in/")
    expect(page.get_by_text("Adgangsnøgler kræver JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Log ind med adgangsnøgle")).to_be_hidden()
    page.get_by_label("E-mailadresse").fill(member)
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.locator("main form:not([data-passkey]) button").click()
    expect(page).to_have_url(re.compile("/da/sign-in/second-step/"))
    context.close()


@pytest.mark.parametrize("language", languages())
def test_the_rules_find_nothing_and_nothing_is_wider_than_the_screen(
    local: Instance, member: str, browser: Browser, language: str
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 844})
    page = context.new_page()
    start = f"{local.address}/{language}/"

    def look(path: str) -> None:
        page.goto(path if path.startswith("http") else start + path)
        here = page.url
        looked_at(page)
        assert page.locator("h1").count() == 1, here
        seen.add(here)

    seen: set[str] = set()
    look("sign-in/")
    page.locator("main form:not([data-passkey]) button").click()
    assert page.locator(".errors").count() == 1
    looked_at(page)
    look(demo_link(local, "kristianstad-leader", language))
    look("sign-in/out/")
    context.add_cookies([{**cookie(local, "weak"), "url": local.address}])
    look("sign-in/second-step/")
    look("sign-in/again/")
    context.clear_cookies()
    context.add_cookies([{**cookie(local, "strong"), "url": local.address}])
    look(SETTINGS)
    for part in ("passkeys/new/", "app/away/", "spare-codes/", "password/"):
        look(SETTINGS + part)
    page.goto(f"{start}{SETTINGS}spare-codes/")
    page.locator("main form button").click()
    expect(page.locator("main code")).to_have_count(10)
    looked_at(page)
    assert len(seen) == 10
    context.close()


def cookie(local: Instance, kind: str) -> dict[str, str]:
    return {"name": "overens-session", "value": told(local, kind)}

"""Coming in: an invitation in Danish, a way back, and a whole first run in Swedish."""

import hmac
import re
import time
from base64 import b32decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from overens.base.languages.rules import languages
from overens.demo import demo_file
from tests.browser.looking import PHONE, WIDE, ZOOMED, looked_at, stops_by_keyboard
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser
ADMINISTRATOR = "koge/example-administrator"
PASSWORD = "en lang adgangskode 7"
NEW_MEMBER = """
[[parties.posts]]
post = "example-member"
name = { da = "medlem, eksempel" }
[[parties.posts.seats]]
person = "Ny Kollega (eksempel)"
since = 2021-10-01
deputy = true

[[parties]]
authority = "kristianstad"
"""


@pytest.fixture(scope="module")
def with_colleague(running: Instance, tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Somebody holds a post at Køge, and has no account yet."""
    text = demo_file().decode().replace('\n[[parties]]\nauthority = "kristianstad"\n', NEW_MEMBER)
    file = Path(tmp_path_factory.mktemp("file")) / "agreement.toml"
    file.write_text(text, "utf-8")
    done = running.overens("agreement", "load", file, "--as", "koge/coordinator")
    assert done.returncode == 0, done.stderr
    return running


@pytest.fixture
def administrator(browser: Browser, running: Instance) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.add_cookies([running.session(ADMINISTRATOR)])
    yield context
    context.close()


def test_an_invitation_is_accepted_in_danish_and_lands_on_ones_overview(
    browser: Browser, administrator: BrowserContext, with_colleague: Instance
) -> None:
    page = administrator.new_page()
    page.goto(f"{with_colleague.address}/da/desk/people/")
    page.get_by_role("link", name="Invitér Ny Kollega (eksempel)").click()
    looked_at(page)
    page.get_by_label("E-mailadresse").fill("ny@koge.example")
    page.get_by_role("button", name="Opret linket").click()
    looked_at(page)
    link = page.get_by_label("Link").input_value()
    assert "/da/sign-in/invitation/" in link
    page.get_by_role("link", name="Jeg har givet det videre").click()
    assert "Inviteret som ny@koge.example" in page.locator("main").inner_text()
    looked_at(page)
    guest = browser.new_context()
    sent: list[str] = []
    guest.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    other = guest.new_page()
    other.goto(link)
    token = link.split("/")[-2]
    assert token not in other.url
    looked_at(other)
    text = other.locator("main").inner_text()
    assert "Køge Kommune" in text
    assert "Ny Kollega (eksempel)" in text
    # By keyboard alone.
    other.get_by_label("Ny adgangskode").focus()
    other.keyboard.type(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/da/desk/")
    assert other.locator("html").get_attribute("lang") == "da"
    assert "Køge Kommune" in other.locator("aside.acting").inner_text()
    assert not any(token in referrer for referrer in sent)
    again = browser.new_context().new_page()
    again.goto(link)
    assert "Linket kan ikke bruges" in again.locator("h1").inner_text()
    looked_at(again)
    guest.close()


@pytest.mark.parametrize("language", languages())
def test_the_rules_find_nothing_on_the_administrators_pages(
    administrator: BrowserContext, running: Instance, language: str
) -> None:
    page = administrator.new_page()
    for path in (
        "people/",
        "people/sign-in-service/",
        "settings/",
        "settings/email/",
        "log/",
        "first/",
        "first/agreement/",
        "first/agreement/form/",
        "first/agreement/file/",
        "first/done/",
    ):
        page.goto(f"{running.address}/{language}/desk/{path}")
        assert f"/desk/{path}" in page.url
        looked_at(page, WIDE, PHONE, ZOOMED)


@pytest.mark.parametrize("language", languages())
def test_the_rules_find_nothing_on_the_operators_pages(
    browser: Browser, running: Instance, language: str
) -> None:
    made = running.overens("account", "invite", f"op-{language}@example.org", "--operator")
    link = made.stdout.strip().splitlines()[-1].replace("/en/", f"/{language}/")
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    looked_at(page)
    page.locator("#id_password").fill("x")
    page.keyboard.press("Enter")
    page.locator(".errors").wait_for()
    looked_at(page)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    add_codes_app(page)
    for path in ("", "log/", "authorities/koge/", "authorities/kristianstad/invite/"):
        page.goto(f"{running.address}/{language}/desk/instance/{path}")
        assert page.url.endswith(path)
        looked_at(page)
    context.close()


def test_whoever_was_let_in_again_is_told_who_did_it(
    browser: Browser, administrator: BrowserContext, running: Instance
) -> None:
    page = administrator.new_page()
    page.goto(f"{running.address}/da/desk/people/")
    page.get_by_role(
        "link", name=re.compile("Hjælp Eksempelperson i Køge .*ind igen")
    ).first.click()
    looked_at(page)
    page.locator("main form button").click()
    looked_at(page)
    page.get_by_role("link", name=re.compile("^Svar for")).click()
    looked_at(page)
    page.get_by_role("button", name="Træk det tilbage").click()
    assert "Ingen lukkes ind ved det" in page.locator(".said").inner_text()


def test_from_an_empty_instance_to_the_agreement_in_one_sitting_in_swedish(
    browser: Browser,
) -> None:
    with instance(demo=False, LC_ALL="sv_SE.UTF-8") as running:
        page = browser.new_context().new_page()
        page.goto(first_link(running))
        assert stops_by_keyboard(page) == []
        looked_at(page)
        for label, text in {
            "Din kommuns namn": "Ystads kommun",
            "Kort namn": "Ystad",
            "Ditt namn": "Alva Exempel",
            "Din e-postadress": "alva@ystad.example",
            "Nytt lösenord": "ett långt lösenord",
        }.items():
            page.get_by_label(label).fill(text)
        page.get_by_label("Land").select_option("se")
        page.get_by_role("button", name="Skapa mitt konto").click()
        add_codes_app(page)
        page.wait_for_url("**/sv/desk/first/")
        looked_at(page)
        go_on(page)
        looked_at(page)
        page.get_by_label("Vem som är koordinator").fill("Alva Exempel")
        page.get_by_label("Vem som är politisk ledare").fill("Bo Exempel")
        page.get_by_role("button", name="Spara och gå vidare").click()
        go_on(page)
        page.get_by_role("link", name="Fyll i formuläret").click()
        looked_at(page)
        page.get_by_role("button", name="För in avtalet").click()
        page.locator(".errors").wait_for()
        assert page.evaluate("document.activeElement.className") == "errors"
        looked_at(page)
        for name, text in {
            "title": "Samarbetsavtal mellan Ystad och Rønne (exempel)",
            "purpose": "Att lära av varandra.",
            "on": "2025-05-06",
            "signer_0_1_name": "Bo Exempel",
            "signer_0_1_post": "kommunalråd",
            "partner_1_name": "Rønne Kommune",
            "partner_1_short": "Rønne",
            "signer_1_1_name": "Carl Eksempel",
            "signer_1_1_post": "borgmester",
            "areas": "Hamnar\nSkolor",
            "yearly": "Träffas en gång om året",
        }.items():
            page.locator(f"#id_{name}").fill(text)
        page.locator("#id_partner_1_country").select_option("dk")
        page.get_by_role("button", name="För in avtalet").click()
        page.wait_for_url("**/sv/desk/first/done/")
        looked_at(page)
        page.get_by_role("link", name="Se det så som alla ser det").click()
        assert "Ystad och Rønne" in page.locator("h1").inner_text()
        text = page.locator("main").inner_text()
        assert "Hamnar" in text
        assert "Träffas en gång om året" in text
        assert running.overens("trail", "verify").returncode == 0


def first_link(running: Instance) -> str:
    """As the operator reads it where the instance was started."""
    assert running.process.stdout
    for line in running.process.stdout:
        if "/sign-in/first/" in line:
            return line.strip()
    raise AssertionError("no link was printed")


def go_on(page: Page) -> None:
    page.get_by_role("link", name="Gå vidare med nästa steg").click()


def add_codes_app(page: Page) -> None:
    """Set up the second step with an app for codes, as its holder would."""
    page.wait_for_url("**/sign-in/second-step/**")
    page.locator("a[href$='app/new/']").click()
    key = page.locator("main code").inner_text()
    page.locator("#id_code").fill(code(key))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/app/new/" not in url)


def code(key: str) -> str:
    """Six digits of this half minute (RFC 6238)."""
    counter = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.digest(b32decode(key.replace(" ", "")), counter, "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"

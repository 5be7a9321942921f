"""The life of an agreement, from the first word to the notice, as each side goes through it.

Køge works in Danish with the keyboard alone, Kristianstad in Swedish with a mouse; whoever begins, the
other could. Nothing that is shared changes before each of them has agreed.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hands import Keyboard, Mouse, Side
from tests.browser.looking import WIDE
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser

AGREEMENT = "aftale-om-kysten-eksempel"


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Instance]:
    with instance(like=prepared) as found:
        yield found


@pytest.fixture
def koge(browser: Browser, running: Instance) -> Iterator[Side]:
    yield from side(browser, running, "koge", "da", Keyboard)


@pytest.fixture
def kristianstad(browser: Browser, running: Instance) -> Iterator[Side]:
    yield from side(browser, running, "kristianstad", "sv", Mouse)


def side(
    browser: Browser, running: Instance, slug: str, language: str, hands: type[Mouse | Keyboard]
) -> Iterator[Side]:
    context = browser.new_context(viewport={"width": WIDE, "height": 900}, locale=language)
    context.add_cookies([running.session(f"{slug}/coordinator")])
    page = context.new_page()
    yield Side(page, f"{running.address}/{language}/desk/", language, hands(page))
    context.close()


def newest(party: Side, of: int) -> None:
    """Open the newest of so many proposals, when it has come."""
    lines = party.page.locator("main ul.rows > li")
    party.waits_for("approvals/", lambda: lines.nth(of - 1))
    party.enter("/desk/approvals/0")


def says(party: Side, answer: str, because: str = "") -> None:
    """The party answers what is open in front of it."""
    name = {"da": "Køge", "sv": "Kristianstad"}[party.language]
    party.choose("answer", answer)
    if because:
        party.fill(because=because)
    if answer == "yes":
        party.send("Approve for %(name)s", name=name)
    else:
        party.send("Send the answer")
    party.reads("The answer is sent")


def signs(party: Side) -> None:
    """The party records its own signature, on the proposal in front of it."""
    party.set_today("on")
    party.choose("signatories")
    party.send("Record the signing")
    party.reads("The signing is recorded")


def rewrites(party: Side, **texts: str) -> None:
    """The party changes the article of its draft, in some of the languages."""
    party.enter("/draft/parts/art-")
    party.fill(**texts)
    party.send("Save in the draft")


def confirms(party: Side, language: str) -> None:
    """The party says that the article still says the same in another language."""
    party.enter("/draft/parts/art-")
    party.unfold("Confirm the wording in %(language)s", language=language)
    party.send("Confirm the wording in %(language)s", language=language)


def proposes(party: Side, counts: str) -> None:
    party.follow("Propose it to the other parties")
    party.choose("counts", counts)
    party.send("Propose it")


def test_an_agreement_is_written_answered_signed_changed_waived_and_left(
    running: Instance, koge: Side, kristianstad: Side
) -> None:
    # Køge writes, and nobody else reads it.
    koge.open("agreements/new/")
    koge.look()
    koge.choose("parties", "kristianstad")
    koge.fill(title_da="Aftale om kysten, eksempel", title_sv="Avtal om kusten, exempel")
    koge.fill(slug=AGREEMENT)
    koge.send("Begin the draft")
    koge.follow("Add an article")
    koge.fill(heading_da="Møder", text_da="Parterne mødes hvert år.", heading_sv="Möten")
    koge.send("Save in the draft")
    koge.follow("Add a commitment")
    koge.fill(promise_da="Parterne mødes.", promise_sv="Parterna möts.")
    koge.choose("kind", "once")
    koge.fill(due=date(2027, 10, 1))
    koge.send("Save in the draft")
    koge.enter("/draft/term/")
    koge.fill(notice_months=6)
    koge.send("Save in the draft")
    koge.look()
    kristianstad.open("approvals/")
    kristianstad.reads("Nothing waits for approval.")

    # It is missing words in Swedish: the page says so, and leads there.
    rewrites(koge, text_sv="Parterna möts varje år.")
    proposes(koge, "signed")

    # Kristianstad reads it in Swedish, and proposes a changed text.
    newest(kristianstad, of=1)
    kristianstad.look()
    kristianstad.send("Propose a changed text")
    rewrites(kristianstad, text_sv="Parterna möts en gång om året.")
    confirms(kristianstad, "danska")
    proposes(kristianstad, "signed")

    # Køge says yes, if; Kristianstad changes its text once more.
    newest(koge, of=2)
    koge.look()
    says(koge, "yes-if", because="Møderne holdes skiftevis hos hver part.")
    koge.look()
    condition = "Møderne holdes skiftevis"
    newest(kristianstad, of=2)
    kristianstad.comes(condition)
    kristianstad.follow("Go on with your draft of a changed text")
    rewrites(
        kristianstad,
        text_sv="Parterna möts två gånger varje år, i tur och ordning hos varje part.",
        text_da="Parterne mødes to gange hvert år, skiftevis hos hver part.",
    )
    proposes(kristianstad, "signed")

    # Each says yes to the very same text, and signs it.
    for party in (koge, kristianstad):
        newest(party, of=3)
        says(party, "yes")
    for party in (koge, kristianstad):
        newest(party, of=3)
        party.comes(party.word("Record the signing"))
        party.look()
        signs(party)

    # It counts from now on, for everyone to read.
    public = f"{running.address}/da/agreements/{AGREEMENT}/"
    koge.page.goto(f"{public}text/1/")
    koge.reads("Parterne mødes to gange hvert år, skiftevis hos hver part.")
    koge.look()

    # Køge proposes to change it; no signing follows, so a yes binds.
    koge.open(f"agreements/{AGREEMENT}/life/")
    koge.look()
    koge.follow("Write a change")
    koge.choose("edition")
    koge.send("Begin the draft")
    koge.enter("/draft/parts/purpose/")
    koge.fill(text_da="Kysten skal holde.", text_sv="Kusten ska hålla.")
    koge.send("Save in the draft")
    proposes(koge, "yes")
    for party in (koge, kristianstad):
        newest(party, of=4)
        says(party, "yes")
    kristianstad.page.goto(f"{running.address}/sv/agreements/{AGREEMENT}/text/1..2/")
    kristianstad.page.locator("main ins", has_text="Kusten ska hålla.").wait_for()
    kristianstad.look()

    # What was promised need not be done, since each party says so.
    koge.open(f"agreements/{AGREEMENT}/life/")
    koge.follow("Choose a commitment")
    koge.enter("/life/waive/1/")
    koge.look()
    koge.choose("due")
    koge.fill(because="Vi mødtes i anden sammenhæng.")
    koge.send("Ask the parties")
    for party in (koge, kristianstad):
        newest(party, of=5)
        says(party, "yes")
    kristianstad.page.goto(f"{running.address}/sv/agreements/{AGREEMENT}/commitments/1/")
    kristianstad.reads("waived by all")
    kristianstad.look()

    # Kristianstad leaves, as the agreement allows: that alone is its own to do.
    kristianstad.open(f"agreements/{AGREEMENT}/life/")
    kristianstad.follow("See the last day, and give notice")
    kristianstad.look()
    kristianstad.fill(body="Kommunfullmäktige", paragraph="§ 1")
    kristianstad.send("Give notice for %(name)s", name="Kristianstad")
    koge.open(f"agreements/{AGREEMENT}/life/")
    koge.comes("Kristianstad")
    koge.look()

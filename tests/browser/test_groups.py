"""A working group, from its mandate to notes that stand open again, as each side goes through it.

Køge works in Danish with the keyboard alone, Kristianstad in Swedish on a phone. Each line belongs to
the side that wrote it, and both read it.
"""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.hands import Keyboard, Mouse, Side
from tests.browser.looking import PHONE, WIDE
from tests.browser.test_agreement import newest, says
from tests.browser.test_succession import carry_out
from tests.instance import Instance, instance

pytestmark = pytest.mark.browser

ROOM = "agreements/koge-kristianstad/"
GROUP = f"{ROOM}groups/kystgruppen-eksempel/"
IN_A_WEEK = date.today() + timedelta(days=7)  # noqa: DTZ011  the instance has a clock of its own
TIME_PASSES = """
from datetime import timedelta
from django.utils import timezone
from overens.cycle.groups.models import Meeting
now = timezone.now()
Meeting.objects.update(starts_at=now - timedelta(minutes=50), ends_at=now + timedelta(minutes=10))
"""


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Instance]:
    with instance(like=prepared) as found:
        yield found


@pytest.fixture
def koge(browser: Browser, running: Instance) -> Iterator[Side]:
    yield from side(browser, running, "koge", "da", Keyboard, WIDE)


@pytest.fixture
def kristianstad(browser: Browser, running: Instance) -> Iterator[Side]:
    yield from side(browser, running, "kristianstad", "sv", Mouse, PHONE)


def side(
    browser: Browser,
    running: Instance,
    slug: str,
    language: str,
    hands: type[Mouse | Keyboard],
    width: int,
) -> Iterator[Side]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    context.add_cookies([running.session(f"{slug}/coordinator")])
    page = context.new_page()
    yield Side(page, f"{running.address}/{language}/desk/", language, hands(page))
    context.close()


def name_a_post(party: Side) -> None:
    party.open(GROUP)
    party.comes(party.word("Name our posts"))
    party.follow("Name our posts")
    party.look()  # and everything is unfolded
    party.pick("post", "koordinator")
    party.send("Name it")
    party.is_told("The post sits in the group.")


def notes(party: Side, kind: str, text: str) -> None:
    """What came of the item that is under way."""
    party.choose("kind", kind)
    party.fill(text=text)
    if kind == "task":
        party.pick("post", "Kristianstad")
        party.fill(due=IN_A_WEEK)
    party.send("Save outcome")
    party.is_told("Saved.")


def sends(party: Side, text: str) -> None:
    """The notes, from their page, as they read now."""
    party.write_rich(text)
    party.send("Save")
    party.follow("Look at them as they will be sent")
    party.look()
    party.follow("Send the notes")
    party.look()
    party.send("Send the notes")
    party.is_told("They are sent to the members of each party.")


def test_a_group_is_founded_meets_and_writes_what_came_of_it(
    running: Instance, koge: Side, kristianstad: Side
) -> None:
    # Køge proposes a group, and each side says yes.
    koge.open(f"{ROOM}groups/")
    koge.look()
    koge.follow("Propose a working group")
    koge.look()
    koge.fill(name_da="Kystgruppen, eksempel", text_da="Den ser på, hvad der holder vandet ude.")
    koge.send("Put it to each party")
    says(koge, "yes")
    newest(kristianstad, of=1)
    kristianstad.look()
    says(kristianstad, "yes")
    for party in (koge, kristianstad):
        name_a_post(party)

    # A concrete question, and why it matters on each side.
    koge.open(GROUP)
    koge.look()
    koge.follow("Ask a question")
    koge.look()
    koge.fill(text="Hvordan får vi husejere til selv at sikre deres kældre?")
    koge.send("Ask it")
    why = {"da": "Bugten stod højt i oktober.", "sv": "Ån svämmar över allt oftare."}
    for party in (koge, kristianstad):
        party.open(f"{ROOM}questions/1/")
        party.unfold("Write why it matters to us")
        party.look()
        party.fill(text=why[party.language])
        party.send("Save our side")
    for text in why.values():
        kristianstad.page.locator("main .parties", has_text=text).wait_for()

    # Køge calls a meeting, and Kristianstad answers.
    koge.open(GROUP)
    koge.follow("Call a meeting")
    koge.look()
    koge.fill(title="Møde om kældre", day=IN_A_WEEK, starts=time(10), ends=time(11))
    koge.fill(where="Rådhuset, Køge")
    koge.send("Call the meeting")
    koge.look()
    meeting = koge.page.url.removeprefix(koge.desk)
    kristianstad.open(meeting)
    kristianstad.look()
    kristianstad.choose("coming", "yes")
    kristianstad.send("Send the answer")
    kristianstad.is_told("Your answer is noted.")

    # An agenda, and the meeting itself, with an outcome of each kind.
    koge.open(meeting)
    koge.follow("Open the agenda")
    koge.look()
    koge.send("Begin with the usual items")
    koge.fill(title="Kældrene", minutes=20)
    koge.send("Put it on the agenda")
    koge.look()
    carry_out(running, TIME_PASSES)
    koge.open(meeting)
    koge.follow("Run the meeting")
    koge.look()
    notes(koge, "information", "Begge sider har fået penge til et forsøg.")
    notes(koge, "decision", "Vi måler hver måned.")
    notes(koge, "task", "Send kortet over kældrene.")
    koge.look()
    koge.send("Close the meeting")
    koge.look()

    # Køge writes the notes; Kristianstad remembers something otherwise; Køge sends them anew.
    koge.follow("Write the notes")
    koge.look()
    koge.choose("readers", "partners")
    sends(koge, "Vi talte om kældre.")
    kristianstad.open(meeting)
    kristianstad.follow("Object to what you remember otherwise")
    kristianstad.look()
    kristianstad.fill(text="Vi talade också om brunnar.")
    kristianstad.send("Send the objection")
    kristianstad.is_told("Your objection is sent: the notes are open again.")
    koge.open(f"{meeting}notes/")
    koge.look()
    koge.page.locator("main", has_text="Vi talade också om brunnar.").wait_for()
    sends(koge, "Vi talte om kældre og brønde.")

    # A file, for both.
    koge.open(f"{GROUP}files/")
    koge.look()
    koge.put("kort.pdf", b"%PDF-1.7 a paper")
    koge.choose("file_readers", "partners")
    koge.send("Put them here")
    kristianstad.open(f"{GROUP}files/")
    kristianstad.page.locator("main", has_text="kort.pdf").wait_for()

    # A visit of long ago, on one page.
    kristianstad.open(f"{ROOM}meetings/")
    kristianstad.look()
    kristianstad.follow("Note a meeting or a visit afterwards")
    kristianstad.look()
    kristianstad.fill(title="Studiebesök vid ån", first=date(2022, 5, 4))
    kristianstad.fill(programme="09.00–10.30 Välkomna; stadshuset\n11.00 Vid ån")
    kristianstad.send("Put it on file")
    kristianstad.is_told("It is on file. Files can be put beside it on its page.")
    kristianstad.page.locator("main", has_text="Vid ån").wait_for()
    kristianstad.look()

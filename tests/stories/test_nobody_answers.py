"""Nobody answers, somebody says no, somebody is gone: in each of them there is a way on.

Køge writes in Danish and Kristianstad in Swedish. Each day of the calendar the worker goes its round,
as it does every few seconds of a real day; everything else somebody does on a page of the desk.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from lxml import html

from overens.base.consents.models import Consent
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account, Person, Seat
from overens.base.municipalities.states import Holding, Role
from overens.base.trail.queries import faults
from overens.cycle.agreements.models import Version
from overens.cycle.agreements.queries import versions_that_count
from overens.cycle.agreements.states import PROPOSAL
from overens.running.rounds import chores, one_round
from tests.cast import Cast, account_of, cast, signed_in
from tests.cycle.agreements.test_life import drafted
from tests.cycle.news.writing import published, words
from tests.examples import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LANGUAGE = {"koge": "da", "kristianstad": "sv"}
AGREEMENT = "agreements/koge-kristianstad/"


@dataclass
class Story:
    """The people, and a calendar that runs."""

    people: Cast
    now: datetime = NOW

    @property
    def today(self) -> date:
        return self.now.date()

    def days(self, count: int) -> Iterator[date]:
        """Day by day, each with its rounds."""
        for _day in range(count):
            self.now += DAY
            self.rounds()
            yield self.today

    def pass_by(self, count: int) -> None:
        for _day in self.days(count):
            pass

    def rounds(self) -> None:
        with self.clock():
            while one_round(chores(), self.now) != (0, 0):
                pass

    @contextmanager
    def clock(self) -> Iterator[None]:
        with time_machine.travel(self.now, tick=False):
            yield

    def desk(self, side: str) -> str:
        return f"/{LANGUAGE[side]}/desk/"

    def client(self, side: str, role: Role) -> Client:
        return signed_in(self.people.accounts[side, role])

    def reads(self, side: str, role: Role, page: str = "") -> str:
        """What somebody reads on a page of the desk."""
        with self.clock():
            answer = self.client(side, role).get(f"{self.desk(side)}{page}", follow=True)
            assert answer.status_code == 200, page
            return plain(answer.content.decode())

    def does(self, side: str, role: Role, page: str, **said: object) -> str:
        """What somebody sends on a page of the desk, and what they read then."""
        self.now += timedelta(minutes=1)
        with self.clock():
            client, address = self.client(side, role), f"{self.desk(side)}{page}"
            shown = html.fromstring(client.get(address).content.decode())
            do = said.get("do")
            forms = shown.xpath("//main//form[@method='post']")
            form = next(f for f in forms if not do or f.xpath(f".//input[@value='{do}']"))
            hidden = {
                e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")
            }
            answer = client.post(address, {**hidden, **said}, follow=True)
            assert answer.status_code == 200, page
        self.rounds()
        return plain(answer.content.decode())

    def writes(self, side: str, text: str, consent: Consent | None = None) -> Version:
        """A draft, begun from the text that counts or from a proposal."""
        edition = consent.edition if consent else None
        return drafted(self.people, side, text, at=self.now, edition=edition)

    def proposes(self, side: str, *, by_yes: bool = True, answer_by: date | None = None) -> Consent:
        """One's own draft, and then it is put away."""
        before = set(Consent.objects.values_list("pk", flat=True))
        self.does(
            side,
            Role.COORDINATOR,
            f"{AGREEMENT}draft/propose/",
            counts="yes" if by_yes else "signed",
            answer_by=answer_by.isoformat() if answer_by else "",
        )
        consent = Consent.objects.exclude(pk__in=before).get(kind=PROPOSAL)
        Version.objects.filter(owner__slug=side, edition__isnull=True).delete()
        return consent

    def answers(self, side: str, role: Role, consent: Consent, answer: str, **more: object) -> str:
        page = f"approvals/{consent.pk}/"
        return self.does(side, role, page, do="approve", answer=answer, **more)

    def letters(self) -> list[tuple[date, str]]:
        """To whom a letter about a question was written on which day: reminders and digests aside."""
        rows = Letter.objects.filter(about_kind="asked").order_by("queued_at", "to")
        return [(letter.queued_at.date(), letter.to) for letter in rows]

    def text_in_force(self) -> str:
        """As everyone reads it."""
        with self.clock():
            answer = Client().get("/en/agreements/koge-kristianstad/text/?text=as-written")
            (text,) = html.fromstring(answer.content.decode()).xpath("//div[@class='agreed']")
            return text.text_content()

    def counting(self) -> int:
        """The number of the version that counts."""
        return versions_that_count("koge-kristianstad")[-1].number or 0


def plain(page: str) -> str:
    (main,) = html.fromstring(page).xpath("//main")
    return re.sub(r"\s+", " ", main.text_content()).strip()


@pytest.fixture
def story() -> Story:
    return Story(cast(NOW))


def deputy_of(story: Story, side: str, name: str) -> None:
    """Somebody is the coordinator's deputy, and can sign in."""
    post = story.people.seats[side, Role.COORDINATOR].post
    person = Person.objects.create(authority=post.authority, name=name)
    seat = Seat.objects.create(
        post=post, person=person, holding=Holding.DEPUTY, since=story.today - DAY
    )
    account_of(seat, f"deputy@{side}.example")
    story.people.accounts[side, "deputy"] = Account.objects.get(person=person)


def test_four_months_of_silence(story: Story) -> None:
    before = story.text_in_force()
    deputy_of(story, "kristianstad", "Exempel Ersättare")

    # Køge proposes a change, and asks for an answer within a month.
    story.writes("koge", "Vi lærer af hinanden")
    last = story.today + 30 * DAY
    text = story.proposes("koge", answer_by=last)
    story.answers("koge", Role.COORDINATOR, text, "yes")
    page = f"approvals/{text.pk}/"

    # It stands on the desk of Kristianstad's coordinator, who does nothing. Nobody else is asked yet.
    assert "Svara på det som Køge föreslår" in story.reads("kristianstad", Role.COORDINATOR)
    story.pass_by(30)
    assert story.letters() == []
    assert "Svara på det som Køge föreslår" not in story.reads("kristianstad", Role.LEADER)

    # The day passes: it goes on to the deputy, a week later to the director, then to the leader. Each
    # gets one letter, in their language, however often the worker comes round.
    story.pass_by(90)
    assert story.letters() == [
        (last + 1 * DAY, "deputy@kristianstad.example"),
        (last + 8 * DAY, "director@kristianstad.example"),
        (last + 15 * DAY, "leader@kristianstad.example"),
    ]
    assert {letter.language for letter in Letter.objects.filter(about_kind="asked")} == {"sv"}
    for role in (Role.COORDINATOR, Role.DIRECTOR, Role.LEADER, "deputy"):
        assert "Svara på det som Køge föreslår" in story.reads("kristianstad", role)
    shown = story.reads("kristianstad", Role.COORDINATOR, page)
    assert "till ersättaren" in shown
    assert "till direktören" in shown
    assert "till den politiska ledaren" in shown

    # Four months on, what counts is what counted. Silence is no yes and no no.
    assert (story.text_in_force(), story.counting()) == (before, 1)
    assert "venter på" in story.reads("koge", Role.COORDINATOR, page)

    # Meanwhile each side tells its own people what it likes: that needs nobody's consent.
    for side in LANGUAGE:
        by = story.people.seats[side, Role.COMMUNICATOR]
        published(by, words(f"Nyt fra {side}"), at=story.now)
        with story.clock():
            assert f"Nyt fra {side}" in Client().get("/da/news/").content.decode()

    # The way on: whoever it reached last answers, as the body has decided. Now it counts.
    story.answers("kristianstad", Role.LEADER, text, "yes", body="Kommunfullmäktige")
    assert story.counting() == 2
    assert "Svara på det som Køge föreslår" not in story.reads("kristianstad", Role.LEADER)
    story.pass_by(30)
    assert len(story.letters()) == 3
    assert faults() == {}


def test_four_months_of_silence_in_which_the_other_side_changes_its_mind(story: Story) -> None:
    """Whoever proposed need not wait for ever: a newer text takes the place of the one that nobody
    answers, and nobody is asked about the old one any more."""
    story.writes("koge", "Vi lærer af hinanden")
    first = story.proposes("koge", by_yes=False, answer_by=story.today + 30 * DAY)
    story.pass_by(120)
    asked = len(story.letters())
    story.writes("koge", "Vi lærer af hinanden hvert år", first)
    second = story.proposes("koge", by_yes=False)
    shown = story.reads("kristianstad", Role.COORDINATOR, f"approvals/{first.pk}/")
    assert "En nyare text har trätt i dess ställe." in shown
    story.pass_by(30)
    assert len(story.letters()) == asked
    assert str(second.pk) in story_links(story, "kristianstad")
    assert str(first.pk) not in story_links(story, "kristianstad")


def story_links(story: Story, side: str) -> str:
    """The addresses to which the tasks of a coordinator lead."""
    with story.clock():
        page = story.client(side, Role.COORDINATOR).get(f"{story.desk(side)}tasks/")
        found = html.fromstring(page.content.decode()).xpath("//ol//a/@href")
        return " ".join(found)


def test_a_councils_no(story: Story) -> None:
    before = story.text_in_force()
    story.writes("koge", "Vi lærer af hinanden")
    first = story.proposes("koge")
    # Køge's council says yes, and binds itself: to no other text, as long as this one can count.
    story.answers("koge", Role.COORDINATOR, first, "yes", body="Byrådet")
    story.writes("kristianstad", "Vi lär av varandra")
    rival = story.proposes("kristianstad")
    said = story.answers("koge", Role.COORDINATOR, rival, "yes")
    assert "bundet sig til en anden tekst" in said

    # Kristianstad's council says no, with its reason. That is for ever, and sets Køge free.
    reason = "Fullmäktige vill inte ha ett nytt syfte."
    said = story.answers(
        "kristianstad", Role.LEADER, first, "no", because=reason, body="Kommunfullmäktige"
    )
    assert (story.text_in_force(), story.counting()) == (before, 1)
    answer = f"approvals/{first.pk}/"
    assert "Der er kommet svar på det, I foreslog" in story.reads(
        "koge", Role.COORDINATOR, "tasks/"
    )
    assert reason in story.reads("koge", Role.COORDINATOR, answer)
    said = story.does("kristianstad", Role.COORDINATOR, f"approvals/{rival.pk}/", do="approve",
                      answer="yes")  # fmt: skip
    said = story.answers("koge", Role.COORDINATOR, rival, "sent-back", because="Lad os tale først.")

    # The way on: a changed text, begun from the one that was refused. Each says yes to it.
    story.does("koge", Role.COORDINATOR, answer, do="begin")
    story.writes("koge", "Vi lærer, hvor vi vil")
    changed = story.proposes("koge")
    assert "Der er kommet svar på" not in story.reads("koge", Role.COORDINATOR, "tasks/")
    for side in LANGUAGE:
        story.answers(side, Role.COORDINATOR, changed, "yes")
    assert story.counting() == 2
    assert "Vi lærer, hvor vi vil" in story.text_in_force()
    assert faults() == {}


def test_a_coordinator_who_is_gone_in_the_middle(story: Story) -> None:
    """The work sits with the post: the deputy goes on with the draft, the next holder with the
    proposal."""
    story.writes("koge", "Vi lærer af hinanden")
    coordinator = story.people.seats["koge", Role.COORDINATOR]
    post = f"posts/{coordinator.post.slug}/"

    # From one minute to the next Køge's coordinator is gone. The administrator says so, and names a
    # deputy, who signs in on the same day.
    story.does("koge", Role.ADMINISTRATOR, post, do="end", seat=str(coordinator.pk))
    story.does("koge", Role.ADMINISTRATOR, post, do="deputy", person="Eksempel Vikar")
    seat = Seat.objects.get(person__name="Eksempel Vikar")
    story.people.accounts["koge", "deputy"] = account_of(seat, "vikar@koge.example")
    with story.clock():
        gone = story.client("koge", Role.COORDINATOR).get(f"/da/desk/{AGREEMENT}draft/")
        assert gone.status_code == 403

    # The draft is as it was left, and the deputy proposes it.
    assert "Vi lærer af hinanden" in story.reads("koge", "deputy", f"{AGREEMENT}draft/")
    story.does(
        "koge",
        "deputy",
        f"{AGREEMENT}draft/propose/",
        counts="yes",
        answer_by=(story.today + 30 * DAY).isoformat(),
    )
    (text,) = Consent.objects.filter(kind=PROPOSAL)
    Version.objects.filter(owner__slug="koge", edition__isnull=True).delete()
    assert text.asked_by_id == seat.pk

    # Ten days later somebody else takes the post over, and finds what waits in it: Kristianstad has
    # said yes on a condition, and Køge has not answered itself.
    story.pass_by(10)
    story.answers("kristianstad", Role.COORDINATOR, text, "yes-if", because="Om vi möts varje år.")
    story.does("koge", Role.ADMINISTRATOR, post, do="take-over", person="Eksempel Ny")
    holder = Seat.objects.select_related("person", "post__authority__municipality").get(
        person__name="Eksempel Ny"
    )
    story.people.accounts["koge", Role.COORDINATOR] = account_of(holder, "ny@koge.example")
    story.people.seats["koge", Role.COORDINATOR] = holder
    waits = story.reads("koge", Role.COORDINATOR, "tasks/")
    assert "Svar også for jeres egen part" in waits
    assert "Der er kommet svar på det, I foreslog" in waits

    # The way on: they meet the condition with a changed text, and each says yes to that one.
    story.does("koge", Role.COORDINATOR, f"approvals/{text.pk}/", do="begin")
    story.writes("koge", "Vi lærer af hinanden, og mødes hvert år")
    changed = story.proposes("koge")
    for side in LANGUAGE:
        story.answers(side, Role.COORDINATOR, changed, "yes")
    assert story.counting() == 2
    assert faults() == {}

"""What waits of a proposal, as it stands on the desk: in which words, with which link and day."""

import logging
import re
from collections.abc import Iterator

import pytest
import time_machine
from lxml import html

from overens.base.languages.rules import languages
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.going_on import go_on
from overens.cycle.agreements.actions.proposing import waive
from tests.cast import SIDES, Cast, cast, signed_in
from tests.cycle.agreements.test_life import DAY, answered, carried, signed
from tests.examples import NOW, TODAY
from tests.reach.overview.test_matters import LAST, proposed, succeeded

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


@pytest.fixture(autouse=True)
def nothing_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A part that fails leaves the page standing: so that no test passes by it, none may fail."""
    with time_machine.travel(NOW, tick=False):
        yield
    assert [row for row in caplog.get_records("call") if row.levelno >= logging.ERROR] == []


def tasks(people: Cast, side: str, role: Role = Role.COORDINATOR, language: str = "en"):
    """What stands under 'waits for you': (words, address) of each."""
    client = signed_in(people.accounts[side, role])
    answer = client.get(f"/{language}/desk/tasks/")
    assert answer.status_code == 200
    assert client.get(f"/{language}/desk/").status_code == 200
    assert client.get(f"/{language}/desk/briefing.pdf").content.startswith(b"%PDF-")
    rows = html.fromstring(answer.content.decode()).xpath("//li[contains(@class, 'task')]")
    found = [
        (re.sub(r"\s+", " ", r.text_content()).strip(), r.xpath(".//a/@href")[0]) for r in rows
    ]
    return [(words, address) for words, address in found if "typed in rightly" not in words]


def sent(people: Cast, side: str, language: str = "en") -> str:
    client = signed_in(people.accounts[side, Role.MEMBER])
    answer = client.get(f"/{language}/desk/waiting/").content.decode()
    return re.sub(r"\s+", " ", html.fromstring(answer).text_content())


def test_a_proposal_stands_there_with_its_day_and_its_link(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    address = f"/en/desk/approvals/{text.pk}/"
    ((words, link),) = tasks(people, "kristianstad")
    assert link == address
    assert words.startswith("Answer what Køge proposes:")
    assert "Answer by 24 December 2026 in 30 days" in words
    ((own, link),) = tasks(people, "koge")
    assert link == address
    assert own.startswith("Answer for your own party too:")
    assert "The proposed text:" in sent(people, "koge")
    assert "An answer is asked for by 24 December 2026" in sent(people, "koge")
    answered(people, "koge", text)
    answered(people, "kristianstad", text)
    carried(NOW)
    ((words, link),) = tasks(people, "kristianstad", Role.LEADER)
    assert words.startswith("Sign, and record the signing:")
    assert link == address
    signed(people, "koge", text)
    carried(NOW)
    assert tasks(people, "koge") == []
    assert "Their signature is awaited" in sent(people, "koge")


def test_a_waiver_and_what_came_back_of_it(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    asked = waive(by=by, agreement=people.agreement, commitment=1, because="Gjort.", at=NOW)
    carried(NOW)
    ((words, link),) = tasks(people, "kristianstad")
    assert words.startswith("Answer whether it is waived:")
    assert "Proposed 24 November 2026 today" in words
    assert "To waive:" in sent(people, "koge")
    answered(people, "koge", asked)
    answered(people, "kristianstad", asked, "no", because=HOSTILE)
    carried(NOW)
    ((words, again),) = tasks(people, "koge")
    assert words.startswith("An answer has come to what you proposed:")
    assert "The commitment stays as it is." in words
    assert (again, tasks(people, "kristianstad")) == (link, [])


def test_what_has_gone_on_says_so_there_and_on_its_page(people: Cast) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "koge", text)
    later = NOW + 46 * DAY
    go_on(now=later)
    with time_machine.travel(later, tick=False):
        ((words, _link),) = tasks(people, "kristianstad", Role.LEADER)
        assert "Answer was due 24 December 2026, 16 days ago" in words
        assert "gone on within your municipality" in words
        client = signed_in(people.accounts["kristianstad", Role.LEADER])
        page = client.get(f"/en/desk/approvals/{text.pk}/").content.decode()
        assert "the question has gone on" in page
        plain = re.sub(r"\s+", " ", html.fromstring(page).text_content())
        assert "1 January 2027: to the director" in plain
        assert "8 January 2027: to the political leader" in plain
        # What the other side does about it within its own house is not ours to read.
        other = signed_in(people.accounts["koge", Role.COORDINATOR])
        page = other.get(f"/en/desk/approvals/{text.pk}/").content.decode()
        assert "the question has gone on" not in page


def test_a_leader_who_is_new_is_led_to_what_can_be_done(people: Cast) -> None:
    leader = succeeded(people, TODAY)
    people.accounts["kristianstad", Role.LEADER] = leader.person.account
    ((words, link),) = tasks(people, "kristianstad", Role.LEADER)
    assert words.startswith("You are new in the post: does the agreement with Køge go on?")
    assert "In the post since 24 November 2026 today" in words
    client = signed_in(leader.person.account)
    assert "life/keep/" in client.get(link).content.decode()
    client.post(f"{link}keep/", {"text": ""})
    assert tasks(people, "kristianstad", Role.LEADER) == []


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_there_in_each_language(people: Cast, language: str) -> None:
    text = proposed(people)
    carried(NOW)
    answered(people, "kristianstad", text, "yes-if", because=HOSTILE)
    carried(NOW)
    by = people.seats["kristianstad", Role.COORDINATOR]
    waive(by=by, agreement=people.agreement, commitment=1, because="?", at=NOW, answer_by=LAST)
    carried(NOW)
    for side in SIDES:
        for role in Role:
            shown = tasks(people, side, role, language)
            assert all(HOSTILE not in words for words, _address in shown)
    assert len(tasks(people, "koge", language=language)) >= 3

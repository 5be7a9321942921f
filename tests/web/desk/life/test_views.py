"""The page of an agreement's life, and what a party says there alone."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from overens.base.languages.rules import languages, write_date
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.ending import propose_last_day
from overens.cycle.agreements.actions.proposing import propose, waive
from overens.cycle.agreements.actions.telling import give_notice
from overens.cycle.agreements.dossier import told_in
from overens.cycle.agreements.models import Step
from overens.cycle.agreements.rules.recurrence import months_after
from overens.cycle.agreements.states import StepKind
from tests.cast import SIDES, Cast, cast, signed_in
from tests.cycle.agreements.test_life import DAY, answered, carried, drafted
from tests.examples import NOW, TODAY

HOSTILE = "<script>alert(1)</script>"
LIFE = "/en/desk/agreements/koge-kristianstad/life/"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db: None) -> Cast:
    return cast(NOW)


def client_of(people: Cast, side: str, role: Role = Role.COORDINATOR) -> Client:
    return signed_in(people.accounts[side, role])


def read(client: Client, address: str = LIFE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def with_six_months(people: Cast) -> None:
    """Each party has agreed to a text that allows notice."""
    by = people.seats["koge", Role.COORDINATOR]
    text = propose(by=by, draft=drafted(people, "koge", "Nyt"), at=NOW, signing=False)
    carried(NOW)
    for side in ("koge", "kristianstad"):
        answered(people, side, text)
    carried(NOW)


@pytest.mark.parametrize("language", languages())
def test_the_page_answers_in_each_language(people: Cast, language: str) -> None:
    page = read(client_of(people, "koge"), LIFE.replace("/en/", f"/{language}/"))
    assert page.count("<h1") == 1


def test_where_nothing_is_under_way_that_is_said(people: Cast) -> None:
    page = read(client_of(people, "koge"))
    assert "Nothing is under way" in page
    assert "The agreement does not say how notice is given" in page
    assert "life/notice/" not in page
    page = read(client_of(people, "koge"), f"{LIFE}notice/")
    assert "The agreement does not say how notice is given" in page
    assert "Which body has decided it" not in page


def test_what_is_on_its_way_is_not_read_by_the_other_side_yet(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    consent = propose(
        by=by, draft=drafted(people, "koge", "Nyt"), at=NOW, answer_by=TODAY + 30 * DAY
    )
    link = f"/en/desk/approvals/{consent.pk}/"
    assert link in read(client_of(people, "koge"))
    assert link not in read(client_of(people, "kristianstad"))
    carried(NOW)
    page = read(client_of(people, "kristianstad"))
    assert link in page
    assert "Waits for answers" in page


def test_what_was_refused_stands_among_the_earlier_ones(people: Cast) -> None:
    by = people.seats["koge", Role.COORDINATOR]
    text = propose(by=by, draft=drafted(people, "koge", "Nyt"), at=NOW)
    waiver = waive(by=by, agreement=people.agreement, commitment=1, because=HOSTILE, at=NOW)
    carried(NOW)
    page = read(client_of(people, "kristianstad"))
    assert "asked on" in page
    assert "What came of earlier ones" not in page
    for consent in (text, waiver):
        answered(people, "kristianstad", consent, "no", because="Fullmäktige sade nej.")
    carried(NOW)
    under_way, earlier = read(client_of(people, "koge")).split("What came of earlier ones")
    for consent in (text, waiver):
        assert str(consent.pk) in earlier
        assert str(consent.pk) not in under_way
    assert earlier.count("Not agreed") == 2


def test_a_leader_says_that_it_goes_on(people: Cast) -> None:
    leader = client_of(people, "koge", Role.LEADER)
    assert "life/keep/" in read(leader)
    page = leader.post(f"{LIFE}keep/", {"text": HOSTILE}, follow=True).content.decode()
    assert "It is said that the agreement goes on." in page
    assert Step.objects.get().kind == StepKind.KEPT
    assert HOSTILE not in page
    assert "life/keep/" not in read(client_of(people, "koge"))
    assert client_of(people, "koge").get(f"{LIFE}keep/").status_code == 404


def test_notice_is_given_on_a_page_that_names_the_last_day_first(people: Cast) -> None:
    with_six_months(people)
    leader = client_of(people, "koge", Role.LEADER)
    assert "with 6 months of notice" in read(leader)
    page = read(leader, f"{LIFE}notice/")
    day = write_date(months_after(TODAY, 6), "en")
    assert page.index(f"is {day}.") < page.index('<button class="btn" type="submit">Give notice')
    refused = leader.post(f"{LIFE}notice/", {"body": " ", "because": HOSTILE}).content.decode()
    assert "Write which body has decided it." in refused
    assert HOSTILE not in refused
    assert not Step.objects.filter(kind=StepKind.NOTICE).exists()
    said = {"body": "Byrådet", "paragraph": "§ 7", "because": HOSTILE}
    page = leader.post(f"{LIFE}notice/", said, follow=True).content.decode()
    assert "Notice is given" in page
    assert f"its last day is {day}." in page
    assert "has given notice already" in page
    told = told_in(Step.objects.get(kind=StepKind.NOTICE))
    assert (told.body, told.paragraph, told.text) == ("Byrådet", "§ 7", HOSTILE)
    again = read(leader, f"{LIFE}notice/")
    assert "has given notice already" in again
    assert "Which body has decided it" not in again


def test_a_member_reads_who_can_do_what_and_does_nothing_of_it(people: Cast) -> None:
    with_six_months(people)
    member = client_of(people, "koge", Role.MEMBER)
    page = read(member)
    assert "life/notice/" not in page
    assert "draft/begin/" not in page
    assert "Your coordinator or your political leader does that." in page
    assert member.get(f"{LIFE}notice/").status_code == 404


def test_once_it_has_ended_nobody_gives_notice_or_keeps_it(people: Cast) -> None:
    """Six months from now would lie after the last day that the text gives."""
    by = people.seats["koge", Role.COORDINATOR]
    with_six_months(people)
    last = TODAY + 10 * DAY
    ended = propose_last_day(
        by=by, agreement=people.agreement, ends=last, because="Nok.", at=NOW, signing=False
    )
    carried(NOW)
    for side in SIDES:
        answered(people, side, ended)
    day, later = write_date(last, "en"), NOW + 11 * DAY
    leader = client_of(people, "koge", Role.LEADER)
    assert f"is {day}.</b>" in read(leader, f"{LIFE}notice/")
    with time_machine.travel(later, tick=False):
        leader = client_of(people, "koge", Role.LEADER)
        page = read(leader)
        assert f"its last day was {day}" in page
        assert "life/notice/" not in page
        assert "life/keep/" not in page
        assert "there is nothing to give notice of" in read(leader, f"{LIFE}notice/")
        leader.post(f"{LIFE}notice/", {"body": "Byrådet"})
        kept = leader.post(f"{LIFE}keep/", {"text": ""}).content.decode()
        assert "bound by this agreement no more" in kept
    assert not Step.objects.filter(kind__in=(StepKind.NOTICE, StepKind.KEPT)).exists()
    with pytest.raises(Refused, match="bound by this agreement no more"):
        give_notice(
            by=by, agreement=people.agreement, because="", body="Byrådet", paragraph="", at=later
        )

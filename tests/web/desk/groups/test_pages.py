"""The shared room at the desk: groups are proposed and answered, and one sees what is next."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.languages.rules import Wordings
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.base.papers import actions as papers
from overens.base.papers.paper import canonical
from overens.cycle.agreements.models import Party
from overens.cycle.groups.actions.questions import ask_question
from overens.cycle.groups.actions.tasks import give_task
from overens.cycle.groups.models import Membership, Question, Remark, Task, WorkingGroup
from tests.cast import SIDES, Cast, cast, signed_in
from tests.cycle.agreements.test_life import carried
from tests.cycle.groups.making import a_group
from tests.examples import NOW, TODAY

pytestmark = pytest.mark.django_db
HOME = "/da/desk/agreements/koge-kristianstad/"
MANDATE = {
    "name_da": "Havnegruppen",
    "text_da": "Den ser på havne.",
    "name_sv": "",
    "kind": "working",
    "area": "climate-and-coast",
    "commitments": ["2", "4"],
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(papers, "as_pdf", lambda paper, *_more: b"%PDF-1.7\n" + canonical(paper))
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> Cast:
    return cast(NOW)


def at(people: Cast, side: str = "koge", role: Role = Role.COORDINATOR) -> Client:
    return signed_in(people.accounts[side, role])


def text_of(answer: Any) -> str:
    page = html.fromstring(answer.content.decode())
    return " ".join(page.xpath("//main")[0].text_content().split())


def test_a_group_is_proposed_read_and_answered_and_then_stands(people: Cast) -> None:
    koge = at(people)
    answer = koge.post(f"{HOME}groups/found/", MANDATE)
    assert answer.status_code == 302
    put = answer["Location"]
    carried(NOW)
    read = text_of(koge.get(put))
    for words in ("Kommissorium for en gruppe", "Den ser på havne.", "Havnegruppen"):
        assert words in read
    group = WorkingGroup.objects.get()
    assert "Den er foreslået" in text_of(koge.get(f"{HOME}groups/{group.slug}/"))
    assert "Det venter på svar fra" in text_of(koge.get(f"{HOME}groups/"))
    for side in SIDES:
        client = at(people, side, Role.LEADER)
        page = client.get(put)
        (seal,) = html.fromstring(page.content.decode()).xpath("//input[@name='read']/@value")
        sent = client.post(put, {"do": "approve", "read": seal, "answer": "yes"})
        assert sent.status_code == 302, text_of(sent)
        assert client.get(sent["Location"]).status_code == 200
        carried(NOW)
    group.refresh_from_db()
    assert group.founded_at
    assert [one.number for one in group.commitments.all()] == [2, 4]
    assert "Gå til gruppen" in text_of(koge.get(put))
    shown = text_of(
        at(people, "kristianstad").get(f"{HOME}groups/{group.slug}/".replace("/da/", "/sv/"))
    )
    assert "Gruppen är inte komplett: ingen sitter i den för Køge och Kristianstad." in shown


def test_what_was_put_is_not_there_for_who_is_no_party(people: Cast) -> None:
    put = at(people).post(f"{HOME}groups/found/", MANDATE)["Location"]
    assert at(people, "lund").get(put).status_code == 404
    assert at(people, "kristianstad").get(put).status_code == 404  # it is on its way
    carried(NOW)
    assert at(people, "kristianstad").get(put).status_code == 200
    # What is each party's to say of a proposal for the text is not offered here.
    assert "publish/" not in at(people).get(put).content.decode()


def test_people_are_shown_by_post_and_side_with_vacant_posts_and_deputies(people: Cast) -> None:
    group = a_group(people, NOW, roles=(Role.MEMBER,))
    address = f"{HOME}groups/{group.slug}/"
    assert "Gruppen er fuldtallig" in text_of(at(people).get(address))
    member = people.seats["koge", Role.MEMBER]
    Seat.objects.filter(pk=member.pk).update(until=TODAY - timedelta(1))
    shown = text_of(at(people).get(address))
    assert "ingen sidder i den for Køge" in shown
    assert "ledig" in shown
    Seat.objects.create(post=member.post, person=member.person, holding="deputy", since=TODAY)
    shown = text_of(at(people).get(address))
    assert "Gruppen er fuldtallig" in shown
    assert f"Stedfortræder: {member.person}" in shown
    assert "Begynd med et første møde" in shown
    assert f"{HOME}meetings/call/?group=climate" in at(people).get(address).content.decode()


def test_each_party_names_its_own_posts(people: Cast) -> None:
    group = a_group(people, NOW, roles=())
    address = f"{HOME}groups/{group.slug}/members/"
    for side in SIDES:
        own = people.seats[side, Role.DIRECTOR].post
        sent = {"do": "name", "post": str(own.pk), "task": "lead", "since": "2026-11-01"}
        assert at(people, side).post(address, sent).status_code == 302
    other = at(people).post(address, {**sent, "post": str(own.pk)})
    assert other.status_code == 200
    assert Membership.objects.count() == 2
    row = Membership.objects.get(post__authority__slug="koge")
    end = {"do": "end", "member": str(row.pk), "until": "2026-11-24"}
    assert at(people).post(address, end).status_code == 302
    row.refresh_from_db()
    assert row.until == TODAY


def test_the_page_of_a_mandate_says_to_whom_it_goes_on(people: Cast) -> None:
    koge = at(people)
    day = (TODAY + timedelta(days=4_000)).isoformat()
    address = koge.post(f"{HOME}groups/found/", MANDATE | {"answer_by": day})["Location"]
    shown = text_of(koge.get(address.replace("/da/", "/en/")))
    assert "When that day has passed, the question goes on to" in shown


def test_who_is_no_member_is_told_so_and_keeps_what_was_typed(people: Cast) -> None:
    group = a_group(people, NOW, roles=())
    client = at(people, role=Role.MEMBER)
    answer = client.post(
        f"{HOME}groups/{group.slug}/", {"do": "remark", "text": "Hej.", "language": "da"}
    )
    assert answer.status_code == 200
    assert "Kun gruppens medlemmer gør dette." in text_of(answer)
    assert "Hej." in answer.content.decode()
    assert not Remark.objects.exists()
    sent = {"do": "remark", "text": "Hej.", "language": "da"}
    assert at(people).post(f"{HOME}groups/{group.slug}/", sent).status_code == 302
    page = at(people, "kristianstad").get(f"{HOME}groups/{group.slug}/".replace("/da/", "/sv/"))
    (said,) = html.fromstring(page.content.decode()).xpath("//*[@class='timeline']//div/@lang")
    assert said == "da"


def test_a_question_is_asked_written_on_each_side_and_answered(people: Cast) -> None:
    client = at(people)
    sent = {"do": "ask", "text": "Hvad holder vandet ude?", "language": "da", "commitment": "4"}
    address = client.post(f"{HOME}questions/ask/", sent)["Location"]
    assert address == f"{HOME}questions/1/"
    for side in SIDES:
        own = people.seats[side, Role.MEMBER].post
        said = {"do": "side", "text": f"Fordi {side}.", "language": "da", "owner": str(own.pk)}
        assert at(people, side).post(address, {**said, "desk-base": "0"}).status_code == 302
    shown = text_of(client.get(address))
    assert "Fordi koge." in shown
    assert "Fordi kristianstad." in shown
    assert "intet: det ligger uden for dem" in shown
    late = client.post(
        address, {"do": "side", "text": "En anden.", "language": "da", "desk-base": "0"}
    )
    assert late.status_code == 200
    assert "Fordi koge." in text_of(late)
    close = {"do": "close", "state": "answered", "text": "Et dige.", "language": "da"}
    assert client.post(address, close).status_code == 302
    assert Question.objects.get().state == "answered"
    assert "Et dige." in text_of(client.get(address))
    # The same again, by whatever way: what it did is not offered any more, and it was done.
    again = {"do": "again", "desk-token": "one page"}
    answers = [client.post(address, again).status_code for _once in range(2)]
    assert answers == [302, 302]
    assert client.post(address, again | {"desk-token": "another"}).status_code == 404
    assert Question.objects.get().state == "open"


def test_those_who_asked_a_question_change_where_it_belongs(people: Cast) -> None:
    group = a_group(people, NOW)
    client = at(people)
    asked = {"do": "ask", "text": "Hvad holder vandet ude?", "language": "da", "commitment": "4"}
    address = client.post(f"{HOME}questions/ask/", asked)["Location"]
    form = html.fromstring(client.get(address).content.decode())
    assert form.xpath("//select[@name='commitment']/option[@selected]/@value") == ["4"]
    (base,) = form.xpath(
        "//form[.//input[@value='question-place']]//input[@name='desk-base']/@value"
    )
    moved = {"do": "question-place", "group": "climate", "area": "climate-and-coast"}
    sent = client.post(address, {**moved, "commitment": "5", "desk-base": base})
    assert sent.status_code == 302
    question = Question.objects.select_related("group", "focus_area", "commitment").get()
    assert (question.group, question.focus_area.slug) == (group, "climate-and-coast")
    assert question.commitment.number == 5
    assert "Gruppe climate" in text_of(client.get(address))
    # Somebody who has not read that writes nothing over it.
    late = client.post(address, {**moved, "commitment": "", "desk-base": base})
    assert late.status_code == 200
    assert Question.objects.get().commitment == question.commitment
    # So do they with its sentence, for the parties to read.
    (words,) = html.fromstring(late.content.decode()).xpath(
        "//form[.//input[@value='question-sentence']]//p[contains(@class, 'reads')]"
    )
    assert "Kristianstad" in words.text_content()
    corrected = {"do": "question-sentence", "text": "Hvad holder havet ude?", "language": "da"}
    assert client.post(address, {**corrected, "desk-base": "2"}).status_code == 302
    assert Question.objects.get().sentence.texts() == {"da": "Hvad holder havet ude?"}
    theirs = at(people, "kristianstad")
    assert "question-place" not in theirs.get(address).content.decode()
    assert theirs.post(address, {**moved, "commitment": "4"}).status_code == 404


def test_a_task_is_given_to_the_other_side_which_alone_says_it_is_done(people: Cast) -> None:
    post = people.seats["kristianstad", Role.MEMBER].post
    sent = {
        "do": "give", "text": "Send kortene.", "language": "da", "post": str(post.pk),
        "due": "2026-11-20", "commitment": "4",
    }  # fmt: skip
    address = at(people).post(f"{HOME}tasks/give/", sent)["Location"]
    assert "Fristen var" in text_of(at(people).get(address))
    done = {"do": "end", "state": "done", "on": "2026-11-23", "text": "", "language": "da"}
    assert at(people).post(address, done).status_code == 404
    assert at(people, "kristianstad").post(address, done).status_code == 302
    assert Task.objects.get().state == "done"
    assert "Udført 23. november 2026" in text_of(at(people).get(address))
    assert at(people, "kristianstad").post(address, {"do": "again"}).status_code == 302
    moved = {"do": "due", "due": "2026-12-20"}
    assert at(people).post(address, moved).status_code == 302
    assert Task.objects.get().due == TODAY.replace(month=12, day=20)


def test_where_the_agreement_has_ended_all_is_read_and_nothing_begun(people: Cast) -> None:
    group = a_group(people, NOW)
    Party.objects.update(left=TODAY - timedelta(1))
    shown = at(people).get(f"{HOME}groups/{group.slug}/")
    assert "Aftalen er ophørt, og gruppen med den." in text_of(shown)
    page = html.fromstring(shown.content.decode())
    assert not page.xpath("//main//form")
    assert not page.xpath("//main//a[contains(@href, 'call/')]")
    answer = at(people).post(f"{HOME}groups/found/", MANDATE)
    assert "Aftalen gælder ikke" in text_of(answer)


def filled(people: Cast, many: int) -> None:
    """So many groups, and so much in the first of them."""
    for n in range(WorkingGroup.objects.count(), many):
        a_group(people, NOW, slug=f"group-{n}", roles=tuple(Role)[: 2 + n % 2])
    group = WorkingGroup.objects.get(slug="group-0")
    group.commitments.set(people.agreement.commitments.all()[: min(many, 6)])
    by = people.seats["koge", Role.COORDINATOR]
    for n in range(Task.objects.count(), many):
        said = Wordings.of({"da": f"Nummer {n}"})
        question = ask_question(
            by=by, agreement=people.agreement, group=group, sentence=said, at=NOW
        )
        side = SIDES[n % 2]
        give_task(
            by=by,
            agreement=people.agreement,
            group=group,
            text=said,
            post=people.seats[side, Role.MEMBER].post,
            due=None,
            question=question,
            at=NOW,
        )
        Remark.objects.create(
            agreement=people.agreement, about_kind="group", about_id=str(group.pk), text="Hej.",
            language="sv", seat=people.seats[side, Role.MEMBER], at=NOW,
        )  # fmt: skip


PAGES = (
    "/da/desk/groups/",
    f"{HOME}groups/",
    f"{HOME}groups/group-0/",
    f"{HOME}groups/group-0/members/",
    f"{HOME}groups/group-0/mandate/",
    f"{HOME}questions/",
    f"{HOME}questions/1/",
    f"{HOME}questions/ask/",
    f"{HOME}tasks/",
    f"{HOME}tasks/1/",
    f"{HOME}tasks/give/",
)


def test_queries_are_the_same_for_one_thing_for_ten_and_for_a_hundred(people: Cast) -> None:
    found = []
    for many in (1, 10, 100):
        filled(people, many)
        client, asked = at(people), {}
        for address in PAGES:
            assert client.get(address).status_code == 200
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            asked[address] = len(captured)
        found.append(asked)
    one, ten, hundred = found
    assert ten == one
    assert hundred == one
    assert max(one.values()) <= 24, one


def test_a_group_that_was_proposed_is_there_once_that_has_reached_a_party(people: Cast) -> None:
    at(people).post(f"{HOME}groups/found/", MANDATE)
    group, theirs = WorkingGroup.objects.get(), at(people, "kristianstad")
    page = f"{HOME}groups/{group.slug}/"
    assert at(people).get(page).status_code == 200
    assert theirs.get(page).status_code == 404
    assert "Havnegruppen" not in text_of(theirs.get(f"{HOME}files/"))
    carried(NOW)
    assert theirs.get(page).status_code == 200
    assert "Havnegruppen" in text_of(theirs.get(f"{HOME}files/"))

"""Whose work a question is hears of it by mail, and of what others say; their reply may close it."""

from datetime import timedelta

import pytest

from overens.base.languages.rules import Wordings
from overens.base.mail.actions import keep_notices
from overens.base.mail.models import Letter
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Post, Seat
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.questions import answer_question, write_side
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.models import Question
from overens.cycle.groups.states import Way
from tests.cast import Cast
from tests.examples import NOW
from tests.reach.notices.making import a_question

MINUTE = timedelta(minutes=1)
KOGE, KRISTIANSTAD = ("koge", Role.MEMBER), ("kristianstad", Role.MEMBER)


@pytest.fixture(autouse=True)
def takes_mail(settings, tmp_path) -> None:
    settings.MAIL, settings.MAIL_IN = True, tmp_path
    settings.ADDRESS = "https://avtal.example"


@pytest.fixture
def question(people: Cast) -> Question:
    """Asked by Køge's coordinator."""
    return a_question(people, NOW)


def owns(question: Question, by: Seat, post: Post, revision: int = 0) -> None:
    why = Wordings.of({"sv": "Skolan är kall."})
    write_side(by=by, question=question, why=why, owner=post, revision=revision, at=NOW)


def says(question: Question, by: Seat, text: str, minutes: int = 0) -> None:
    remark(
        by=by,
        name="",
        agreement=question.agreement,
        about=question.ref,
        text=text,
        language="da",
        way=Way.DESK,
        at=NOW + minutes * MINUTE,
    )


def test_whoever_is_given_a_question_hears_of_it_once_and_how_to_answer(
    people: Cast, question: Question
) -> None:
    coordinator = people.seats["kristianstad", Role.COORDINATOR]
    owns(question, coordinator, people.seats[KRISTIANSTAD].post)
    letter = Letter.objects.get()
    account = people.accounts[KRISTIANSTAD]
    assert (letter.to, letter.account, letter.language) == (account.email, account, "sv")
    assert (letter.about_kind, letter.about_id) == tuple(question.ref)
    assert letter.reply_token
    assert "Skolan är kall." in letter.text
    assert "”Besvarad:”" in letter.text
    assert "/sv/desk/agreements/koge-kristianstad/questions/1/" in letter.text
    owns(question, coordinator, people.seats[KRISTIANSTAD].post, 1)
    assert Letter.objects.count() == 1


def test_whoever_takes_it_themselves_gets_no_letter(people: Cast, question: Question) -> None:
    seat = people.seats[KRISTIANSTAD]
    owns(question, seat, seat.post)
    assert Letter.objects.count() == 0


def test_where_no_mail_comes_in_nothing_is_said_of_replies(
    settings, people: Cast, question: Question
) -> None:
    settings.MAIL_IN = None
    coordinator = people.seats["kristianstad", Role.COORDINATOR]
    owns(question, coordinator, people.seats[KRISTIANSTAD].post)
    assert "Besvarad" not in Letter.objects.get().text


def test_what_is_said_goes_to_the_owners_and_to_who_asked_and_several_are_one(
    people: Cast, question: Question
) -> None:
    for key in (KOGE, KRISTIANSTAD):
        owns(question, people.seats[key], people.seats[key].post)
    by = people.seats[KRISTIANSTAD]
    says(question, by, "Vi har to.", 1)
    says(question, by, "Og en til.", 2)
    letters = Letter.objects.order_by("to")
    asker = people.accounts["koge", Role.COORDINATOR]
    assert [one.to for one in letters] == [asker.email, people.accounts[KOGE].email]
    for letter in letters:
        assert letter.text.count("Vi har to.") == letter.text.count("Og en til.") == 1
        assert letter.next_at == NOW + 7 * MINUTE
        assert "»Besvaret:«" in letter.text
    # What went is not told again.
    letters.update(begun_at=NOW + 8 * MINUTE, sent_at=NOW + 8 * MINUTE)
    says(question, by, "Den tredje.", 9)
    says(question, by, "Den fjerde.", 10)
    newest = Letter.objects.filter(begun_at=None, to=asker.email).get()
    assert "Vi har to." not in newest.text
    assert "Den tredje." in newest.text


def test_it_can_be_switched_off(people: Cast, question: Question) -> None:
    account = people.accounts[KRISTIANSTAD]
    keep_notices(by=account, wanted=set(NoticeKind.values) - {NoticeKind.QUESTION}, at=NOW)
    coordinator = people.seats["kristianstad", Role.COORDINATOR]
    owns(question, coordinator, people.seats[KRISTIANSTAD].post)
    says(question, people.seats[KOGE], "Vi har to.")
    assert set(Letter.objects.values_list("to", flat=True)) == {
        people.accounts["koge", Role.COORDINATOR].email
    }


def test_of_a_closed_question_no_letter_says_how_to_close_it(
    people: Cast, question: Question
) -> None:
    by = people.seats[KRISTIANSTAD]
    answer_question(
        by=by, question=question, came_of_it=Wordings.of({"sv": "To."}), revision=1, at=NOW
    )
    says(question, by, "Tak.")
    text = Letter.objects.get().text
    assert "Besvaret" not in text
    assert "Svar på dette brev" in text

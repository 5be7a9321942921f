"""A reply to a letter about a question says what came of it where its first line says so, and never else."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overens.base.languages.rules import Wordings
from overens.base.mail.models import Letter
from overens.base.municipalities.models import Seat
from overens.base.municipalities.states import Role
from overens.cycle.groups.actions.question_letters import answered_words
from overens.cycle.groups.actions.questions import (
    answer_question,
    correct_question,
    open_question_again,
)
from overens.cycle.groups.models import GroupFile, Question, QuestionSide, Remark
from overens.cycle.groups.states import QuestionState
from overens.reach.notices.actions.taking import take, understand_waiting
from overens.reach.notices.answers import came_of_it
from overens.reach.notices.models import Taken
from overens.reach.notices.own_words import own_words
from overens.reach.notices.reading import read_mail
from overens.reach.notices.states import Became
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.examples import NOW
from tests.reach.notices.making import ADDRESS, a_letter, a_question, a_reply, with_file

MAILS = Path(__file__).parent / "mails"
MEMBER = ("kristianstad", Role.MEMBER)
HOUR = timedelta(hours=1)
WORDS = frozenset({"besvarad", "besvaret", "answered"})


def taken(data: bytes, at=NOW + 2 * HOUR) -> Taken:
    row = take(data=data, at=at)
    understand_waiting(now=at)
    row.refresh_from_db()
    return row


@pytest.fixture
def question(people: Cast) -> Question:
    return a_question(people, NOW, a_group(people, NOW))


@pytest.fixture
def letter(people: Cast, question: Question) -> Letter:
    """To Kristianstad's member, who sits in the group."""
    return a_letter(people.accounts[MEMBER], question.ref, NOW)


def said_back(letter: Letter) -> str:
    """The one letter that the reply was answered with."""
    (found,) = Letter.objects.filter(to=letter.to).exclude(pk=letter.pk)
    assert found.reply_token == ""
    return found.text


def test_the_words_are_those_of_each_language() -> None:
    assert answered_words() == WORDS


PROGRAMS = {
    "answered_outlook_sv": (
        "sv",
        "Vi låter vattnet rinna till dämmen innan det fryser.\n\n"
        "Det kostar ungefär 40 000 kr per skola, och personalen sköter det själv.",
    ),
    "answered_gmail_da": (
        "da",
        "Vi bruger to pumper og en fælles vagt.\n\nDet står i planen fra marts.",
    ),
    "answered_phone_en": ("en", "one pump is enough for a school."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PROGRAMS)
def test_a_mail_as_programs_write_it_says_what_came_of_it(
    people: Cast, question: Question, name: str
) -> None:
    language, text = PROGRAMS[name]
    account = people.accounts[MEMBER]
    account.language = language
    account.save()
    letter = a_letter(account, question.ref, NOW, language=language)
    data = (MAILS / f"{name}.eml").read_bytes()
    sender = read_mail(data, ADDRESS).sender
    data = data.replace(b"abcdefghijklmnopqrstuvwx23", letter.reply_token.encode())
    for written in {sender, "Anna@Kristianstad.example"}:
        data = data.replace(f"<{written}>".encode(), f"<{letter.to}>".encode(), 1)
    row = taken(data)
    question.refresh_from_db()
    assert (row.became, question.state) == (Became.ANSWER, QuestionState.ANSWERED)
    assert question.came_of_it.texts() == {language: text}
    assert question.closed_by == people.seats[MEMBER]
    assert Remark.objects.count() == 0
    assert f"/{language}/desk/agreements/koge-kristianstad/questions/1/" in said_back(letter)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "Svar: vi återkommer på fredag.",
        "SV: Kallelse",
        "Vi har svarat.\n\nBesvarad: för länge sedan",
        "Besvarad: ",
        "Besvarad",
        "Är den besvarad: ja eller nej?",
        "Ej besvarad: vi vet inte.",
        "> Besvarad: citerat\n\nDet stämmer inte.",
        "Jag håller inte med.\n\nDen mån 23 nov. 2026 kl 09:10 skrev Eva <eva@koge.example>:\n> Besvarad: ja",
        "Se nedan.\n\n---------- Forwarded message ---------\nFrom: Eva <eva@koge.example>\n"
        "Subject: Besvarad: ja\n\nBesvarad: ja",
    ],
)
def test_everything_else_is_a_remark(letter: Letter, question: Question, text: str) -> None:
    assert taken(a_reply(letter, text)).became == Became.REMARK
    question.refresh_from_db()
    assert (question.state, Remark.objects.count()) == (QuestionState.OPEN, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["SV: Besvarad: ja", "Besvarad: ja", "VS: Svar: Besvarad: ja"])
def test_no_subject_answers(letter: Letter, question: Question, subject: str) -> None:
    assert taken(a_reply(letter, "", Subject=subject)).became == Became.NOTHING
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sender", ["somebody@example.org", "member@koge.example", "coordinator@kristianstad.example"]
)
def test_a_forged_sender_closes_nothing(letter: Letter, question: Question, sender: str) -> None:
    row = taken(a_reply(letter, "Besvarad: Vi gör det aldrig.", sender=sender))
    question.refresh_from_db()
    assert (row.became, question.state) == (Became.FORGED, QuestionState.OPEN)
    assert (Remark.objects.count(), Letter.objects.count()) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["answered", "corrected", "opened again"])
def test_what_changed_since_the_letter_is_not_answered_unread(
    people: Cast, letter: Letter, question: Question, what: str
) -> None:
    by, at = people.seats["koge", Role.COORDINATOR], NOW + HOUR
    words = Wordings.of({"da": "Andre ord."})
    if what == "corrected":
        correct_question(by=by, question=question, sentence=words, revision=1, at=at)
    else:
        answer_question(by=by, question=question, came_of_it=words, revision=1, at=at)
    if what == "opened again":
        open_question_again(by=by, question=question, revision=2, at=at)
    before = Question.objects.get(pk=question.pk)
    row = taken(a_reply(letter, "Besvarad: Vi har två pumpar."))
    after = Question.objects.get(pk=question.pk)
    assert (after.state, after.revision, after.came_of_it) == (
        before.state,
        before.revision,
        before.came_of_it,
    )
    assert row.became == Became.REMARK
    assert Remark.objects.get().text == "Besvarad: Vi har två pumpar."
    told = said_back(letter)
    assert "Frågan stängdes inte av ditt svar" in told
    assert "inlägg" in told
    # What was sent after the change may close it again.
    if what != "answered":
        later = a_letter(people.accounts[MEMBER], question.ref, at + HOUR)
        assert taken(a_reply(later, "Besvarad: Nu."), at + 2 * HOUR).became == Became.ANSWER


@pytest.mark.django_db
def test_it_asks_for_what_the_desk_asks_for(people: Cast, question: Question) -> None:
    """A post that neither sits in the group nor owns the question says nothing in it; one that owns it
    needs no seat."""
    key = ("kristianstad", Role.DIRECTOR)
    seat: Seat = people.seats[key]
    letter = a_letter(people.accounts[key], question.ref, NOW)
    assert taken(a_reply(letter, "Besvarad: Ett.")).became == Became.REFUSED
    assert Remark.objects.count() == 0
    QuestionSide.objects.create(
        question=question,
        authority=seat.post.authority,
        owner=seat.post,
        written_by=seat,
        written_at=NOW,
    )
    assert taken(a_reply(letter, "Besvarad: Två.")).became == Became.ANSWER
    question.refresh_from_db()
    assert question.came_of_it.texts() == {"sv": "Två."}


@pytest.mark.django_db
def test_files_go_with_it_and_one_letter_tells_of_both(letter: Letter, question: Question) -> None:
    assert taken(with_file(a_reply(letter, "Besvarad: Se planen."))).became == Became.ANSWER
    assert GroupFile.objects.get().question == question
    assert "- plan.pdf" in said_back(letter)


@pytest.mark.django_db
def test_the_same_mail_on_two_ways_closes_it_once(letter: Letter, question: Question) -> None:
    data = a_reply(letter, "Besvarad: Ja.")
    assert taken(data).became == Became.ANSWER
    assert taken(b"Received: from elsewhere\n" + data).became == Became.NOTHING
    question.refresh_from_db()
    assert (question.revision, Remark.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Besvarad: Ja.",
        "besvaret : Ja.",
        "*Answered:* Ja.",
        "_Besvarad_: Ja.",
        "\n\nHej Overens!\n\nBesvarad:\nJa.",
    ],
)
def test_the_word_may_be_written_as_people_write_it(text: str) -> None:
    assert came_of_it(text, WORDS) == "Ja."


OUTSIDE = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
BEFORE = st.sampled_from(
    [
        "Den tis 24 nov. 2026 kl 12:30 skrev Overens <overens@avtal.example>:\n",
        "On Tue, Nov 24, 2026 at 12:30 PM Overens <overens@avtal.example> wrote:\n",
        "-----Ursprungligt meddelande-----\n",
        "-----Oprindelig meddelelse-----\n",
        "________________________________\n",
        "Från: Overens <o@avtal.example>\nSkickat: den 24 november\nTill: Anna\nÄmne: x\n\n",
        "---------- Forwarded message ---------\n",
    ]
)


@given(BEFORE, st.sampled_from(["Besvarad: ", "Svar: ", "Answered:\n", "SV: "]), OUTSIDE)
def test_what_was_quoted_or_forwarded_never_answers(before: str, word: str, text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in (word + text).split("\n"))
    body = before + (quoted if before.endswith(":\n") else word + text)
    assert came_of_it(own_words(body), WORDS) == ""
    assert came_of_it(own_words(quoted), WORDS) == ""
    assert came_of_it(own_words(f"Nej.\n\n{body}"), WORDS) == ""


@given(OUTSIDE)
def test_nothing_answers_but_a_first_line_with_the_word(text: str) -> None:
    found = came_of_it(text, WORDS)
    assert not found or any(word in text.lower() for word in WORDS)
    assert came_of_it(f"Vi vet inte: {text}", WORDS) == ""
    assert came_of_it(f"Svar: {text}", WORDS) == ""

"""Where a letter came back or nobody answers, the deputy and the functional mailbox are asked, once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.mail.models import Letter
from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.base.records.models import Register
from overens.base.trail.models import Line
from overens.base.trail.queries import faults
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.models import Meeting, Question, QuestionSide, Series
from overens.cycle.groups.states import Coming, Way
from overens.reach.notices.actions.reminding import remind
from overens.reach.notices.actions.silence import ask_others
from overens.reach.notices.actions.taking import take, understand_waiting
from overens.reach.notices.models import AskedInstead
from overens.reach.notices.states import Became, Reason
from overens.reach.notices.unanswered import nobody_left
from tests.cast import Cast
from tests.reach.notices.making import (
    a_letter,
    a_meeting,
    a_question,
    a_reply,
    a_task,
    invited,
)
from tests.reach.notices.test_reading import MAILS

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=ZONE)
MEMBER = ("kristianstad", Role.MEMBER)
MAILBOX = "klimat@kristianstad.example"
LATE = 28
"""Days from then until the twentieth working day has passed, before Christmas."""


@pytest.fixture
def deputy(people: Cast) -> Account:
    """Of Kristianstad's member; with the functional mailbox beside it."""
    seat = people.seats[MEMBER]
    register, _new = Register.objects.get_or_create(
        authority=seat.post.authority, defaults={"number_format": "{year}/{number}"}
    )
    register.email = MAILBOX
    register.save()
    account = people.accounts["kristianstad", Role.DIRECTOR]
    seat.post.seats.create(person=account.person, holding="deputy", since=date(2026, 1, 1))
    return account


def invitation(people: Cast, at: datetime = MORNING) -> object:
    meeting = a_meeting(people, at)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at + 90 * DAY, ends_at=at + 91 * DAY)
    return invited(people, meeting, people.seats[MEMBER])


def asked(days: int) -> list[int]:
    """On which of the days that follow others are asked."""
    return [n for n in range(days) if ask_others(now=MORNING + n * DAY)]


def test_after_twenty_silent_working_days_others_are_asked_once(
    people: Cast, deputy: Account
) -> None:
    participant = invitation(people)
    assert asked(60) == [LATE + 1]
    letters = Letter.objects.order_by("to")
    assert [one.to for one in letters] == [deputy.email, MAILBOX]
    for letter in letters:
        assert (letter.about_kind, letter.about_id) == tuple(participant.ref)
        assert "Gruppen möts" in letter.subject
        assert "agreements/koge-kristianstad/meetings/spring/" in letter.text
    assert AskedInstead.objects.get().reason == Reason.SILENT
    line = Line.objects.get(what="notice.others-asked")
    assert line.chain.holder_id == str(people.seats[MEMBER].post.authority_id)
    assert (line.audience, faults()) == ("own", {})


def test_others_are_asked_once_about_all_of_a_series(people: Cast, deputy: Account) -> None:
    """It was one invitation. Weeks later, when its first meetings are over, nobody is asked anew."""
    first = MORNING + 40 * DAY
    series = Series.objects.create(
        agreement=people.agreement, rule="FREQ=WEEKLY;COUNT=6", first=first, minutes=60,
        zone="Europe/Copenhagen", uid="weekly@avtal.example",
    )  # fmt: skip
    for number in range(6):
        meeting = a_meeting(people, MORNING, slug=f"week-{number}")
        starts = first + 7 * number * DAY
        Meeting.objects.filter(pk=meeting.pk).update(
            series=series, starts_at=starts, ends_at=starts + DAY / 24
        )
        invited(people, meeting, people.seats[MEMBER])
    assert asked(80) == [LATE + 1]
    assert [one.to for one in Letter.objects.order_by("to")] == [deputy.email, MAILBOX]
    assert "meetings/week-0/" in Letter.objects.earliest("queued_at").text
    assert faults() == {}


@pytest.mark.parametrize("what", ["answers", "signs in", "is cancelled"])
def test_whoever_answers_or_signs_in_meanwhile_is_not_passed_over(
    people: Cast, deputy: Account, what: str
) -> None:
    participant = invitation(people)
    if what == "answers":
        participant.coming = Coming.MAYBE
        participant.save()
    elif what == "signs in":
        Account.objects.filter(pk=people.accounts[MEMBER].pk).update(last_login=MORNING + 20 * DAY)
    else:
        Meeting.objects.update(state="cancelled")
    assert asked(60) == []


def test_a_deputy_who_signs_in_is_asked_all_the_same(people: Cast, deputy: Account) -> None:
    invitation(people)
    Account.objects.filter(pk=deputy.pk).update(last_login=MORNING + 20 * DAY)
    assert asked(60) == [LATE + 1]


def test_a_task_of_which_somebody_was_reminded(people: Cast, deputy: Account) -> None:
    task = a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    remind(now=MORNING)
    Letter.objects.all().delete()
    assert asked(60) == [LATE + 1]
    assert set(Letter.objects.values_list("about_id", flat=True)) == {str(task.pk)}


@pytest.mark.parametrize("says_something", [False, True])
def test_a_question_that_is_somebodys_work(
    people: Cast, deputy: Account, says_something: bool
) -> None:
    question, seat = a_question(people, MORNING), people.seats[MEMBER]
    QuestionSide.objects.create(
        question=question,
        authority=seat.post.authority,
        owner=seat.post,
        written_by=people.seats["kristianstad", Role.COORDINATOR],
        written_at=MORNING,
    )
    if says_something:
        remark(
            by=seat,
            name="",
            agreement=people.agreement,
            about=question.ref,
            text="Vi ser på det.",
            language="sv",
            way=Way.DESK,
            at=MORNING + DAY,
        )
    assert asked(60) == ([] if says_something else [LATE + 1])


def test_a_letter_that_came_back_asks_at_once(people: Cast, deputy: Account) -> None:
    participant = invitation(people)
    letter = a_letter(people.accounts[MEMBER], participant.ref, MORNING)
    Letter.objects.filter(pk=letter.pk).update(message_id="<returned-1@avtal.example>")
    data = (MAILS / "bounce_postfix.eml").read_bytes()
    for copy in (data, b"Received: again\n" + data):
        take(data=copy, at=MORNING)
        understand_waiting(now=MORNING)
    letters = Letter.objects.exclude(pk=letter.pk).order_by("to")
    assert [one.to for one in letters] == [deputy.email, MAILBOX]
    assert AskedInstead.objects.get().reason == Reason.BOUNCED
    assert asked(60) == []


def left(people: Cast, side: str, role: Role, at: datetime = MORNING + 40 * DAY) -> list[str]:
    """What stands at a desk since nobody is left to be asked."""
    return [one.about.place for one in nobody_left(people.seats[side, role], at)]


def bounced(letter: Letter, at: datetime = MORNING) -> None:
    name = f"<returned-1-{letter.pk}@avtal.example>"
    Letter.objects.filter(pk=letter.pk).update(message_id=name)
    data = (MAILS / "bounce_postfix.eml").read_bytes()
    row = take(data=data.replace(b"<returned-1@avtal.example>", name.encode()), at=at)
    understand_waiting(now=at)
    row.refresh_from_db()
    assert row.became == Became.BOUNCE


def test_where_nobody_could_be_asked_it_stands_at_the_desk(people: Cast) -> None:
    participant = invitation(people)
    assert asked(40) == [LATE + 1]
    assert Letter.objects.count() == 0
    place = ["meetings/spring/"]
    for role in (Role.COORDINATOR, Role.REGISTRAR, Role.ADMINISTRATOR):
        assert left(people, "kristianstad", role) == place
        assert left(people, "koge", role) == []
    assert left(people, "kristianstad", Role.MEMBER) == []
    assert Line.objects.get(what="notice.others-asked").details.values["told"] == 0
    participant.coming = Coming.YES
    participant.save()
    assert left(people, "kristianstad", Role.COORDINATOR) == []


def test_what_others_were_asked_about_stands_at_no_desk_until_their_letters_come_back(
    people: Cast, deputy: Account
) -> None:
    question, seat = a_question(people, MORNING), people.seats[MEMBER]
    owned(people, question)
    asked(LATE + 2)
    assert left(people, "kristianstad", Role.COORDINATOR) == []
    for letter in Letter.objects.order_by("to"):
        bounced(letter)
    assert left(people, "kristianstad", Role.COORDINATOR) == ["questions/1/"]
    assert AskedInstead.objects.get().post == seat.post
    remark(
        by=seat, name="", agreement=people.agreement, about=question.ref, text="Vi ser på det.",
        language="sv", way=Way.DESK, at=MORNING + 35 * DAY,
    )  # fmt: skip
    assert left(people, "kristianstad", Role.COORDINATOR) == []


def test_what_the_mail_server_refused_for_good_asked_nobody(people: Cast, deputy: Account) -> None:
    invitation(people)
    asked(LATE + 2)
    Letter.objects.update(next_at=None, trouble="SMTPNotSupportedError")
    assert left(people, "kristianstad", Role.COORDINATOR) == ["meetings/spring/"]


def owned(people: Cast, question: Question) -> None:
    """By the post of Kristianstad's member."""
    seat = people.seats[MEMBER]
    QuestionSide.objects.create(
        question=question,
        authority=seat.post.authority,
        owner=seat.post,
        written_by=people.seats["kristianstad", Role.COORDINATOR],
        written_at=MORNING,
    )


@pytest.mark.parametrize("mailbox", ["", "MEMBER@kristianstad.example"])
@pytest.mark.parametrize("why", ["bounced", "silent"])
def test_nobody_is_asked_at_the_address_that_came_back_or_was_silent(
    people: Cast, mailbox: str, why: str
) -> None:
    """The post's holder is their own deputy, and the functional mailbox is theirs, or there is none."""
    seat, account = people.seats[MEMBER], people.accounts[MEMBER]
    seat.post.seats.create(person=seat.person, holding="deputy", since=date(2026, 1, 1))
    authority = seat.post.authority
    Register.objects.update_or_create(
        authority=authority, defaults={"number_format": "{year}/{number}", "email": mailbox}
    )
    participant = invitation(people)
    if why == "bounced":
        bounced(a_letter(account, participant.ref, MORNING))
    else:
        assert asked(40) == [LATE + 1]
    assert not Letter.objects.filter(key__startswith="instead").exists()
    assert left(people, "kristianstad", Role.COORDINATOR) == ["meetings/spring/"]


def test_a_deputy_whose_letter_came_back_is_not_asked_at_it(people: Cast, deputy: Account) -> None:
    participant = invitation(people)
    bounced(a_letter(deputy, participant.ref, MORNING))
    assert [one.to for one in Letter.objects.filter(key__startswith="instead")] == [MAILBOX]


def test_a_letter_about_a_question_that_came_back_asks_in_place_of_its_owner(
    people: Cast, deputy: Account
) -> None:
    question = a_question(people, MORNING)
    owned(people, question)
    bounced(a_letter(people.accounts[MEMBER], question.ref, MORNING))
    letters = Letter.objects.filter(key__startswith="instead").order_by("to")
    assert [one.to for one in letters] == [deputy.email, MAILBOX]
    assert [bool(one.reply_token) for one in letters] == [True, False]
    assert "”Besvarad:”" in letters[0].text
    assert "Besvarad" not in letters[1].text


def test_a_deputy_who_is_asked_answers_by_mail(people: Cast, deputy: Account) -> None:
    participant = invitation(people)
    asked(LATE + 2)
    letter = Letter.objects.get(to=deputy.email)
    at = MORNING + 35 * DAY
    take(data=a_reply(letter, "Nej."), at=at)
    understand_waiting(now=at)
    participant.refresh_from_db()
    assert participant.coming == Coming.NO


def test_at_the_desk_as_many_queries_for_many_things(people: Cast) -> None:
    seat = people.seats["kristianstad", Role.COORDINATOR]
    counts = []
    for many in (0, 1, 10, 100):
        for n in range(Question.objects.count(), many):
            question = a_question(people, MORNING, number=n + 1)
            owned(people, question)
        AskedInstead.objects.bulk_create(
            AskedInstead(
                post=people.seats[MEMBER].post, about_kind="question", about_id=str(one.pk),
                reason=Reason.BOUNCED, at=MORNING,
            )
            for one in Question.objects.filter(number__gt=AskedInstead.objects.count())
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert len(nobody_left(seat, MORNING + 40 * DAY)) == many
        counts.append(len(queries))
    assert counts == [1, 3, 3, 3]


def test_where_all_was_done_one_query_says_so(people: Cast) -> None:
    ask_others(now=MORNING)
    with CaptureQueriesContext(connection) as queries:
        ask_others(now=MORNING)
    assert len(queries) == 1

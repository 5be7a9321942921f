"""One mail to each at seven in the morning, once, for what is theirs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.mail.actions import keep_notices
from overens.base.mail.models import Letter
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.states import Role
from overens.cycle.groups.models import Membership
from overens.cycle.groups.states import Coming, MemberTask, TaskState
from overens.reach.notices.actions.reminding import remind
from overens.reach.notices.models import Morning
from tests.cast import Cast
from tests.cycle.groups.making import a_group
from tests.reach.notices.making import a_guest, a_meeting, a_task, invited

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Copenhagen")
DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=ZONE)
MEMBER = ("kristianstad", Role.MEMBER)


def letters(people: Cast, who=MEMBER) -> list[Letter]:
    return list(Letter.objects.filter(to=people.accounts[who].email).order_by("queued_at", "pk"))


@pytest.fixture(autouse=True)
def no_commitments(monkeypatch) -> None:
    """The demo's own are due all the time: they have a test of their own."""
    monkeypatch.setattr("overens.reach.notices.actions.reminding._owed", lambda *_: iter(()))


def test_several_things_are_one_mail_and_each_is_said_once(people: Cast) -> None:
    seat = people.seats[MEMBER]
    a_task(people, MORNING, seat, due=date(2026, 12, 1), number=1)
    a_task(people, MORNING, seat, due=date(2026, 11, 23), number=2)
    a_task(people, MORNING, seat, due=date(2026, 12, 2), number=3)  # tomorrow's
    meeting = a_meeting(people, MORNING - 8 * DAY)
    invited(people, meeting, seat)
    assert remind(now=MORNING - timedelta(minutes=6)) == 0
    assert remind(now=MORNING) == 1
    assert remind(now=MORNING) == 0
    (letter,) = letters(people)
    assert letter.subject == "3 påminnelser"
    assert letter.language == "sv"
    assert "Skriva plan 1" in letter.text
    assert "Skriva plan 2" in letter.text
    assert "Skriva plan 3" not in letter.text
    assert "I morgon klockan 07:05: Gruppen möts" in letter.text
    assert "https://avtal.example/sv/desk/agreements/koge-kristianstad/tasks/1/" in letter.text
    assert letter.text.endswith("https://avtal.example/sv/desk/settings/notices/")
    assert letter.reply_token == ""
    assert remind(now=MORNING + DAY) == 1
    assert letters(people)[1].subject.endswith("Skriva plan 3")


def test_one_thing_alone_can_be_replied_to(people: Cast) -> None:
    task = a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    remind(now=MORNING)
    (letter,) = letters(people)
    assert (letter.about_kind, letter.about_id) == tuple(task.ref)
    assert letter.reply_token


def test_a_task_is_told_of_before_its_day_and_after_it(people: Cast) -> None:
    a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    days = [n for n in range(40) if remind(now=MORNING + n * DAY)]
    assert days == [0, 8]
    first, second = letters(people)
    assert second.answers == first.message_id


@pytest.mark.parametrize("change", ["done", "moved"])
def test_what_was_done_or_moved_is_not_told_of_again(people: Cast, change: str) -> None:
    task = a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    remind(now=MORNING)
    if change == "done":
        task.state = TaskState.DONE
    else:
        task.due = date(2027, 1, 1)
    task.save()
    days = [n for n in range(1, 60) if remind(now=MORNING + n * DAY)]
    assert days == ([] if change == "done" else [31, 39])


def test_after_days_without_power_what_was_missed_is_told_of_once(people: Cast) -> None:
    a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    assert [n for n in (3, 4, 15, 16) if remind(now=MORNING + n * DAY)] == [3, 15]


def test_whoever_said_no_is_not_reminded_and_a_guest_is(people: Cast) -> None:
    meeting = a_meeting(people, MORNING - 8 * DAY)
    participant = invited(people, meeting, people.seats[MEMBER])
    participant.coming = Coming.NO
    participant.save()
    guest = a_guest(people, meeting)
    assert remind(now=MORNING) == 1
    (letter,) = Letter.objects.all()
    assert (letter.to, letter.language, letter.about_id) == (guest.email, "sv", str(guest.pk))


def test_notes_are_asked_for_from_whoever_writes_them(people: Cast) -> None:
    group = a_group(people, MORNING)
    lead = people.seats["koge", Role.MEMBER]
    Membership.objects.filter(group=group, post=lead.post).update(task=MemberTask.SECRETARY)
    a_meeting(people, MORNING - 9 * DAY - timedelta(hours=20), group=group)
    days = [n for n in range(10) if remind(now=MORNING + n * DAY)]
    assert days == [2]  # it ended on a Monday afternoon: Thursday
    (letter,) = letters(people, ("koge", Role.MEMBER))
    assert letter.language == "da"
    assert "Gruppen mødes" in letter.subject


def test_whoever_switched_reminders_off_gets_none(people: Cast) -> None:
    account = people.accounts[MEMBER]
    wanted = set(NoticeKind.values) - {NoticeKind.REMINDER}
    keep_notices(by=account, wanted=wanted, at=MORNING)
    a_task(people, MORNING, people.seats[MEMBER], due=date(2026, 12, 1))
    assert remind(now=MORNING) == 0


def test_a_deputy_and_the_holder_are_both_reminded(people: Cast) -> None:
    seat = people.seats[MEMBER]
    other = people.accounts["kristianstad", Role.REGISTRAR]
    seat.post.seats.create(person=other.person, holding="deputy", since=date(2026, 1, 1))
    a_task(people, MORNING, seat, due=date(2026, 12, 1))
    assert remind(now=MORNING) == 2


def test_where_all_was_done_one_query_says_so(people: Cast) -> None:
    remind(now=MORNING)
    assert Morning.objects.count() == 2  # Lund is in no agreement
    with CaptureQueriesContext(connection) as asked:
        remind(now=MORNING)
    assert len(asked) == 1


@pytest.mark.parametrize("count", [1, 10, 100])
def test_many_tasks_ask_no_more(people: Cast, count: int) -> None:
    for n in range(count):
        seat = people.seats[MEMBER]
        a_task(people, MORNING, seat, due=date(2026, 12, 20), number=n + 1)
    with CaptureQueriesContext(connection) as asked:
        remind(now=MORNING)
    assert len(asked) < 30

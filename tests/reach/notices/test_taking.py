"""A reply does what its sender could do at the desk; one that is not theirs does nothing."""

from datetime import timedelta

import pytest
from django.conf import settings as instance

from overens.base.mail.models import Letter
from overens.base.municipalities.states import Role
from overens.base.papers.storage import CannotFetch, fetch
from overens.base.trail.actions import Ref
from overens.cycle.groups.actions.letters import invite_waiting
from overens.cycle.groups.models import Change, GroupFile, Participant, Remark
from overens.cycle.groups.rules.series import Again
from overens.cycle.groups.states import ChangeKind, Coming, Way
from overens.reach.notices.actions import doing, taking
from overens.reach.notices.actions.taking import GOOD_FOR, take, understand_waiting
from overens.reach.notices.queries import kept_mails, not_taken
from overens.reach.notices.states import Became
from tests.cast import Cast
from tests.cycle.groups.calling import ABOUT, called
from tests.cycle.groups.making import a_group
from tests.examples import NOW
from tests.reach.notices.making import (
    MEMBER,
    a_guest,
    a_letter,
    a_meeting,
    a_question,
    a_reply,
    a_task,
    calendar_reply,
    letters_to,
    participant_of,
    taken,
    with_calendar,
    with_file,
)

pytestmark = pytest.mark.django_db


def test_it_is_stored_before_it_is_understood_and_once(invitation: Letter) -> None:
    data = a_reply(invitation)
    row = take(data=data, at=NOW)
    assert fetch(instance.FILES, row.file) == data
    assert (row.became, Remark.objects.count()) == (Became.WAITING, 0)
    assert take(data=data, at=NOW + timedelta(hours=1)).pk == row.pk
    assert understand_waiting(now=NOW) == 1
    assert understand_waiting(now=NOW) == 0
    assert take(data=data, at=NOW).became == Became.REMARK
    assert Remark.objects.count() == 1
    assert list(kept_mails()) == [row.file]


def test_what_somebody_wrote_is_a_remark_in_their_name(people: Cast, invitation: Letter) -> None:
    row = taken(a_reply(invitation, "Kan vi börja klockan tio?"))
    remark = Remark.objects.get()
    meeting = participant_of(invitation).meeting
    assert (row.became, row.letter, row.sender) == (Became.REMARK, invitation, invitation.to)
    assert (remark.text, remark.way) == ("Kan vi börja klockan tio?", Way.MAIL)
    assert (remark.about_kind, remark.about_id) == tuple(meeting.ref)
    assert remark.seat == people.seats[MEMBER]
    assert participant_of(invitation).coming == Coming.AWAITED


@pytest.mark.parametrize(
    ("text", "coming", "remarks"),
    [
        ("Ja tack!", Coming.YES, 0),
        ("Nej, den dagen kan jag inte.", Coming.NO, 1),
        ("Kanske", Coming.MAYBE, 0),
        ("Ja, men jag kommer inte till lunchen?", Coming.AWAITED, 1),
    ],
)
def test_first_words_answer_an_invitation(
    invitation: Letter, text: str, coming: Coming, remarks: int
) -> None:
    taken(a_reply(invitation, text))
    assert participant_of(invitation).coming == coming
    assert Remark.objects.count() == remarks


def test_a_yes_to_an_older_letter_says_nothing_about_the_time_to_which_the_meeting_was_moved(
    people: Cast, invitation: Letter
) -> None:
    meeting = participant_of(invitation).meeting
    later = NOW + timedelta(hours=1)
    Change.objects.create(
        meeting=meeting, kind=ChangeKind.POSTPONED, was_at=meeting.starts_at,
        is_at=meeting.starts_at + timedelta(days=1), by=people.seats["koge", Role.MEMBER], at=later,
    )  # fmt: skip
    assert taken(a_reply(invitation, "Ja tack!"), at=later).became == Became.REMARK
    assert participant_of(invitation).coming == Coming.AWAITED
    anew = a_letter(people.accounts[MEMBER], participant_of(invitation).ref, later)
    assert taken(a_reply(anew, "Ja tack!"), at=later).became == Became.ANSWER


def test_a_calendar_answers_an_invitation(invitation: Letter) -> None:
    meeting = participant_of(invitation).meeting
    data = with_calendar(a_reply(invitation, "X"), calendar_reply(meeting, invitation.to))
    assert taken(data).became == Became.ANSWER
    found = participant_of(invitation)
    assert (found.coming, found.way) == (Coming.NO, Way.CALENDAR)
    assert Remark.objects.count() == 0


@pytest.mark.parametrize("wrong", ["address", "uid", "sequence"])
def test_a_calendar_that_answers_something_else_is_refused(invitation: Letter, wrong: str) -> None:
    meeting = participant_of(invitation).meeting
    meeting.sequence = 1
    meeting.save()
    said = {"sequence": 0 if wrong == "sequence" else 1}
    said |= {"uid": "other@avtal.example"} if wrong == "uid" else {}
    address = "somebody@example.org" if wrong == "address" else invitation.to
    text = calendar_reply(meeting, address, **said)
    row = taken(with_calendar(a_reply(invitation, "X"), text))
    assert (row.became, participant_of(invitation).coming) == (Became.REFUSED, Coming.AWAITED)
    assert len(letters_to(invitation)) == 1


def test_a_question_and_a_task_and_a_group_take_remarks(people: Cast) -> None:
    group = a_group(people, NOW)
    seat = people.seats[MEMBER]
    things = [group, a_question(people, NOW, group), a_task(people, NOW, seat, group=group)]
    for thing in things:
        letter = a_letter(people.accounts[MEMBER], thing.ref, NOW)
        assert taken(a_reply(letter, f"Om {thing}.")).became == Became.REMARK
    assert [(r.about_kind, r.about_id) for r in Remark.objects.order_by("pk")] == [
        tuple(thing.ref) for thing in things
    ]


def test_files_are_read_by_ones_own_alone_and_the_sender_is_told(invitation: Letter) -> None:
    row = taken(with_file(a_reply(invitation, "Här är planen.")))
    file = GroupFile.objects.get()
    assert row.became == Became.REMARK
    assert (file.name, file.readers, file.way) == ("plan.pdf", "own", Way.MAIL)
    assert file.meeting == participant_of(invitation).meeting
    (told,) = letters_to(invitation)
    assert "- plan.pdf" in told.text
    assert (
        "https://avtal.example/sv/desk/agreements/koge-kristianstad/meetings/spring/" in told.text
    )
    assert told.reply_token == ""


def test_files_alone_are_something(invitation: Letter) -> None:
    assert taken(with_file(a_reply(invitation, ""))).became == Became.FILES


def test_a_guest_answers_and_says_something_by_name_and_puts_no_files(people: Cast) -> None:
    meeting = a_meeting(people, NOW)
    guest = a_guest(people, meeting)
    letter = a_letter(guest.email, guest.ref, NOW)
    row = taken(with_file(a_reply(letter, "Ja, vi kommer båda två och tar med en modell.")))
    guest.refresh_from_db()
    assert (row.became, guest.coming) == (Became.ANSWER, Coming.YES)
    remark = Remark.objects.get()
    assert (remark.seat, remark.name) == (None, "Gäst Exempel")
    assert GroupFile.objects.count() == 0
    (told,) = letters_to(letter)
    assert "- plan.pdf: " in told.text


@pytest.mark.parametrize("kind", ["asked", "consent", "handover", "notes", "edition", "account"])
def test_what_was_put_to_a_party_is_never_answered_by_mail(people: Cast, kind: str) -> None:
    letter = a_letter(people.accounts[MEMBER], Ref(kind, "1"), NOW)
    row = taken(with_file(a_reply(letter, "Ja")))
    assert row.became == Became.NOT_BY_MAIL
    assert (Remark.objects.count(), GroupFile.objects.count()) == (0, 0)
    (told,) = letters_to(letter)
    assert "https://avtal.example/sv/desk/" in told.text
    assert told.reply_token == ""


def test_a_reply_past_the_address_does_nothing_but_is_told_of(invitation: Letter) -> None:
    """To the bare address, as some programs reply: only that it replies to our letter is known."""
    row = taken(a_reply(invitation, "Nej", To="overens@avtal.example"))
    assert row.became == Became.NOT_BY_MAIL
    assert participant_of(invitation).coming == Coming.AWAITED
    assert len(letters_to(invitation)) == 1


def test_an_unknown_or_old_address_is_listed_and_answered_by_nobody(invitation: Letter) -> None:
    stranger = a_reply(
        invitation, "Ja", To=f"overens+{'a' * 26}@avtal.example", In_Reply_To="<x@example.org>"
    )
    assert taken(stranger).became == Became.UNKNOWN
    late = NOW + GOOD_FOR + timedelta(days=1)
    assert taken(a_reply(invitation, "Ja"), late).became == Became.UNKNOWN
    assert Letter.objects.count() == 1
    assert not_taken().count() == 2


def test_no_two_machines_write_to_each_other(people: Cast) -> None:
    letter = a_letter(people.accounts[MEMBER], Ref("asked", "1"), NOW)
    for head in (
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
    ):
        assert taken(a_reply(letter, f"Borta {head}", **head)).became == Became.NOTHING
    assert Letter.objects.count() == 1
    # One that says nothing of being a machine is answered once a day.
    for n in range(5):
        taken(a_reply(letter, f"Jag är borta {n}", Message_ID=f"<{n}@x.example>"))
    assert len(letters_to(letter)) == 1
    taken(a_reply(letter, "Jag är borta ännu", Message_ID="<9@x.example>"), NOW + timedelta(days=2))
    assert len(letters_to(letter)) == 2


def test_the_same_mail_on_two_ways_is_done_once(invitation: Letter) -> None:
    data = a_reply(invitation, "Hej.")
    assert taken(data).became == Became.REMARK
    assert taken(b"Received: from elsewhere\n" + data).became == Became.NOTHING
    assert Remark.objects.count() == 1


def test_a_letter_that_came_back_for_good_is_noted(people: Cast) -> None:
    from tests.reach.notices.test_reading import MAILS

    one, other = (
        a_letter(people.accounts[side, Role.MEMBER], Ref("asked", "1"), NOW)
        for side in ("koge", "kristianstad")
    )
    Letter.objects.filter(pk=one.pk).update(message_id="<returned-1@avtal.example>")
    Letter.objects.filter(pk=other.pk).update(message_id="<returned-2@avtal.example>")
    assert taken((MAILS / "bounce_delayed.eml").read_bytes()).became == Became.BOUNCE
    one.refresh_from_db()
    assert one.bounced_at is None
    later = NOW + timedelta(hours=1)
    assert taken((MAILS / "bounce_postfix.eml").read_bytes(), later).became == Became.BOUNCE
    assert taken((MAILS / "bounce_exchange.eml").read_bytes(), later).became == Became.BOUNCE
    for letter in (one, other):
        letter.refresh_from_db()
        assert letter.bounced_at == later
    assert Letter.objects.count() == 2


def test_one_that_goes_wrong_is_tried_again_and_listed_at_last(
    monkeypatch, caplog, invitation: Letter
) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError("hemligt")

    monkeypatch.setattr(doing, "remark", broken)
    row = take(data=a_reply(invitation, "Hemligt."), at=NOW)
    other = take(data=a_reply(invitation, "Ja"), at=NOW)
    now, tried = NOW, 0
    while row.became == Became.WAITING:
        understand_waiting(now=now)
        row.refresh_from_db()
        tried, now = tried + 1, now + timedelta(hours=5)
        assert Remark.objects.count() == 0
    other.refresh_from_db()
    assert other.became == Became.ANSWER
    assert (tried, row.became, row.trouble) == (taking.TRIES, "unreadable", "ZeroDivisionError")
    assert "hemligt" not in caplog.text.lower()


def test_what_was_kept_and_is_gone_harms_nothing_else(monkeypatch, invitation: Letter) -> None:
    def gone(*_args: object) -> bytes:
        raise CannotFetch

    row = take(data=a_reply(invitation, "Hej."), at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(taking, "fetch", gone)
        understand_waiting(now=NOW)
    row.refresh_from_db()
    assert (row.became, row.trouble) == (Became.WAITING, "CannotFetch")
    understand_waiting(now=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert row.became == Became.REMARK


def test_all_of_a_reply_is_done_or_nothing(monkeypatch, invitation: Letter) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(doing, "put_file", broken)
    taken(with_file(a_reply(invitation, "Nej, tyvärr.")))
    assert participant_of(invitation).coming == Coming.AWAITED
    assert Remark.objects.count() == 0


def test_a_reply_to_the_letter_about_a_series_answers_all_that_is_to_come(people: Cast) -> None:
    group = a_group(people, NOW)
    first = called(people, group, about=ABOUT, again=Again("weekly", count=3))
    invite_waiting(now=NOW)
    Letter.objects.update(begun_at=NOW, sent_at=NOW)
    letter = Letter.objects.get(to=people.accounts[MEMBER].email)
    later = first.starts_at + timedelta(days=1)
    assert taken(a_reply(letter, "Ja"), at=later).became == Became.ANSWER
    rows = Participant.objects.filter(post=people.seats[MEMBER].post)
    said = rows.order_by("meeting__starts_at").values_list("coming", flat=True)
    assert list(said) == [Coming.AWAITED, Coming.YES, Coming.YES]

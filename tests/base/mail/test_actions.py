"""Letters go once: also when the worker is killed, when the server refuses, and when it is away."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from overens.base.mail.actions import GIVES_UP_AFTER, hand_over, queue, send_waiting
from overens.base.mail.models import Letter
from overens.base.mail.queries import interrupted, not_sent, troubled_about
from overens.base.mail.rules import AGAIN, again_at
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.trail.actions import Ref
from tests.examples import NOW
from tests.smtp import MailServer, mail_server

pytestmark = pytest.mark.django_db
ABOUT = Ref("arrival", "one")


@pytest.fixture
def server(settings):
    with mail_server() as found:
        settings.MAIL, settings.MAIL_DOMAIN = True, "avtal.example"
        settings.DEFAULT_FROM_EMAIL = "overens@avtal.example"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        settings.EMAIL_TIMEOUT = 5
        yield found


def letter(to: str = "nogen@example.org", **more: object) -> Letter:
    said = {"subject": "Vi har fået din besked", "text": "Tak, æøå.", "language": "da", **more}
    return queue(to=to, about=ABOUT, at=NOW, **said)


def test_a_letter_is_plain_text_and_says_that_a_machine_wrote_it(server: MailServer) -> None:
    written = letter()
    assert send_waiting(now=NOW) == 1
    assert send_waiting(now=NOW) == 0
    (mail,) = server.taken
    assert mail["Message-ID"] == written.message_id
    assert written.message_id.endswith("@avtal.example>")
    assert (mail["From"], mail["To"]) == ("overens@avtal.example", "nogen@example.org")
    assert mail["Subject"] == "Vi har fået din besked"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "da")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert mail.get_content().strip() == "Tak, æøå."


def test_nothing_that_somebody_wrote_begins_another_line_of_the_head(server: MailServer) -> None:
    letter(subject="Hej\r\nBcc: alle@example.org\r\n\r\nKøb nu")
    letter(to="nogen@example.org\nBcc: alle@example.org")
    assert send_waiting(now=NOW) == 1
    (mail,) = server.taken
    assert mail["Subject"] == "Hej Bcc: alle@example.org Køb nu"
    assert mail["Bcc"] is None
    assert len(server.receivers) == 1
    (refused,) = not_sent(NOW)
    assert (refused.next_at, refused.begun_at) == (None, None)


def test_a_domain_with_other_letters_is_written_as_mail_knows_it(server: MailServer) -> None:
    letter(to="anna@åhus.example")
    send_waiting(now=NOW)
    assert server.receivers == ["rcpt TO:<anna@xn--hus-tla.example>"]


def test_one_that_was_interrupted_is_listed_and_not_repeated(server: MailServer) -> None:
    class Killed(BaseException):
        """As by `kill -9`: nothing is written afterwards."""

    def gone(_letter: Letter) -> None:
        raise Killed

    written = letter()
    with pytest.raises(Killed):
        send_waiting(now=NOW, send=gone)
    later = NOW + timedelta(hours=1)
    assert send_waiting(now=later) == 0
    assert server.taken == []
    assert list(interrupted(later)) == list(not_sent(later)) == [written]
    assert list(troubled_about([ABOUT])) == [written]


def test_what_is_refused_for_good_is_listed_and_what_is_refused_for_now_waits(
    server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["RCPT"] = "550 no such mailbox"
    gone = letter()
    send_waiting(now=NOW)
    server.answers["RCPT"] = "451 come later"
    waits = letter()
    send_waiting(now=NOW)
    gone.refresh_from_db()
    waits.refresh_from_db()
    assert gone.next_at is None
    assert waits.next_at == NOW + timedelta(minutes=1)
    assert list(not_sent(NOW)) == [gone, waits]
    server.answers.clear()
    assert send_waiting(now=NOW + timedelta(seconds=59)) == 0
    assert send_waiting(now=NOW + timedelta(minutes=1)) == 1
    assert list(not_sent(NOW)) == [gone]
    assert "example.org" not in caplog.text


def test_a_server_that_is_away_is_asked_ever_less_often_and_given_up_after_five_days(
    settings,
) -> None:
    settings.MAIL = True

    def away(_letter: Letter) -> None:
        raise ConnectionRefusedError

    written, now, waits = letter(), NOW, []
    while now < NOW + GIVES_UP_AFTER:
        assert send_waiting(now=now, send=away) == 0
        written.refresh_from_db()
        assert written.next_at
        waits.append(int((written.next_at - now).total_seconds() // 60))
        now = written.next_at
    assert waits[:5] == list(AGAIN)
    assert set(waits[5:]) == {AGAIN[-1]}
    send_waiting(now=now + timedelta(minutes=1), send=away)
    written.refresh_from_db()
    assert written.next_at is None
    assert list(not_sent(now)) == [written]


def test_a_letter_goes_only_if_what_causes_it_stands(server: MailServer) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        letter()
        raise RuntimeError
    assert send_waiting(now=NOW) == 0


def test_where_no_mail_is_sent_nothing_is_begun(settings, django_assert_num_queries) -> None:
    settings.MAIL = False
    letter()
    with django_assert_num_queries(0):
        assert send_waiting(now=NOW) == 0


def test_the_first_wait_holds_for_none() -> None:
    assert again_at(NOW, 0) == again_at(NOW, 1)


REQUEST = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


def test_letters_about_one_thing_are_one_conversation_with_a_calendar_in_it(
    server: MailServer, settings, tmp_path
) -> None:
    settings.MAIL_IN = tmp_path
    first = letter(calendar=REQUEST, may_reply=True)
    send_waiting(now=NOW)
    second = letter(calendar=REQUEST.replace("REQUEST", "CANCEL"), may_reply=True)
    other = queue(
        to="nogen@example.org",
        subject="Andet",
        text="Andet",
        language="da",
        about=Ref("arrival", "two"),
        at=NOW,
        may_reply=True,
    )
    send_waiting(now=NOW)
    one, two, three = server.taken
    assert [mail["Message-ID"] for mail in server.taken] == [
        found.message_id for found in (first, second, other)
    ]
    assert (one["In-Reply-To"], one["References"]) == (None, None)
    assert two["In-Reply-To"] == two["References"] == first.message_id
    assert three["In-Reply-To"] is None
    for mail, written, method in ((one, first, "REQUEST"), (two, second, "CANCEL")):
        assert mail.get_content_type() == "multipart/alternative"
        plain, calendar = mail.iter_parts()
        assert plain.get_content_type() == "text/plain"
        assert calendar.get_content_type() == "text/calendar"
        assert calendar.get_param("method") == method
        assert calendar.get_content_charset() == "utf-8"
        assert calendar.get_content().replace("\r\n", "\n") == written.calendar.replace(
            "\r\n", "\n"
        )
        assert mail["Reply-To"] == f"overens+{written.reply_token}@avtal.example"
    assert len({first.reply_token, second.reply_token, other.reply_token}) == 3


def test_a_notice_says_in_its_last_line_where_it_is_switched_off(settings) -> None:
    settings.ADDRESS = "https://avtal.example"
    notice = letter(kind=NoticeKind.REMINDER)
    assert notice.text.startswith("Tak, æøå.\n\n")
    assert notice.text.endswith(": https://avtal.example/da/desk/settings/notices/")
    assert "settings" not in letter().text


def test_a_letter_that_may_be_answered_knows_whose_it_is() -> None:
    account = Account.objects.create(email="Nogen@example.org")
    assert letter(may_reply=True).account == account
    assert letter().account is None
    assert letter(to="anden@example.org", may_reply=True).account is None


def test_a_domain_goes_in_the_letters_that_mail_knows(server: MailServer) -> None:
    letter(to="nogen@køge.example")
    assert send_waiting(now=NOW) == 1
    assert server.receivers == ["rcpt TO:<nogen@xn--kge-0na.example>"]


def test_an_address_that_would_become_another_one_is_not_written_to(server: MailServer) -> None:
    """As it is encoded, a name before the @ would be that of somebody else."""
    to = letter(to="søren@koge.example")
    assert send_waiting(now=NOW) == 0
    to.refresh_from_db()
    assert (to.trouble, to.next_at, to.begun_at) == ("CannotBeAddressed", None, None)
    assert list(not_sent(NOW)) == [to]
    assert server.receivers == []


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80))
@example("a@" + "ø" * 80 + ".dk")
@example("a@b@c")
@example("@køge.example")
@example("a b@køge.example")
def test_no_address_breaks_the_sending_of_others(to: str) -> None:
    with suppress(OSError, ValueError):
        hand_over(to=to, subject="x", text="x", language="da", message_id="<x@example.org>")

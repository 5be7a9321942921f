"""What the partners did, what waits, which dates are next: one mail on Monday at seven, once."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from overens.base.languages.rules import Wordings
from overens.base.mail.actions import keep_notices
from overens.base.mail.models import Letter
from overens.base.mail.states import NoticeKind
from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.base.trail.states import Audience
from overens.cycle.agreements.models import Agreement, Party
from overens.cycle.groups.actions.guards import note
from overens.cycle.groups.actions.remarks import remark
from overens.cycle.groups.actions.tasks import give_task
from overens.cycle.groups.models import Meeting
from overens.cycle.groups.states import Way
from overens.reach.notices.actions.digests import send_digests
from overens.reach.notices.models import Digest
from tests.cast import SIDES, THIRD, Cast
from tests.cycle.groups.making import a_group
from tests.reach.notices.making import a_meeting, a_task, invited

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Copenhagen")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MONDAY = datetime(2026, 11, 30, 7, 1, tzinfo=ZONE)
LAST_WEEK = MONDAY - 4 * DAY
LANGUAGE = {"koge": "da", "kristianstad": "sv"}


def a_week(people: Cast) -> None:
    """What both sides did in it, in their own languages."""
    group = a_group(people, LAST_WEEK - 30 * DAY)
    meeting = a_meeting(people, LAST_WEEK, group=group)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=MONDAY + 3 * DAY + 3 * HOUR, ends_at=MONDAY + 3 * DAY + 4 * HOUR
    )
    for side, other in (SIDES, SIDES[::-1]):
        seat = people.seats[side, Role.MEMBER]
        invited(people, meeting, seat)
        for minute in range(2):
            remark(
                by=seat,
                name="",
                agreement=people.agreement,
                about=meeting.ref,
                text="Hej",
                language=LANGUAGE[side],
                way=Way.DESK,
                at=LAST_WEEK + timedelta(minutes=minute),
            )
        give_task(
            by=seat,
            agreement=people.agreement,
            group=group,
            text=Wordings.of({"da": f"Skrive for {other}", "sv": f"Skriva för {other}"}),
            post=people.seats[other, Role.MEMBER].post,
            due=date(2026, 12, 11),
            at=LAST_WEEK + HOUR,
        )
        note(
            people.seats[side, Role.COORDINATOR],
            "evidence.noted",
            people.agreement.ref,
            LAST_WEEK + 2 * HOUR,
            audience=Audience.PUBLIC,
            agreement=people.agreement.slug,
            commitment=3,
        )


def letter_to(people: Cast, side: str, role: Role = Role.MEMBER) -> Letter:
    return Letter.objects.get(to=people.accounts[side, role].email)


@pytest.mark.parametrize("side", SIDES)
def test_the_whole_of_it_reads_as_somebody_wrote_it(people: Cast, side: str) -> None:
    a_week(people)
    send_digests(now=MONDAY)
    letter = letter_to(people, side)
    assert letter.language == LANGUAGE[side]
    said = f"{letter.subject}\n\n{letter.text}\n"
    place = HERE / f"digest_{LANGUAGE[side]}.txt"
    assert said == place.read_text("utf-8")


def test_it_goes_once_on_monday_at_seven(people: Cast) -> None:
    a_week(people)
    assert send_digests(now=MONDAY - 2 * timedelta(minutes=1)) == 0
    sent = send_digests(now=MONDAY)
    assert sent > 0
    assert [send_digests(now=MONDAY + n * HOUR) for n in range(0, 160, 8)] == [0] * 20
    assert Letter.objects.count() == sent
    assert Digest.objects.filter(week=MONDAY.date()).count() >= sent


def test_what_was_told_is_not_told_again(people: Cast) -> None:
    a_week(people)
    send_digests(now=MONDAY)
    Letter.objects.all().delete()
    send_digests(now=MONDAY + 7 * DAY)
    for letter in Letter.objects.all():
        assert "Køge:" not in letter.text
        assert "Kristianstad:" not in letter.text


def test_where_there_is_nothing_to_say_nothing_is_sent(people: Cast) -> None:
    a_week(people)
    Digest.objects.bulk_create(
        Digest(account=account, week=MONDAY.date() - 7 * DAY, at=MONDAY - HOUR)
        for account in Account.objects.exclude(person=None)
    )
    send_digests(now=MONDAY)
    registrar = people.accounts["koge", Role.REGISTRAR]
    assert not Letter.objects.filter(to=registrar.email).exists()
    assert Digest.objects.filter(account=registrar, week=MONDAY.date()).exists()


def test_nobody_reads_of_what_partners_do_with_others(people: Cast) -> None:
    """Køge and Lund have an agreement of their own: Kristianstad hears nothing of it."""
    other = Agreement.objects.create(slug="koge-lund")
    for place, slug in enumerate(("koge", THIRD)):
        seat = people.seats[slug, Role.COORDINATOR]
        Party.objects.create(agreement=other, authority=seat.post.authority, position=place)
    meeting = a_meeting(people, LAST_WEEK, slug="secret")
    Meeting.objects.filter(pk=meeting.pk).update(
        agreement=other, titles=Wordings.of({"da": "Hemmeligt"})
    )
    by = people.seats["koge", Role.COORDINATOR]
    note(by, "meeting.called", meeting.ref, LAST_WEEK, slug="secret")
    note(by, "agreement.signed", other.ref, LAST_WEEK, agreement="koge-lund")
    note(by, "question.asked", meeting.ref, LAST_WEEK, audience=Audience.OWN)
    send_digests(now=MONDAY)
    for letter in Letter.objects.filter(to__endswith="@kristianstad.example"):
        assert "Køge" not in letter.text


def test_it_can_be_switched_off(people: Cast) -> None:
    a_week(people)
    account = people.accounts["koge", Role.MEMBER]
    keep_notices(by=account, wanted=set(NoticeKind.values) - {NoticeKind.DIGEST}, at=MONDAY)
    send_digests(now=MONDAY)
    assert not Letter.objects.filter(to=account.email).exists()


def test_killed_between_two_it_leaves_none_out_and_repeats_none(people: Cast, monkeypatch) -> None:
    from overens.reach.notices.actions import digests

    class Killed(BaseException):
        """As by `kill -9`."""

    a_week(people)
    usual, left = digests.queue, 3

    def dies(**said: object) -> Letter:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return usual(**said)

    with monkeypatch.context() as patched:
        patched.setattr(digests, "queue", dies)
        with pytest.raises(Killed):
            send_digests(now=MONDAY)
    assert Letter.objects.count() == 3
    send_digests(now=MONDAY)
    receivers = list(Letter.objects.values_list("to", flat=True))
    assert len(receivers) == len(set(receivers)) > 3


@pytest.mark.parametrize("count", [1, 10, 100])
def test_a_long_week_asks_no_more(people: Cast, count: int) -> None:
    seat = people.seats["koge", Role.MEMBER]
    for n in range(count):
        task = a_task(people, LAST_WEEK, seat, due=date(2026, 12, 20), number=n + 1)
        note(seat, "task.given", task.ref, LAST_WEEK)
    people.agreement.refresh_from_db()
    send_digests(now=MONDAY - 7 * DAY)
    with CaptureQueriesContext(connection) as asked:
        send_digests(now=MONDAY)
    assert len(asked) < 450  # of fourteen people


def test_where_all_was_written_one_query_says_so(people: Cast) -> None:
    send_digests(now=MONDAY)
    with CaptureQueriesContext(connection) as asked:
        send_digests(now=MONDAY + HOUR)
    assert len(asked) == 1


def test_a_group_that_was_founded_is_told_by_its_name(people: Cast) -> None:
    line = {"agreement": people.agreement.slug, "names": {"da": "Vand", "sv": "Vatten"}}
    by = people.seats["koge", Role.COORDINATOR]
    note(by, "group.founded", people.agreement.ref, LAST_WEEK, audience=Audience.PUBLIC, **line)
    send_digests(now=MONDAY)
    assert "”Vatten”" in letter_to(people, "kristianstad").text


def test_a_series_that_was_changed_or_ended_is_told(people: Cast) -> None:
    meeting = a_meeting(people, LAST_WEEK, group=a_group(people, LAST_WEEK))
    by = people.seats["koge", Role.MEMBER]
    for what in ("meeting.series-changed", "meeting.series-ended"):
        note(by, what, meeting.ref, LAST_WEEK, audience=Audience.PARTNERS)
    send_digests(now=MONDAY)
    told = letter_to(people, "kristianstad").text
    for said in ("ändrade mötesserien", "avslutade mötesserien"):
        assert f"{said} ”" in told


def test_as_many_queries_for_one_thing_as_for_a_hundred_and_some_for_each_reader(
    people: Cast,
) -> None:
    """Once for an authority is read what the partners did; for each reader what waits for them."""
    group = a_group(people, LAST_WEEK - 30 * DAY)
    giver, taker = (people.seats[side, Role.MEMBER] for side in SIDES)
    monday, counts, given = MONDAY, [], 0
    send_digests(now=monday - 7 * DAY)
    for many in (1, 10, 100):
        for _n in range(given, many):
            give_task(
                by=giver, agreement=people.agreement, group=group,
                text=Wordings.of({"sv": f"Skriva {_n}"}), post=taker.post,
                due=date(2026, 12, 20), at=monday - HOUR,
            )  # fmt: skip
        given = many
        with CaptureQueriesContext(connection) as queries:
            readers = send_digests(now=monday)
        counts.append(len(queries))
        letter = Letter.objects.filter(to=people.accounts[SIDES[1], Role.MEMBER].email).latest(
            "queued_at"
        )
        assert f"{many} " in letter.text
        monday += 7 * DAY
    assert max(counts) - min(counts) <= 6, counts
    everybody = Account.objects.filter(person__isnull=False, is_active=True).count()
    assert max(counts) <= 40 + 45 * everybody, (counts, readers, everybody)

"""The operator's pages: authorities and administrators, and no content."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from overens.base.access.models import Invitation, Recovery
from overens.base.languages.rules import Wordings
from overens.base.mail.actions import queue
from overens.base.mail.models import Letter
from overens.base.municipalities.actions.people import note_authority
from overens.base.municipalities.models import Account, Seat
from overens.base.municipalities.states import Role
from overens.base.papers.actions import check_what_is_kept
from overens.base.trail.actions import Ref
from overens.reach.notices.models import Taken
from overens.reach.notices.states import Became
from overens.web.desk.keeping import TOKEN
from tests.cast import Cast, cast, signed_in

INSTANCE = "/sv/desk/instance/"


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def operator(people: Cast) -> Client:
    return signed_in(people.operator)


def without_administrator() -> None:
    Account.objects.filter(person__authority__slug="lund").delete()


def test_the_operator_sees_which_authority_has_no_administrator(
    operator: Client, people: Cast
) -> None:
    without_administrator()
    page = operator.get(INSTANCE).content.decode()
    assert "administrator of koge" in page
    assert "authorities/lund/invite/" in page
    assert "authorities/koge/invite/" not in page


def test_the_operator_sees_what_mail_could_not_be_sent_and_not_to_whom(
    operator: Client, settings
) -> None:
    def letter(**more: object) -> Letter:
        found = queue(
            to="anna@example.org",
            subject="Om din fråga",
            text="Hemligt",
            language="sv",
            about=Ref("arrival", "1"),
            at=timezone.now() - timedelta(hours=1),
        )
        Letter.objects.filter(pk=found.pk).update(**more)
        return found

    assert "OVERENS_MAIL" in operator.get(INSTANCE).content.decode()
    interrupted = letter(begun_at=timezone.now() - timedelta(minutes=11), tries=1)
    refused = letter(tries=1, next_at=None, trouble="SMTPRecipientsRefused")
    waits = letter()
    page = operator.get(INSTANCE).content.decode()
    for found, shown in ((interrupted, True), (refused, True), (waits, False)):
        assert (escape(found.message_id) in page) == shown
    assert "SMTPRecipientsRefused" in page
    for content in ("anna@example.org", "Hemligt", "Om din fråga"):
        assert content not in page
    Letter.objects.all().delete()
    settings.MAIL = True
    assert "OVERENS_MAIL" not in operator.get(INSTANCE).content.decode()


def test_what_came_back_and_what_could_not_be_taken_is_listed_without_its_content(
    operator: Client,
) -> None:
    page = operator.get(INSTANCE).content.decode()
    assert "kom retur" not in page
    assert "kunne ikke tages imod" not in page
    letter = queue(
        to="anna@example.org",
        subject="Hemligt",
        text="Hemligt",
        language="sv",
        about=Ref("participant", "1"),
        at=timezone.now(),
    )
    Letter.objects.filter(pk=letter.pk).update(
        sent_at=timezone.now(), begun_at=timezone.now(), bounced_at=timezone.now()
    )
    taken = [
        Taken.objects.create(
            file=str(n) * 64, sender="bo@example.org", at=timezone.now(), became=became
        )
        for n, became in enumerate((Became.FORGED, Became.UNKNOWN, Became.REMARK, Became.NOTHING))
    ]
    page = operator.get(INSTANCE).content.decode()
    assert escape(letter.message_id) in page
    assert [str(row.pk) in page for row in taken] == [True, True, False, False]
    for content in ("anna@example.org", "bo@example.org", "Hemligt"):
        assert content not in page


def test_whoever_presses_the_button_twice_has_one_good_link(operator: Client) -> None:
    without_administrator()
    sent = {"name": "administrator of lund", "email": "a@lund.example", "language": "sv"}
    sent[TOKEN] = "the-same-page"
    page = f"{INSTANCE}authorities/lund/invite/"
    for _press in range(2):
        answer = operator.post(page, sent)
        assert answer.status_code == 200
    (link,) = re.findall(r'value="https?://[^/"]+(/[^"]*)"', answer.content.decode())
    assert Client().get(link, follow=True).status_code == 200
    assert Invitation.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_the_first_administrator_is_invited_and_gets_in(operator: Client, people: Cast) -> None:
    without_administrator()
    answer = operator.post(
        f"{INSTANCE}authorities/lund/invite/",
        {"name": "administrator of lund", "email": "a@lund.example", "language": "sv"},
    )
    (link,) = re.findall(r'value="https?://[^/"]+(/[^"]*)"', answer.content.decode())
    guest = Client()
    page = guest.get(link, follow=True)
    assert "Lund" in page.content.decode()
    guest.post(page.request["PATH_INFO"], {"password": "ett långt lösenord"})
    seat = Seat.objects.get(person__account__email="a@lund.example")
    assert seat.post.role == Role.ADMINISTRATOR
    assert "a@lund.example" not in operator.get(INSTANCE).content.decode()
    answer = operator.post(
        f"{INSTANCE}authorities/lund/invite/",
        {"name": "En annan", "email": "b@lund.example", "language": "sv"},
    )
    assert "har en administratör" in answer.content.decode()


def test_the_operator_agrees_where_there_is_one_administrator(
    operator: Client, people: Cast
) -> None:
    account = people.accounts["koge", Role.LEADER]
    administrator = signed_in(people.accounts["koge", Role.ADMINISTRATOR])
    administrator.post(f"/da/desk/people/ask/{account.pk}/")
    asked = Recovery.objects.get()
    place = f"{INSTANCE}authorities/koge/recoveries/{asked.pk}/"
    assert place in operator.get(f"{INSTANCE}authorities/koge/").content.decode()
    answer = operator.post(place, {"act": "agree"})
    assert "/sign-in/recovery/" in answer.content.decode()


def test_the_operator_alone_lets_nobody_in(operator: Client, people: Cast) -> None:
    account = people.accounts["koge", Role.ADMINISTRATOR]
    operator.post(f"{INSTANCE}authorities/koge/ask/{account.pk}/")
    asked = Recovery.objects.get()
    answer = operator.post(f"{INSTANCE}authorities/koge/recoveries/{asked.pk}/", {"act": "agree"})
    assert "/sign-in/recovery/" not in answer.content.decode()


def test_a_path_of_another_authority_is_no_way_to_an_account(
    operator: Client, people: Cast
) -> None:
    account = people.accounts["koge", Role.LEADER]
    assert operator.get(f"{INSTANCE}authorities/lund/ask/{account.pk}/").status_code == 404
    assert operator.get(f"{INSTANCE}authorities/nowhere/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_the_pages_are_for_the_operator_alone(people: Cast, role: Role) -> None:
    other = signed_in(people.accounts["koge", role])
    for path in ("", "log/", "authorities/koge/", "authorities/koge/invite/"):
        assert other.get(f"{INSTANCE}{path}").status_code == 404


def test_the_operator_sees_no_content(operator: Client, people: Cast) -> None:
    for path in ("", "log/", "authorities/koge/"):
        page = operator.get(f"{INSTANCE}{path}").content.decode()
        assert "Samarbetsavtal mellan" not in page
        assert "Samarbejdsaftale mellem" not in page


def test_the_last_check_is_told_from_the_trail(operator: Client, people: Cast) -> None:
    assert "har inte kontrollerats ännu" in operator.get(INSTANCE).content.decode()
    check_what_is_kept()
    assert "stämde varje kedja" in operator.get(INSTANCE).content.decode()


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    operator: Client, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    operator.get(INSTANCE)
    with django_assert_max_num_queries(20) as few:
        operator.get(INSTANCE)
    for number in range(10):
        note_authority(
            slug=f"by-{number}",
            municipality=f"by-{number}",
            country="dk",
            names=Wordings.of({"da": f"By {number}"}),
            short=f"By {number}",
        )
    with django_assert_max_num_queries(20) as many:
        operator.get(INSTANCE)
    assert len(many) == len(few)


@pytest.mark.parametrize("path", ["settings/", "settings/sign-in/", "instance/"])
def test_the_operators_menu_leads_to_what_an_operator_may_see(operator: Client, path: str) -> None:
    page = operator.get(f"/sv/desk/{path}").content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', menu) == [INSTANCE, f"{INSTANCE}log/"]
    assert 'action="/sv/sign-in/out/"' in page


def test_somebody_without_a_post_is_offered_no_page_that_is_closed_to_them(people: Cast) -> None:
    seatless = Account.objects.create(email="seatless@example.org")
    page = signed_in(seatless).get("/sv/desk/settings/").content.decode()
    menu = page[page.index("<nav") : page.index("</nav>")]
    assert "href" not in menu
    assert 'action="/sv/sign-in/out/"' in page


def test_the_operator_sees_where_no_accessibility_statement_is_published(
    operator: Client, settings
) -> None:
    settings.ACCESSIBILITY = {"dk": ("Eksempelstyrelsen", "https://example.org/")}
    page = operator.get(INSTANCE).content.decode()
    assert "för Sverige: ange i OVERENS_ACCESSIBILITY" in page
    assert "för Danmark: ange" not in page
    settings.ACCESSIBILITY["se"] = ("Exempelmyndigheten", "https://example.org/")
    assert "OVERENS_ACCESSIBILITY" not in operator.get(INSTANCE).content.decode()

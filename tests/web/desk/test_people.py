"""Inviting and helping back in, as administrators see it; and the pages of the links."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import DjangoAssertNumQueries

from overens.base.access.models import Invitation, Recovery, SignInService
from overens.base.languages.rules import Wordings
from overens.base.municipalities.actions.people import note_post, note_seat
from overens.base.municipalities.models import Account, Authority, Seat
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from tests.cast import SINCE, Cast, account_of, cast, signed_in

PASSWORD = "en lang adgangskode 7"
PEOPLE = "/da/desk/people/"


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def koge(people: Cast) -> Client:
    return signed_in(people.accounts["koge", Role.ADMINISTRATOR])


def new_seat(
    slug: str = "koge", name: str = "Ny Kollega", role: str = Role.MEMBER, post: str = "medlem"
) -> Seat:
    authority = Authority.objects.get(slug=slug)
    made, _new = note_post(
        authority=authority, slug=post, names=Wordings.of({"da": post}), role=role
    )
    seat, _new = note_seat(post=made, person=name, since=SINCE)
    return seat


def link_in(answer: Any) -> str:
    """The way of the one link on a page."""
    (link,) = re.findall(r'value="https?://[^/"]+(/[^"]*)"', answer.content.decode())
    return str(link)


def invited(koge: Client, **said: str) -> str:
    seat = new_seat()
    answer = koge.post(
        f"{PEOPLE}invite/{seat.pk}/", {"email": "ny@koge.example", "language": "da"} | said
    )
    assert answer.status_code == 200
    return link_in(answer)


def hidden(client: Client, address: str) -> dict[str, str]:
    """What a page puts into its form: with it a second sending is known."""
    form = html.fromstring(client.get(address).content.decode()).xpath("//main//form")[0]
    return {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden']")}


def second(slug: str = "koge") -> Client:
    seat = new_seat(slug, "Anden Administrator", Role.ADMINISTRATOR, "anden")
    return signed_in(account_of(seat, f"anden@{slug}.example"))


def test_an_administrator_sees_who_signs_in_who_is_invited_and_who_could_be(
    koge: Client, people: Cast
) -> None:
    invited(koge)
    new_seat(name="Uden Konto", post="medlem-2")
    new_seat(name="Kun Papir", role="", post="papir")
    page = koge.get(PEOPLE).content.decode()
    assert "Ny Kollega" in page
    assert "ny@koge.example" in page
    assert "Uden Konto" in page
    assert "Kun Papir" not in page
    assert "coordinator@koge.example" in page
    assert "@kristianstad.example" not in page


def test_the_link_is_shown_once_and_in_the_language_of_the_person(koge: Client) -> None:
    link = invited(koge, language="sv")
    assert link.startswith("/sv/sign-in/invitation/")
    token = link.split("/")[-2]
    assert token not in koge.get(PEOPLE).content.decode()


def test_whoever_presses_the_button_twice_is_shown_a_link_that_is_good(koge: Client) -> None:
    page = f"{PEOPLE}invite/{new_seat().pk}/"
    fields = hidden(koge, page) | {"email": "ny@koge.example", "language": "da"}
    first, second = (link_in(koge.post(page, fields)) for _press in range(2))
    assert first != second
    assert Client().get(second, follow=True).status_code == 200
    assert Client().get(first, follow=True).status_code == 404, "an older link ends"


def test_an_invitation_is_accepted_and_one_lands_on_ones_own_pages(koge: Client) -> None:
    link, guest = invited(koge), Client()
    answer = guest.get(link, follow=True)
    page = answer.content.decode()
    assert "Ny Kollega" in page
    assert "ny@koge.example" in page
    assert "Køge Kommune" in page
    answer = guest.post(answer.request["PATH_INFO"], {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/da/desk/")
    account = Account.objects.get(email="ny@koge.example")
    assert guest.session["_auth_user_id"] == str(account.pk)
    assert guest.get("/da/desk/").status_code == 200


def test_a_role_that_needs_two_steps_is_led_to_the_second(koge: Client, people: Cast) -> None:
    seat = new_seat(name="Ny Leder", role=Role.LEADER, post="leder")
    answer = koge.post(
        f"{PEOPLE}invite/{seat.pk}/", {"email": "leder@koge.example", "language": "da"}
    )
    guest = Client()
    page = guest.get(link_in(answer), follow=True).request["PATH_INFO"]
    answer = guest.post(page, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/da/sign-in/second-step/")


def test_the_session_gets_a_new_key(koge: Client) -> None:
    """What somebody put into the browser before is no way in after."""
    link, guest = invited(koge), Client()
    guest.get("/da/desk/people/")
    session = guest.session
    session["planted"] = "1"
    session.save()
    guest.cookies["overens-session"] = session.session_key
    page = guest.get(link, follow=True).request["PATH_INFO"]
    guest.post(page, {"password": PASSWORD})
    assert guest.session.session_key != session.session_key


@pytest.mark.parametrize("kind", ["invitation", "recovery", "first"])
def test_every_dead_link_gets_the_same_answer(koge: Client, people: Cast, kind: str) -> None:
    """Used, withdrawn, too old, or never one: nobody learns which by trying."""
    used, guest = invited(koge), Client()
    page = guest.get(used, follow=True).request["PATH_INFO"]
    guest.post(page, {"password": PASSWORD})
    answers = set()
    for token in (used.split("/")[-2], "A" * 43, "x", "A" * 5000, "%2e%2e"):
        answer = Client().get(f"/da/sign-in/{kind}/{token}/", follow=True)
        answers.add((answer.status_code, answer.content))
    assert len(answers) == 1
    ((status, content),) = answers
    assert status == 404
    assert "Bed den, der gav dig det" in content.decode()


def test_a_link_leaks_nowhere(koge: Client) -> None:
    """Not by a referrer, a cache, a search engine, nor by the page that is shown."""
    link, guest = invited(koge), Client()
    token = link.split("/")[-2]
    first = guest.get(link)
    assert first["Referrer-Policy"] == "no-referrer"
    assert first["Cache-Control"] == "private, no-store"
    assert token not in first["Location"]
    cookie = first.cookies["overens-link"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    page = guest.get(first["Location"])
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex"
    assert token not in page.content.decode()
    answer = guest.post(first["Location"], {"password": PASSWORD})
    assert answer.cookies["overens-link"].value == ""
    assert token not in str([line.details.values for line in Line.objects.all()])
    assert token not in str(dict(guest.session))


def test_a_weak_password_is_told_at_its_field(koge: Client) -> None:
    guest = Client()
    page = guest.get(invited(koge), follow=True).request["PATH_INFO"]
    answer = guest.post(page, {"password": "kort"})
    assert 'id="id_password-error"' in answer.content.decode()
    assert guest.post(page, {"password": PASSWORD}).status_code == 302


def test_another_address_than_the_invited_one_cannot_be_sent(koge: Client) -> None:
    guest = Client()
    page = guest.get(invited(koge), follow=True).request["PATH_INFO"]
    guest.post(page, {"password": PASSWORD, "email": "other@evil.example"})
    assert not Account.objects.filter(email="other@evil.example").exists()


def test_a_withdrawn_invitation_is_dead(koge: Client) -> None:
    link = invited(koge)
    made = Invitation.objects.get()
    answer = koge.post(f"{PEOPLE}invitations/{made.pk}/withdraw/", follow=True)
    assert "Invitationen er trukket tilbage" in answer.content.decode()
    assert Client().get(link, follow=True).status_code == 404


@pytest.mark.parametrize("side", ["kristianstad", "lund"])
def test_what_belongs_to_another_authority_is_not_there(
    koge: Client, people: Cast, side: str
) -> None:
    invited(koge)
    made, seat = Invitation.objects.get(), new_seat(name="En Til", post="medlem-2")
    account = people.accounts["koge", Role.LEADER]
    koge.post(f"{PEOPLE}ask/{account.pk}/")
    asked = Recovery.objects.get()
    other = signed_in(people.accounts[side, Role.ADMINISTRATOR])
    for path in (
        f"invite/{seat.pk}/",
        f"ask/{account.pk}/",
        f"recoveries/{asked.pk}/",
    ):
        assert other.get(f"{PEOPLE}{path}").status_code == 404
        assert other.post(f"{PEOPLE}{path}").status_code == 404
    assert other.post(f"{PEOPLE}invitations/{made.pk}/withdraw/").status_code == 404
    made.refresh_from_db()
    asked.refresh_from_db()
    assert made.withdrawn_at is None
    assert asked.agreed_by is None


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_the_page_is_for_administrators(people: Cast, role: Role) -> None:
    other = signed_in(people.accounts["koge", role])
    assert other.get(PEOPLE).status_code == 404
    assert other.get(f"{PEOPLE}sign-in-service/").status_code == 404


def test_two_administrators_help_somebody_back_in(koge: Client, people: Cast) -> None:
    account = people.accounts["koge", Role.MEMBER]
    old = signed_in(account)
    assert old.get("/da/desk/").status_code == 200
    koge.post(f"{PEOPLE}ask/{account.pk}/", follow=True)
    asked = Recovery.objects.get()
    page = f"{PEOPLE}recoveries/{asked.pk}/"
    assert 'value="agree"' not in koge.get(page).content.decode()
    koge.post(page, {"act": "agree"})
    asked.refresh_from_db()
    assert asked.agreed_by is None
    other = second()
    pressed_twice = link_in(other.post(page, {"act": "agree"}))
    link = link_in(other.post(page, {"act": "agree"}))
    assert Client().get(pressed_twice, follow=True).status_code == 404
    guest = Client()
    place = guest.get(link, follow=True).request["PATH_INFO"]
    answer = guest.post(place, {"password": PASSWORD})
    assert answer["Location"].endswith("/sign-in/")
    assert "_auth_user_id" not in guest.session
    assert old.get("/da/desk/")["Location"].startswith("/da/sign-in/")
    assert Client().get(link, follow=True).status_code == 404
    answer = guest.post("/da/sign-in/", {"email": account.email, "password": PASSWORD}, follow=True)
    page_text = answer.content.decode()
    assert "Din konto blev åbnet igen" in page_text
    assert "administrator of koge" in page_text
    assert "Anden Administrator" in page_text


def test_nobody_asks_for_their_own_account(koge: Client, people: Cast) -> None:
    own = people.accounts["koge", Role.ADMINISTRATOR]
    assert koge.post(f"{PEOPLE}ask/{own.pk}/").status_code == 404
    other = second()
    other.post(f"{PEOPLE}ask/{own.pk}/")
    page = f"{PEOPLE}recoveries/{Recovery.objects.get().pk}/"
    assert koge.get(page).status_code == 404
    assert koge.post(page, {"act": "agree"}).status_code == 404


SERVICE = {
    "name": "Køge Kommune",
    "address": "https://login.koge.example",
    "client_id": "overens",
    "client_secret": "hemmeligt-7",
    "claim": "groups",
    "is_open": "on",
}


def test_the_secret_of_a_sign_in_service_is_never_shown_again(koge: Client, people: Cast) -> None:
    post = people.seats["koge", Role.COORDINATOR].post
    page = f"{PEOPLE}sign-in-service/"
    said = {**SERVICE, f"post-{post.pk}": "overens-koordinator\nCN=a,OU=b"}
    answer = koge.post(page, said, follow=True)
    assert "hemmeligt-7" not in answer.content.decode()
    made = SignInService.objects.get()
    assert made.posts == {"overens-koordinator": str(post.pk), "CN=a,OU=b": str(post.pk)}
    answer = koge.post(page, {**said, "client_secret": "", "address": "http://x.example"})
    assert "https://" in answer.content.decode()
    assert "hemmeligt-7" not in answer.content.decode()
    made.refresh_from_db()
    assert made.address == "https://login.koge.example"


def test_a_value_that_stands_twice_is_told_at_its_field(koge: Client, people: Cast) -> None:
    posts = [people.seats["koge", role].post_id for role in (Role.COORDINATOR, Role.LEADER)]
    said = SERVICE | {f"post-{post}": "alle" for post in posts}
    assert "står to gange" in koge.post(f"{PEOPLE}sign-in-service/", said).content.decode()
    assert not SignInService.objects.exists()


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    koge: Client, people: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    koge.get(PEOPLE)
    with django_assert_max_num_queries(20) as few:
        koge.get(PEOPLE)
    for number in range(10):
        new_seat(name=f"Person {number}", post=f"post-{number}")
    with django_assert_max_num_queries(20) as many:
        koge.get(PEOPLE)
    assert len(many) == len(few)


def test_nobody_who_is_not_signed_in_sees_any_of_it(people: Cast) -> None:
    for path in ("", "sign-in-service/", f"invite/{people.seats['koge', Role.MEMBER].pk}/"):
        answer = Client().get(f"{PEOPLE}{path}")
        assert answer["Location"].startswith("/da/sign-in/?next=")


def test_what_is_on_file_when_somebody_looks(people: Cast) -> None:
    """A recovery that nobody agreed to is over after a week, and can be asked for again."""
    koge = signed_in(people.accounts["koge", Role.ADMINISTRATOR])
    account = people.accounts["koge", Role.LEADER]
    koge.post(f"{PEOPLE}ask/{account.pk}/")
    Recovery.objects.update(good_until=timezone.now())
    assert f"ask/{account.pk}/" in koge.get(PEOPLE).content.decode()
    koge.post(f"{PEOPLE}ask/{account.pk}/")
    assert Recovery.objects.count() == 2

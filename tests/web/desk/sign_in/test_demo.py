"""The demo's sign-ins: for example posts, and only where the demo is shown."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from overens.base.access.models import DemoAccount
from overens.base.access.queries import seats_now
from overens.base.access.sign_in.actions.demo import close_demo_accounts
from overens.base.access.sign_in.actions.factors import add_codes_app, change_password
from overens.base.municipalities.models import Account, Person, Post
from overens.base.municipalities.rules import Refused
from overens.base.municipalities.states import Role
from overens.base.records.actions.entering import register_of
from overens.base.records.actions.setting_up import Settings, set_up_register
from overens.base.records.models import Register
from overens.base.records.open_queries import open_registers
from overens.base.records.queries import as_it_begins
from overens.cycle.agreements.models import Agreement
from overens.running.demo import demo_ways, open_demo
from tests.cast import seat_of
from tests.web.desk.sign_in.conftest import is_in

SIDES = ("koge", "kristianstad")


@pytest.fixture
def shown(loaded: Agreement, settings: object, tmp_path: Path) -> str:
    """The demo is shown; its secret."""
    settings.DEMO, settings.DEMO_SECRET = True, tmp_path / "demo-secret"
    settings.DEMO_SECRET.write_text("the-secret\n")
    open_demo()
    return "the-secret"


def test_there_is_one_for_each_role_on_each_side_and_the_operator(shown: str) -> None:
    names = [f"{side}-{role}" for side in SIDES for role in Role]
    assert [name for name, _language in demo_ways()] == [*names, "operator"]
    now = datetime.now(UTC)
    for side in SIDES:
        for role in Role:
            found = DemoAccount.objects.get(name=f"{side}-{role}").account
            (seat,) = seats_now(found, now)
            assert (seat.post.role, seat.post.authority.slug) == (role, side)
            assert seat.post.example
            assert not found.has_usable_password()


def test_nobody_who_is_named_in_the_case_has_an_account(shown: str) -> None:
    names = set(Person.objects.filter(account__isnull=False).values_list("name", flat=True))
    assert len(names) == len(SIDES) * len(Role)
    assert all("ksempelperson" in name or "xempelperson" in name.lower() for name in names)


def test_opening_it_again_adds_nothing(shown: str) -> None:
    before = (Account.objects.count(), Post.objects.count(), Person.objects.count())
    open_demo()
    assert (Account.objects.count(), Post.objects.count(), Person.objects.count()) == before


def test_the_link_says_for_whom_and_the_button_signs_in_strongly(shown: str) -> None:
    client = Client()
    link = f"/da/sign-in/demo/{shown}/koge-coordinator/"
    page = client.get(link)
    assert "Køge" in page.content.decode()
    assert not is_in(client)
    assert client.post(link)["Location"] == "/da/desk/"
    assert client.get("/da/desk/").status_code == 200


@pytest.mark.parametrize(
    "link", ["wrong/koge-coordinator", "the-secret/nobody", "the-secret/lund-leader", "å/operator"]
)
def test_a_wrong_link_leads_nowhere(shown: str, link: str) -> None:
    for send in (Client().get, Client().post):
        assert send(f"/da/sign-in/demo/{link}/").status_code == 404


def test_without_the_demo_there_is_no_link_and_no_session(shown: str, settings: object) -> None:
    link = f"/da/sign-in/demo/{shown}/koge-coordinator/"
    client = Client()
    client.post(link)
    settings.DEMO = False
    assert client.get(link).status_code == 404
    close_demo_accounts()
    assert client.get("/da/desk/").status_code == 302
    settings.DEMO = True
    assert client.get(link).status_code == 404
    open_demo()
    assert client.get(link).status_code == 200


def test_a_secret_that_is_gone_opens_nothing(shown: str, settings: object) -> None:
    settings.DEMO_SECRET.write_text("")
    assert Client().get("/da/sign-in/demo//koge-coordinator/").status_code == 404
    settings.DEMO_SECRET.unlink()
    assert Client().get(f"/da/sign-in/demo/{shown}/koge-coordinator/").status_code == 404


def test_nobody_makes_an_account_of_the_demo_their_own(shown: str) -> None:
    account = DemoAccount.objects.get(name="koge-leader").account
    with pytest.raises(Refused):
        change_password(by=account, password="fjorten krogede granbrædder")
    with pytest.raises(Refused):
        add_codes_app(by=account, secret="JBSWY3DPEHPK3PXP", code="000000")
    client = Client()
    client.post(f"/da/sign-in/demo/{shown}/koge-leader/")
    assert "passkeys/new/" not in client.get("/da/desk/settings/sign-in/").content.decode()


def test_the_registers_are_open_until_somebody_at_the_desk_says_otherwise(shown: str) -> None:
    for language in ("sv", "da", "en"):
        page = Client().get(f"/{language}/register/").content.decode()
        assert all(f"/{language}/register/{side}/" in page for side in SIDES)
    assert "anyone may ask for it" in Client().get("/en/register/koge/").content.decode()
    by = seat_of("koge", Role.REGISTRAR)
    closed = Settings(**as_it_begins(by.post.authority), published=False)
    set_up_register(by=by, settings=closed, at=datetime.now(UTC))
    open_demo()
    assert list(open_registers().values_list("authority__slug", flat=True)) == ["kristianstad"]


def test_what_the_register_is_is_not_remembered_between_two_requests(shown: str) -> None:
    account = DemoAccount.objects.get(name="koge-registrar").account
    before, now = seats_now(account, datetime.now(UTC))[0], datetime.now(UTC)
    register_of(before.post.authority)
    Register.objects.filter(authority__slug="koge").update(prefix="KK")
    (after,) = seats_now(account, now)
    assert register_of(after.post.authority).prefix == "KK"

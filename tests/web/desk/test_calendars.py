"""The address at which a calendar fetches somebody's meetings: shown once, and open to whoever knows it."""

import logging
import re

import pytest
from django.test import Client

from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.web.design.secret_addresses import Masked
from tests.cast import Cast, cast, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/da/desk/settings/calendar/"


@pytest.fixture
def people() -> Cast:
    return cast()


@pytest.fixture
def account(people: Cast) -> Account:
    return people.accounts["koge", Role.COORDINATOR]


def made(here: Client) -> str:
    page = here.post(PAGE)
    assert page["Cache-Control"] == "private, no-store"
    (found,) = re.findall(r"/calendar/[-\w]{43}\.ics", page.content.decode())
    return found


def test_it_is_shown_once_and_fetched_without_signing_in(account: Account) -> None:
    here = signed_in(account)
    assert ".ics" not in here.get(PAGE).content.decode()
    address = made(here)
    assert address not in here.get(PAGE).content.decode()
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies
    assert answer.content.startswith(b"BEGIN:VCALENDAR")
    assert Client().post(address).status_code == 405


def test_a_new_one_ends_the_old_one_and_it_can_be_thrown_away(account: Account) -> None:
    here = signed_in(account)
    first, second = made(here), made(here)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert here.post(PAGE, {"away": "1"})["Location"] == "/da/desk/settings/"
    assert Client().get(second).status_code == 404


def test_a_stranger_makes_none(db: None) -> None:
    assert Client().post(PAGE).status_code == 302
    assert Client().get(f"/calendar/{'a' * 43}.ics").status_code == 404


def test_no_log_line_holds_the_address(account: Account) -> None:
    address = made(signed_in(account))
    record = logging.LogRecord("x", logging.INFO, "", 1, "GET %s 200", (address,), None)
    assert Masked().filter(record)
    assert record.getMessage() == "GET /calendar/….ics 200"

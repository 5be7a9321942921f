"""A coordinator of Køge with a password, and browsers at the sign-in page."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from overens.base.municipalities.models import Account
from overens.base.municipalities.states import Role
from overens.base.trail.models import Line
from tests.cast import Cast, cast
from tests.oidc_provider import Provider, provider

PASSWORD = "fjorten krogede granbrædder"


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def account(people: Cast) -> Account:
    """Of Køge's member: a role for which a password is enough."""
    return with_password(people.accounts["koge", Role.MEMBER])


@pytest.fixture
def service() -> Iterator[Provider]:
    with provider() as found:
        yield found


def with_password(account: Account) -> Account:
    account.set_password(PASSWORD)
    account.save()
    return account


def try_password(
    client: Client, account: Account | str, password: str = PASSWORD, address: str = "192.0.2.1"
) -> object:
    """The form of the sign-in page, sent from a network address."""
    email = account if isinstance(account, str) else account.email
    sent = {"email": email, "password": password}
    return client.post("/da/sign-in/", sent, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def lines(what: str) -> list[Line]:
    return list(Line.objects.filter(what=what).order_by("chain", "number"))


def errors(answer: object) -> str:
    """What the page says is wrong."""
    found = re.search(r'<div class="errors".*?</div>', answer.content.decode(), re.S)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""

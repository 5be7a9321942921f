"""The table of roles, walked: every address of the desk, as every role, of each side, of a third
municipality, as the operator, as somebody without a post, and as a stranger."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from overens.base.municipalities.models import Account
from overens.base.municipalities.roles import TABLE, Act
from overens.base.municipalities.states import Role
from tests.cast import SIDES, THIRD, signed_in
from tests.web.desk.conftest import Things

pytestmark = pytest.mark.django_db

OPEN = "open"
GATES = {*Act, "signed-in", "operator"}
WITHOUT_GATE = ("/desk/", "/sign-in/")
"""Below these every address says for whom it is; the rest is the open site."""


KOGES_OWN = frozenset(
    {
        "evidence",
        "paper",
        "handover",
        "seat",
        "invitation",
        "recovery",
        "account",
        "case",
        "year",
        "news",
        "file",
        "consent",
    }
)
"""What only Køge's people find, by its name in the address."""
OF_THE_PARTIES = frozenset({"agreement", "transcription"})


def addresses(patterns: Iterable[URLPattern | URLResolver], before: str = "/") -> Iterator[Any]:
    """Every address of the instance, with its view."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, here)
        else:
            yield here, pattern.callback


def gated() -> list[tuple[str, Any]]:
    """The addresses behind the gate, with their act."""
    return [
        (address, view)
        for address, view in addresses(get_resolver().url_patterns)
        if any(part in address for part in WITHOUT_GATE) and view.act != OPEN
    ]


def test_every_address_of_the_desk_says_for_whom_it_is() -> None:
    found = [
        (address, getattr(view, "act", None))
        for address, view in addresses(get_resolver().url_patterns)
        if any(part in address for part in WITHOUT_GATE)
    ]
    assert len(found) > 60
    assert [address for address, act in found if act not in {*GATES, OPEN}] == []
    assert [address for address, act in found if act == OPEN and "/desk/" in address] == []


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks for an address: where from, in which role; neither for other people."""

    name: str
    client: Client
    side: str = ""
    role: str = ""


def visitors(things: Things) -> list[Visitor]:
    found = [
        Visitor(f"{role} of {side}", signed_in(things.cast.accounts[side, role]), side, role)
        for side in (*SIDES, THIRD)
        for role in Role
    ]
    seatless = Account.objects.create(email="seatless@example.org")
    found.append(Visitor("somebody without a post", signed_in(seatless)))
    found.append(Visitor("operator", signed_in(things.cast.operator)))
    return [*found, Visitor("stranger", Client())]


def expected(visitor: Visitor, act: str, named: set[str]) -> str:
    """'sign-in', 'elsewhere' (told where one belongs), 'nothing' (there is no such page) or 'page'."""
    if visitor.name == "stranger":
        return "sign-in"
    if act == "operator":
        return "page" if visitor.name == "operator" else "nothing"
    if act == "signed-in":
        return "page"
    if not visitor.role:
        return "elsewhere"
    if visitor.role not in TABLE[Act(act)].roles:
        return "nothing"
    if visitor.side != "koge" and named & KOGES_OWN:
        return "nothing"
    if visitor.side == THIRD and named & OF_THE_PARTIES:
        return "nothing"
    return "page"


def answered(client: Client, method: str, address: str) -> str:
    """What came back; what it changed is taken back."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        transaction.set_rollback(True)
    assert answer["Cache-Control"] == "private, no-store", address
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy, address
    assert "unsafe" not in policy, address
    place = answer.headers.get("Location", "")
    if answer.status_code == 302 and "/sign-in/?next=" in place:
        return "sign-in"
    if answer.status_code == 404:
        return "nothing"
    if answer.status_code == 403 or (answer.status_code == 302 and place == "/da/desk/instance/"):
        return "elsewhere"
    if answer.status_code == 405:
        return "other method"  # said before anything is looked up, so it tells nothing
    assert answer.status_code in (200, 204, 302, 400, 409), (address, answer.status_code)
    return "page"


ONE_OF_SEVERAL = ("/register/set-apart/", "/register/without-number/", "/members/")
"""Pages whose forms each name what they are about."""


def _also(method: str, address: str, act: str, wanted: str) -> str:
    """A page that is there to be read, and one of several forms, takes none that it does not know."""
    several = act.startswith("read-") or address.endswith(ONE_OF_SEVERAL)
    return "nothing" if method == "post" and wanted == "page" and several else ""


ASKED_OTHERWISE = {
    "/desk/settings/sign-in/passkeys/<int:passkey>/away/",  # nobody here has a passkey
    "/desk/settings/sign-in/app/away/",  # nor an app for codes
    "/desk/settings/sign-in/service/<slug:municipality>/",  # nor a service
    "/desk/drafts/",  # script alone asks
}
"""Addresses about oneself that answer 'nothing' for want of the thing: tried in their own tests."""


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_as_everybody(
    things: Things, method: str, capsys: pytest.CaptureFixture[str]
) -> None:
    checks, wrong = 0, []
    for visitor in visitors(things):
        for pattern, view in gated():
            if any(pattern.endswith(asked) for asked in ASKED_OTHERWISE):
                continue
            named = {name for name in things.named if f":{name}>" in pattern}
            address = things.address(pattern)
            found = answered(visitor.client, method, address)
            wanted = expected(visitor, view.act, named)
            checks += 1
            if found not in (wanted, "other method", _also(method, address, view.act, wanted)):
                wrong.append((visitor.name, address, view.act, f"{found}, not {wanted}"))
    with capsys.disabled():
        print(f"\n{checks} checks of addresses ({method}) by the table of roles")
    assert wrong == [], "\n".join(map(str, wrong))
    assert checks > 1000

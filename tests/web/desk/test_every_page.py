"""What holds of every page of the desk: each that opens is walked."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from overens.base.municipalities.models import Account
from overens.base.municipalities.roles import Act, may
from overens.base.municipalities.states import Role
from overens.cycle.agreements.actions.transcription import transcribe
from tests.cast import Cast, signed_in
from tests.examples import NOW, demo
from tests.web.conftest import KOGE
from tests.web.desk.conftest import Things, without_leader
from tests.web.desk.test_roles_of_addresses import gated
from tests.web.desk.typed import FORMS

pytestmark = pytest.mark.django_db
ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.REGISTRAR, Role.COMMUNICATOR, Role.LEADER)
SIZES = (1, 10, 50)
OVERVIEW = {"": 21, "tasks/": 17, "waiting/": 10, "briefing/": 20}
"""What the overview’s own pages cost; one less where no proposal was ever put, and three less where
there is no group, no meeting, no question and no task."""
MOST = 23
"""What any page may cost."""


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def reader_of(
    cast: Cast, act: Act | str, roles: Sequence[Role], side: str = "koge"
) -> Account | None:
    """Somebody who may open a page of that act, in the first of the roles that may."""
    if act == "operator":
        return cast.operator
    if act == "signed-in":
        return cast.accounts[side, Role.COORDINATOR]
    may_open = (role for role in roles if may(cast.seats[side, role].post, act))
    return next((cast.accounts[side, role] for role in may_open), None)


def pages(
    things: Things, roles: Sequence[Role] = ROLES, side: str = "koge"
) -> Iterator[tuple[str, str, Client]]:
    """Every page of the desk by its pattern, its address, and somebody who may open it."""
    clients: dict[Act | str, Client] = {}
    for pattern, view in gated():
        address = things.address(pattern)
        if view.act not in clients:
            reader = reader_of(things.cast, view.act, roles, side)
            if reader is None:
                continue
            clients[view.act] = signed_in(reader)
        yield pattern.partition("/desk/")[2], address, clients[view.act]


def counted(things: Things) -> dict[str, int]:
    """Queries of each page that opens; what is only sent to does not."""
    found = {}
    for _page, address, client in pages(things):
        client.get(address)  # what stays in memory is there from now on
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code == 200:
            found[address] = len(captured)
    return found


def test_queries_are_the_same_for_one_agreement_for_ten_and_for_fifty(things: Things) -> None:
    parties = tuple(replace(party, uses_since=date(2024, 1, 1)) for party in demo().parties)
    found, held = [], 1
    for size in SIZES:
        for number in range(held, size):
            file = replace(demo(), slug=f"another-{number}", parties=parties)
            transcribe(by=KOGE, file=file, at=NOW)
        held = size
        found.append(counted(things))
    one, ten, fifty = found
    print(f"queries of {len(one)} pages compared")
    assert len(one) >= 30
    assert ten == one
    assert fifty == one
    assert {page: n for page, n in one.items() if n > MOST} == {}
    assert {page: one[f"/da/desk/{page}"] for page in OVERVIEW} == OVERVIEW


TYPED = "self::textarea or self::input[@type='text' or @type='email' or @type='url']"
NEITHER_KEPT = {"/da/desk/settings/sign-in/app/new/", "/da/desk/settings/sign-in/passkeys/new/"}
"""A code that is good for half a minute, and a name beside what only the device can make."""


def test_every_form_with_a_text_is_kept_while_it_is_typed(things: Things) -> None:
    found = set()
    for turn, roles in enumerate((ROLES, ROLES, ROLES[1:] + ROLES[:1], ROLES[::-1])):
        if turn == 1:
            without_leader()
        for page, address, client in pages(things, roles):
            answer = client.get(address)
            if address in NEITHER_KEPT or answer.get("Content-Type", "")[:9] != "text/html":
                continue
            shown = html.fromstring(answer.content.decode() or "<p></p>")
            for form in shown.xpath(f"//form[@method='post'][.//*[{TYPED}]]"):
                assert form.get("data-place"), address
                assert form.xpath(".//input[@name='desk-seal']"), address
                assert form.get("data-sentences"), address
                assert form.xpath(".//*[@data-kept]"), address
                found.add((page, form.get("data-place").split(":")[0]))
    # In each of them somebody types in a browser, and is interrupted.
    assert found == {(form.page, form.place) for form in FORMS}
